"""Element UI 2: the page's own Vue model is the judge."""

from typing import Any

import pytest
from playwright.sync_api import Page

from gongai.connector.widgets import FieldInput, FieldResult, Form, Kind, Value, mismatches
from gongai.connector.widgets.field import AGAINST, DISABLED, NO_OPTION, NOT_FOUND, REFUSED, SEVERAL, SHUT_OPTION

pytestmark = pytest.mark.browser


def fill(page: Page, *orders: FieldInput, root: str = "body") -> tuple[FieldResult, ...]:
    return Form(page, root=root).fill(orders)


def model(page: Page, key: str) -> Any:
    return page.evaluate("key => JSON.parse(JSON.stringify(app.m))[key]", key)


def heard(page: Page) -> list[Any]:
    answer: list[Any] = page.evaluate("() => JSON.parse(JSON.stringify(app.heard))")
    return answer


def nothing_open(page: Page) -> bool:
    return bool(page.evaluate("() => window.__gongai.openPanels().length === 0 && !app.useOpen && !app.industryOpen"))


EVERY_KIND: list[tuple[str, Kind, Value, str, Any]] = [
    ("项目名称", Kind.TEXT, "云汐示例厂房", "name", "云汐示例厂房"),
    ("总投资(万元)", Kind.NUMBER, "1200.50", "invest", "1200.50"),
    ("用地面积", Kind.NUMBER, "12.5", "area", 12.5),
    ("建设规模及内容", Kind.TEXTAREA, "厂房三栋\n附属用房", "scale", "厂房三栋\n附属用房"),
    ("立项类型", Kind.SELECT, "核准", "type", "A00002"),
    ("建设性质", Kind.SELECT, "扩建", "nature", "扩建"),
    ("建设地点", Kind.MULTISELECT, ("松岭区", "荷塘区"), "places", ["439903", "439904"]),
    ("资金来源", Kind.MULTISELECT, ("资金竹湾区", "资金荷塘区"), "funds", ["439902", "439904"]),
    ("国标行业", Kind.TREE, ("住宅房屋建筑", "房地产开发经营"), "industry", "E4710,K7010"),
    ("使用功能", Kind.TREE, ("体育场馆建筑",), "use", ["E4720"]),
    ("拟开工时间", Kind.DATE, "2027-05-06", "start", "2027-05-06"),
    ("拟建成时间", Kind.DATE, "2027-09-30", "end", "2027-09-29T16:00:00.000Z"),
    ("有效期", Kind.DATERANGE, ("2027-01-01", "2027-12-31"), "span", ["20270101", "20271231"]),
    ("行政区划", Kind.CASCADER, ("云汐市", "竹湾区"), "region", ["4399", "439902"]),
    ("异步区划", Kind.CASCADER, ("上级2", "下级2"), "lazy", [2, "x2"]),
    ("是否外资", Kind.RADIO, "是", "foreign", "1"),
    ("涉及事项", Kind.CHECKBOX, ("规划", "消防"), "items", ["规划", "消防"]),
    ("逐项确认", Kind.CHECKBOX, ("一", "二"), "each", ["一", "二"]),
    ("带设计方案", Kind.SWITCH, "是", "design", "1"),
    ("企业名称", Kind.SELECT, "云汐示例建设有限公司", "unit", "U2"),
    ("单位", Kind.TEXT, "云汐示例", "company", "云汐示例"),
    ("单位", Kind.SELECT, "云汐示例置业有限公司", "company", "云汐示例置业有限公司"),
]


@pytest.mark.parametrize(("label", "kind", "value", "key", "held"), EVERY_KIND, ids=lambda x: str(x)[:24])
def test_every_kind_is_set_in_the_model_and_read_back(
    element: Page, label: str, kind: Kind, value: Value, key: str, held: Any
) -> None:
    (one,) = fill(element, FieldInput(label, kind, value))
    assert one.trouble == ""
    assert mismatches([one]) == ()
    found = model(element, key)
    if key == "end":  # a Date in the model: written in UTC
        found = element.evaluate("() => app.m.end.toLocaleDateString('sv-SE')")
        held = "2027-09-30"
    assert found == held
    assert nothing_open(element)


def test_the_whole_form_is_filled_in_one_go(element: Page) -> None:
    rows = [row for row in EVERY_KIND if row[0] != "单位"]
    done = fill(element, *(FieldInput(label, kind, value) for label, kind, value, _, _ in rows))
    assert mismatches(done) == ()
    assert all(model(element, key) == held for _, _, _, key, held in rows if key != "end")


def test_a_value_that_stands_there_already_is_left_alone(element: Page) -> None:
    done = fill(
        element, FieldInput("涉及事项", Kind.CHECKBOX, ("人防",)), FieldInput("建设地点", Kind.MULTISELECT, ("竹湾区",))
    )
    assert mismatches(done) == ()
    assert heard(element) == []


def test_only_the_difference_of_a_prefilled_multi_select_is_toggled(element: Page) -> None:
    done = fill(element, FieldInput("建设地点", Kind.MULTISELECT, ("竹湾区", "荷塘区")))
    assert mismatches(done) == ()
    assert heard(element) == [["places", ["439902", "439904"]]]


def test_the_pages_own_handlers_run_with_the_new_value(element: Page) -> None:
    fill(
        element,
        FieldInput("项目名称", Kind.TEXT, "甲"),
        FieldInput("立项类型", Kind.SELECT, "审批"),
        FieldInput("拟开工时间", Kind.DATE, "2027-05-06"),
        FieldInput("行政区划", Kind.CASCADER, "云汐市/竹湾区"),
        FieldInput("是否外资", Kind.RADIO, "是"),
        FieldInput("逐项确认", Kind.CHECKBOX, ("二",)),
        FieldInput("用地面积", Kind.NUMBER, "3"),
    )
    assert sorted(heard(element), key=str) == sorted(
        [
            ["name", "甲"],
            ["type", "A00001"],
            ["start", "2027-05-06"],
            ["region", ["4399", "439902"]],
            ["foreign", "1"],
            ["two", True],
            ["area", 3],
        ],
        key=str,
    )


def test_an_error_that_stood_on_the_page_goes_away_with_the_value(element: Page) -> None:
    element.evaluate("() => app.$refs.form.validate(() => {})")
    element.locator(".el-form-item__error").wait_for()
    fill(element, FieldInput("项目名称", Kind.TEXT, "甲"))
    element.locator(".el-form-item__error").wait_for(state="hidden")


def test_a_remote_select_is_typed_into_and_its_answer_waited_for(element: Page) -> None:
    name = "云汐示例产业园二期 （4399-2027-0002）"
    (one,) = fill(element, FieldInput("项目/工程查询", Kind.SELECT, name, search="0002"))
    assert mismatches([one]) == ()
    assert model(element, "project") == "P2"


def test_what_an_earlier_choice_overwrites_is_set_again(element: Page) -> None:
    done = fill(
        element,
        FieldInput("项目/工程查询", Kind.SELECT, "云汐示例产业园一期（4399-2027-0001）", search="0001"),
        FieldInput("项目名称", Kind.TEXT, "我们的名称"),
    )
    assert mismatches(done) == ()
    assert model(element, "name") == "我们的名称"


def test_a_dependent_select_takes_the_new_list_even_where_the_old_one_has_the_same_label(element: Page) -> None:
    done = fill(element, FieldInput("城市", Kind.SELECT, "乙市"), FieldInput("区县", Kind.SELECT, "中心区"))
    assert mismatches(done) == ()
    assert (model(element, "city"), model(element, "district")) == ("b", "B1")


def test_a_dependent_option_that_only_the_new_list_has_is_waited_for(element: Page) -> None:
    done = fill(element, FieldInput("城市", Kind.SELECT, "乙市"), FieldInput("区县", Kind.SELECT, "西区"))
    assert mismatches(done) == ()
    assert model(element, "district") == "B2"


def test_a_field_that_appears_after_an_answer_is_waited_for(element: Page) -> None:
    done = fill(element, FieldInput("是否外资", Kind.RADIO, "是"), FieldInput("外资说明", Kind.TEXT, "港资"))
    assert mismatches(done) == ()
    assert model(element, "foreignText") == "港资"


@pytest.mark.parametrize(
    ("order", "trouble"),
    [
        (FieldInput("没有的栏目", Kind.TEXT, "x"), NOT_FOUND),
        (FieldInput("只在第二步", Kind.TEXT, "x"), f"{NOT_FOUND}（页面上有同名控件，但未显示）"),
        (FieldInput("项目名称", Kind.TEXT, "x", section="领件人"), NOT_FOUND),
        (FieldInput("联系方式", Kind.TEXT, "x"), SEVERAL),
        (FieldInput("备注", Kind.TEXT, "x", section="领件人"), SEVERAL),
        (FieldInput("国标行业代码发布年代", Kind.TEXT, "2019"), DISABLED),
        (FieldInput("立项类型", Kind.SELECT, "特批"), NO_OPTION),
        (FieldInput("立项类型", Kind.SELECT, "备案"), SHUT_OPTION),
        (FieldInput("企业名称", Kind.SELECT, "别的公司"), NO_OPTION),
        (FieldInput("建设地点", Kind.MULTISELECT, ("竹湾区", "月球")), NO_OPTION),
        (FieldInput("国标行业", Kind.TREE, ("捕鱼业",)), NO_OPTION),
        (FieldInput("行政区划", Kind.CASCADER, ("云汐市", "松岭区")), SHUT_OPTION),
        (FieldInput("异步区划", Kind.CASCADER, ("上级1", "下级9")), NO_OPTION),
        (FieldInput("是否外资", Kind.RADIO, "也许"), NO_OPTION),
        (FieldInput("是否外资", Kind.RADIO, "不适用"), SHUT_OPTION),
        (FieldInput("涉及事项", Kind.CHECKBOX, ("规划", "航天")), NO_OPTION),
        (FieldInput("带设计方案", Kind.SWITCH, "也许"), NO_OPTION),
        (FieldInput("拟建成时间", Kind.DATE, "2020-01-01"), "日期不可选"),
        (FieldInput("拟开工时间", Kind.DATE, "明年"), "不是日期"),
        (FieldInput("有效期", Kind.DATERANGE, ("2027-01-01",)), "日期范围需要起止两个日期"),
        (FieldInput("统一编码", Kind.TEXT, "不是数字"), REFUSED),
        (FieldInput("用地面积", Kind.NUMBER, "5000"), AGAINST),
    ],
    ids=lambda x: x.label + str(x.value)[:12] if isinstance(x, FieldInput) else "",
)
def test_each_trouble_has_its_own_words_and_leaves_nothing_open(element: Page, order: FieldInput, trouble: str) -> None:
    bad, good = fill(element, order, FieldInput("建设规模及内容", Kind.TEXTAREA, "后面的照填"))
    assert bad.trouble.startswith(trouble)
    assert mismatches([bad, good]) == (bad,)
    assert model(element, "scale") == "后面的照填"
    assert nothing_open(element)


def test_the_refusal_says_both_values(element: Page) -> None:
    (one,) = fill(element, FieldInput("用地面积", Kind.NUMBER, "5000"))
    assert "5000" in one.trouble and "1000" in one.trouble


def test_sections_keep_equal_labels_apart(element: Page) -> None:
    done = fill(
        element,
        FieldInput("联系方式", Kind.TEXT, "13800001111", section="申报主体"),
        FieldInput("联系方式", Kind.TEXT, "13800002222", section="领件人"),
    )
    assert mismatches(done) == ()
    assert (model(element, "phone1"), model(element, "phone2")) == ("13800001111", "13800002222")


def test_labels_stand_in_cells_placeholders_dividers_and_table_heads(element: Page) -> None:
    done = fill(
        element,
        FieldInput("表格栏（m2）", Kind.NUMBER, "8.5"),
        FieldInput("请输入关键字", Kind.TEXT, "甲"),
        FieldInput("包装选择", Kind.SELECT, "二等"),
        FieldInput("同名", Kind.TEXT, "一", section="分隔一"),
        FieldInput("同名", Kind.TEXT, "二", section="分隔二"),
        FieldInput("折叠栏", Kind.DATE, "2027-05-06 08:30:00", section="折叠一"),
    )
    assert mismatches(done) == ()
    keys = ("cell", "keyword", "wrapped", "div1", "div2", "moment")
    assert [model(element, key) for key in keys] == ["8.5", "甲", "2", "一", "二", "2027-05-06 08:30:00"]


def test_a_row_of_a_table_is_a_form_of_its_own(element: Page) -> None:
    orders = [FieldInput("姓名", Kind.TEXT, "林示例"), FieldInput("职务", Kind.SELECT, "总监")]
    assert [one.trouble[:4] for one in fill(element, *orders)] == [SEVERAL, SEVERAL]
    assert mismatches(fill(element, *orders, root=".el-table__row:nth-child(2)")) == ()
    assert model(element, "rows") == [{"who": "", "post": ""}, {"who": "林示例", "post": "cs"}]


def test_a_folded_section_does_not_count(element: Page) -> None:
    (one,) = fill(element, FieldInput("收起栏", Kind.TEXT, "x"))
    assert one.trouble == f"{NOT_FOUND}（页面上有同名控件，但未显示）"


def test_other_wizard_steps_do_not_count(element: Page) -> None:
    element.evaluate("() => { app.step = 2 }")
    done = fill(element, FieldInput("项目名称", Kind.TEXT, "第二步"), root=".step")
    assert mismatches(done) == ()
    assert (model(element, "name"), model(element, "other")) == ("", "第二步")


def test_an_open_dialog_hides_what_lies_under_it(element: Page) -> None:
    element.evaluate("() => { app.dialog = true }")
    element.locator(".el-dialog").wait_for()
    done = fill(element, FieldInput("项目名称", Kind.TEXT, "在对话框", section="新增联系人"))
    assert mismatches(done) == ()
    assert (model(element, "name"), model(element, "inDialog")) == ("", "在对话框")


def test_a_read_only_order_compares_and_types_nothing(element: Page) -> None:
    right, wrong = fill(
        element,
        FieldInput("国标行业代码发布年代", Kind.READONLY, "2017"),
        FieldInput("建设规模及内容", Kind.READONLY, "别的"),
    )
    assert right.trouble == ""
    assert wrong.trouble.startswith(REFUSED)
    assert model(element, "scale") == ""


def test_shown_and_submitted_are_both_reported(element: Page) -> None:
    form = Form(element)
    form.fill([FieldInput("拟开工时间", Kind.DATE, "2027-05-06"), FieldInput("立项类型", Kind.SELECT, "核准")])
    date, kind = form.read([("项目信息", "拟开工时间"), ("项目信息", "立项类型")])
    assert (date.visible, date.submitted) == ("2027年05月06日", "2027-05-06")
    assert (kind.visible, kind.submitted, kind.options) == ("核准", "核准", ("审批", "核准", "备案"))


def test_a_code_without_a_label_is_seen_as_a_mismatch(element: Page) -> None:
    element.evaluate("() => { app.m.type = 'A00099' }")
    (reading,) = Form(element).read([("", "立项类型")])
    assert reading.submitted == "A00099"


def test_collapsed_tags_do_not_hide_the_value(element: Page) -> None:
    (one,) = fill(element, FieldInput("资金来源", Kind.MULTISELECT, ("资金竹湾区", "资金松岭区", "资金荷塘区")))
    assert one.reading is not None
    assert one.reading.visible is None
    assert one.reading.submitted == ("资金竹湾区", "资金松岭区", "资金荷塘区")


def test_a_prefilled_tree_is_changed_by_its_difference(element: Page) -> None:
    element.evaluate("() => app.$refs.tree.setCheckedKeys(['E4720', 'K7010'])")
    (one,) = fill(element, FieldInput("国标行业", Kind.TREE, ("住宅房屋建筑", "房地产开发经营")))
    assert mismatches([one]) == ()
    assert model(element, "industry") == "K7010,E4710" or model(element, "industry") == "E4710,K7010"


def test_the_map_of_a_form_names_every_control(element: Page) -> None:
    controls = {(c.section, c.label): c for c in Form(element).controls()}
    assert controls["项目信息", "项目名称"].required
    assert controls["项目信息", "立项类型"].options == ("审批", "核准", "备案")
    assert controls["领件人", "联系方式"].required
    assert not controls["项目信息", "国标行业代码发布年代"].enabled
    kinds = {label: c.kind for (_, label), c in controls.items()}
    for label, kind, _, _, _ in EVERY_KIND:
        if label not in ("总投资(万元)", "单位"):
            assert kinds[label] is kind
    assert "只在第二步" not in kinds
    assert [c.order for c in Form(element).controls()] == list(range(len(Form(element).controls())))
