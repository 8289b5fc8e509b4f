"""Bad filings: each one slip away from a good one, each refused with its own field and reason."""

from collections.abc import Callable
from typing import Any

import pytest

from gongai.records.catalogue import Catalogue
from gongai.records.filing import load_filing
from gongai.records.finding import Finding
from gongai.rules.filing import check
from tests.rules.conftest import TODAY

Doc = dict[str, Any]
Good = Callable[[str], Doc]
Intake = Callable[[Doc], tuple[Finding, ...]]

SINGLE, JOINT, ACCEPTANCE, STAGE_ONE = "01-", "07-", "09-", "05-"
ABSENT = object()
ID_OK, ID_BAD_CHECK = "439902190001010017", "439902190001010018"

# base, path, value, field that the finding names, words of its rule
TABLE: tuple[tuple[str, str, object, str, str], ...] = (
    # identifiers
    (SINGLE, "project.project_code", "2109-439900-04-01-00000", "project.project_code 项目代码", "4-6-2-2-6"),
    (SINGLE, "project.project_code", "２109-439900-04-01-000002", "project.project_code 项目代码", "应写作 2109-"),
    (SINGLE, "project.project_code", "2109–439900–04–01–000002", "project.project_code 项目代码", "连字符"),
    (SINGLE, "project.eng_code", "2109-439900-04-01-000099", "project.eng_code 工程代码", "应等于项目代码"),
    (SINGLE, "applicant.uscc", "91439900MA0TEXT20K", "applicant.uscc 统一社会信用代码", "第 18 位校验码不符"),
    (SINGLE, "applicant.uscc", "91439900MAOTEXT20J", "applicant.uscc 统一社会信用代码", "第 11 位“O”"),
    (SINGLE, "applicant.uscc", "91439900ma0text20j", "applicant.uscc 统一社会信用代码", "应写作半角大写 M"),
    (SINGLE, "applicant.uscc", "91439900MA0TEXT20", "applicant.uscc 统一社会信用代码", "现为 17 位"),
    (SINGLE, "applicant.org_code", "MA0TEXT21", "applicant.org_code 组织机构代码", "第 9 位校验码不符"),
    (SINGLE, "applicant.legal_rep_id", ID_BAD_CHECK, "applicant.legal_rep_id 法定代表人证件号码", "校验码不符"),
    (SINGLE, "contact.id_no", "439902190002290017", "contact.id_no 证件号码", "不是真实的日期"),
    (SINGLE, "contact.id_no", "439902000101001", "contact.id_no 证件号码", "15 位旧号码"),
    (SINGLE, "contact.id_no", "439902210001010011", "contact.id_no 证件号码", "在今天之后"),
    (SINGLE, "contact.id_kind", "会员卡", "contact.id_kind 证件类型", "不认识的证件类型"),
    (SINGLE, "contact.id_kind", "护照", "contact.id_no 证件号码", "5 至 15 位"),
    (SINGLE, "contact.mobile", "12800000000", "contact.mobile 联系方式", "11 位手机号"),
    (SINGLE, "contact.mail", "lianxiren", "contact.mail 邮箱", "不是邮箱地址"),
    (SINGLE, "pickup.phone", "13800", "pickup.phone 领取人电话", "固定电话"),
    (SINGLE, "pickup.id_no", "010101190001010017", "pickup.id_no 领取人证件号码", "不是省级代码"),
    (SINGLE, "project.handling_region", "43990", "project.handling_region 审批行政区划", "6 位数字"),
    (SINGLE, "applicant.postcode", "43990O", "applicant.postcode 邮政编码", "6 位数字"),
    # masked, blank, unreadable
    (SINGLE, "contact.mobile", "138****0010", "contact.mobile 联系方式", "含有星号"),
    (SINGLE, "contact.id_no", "4399**********0017", "contact.id_no 证件号码", "含有星号"),
    (SINGLE, "applicant.legal_rep", "乙＊", "applicant.legal_rep 法定代表人", "含有星号"),
    (SINGLE, "forms.3-03.项目经理", "己*", "forms.3-03 一张表单", "含有星号"),
    (SINGLE, "project.site_address", "示例路\n2号", "project.site_address 项目地址", "控制字符"),
    (SINGLE, "project.name", "名" * 100_000, "project.name 项目名称", "最多 1000 个"),
    (SINGLE, "project.scale_text", "长" * 10_001, "project.scale_text 建设规模及内容", "最多 10000 个"),
    (SINGLE, "project.name", "示例\u202e目项", "project.name 项目名称", "U+202E"),
    (SINGLE, "applicant.legal_rep", "甲\u200b", "applicant.legal_rep 法定代表人", "U+200B"),
    (SINGLE, "project.name", "示例项目\U0001f3d7", "project.name 项目名称", "表情符号"),
    (SINGLE, "forms.3-03.项目经理", "己\u202d", "forms.3-03 一张表单", "U+202D"),
    (SINGLE, "project.scale_text", "详见附件", "project.scale_text 建设规模及内容", "占位文字"),
    (SINGLE, "project.name", "   ", "project.name 项目名称", "必填项未填"),
    # required
    (SINGLE, "project.nature", ABSENT, "project.nature 建设性质", "必填项未填"),
    (SINGLE, "project.category", "", "project.category 工程分类", "不真实的默认值"),
    (SINGLE, "project.land_area_m2", None, "project.land_area_m2 用地面积（㎡）", "必填项未填"),
    (SINGLE, "project.area_assessed", None, "project.area_assessed 是否完成区域评估", "必填项未填"),
    (SINGLE, "project.industry_codes", [], "project.industry_codes 国标行业", "必填项未填"),
    (SINGLE, "applicant.name", "", "applicant.name 单位名称", "必填项未填"),
    (SINGLE, "applicant.address", "", "applicant.address 单位地址", "第 3 阶段必填"),
    (JOINT, "project.bound_n", "", "project.bound_n 北至", "第 2 阶段必填"),
    (SINGLE, "pickup.receive_mode", "0", "pickup.address 收件详细地址", "邮寄时必填"),
    (SINGLE, "confirmed_by", "", "confirmed_by 申请人确认人", "必填项未填"),
    (SINGLE, "confirmed_on", "2026-03-03", "confirmed_on 申请人确认日期", "在今天之后"),
    (SINGLE, "project.is_linear", True, "project.length_m 长度（m）", "线性工程必须填写长度"),
    (SINGLE, "units", [{"name": "云汐示例监理", "uscc": "91439902MA0TEXT39C", "unit_type": "5", "legal_rep": "辛九"}],
     "units.0.contact 单位联系人", "必须填写联系人"),
    # code lists
    (SINGLE, "project.nature", "9", "project.nature 建设性质", "不在平台的代码项之中"),
    (SINGLE, "project.basis_type", "A00001", "project.basis_type 立项类型", "1 审批、2 核准、3 备案"),
    (SINGLE, "project.industry_codes", ["7010", "E"], "project.industry_codes 国标行业", "等 12 项"),
    (SINGLE, "project.site_regions", ["430600"], "project.site_regions 建设地点", "不在平台的代码项之中"),
    (SINGLE, "applicant.unit_type", "施工单位们", "applicant.unit_type 单位类型", "不在平台的代码项之中"),
    # dates and amounts
    (SINGLE, "project.end_date", "2026-12-31", "project.end_date 拟建成时间", "早于拟开工时间"),
    (SINGLE, "project.start_date", "1970-01-01", "project.start_date 拟开工时间", "1990 至 2100"),
    (SINGLE, "project.invest_wan", 0, "project.invest_wan 总投资（万元）", "应大于 0"),
    (SINGLE, "project.invest_wan", "12345678901234.567", "project.invest_wan 总投资（万元）", "超过 16 个字符"),
    (SINGLE, "project.floor_area_m2", -1, "project.floor_area_m2 总建筑面积（㎡）", "不能为负数"),
    (SINGLE, "project.land_area_m2", "1.1234567", "project.land_area_m2 用地面积（㎡）", "小数超过 6 位"),
    (SINGLE, "deadline", "2026-03-01 09:00", "deadline 最晚申报时间", "已过"),
    # the matter
    (SINGLE, "project.is_classified", True, "project.is_classified 是否涉密", "涉密项目"),
    (SINGLE, "site", "other", "site 平台", "yunxi"),
    (SINGLE, "theme", "交通工程", "theme 所属主题", "平台没有这个主题"),
    (SINGLE, "project.flow_type", "1", "project.flow_type 审批流程类型", "与主题“一般社会投资项目”不符"),
    (SINGLE, "stage_no", 5, "stage_no 阶段", "1 至 4"),
    (SINGLE, "item_code", "9-99", "item_code 事项编码", "平台没有这个事项"),
    (SINGLE, "item_code", "2-03", "item_code 事项编码", "属于第 2 阶段"),
    (SINGLE, "item_code", "", "item_code 事项编码", "必须写明事项编码"),
    (SINGLE, "items", [{"code": "3-01"}], "items 事项", "只能有一个事项"),
    (JOINT, "item_code", "2-01", "item_code 事项编码", "并联申报不填事项编码"),
    (JOINT, "items", [], "items 事项", "至少要选一个事项"),
    (JOINT, "items.0.line", "并行", "items.0.line 所在列表", "“并联”列表"),
    (JOINT, "items.1.code", "2-01", "items.1.code 事项编码", "事项重复"),
    (JOINT, "items.1.code", "2-02", "items.1.code 事项编码", "不办理该事项"),
    (STAGE_ONE, "answers.q1", "fou", "items.1.code 事项编码", "平台不会列出这个事项"),
    (SINGLE, "round", 0, "round 申报轮次", "从 1 起"),
    (SINGLE, "priority", 10, "priority 优先级", "1 至 9"),
    # situation questions and forms
    (SINGLE, "answers.q3", ABSENT, "answers.q3 情形选择", "必须回答"),
    (SINGLE, "answers.q5", ABSENT, "answers.q5 情形选择", "“专业工程种类”必须回答"),
    (SINGLE, "answers.q4", "fou", "answers.q5 情形选择", "平台不会问"),
    (SINGLE, "answers.q3", "maybe", "answers.q3 情形选择", "没有这个答案"),
    (SINGLE, "answers.q3", ["shi", "fou"], "answers.q3 情形选择", "只能选一个答案"),
    (SINGLE, "answers.q9", "shi", "answers.q9 情形选择", "没有这个情形问题"),
    (SINGLE, "forms", {}, "forms.3-03 一张表单", "需要填写一张表单"),
    (SINGLE, "forms.3-03.施工单位", ABSENT, "forms.3-03 一张表单", "“施工单位”必填"),
    (ACCEPTANCE, "forms", {"4-05": {"a": "b"}}, "forms.4-05 一张表单", "没有这张表单"),
    # parties
    (SINGLE, "applicant.blacklisted", True, "applicant.blacklisted 信用黑名单", "信用黑名单"),
    (SINGLE, "project.owner", {"name": "别家", "uscc": "91439900MA0TEXT12P", "unit_type": "1", "legal_rep": "甲一"},
     "project.owner.uscc 统一社会信用代码", "不是同一单位"),
    # agreement
    (SINGLE, "agreement_no", "", "agreement_no 委托协议编号", "代办必须写明"),
    (SINGLE, "agreement_no", "DB-0000", "agreement_no 委托协议编号", "没有找到代办协议"),
    (SINGLE, "agreement_no", "DB-2026-001", "applicant.uscc 统一社会信用代码", "与协议委托单位"),
    (SINGLE, "service_mode", "帮办", "service_mode 服务方式", "帮办件只能核对"),
    # shape
    (SINGLE, "project", ABSENT, "project 项目", "缺少这一项"),
    (SINGLE, "kind", "辅线", "kind 申报方式", "只能是以下之一：单项、并联"),
    (SINGLE, "project.colour", "红", "project.colour", "不认识的字段名"),
    (SINGLE, "project.start_date", "2026", "project.start_date 拟开工时间", "不能只写年份"),
    (SINGLE, "project.start_date", 1767225600, "project.start_date 拟开工时间", "年-月-日"),
    (SINGLE, "project.end_date", "2027-02-30", "project.end_date 拟建成时间", "日期不存在"),
    (SINGLE, "project.invest_wan", "一亿", "project.invest_wan 总投资（万元）", "应为数字"),
    (SINGLE, "project.invest_wan", "1,200.5", "project.invest_wan 总投资（万元）", "应为数字"),
    (SINGLE, "project.invest_wan", "1E+999999999", "project.invest_wan 总投资（万元）", "位数过多"),
    (SINGLE, "project.invest_wan", "NaN", "project.invest_wan 总投资（万元）", "有限的数字"),
    (SINGLE, "project.nature", 1, "project.nature 建设性质", "应为文字"),
    (SINGLE, "project.is_foreign", "也许", "project.is_foreign 是否外资", "是或否"),
    (SINGLE, "materials", "全部", "materials 申报材料", "应为列表"),
    (SINGLE, "answers", ["q3"], "answers 情形选择", "应为对照表"),
    (SINGLE, "deadline", "2026-03-05", "deadline 最晚申报时间", "日期加时间"),
    (SINGLE, "stage_no", "三", "stage_no 阶段", "应为整数"),
    (SINGLE, "contact", "甲一", "contact 联系人", "应为一组字段"),
)  # fmt: skip


def put(doc: Doc, path: str, value: object) -> None:
    here: Any = doc
    *way, last = path.split(".")
    for part in way:
        here = here[int(part)] if isinstance(here, list) else here[part]
    key: Any = int(last) if isinstance(here, list) else last
    if value is ABSENT:
        del here[key]
    else:
        here[key] = value


@pytest.mark.parametrize(
    ("base", "path", "value", "field", "rule"),
    TABLE,
    ids=[f"{r[1]}={'（无）' if r[2] is ABSENT else repr(r[2])}"[:60] for r in TABLE],
)
def test_one_slip_is_refused_with_its_field_and_its_reason(
    good: Good, intake: Intake, base: str, path: str, value: object, field: str, rule: str
) -> None:
    doc = good(base)
    assert not [finding for finding in intake(doc) if finding.level == "stop"]
    put(doc, path, value)
    found = [finding for finding in intake(doc) if finding.level == "stop"]
    assert [f for f in found if f.field == field and rule in f.rule and f.remedy], [str(f) for f in found]


def test_the_table_is_as_long_as_promised() -> None:
    assert len({(base, path, repr(value)) for base, path, value, _, _ in TABLE}) >= 60


def test_all_slips_are_told_at_once(good: Good, intake: Intake) -> None:
    doc = good(SINGLE)
    for path, value in (
        ("applicant.uscc", "91439900MA0TEXT20K"),
        ("contact.mobile", "1"),
        ("project.invest_wan", -5),
        ("project.nature", "9"),
        ("answers.q3", "maybe"),
        ("materials", []),
    ):
        put(doc, path, value)
    fields = {finding.field.split()[0] for finding in intake(doc)}
    assert fields >= {
        "applicant.uscc",
        "contact.mobile",
        "project.invest_wan",
        "project.nature",
        "answers.q3",
        "materials",
    }


def test_wrong_shapes_are_told_at_once_too(good: Good, intake: Intake) -> None:
    doc = good(SINGLE)
    for path, value in (("project.start_date", "2026"), ("project.invest_wan", "多"), ("kind", 1), ("contact", ABSENT)):
        put(doc, path, value)
    assert {finding.field.split()[0] for finding in intake(doc)} == {
        "project.start_date",
        "project.invest_wan",
        "kind",
        "contact",
    }


@pytest.mark.parametrize(
    ("path", "value", "field", "rule"),
    [
        ("project.invest_wan", "125000000", "project.invest_wan", "可能把元当成了万元"),
        ("project.land_area_m2", "1.5", "project.land_area_m2", "公顷或亩"),
        ("project.land_area_m2", 0, "project.land_area_m2", "用地面积为 0"),
        ("project.floor_area_m2", "9000000", "project.floor_area_m2", "40 倍"),
        ("applicant.org_code", "MA0TEXT1-2", "applicant.org_code", ""),
    ],
)
def test_a_plausible_slip_is_only_warned_of(
    good: Good, intake: Intake, path: str, value: object, field: str, rule: str
) -> None:
    doc = good(SINGLE)
    put(doc, path, value)
    if path == "applicant.org_code":
        put(doc, path, "MA0TEXT12")  # right in itself, but not the one inside the credit code
    found = intake(doc)
    assert {finding.level for finding in found} == {"warn"}
    assert [f for f in found if f.field.startswith(field) and rule in f.rule]


def test_a_project_of_another_city_is_only_warned_of(good: Good, intake: Intake) -> None:
    doc = good(SINGLE)
    for name in ("project_code", "eng_code"):
        put(doc, f"project.{name}", "2109-430600-04-01-000002")
    found = {finding.field.split()[0]: finding.level for finding in intake(doc) if "不在云汐市" in finding.rule}
    assert found == {"project.project_code": "warn"}


def test_a_named_person_may_let_a_wrong_check_character_pass(good: Good, intake: Intake) -> None:
    doc = good(SINGLE)
    put(doc, "units", [{**doc["applicant"], "uscc": "91439900MA0TEXT20K", "org_code": "", "contact": doc["contact"]}])
    assert [f for f in intake(doc) if f.field.startswith("units.0.uscc") and f.level == "stop"]
    put(doc, "units.0.uscc_override_by", "审核人庚")
    assert [f.level for f in intake(doc) if f.field.startswith("units.0.uscc")] == ["warn"]


@pytest.mark.parametrize(
    ("kind", "number"),
    [("护照", "EA0000001"), ("港澳居民来往内地通行证", "H00000001"), ("台湾居民来往大陆通行证", "00000001")],
)
def test_people_without_a_resident_card_can_be_contacts(good: Good, intake: Intake, kind: str, number: str) -> None:
    doc = good(SINGLE)
    put(doc, "contact.id_kind", kind)
    put(doc, "contact.id_no", number)
    assert not intake(doc)


def test_private_numbers_are_masked_in_findings(good: Good, intake: Intake) -> None:
    doc = good(SINGLE)
    put(doc, "contact.id_no", ID_BAD_CHECK)
    put(doc, "contact.mobile", "138000000001")
    texts = "".join(str(finding) for finding in intake(doc))
    assert "439*************18" in texts
    assert ID_BAD_CHECK not in texts
    assert "138000000001" not in texts


def test_a_star_in_free_text_is_a_multiplication_sign(good: Good, intake: Intake) -> None:
    doc = good(SINGLE)
    put(doc, "project.scale_text", "新建 2*60 万千瓦示例机组，共三层。\n第二行说明。")
    assert not intake(doc)


def test_a_label_or_a_synonym_stands_for_its_code(good: Good, intake: Intake) -> None:
    doc = good(SINGLE)
    put(doc, "project.nature", "新建")
    put(doc, "project.invest_source", "社会投资")
    assert not intake(doc)


def test_an_advice_filing_may_be_checked_without_agreement_and_confirmation(good: Good, catalogue: Catalogue) -> None:
    doc = good("92-")
    assert not doc.get("confirmed_by")
    assert not check(load_filing(doc), catalogue, None, today=TODAY, power=None)


def test_rare_characters_of_names_and_places_pass(good: Callable[[str], Doc], catalogue: Catalogue) -> None:
    """Extension B and later are beyond the first plane as emoji are, and stand in many names."""
    doc = good(SINGLE)
    doc["applicant"]["legal_rep"] = "𠮷䶮㛃"
    doc["project"]["name"] = "示例㎡地块（一期）·改造"
    found = check(load_filing(doc), catalogue, None, today=TODAY, power=None)
    assert [one for one in found if one.field.startswith(("applicant.legal_rep", "project.name"))] == []
