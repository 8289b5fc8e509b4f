"""Each kind of change of a form is told as what it is, and stops exactly where the filling could go wrong."""

import pytest

from gongai.connector.widgets import Control
from gongai.connector.widgets import Kind as Control_
from gongai.sites import load
from gongai.sites.forms.changes import Change, Kind, compare, misfits, stops
from gongai.sites.forms.form_map import FormField, FormMap, Place, form_map, places

S = "项目信息"


def field(label: str, **more: object) -> FormField:
    return FormField.model_validate({"section": S, "label": label, "kind": "text", **more})


NAME = field("项目名称", placeholder="请输入", length=50)
MONEY = field("总投资（万元）", kind="number", required=True)
NATURE = field("建设性质", kind="select", options=("新建", "改建"))
REMARK = field("备注")
BASE = (NAME, MONEY, NATURE, REMARK)
KNOWN = (Place(S, "项目名称"), Place(S, "总投资（万元）"), Place(S, "建设性质", listed=True))


def form(*fields: FormField, calls: tuple[str, ...] = ("POST /save",)) -> FormMap:
    return FormMap(fields=fields, calls=calls)


def change(shown: FormMap, known: tuple[Place, ...] = KNOWN) -> list[tuple[Kind, str, str]]:
    return [(one.kind, one.level, one.label) for one in compare(form(*BASE), shown, known=known)]


CASES = {
    "new optional": (form(*BASE, field("传真")), (Kind.NEW, "note", "传真")),
    "new required": (form(*BASE, field("宗地编号", required=True)), (Kind.NEW_REQUIRED, "stop", "宗地编号")),
    "vanished, filled": (form(NAME, MONEY, REMARK), (Kind.VANISHED, "stop", "建设性质")),
    "vanished, nobody fills": (form(NAME, MONEY, NATURE), (Kind.VANISHED, "note", "备注")),
    "renamed, filled": (
        form(NAME, field("投资总额（万元）", kind="number", required=True), NATURE, REMARK),
        (Kind.RENAMED, "stop", "总投资（万元）"),
    ),
    "renamed, nobody fills": (form(NAME, MONEY, NATURE, field("备注说明")), (Kind.RENAMED, "note", "备注")),
    "another section": (
        form(NAME, MONEY.model_copy(update={"section": "投资信息"}), NATURE, REMARK),
        (Kind.MOVED_SECTION, "stop", "总投资（万元）"),
    ),
    "options added": (
        form(NAME, MONEY, field("建设性质", kind="select", options=("新建", "改建", "扩建")), REMARK),
        (Kind.OPTIONS_ADDED, "stop", "建设性质"),
    ),
    "options removed": (
        form(NAME, MONEY, field("建设性质", kind="select", options=("新建",)), REMARK),
        (Kind.OPTIONS_REMOVED, "stop", "建设性质"),
    ),
    "another kind": (
        form(NAME, MONEY, field("建设性质", kind="radio", options=("新建", "改建")), REMARK),
        (Kind.KIND, "stop", "建设性质"),
    ),
    "now required, filled": (
        form(NAME.model_copy(update={"required": True}), MONEY, NATURE, REMARK),
        (Kind.NOW_REQUIRED, "note", "项目名称"),
    ),
    "now required, nobody fills": (
        form(NAME, MONEY, NATURE, REMARK.model_copy(update={"required": True})),
        (Kind.NOW_REQUIRED, "stop", "备注"),
    ),
    "no longer required": (
        form(NAME, MONEY.model_copy(update={"required": False}), NATURE, REMARK),
        (Kind.NOT_REQUIRED, "note", "总投资（万元）"),
    ),
    "shorter": (
        form(NAME.model_copy(update={"length": 20}), MONEY, NATURE, REMARK),
        (Kind.SHORTER, "stop", "项目名称"),
    ),
    "longer": (form(NAME.model_copy(update={"length": 80}), MONEY, NATURE, REMARK), (Kind.LONGER, "note", "项目名称")),
    "another order": (form(MONEY, NAME, NATURE, REMARK), (Kind.ORDER, "note", "")),
    "another help text": (
        form(NAME.model_copy(update={"placeholder": "请输入全称"}), MONEY, NATURE, REMARK),
        (Kind.HELP, "note", "项目名称"),
    ),
    "another submit call": (form(*BASE, calls=("POST /v2/save",)), (Kind.CALL, "stop", "")),
}


@pytest.mark.parametrize(("shown", "expected"), CASES.values(), ids=CASES)
def test_each_change_is_told_as_what_it_is(shown: FormMap, expected: tuple[Kind, str, str]) -> None:
    assert change(shown) == [expected]


def test_every_kind_of_change_is_among_these() -> None:
    assert {expected[0] for _shown, expected in CASES.values()} == set(Kind)
    assert len(Kind) >= 12


def test_the_same_form_is_no_change_however_its_labels_are_dressed() -> None:
    dressed = [
        one.model_copy(update={"label": f"* {one.label.replace('（', '(').replace('）', ')')}："}) for one in BASE
    ]
    assert change(form(*dressed)) == []


def test_a_change_says_old_and_new_side_by_side_with_a_proposal() -> None:
    renamed = form(NAME, field("投资总额（万元）", kind="number", required=True), NATURE, REMARK)
    (one,) = compare(form(*BASE), renamed, known=KNOWN)
    assert "总投资（万元）" in one.old and "投资总额（万元）" in one.new and 0.5 <= one.similarity <= 1
    assert one.old in str(one) and one.new in str(one) and "建议" in str(one)
    assert Change.model_validate(one.model_dump(mode="json")) == one


def test_a_list_of_the_same_options_is_proposed_as_the_same_field_whatever_it_is_called() -> None:
    shown = form(NAME, MONEY, field("工程类别归属", kind="select", options=("改建", "新建")), REMARK)
    (one,) = compare(form(*BASE), shown, known=KNOWN)
    assert (one.kind, one.level) == (Kind.RENAMED, "stop") and one.similarity >= 0.9


def test_two_fields_renamed_at_once_are_paired_by_likeness() -> None:
    base = form(field("联系人姓名"), field("联系人电话"))
    shown = form(field("经办人电话"), field("经办人姓名"))
    pairs = {(one.label, one.new) for one in compare(base, shown, known=()) if one.kind is Kind.RENAMED}
    assert pairs == {("联系人姓名", f"{S} 经办人姓名"), ("联系人电话", f"{S} 经办人电话")}


def test_fields_that_come_and_go_with_an_answer_do_not_stop_a_filing() -> None:
    address = field("详细地址", required=True)
    sometimes = Place(S, "详细地址", sometimes=True)
    (gone,) = compare(form(*BASE, address), form(*BASE), known=(*KNOWN, sometimes))
    (come,) = compare(form(*BASE), form(*BASE, address), known=(*KNOWN, sometimes))
    assert (gone.level, come.level) == ("note", "note")


def test_repeated_blocks_count_once_and_a_filing_without_any_is_no_change_that_stops() -> None:
    def control(section: str, label: str) -> Control:
        return Control(section, label, Control_.TEXT, False, (), "", True, 0)

    known = (Place("", "单位名称", block="unit"), Place("", "法定代表人", block="unit"))
    two = form_map([control(f"单位信息 {n}", one) for n in (1, 2) for one in ("单位名称", "法定代表人")], (), known)
    one = form_map([control("单位信息 1", "单位名称"), control("单位信息 1", "法定代表人")], (), known)
    none = form_map([], (), known)
    assert len(two.fields) == 2
    assert two.digest == one.digest
    assert stops(compare(two, none, known=known)) == ()
    broken = form_map([control("单位信息 1", "单位名称")], (), known)
    assert [str(one.label) for one in stops(compare(two, broken, known=known))] == ["法定代表人"]


def test_options_are_kept_only_where_the_profile_says_what_they_should_be() -> None:
    def select(label: str, *options: str) -> Control:
        return Control(S, label, Control_.SELECT, False, options, "", True, 0)

    known = (Place(S, "建设性质", listed=True), Place(S, "联系人"))
    made = form_map([select("建设性质", "新建"), select("联系人", "示例甲")], (), known)
    assert [one.options for one in made.fields] == [("新建",), ()]


def test_sessions_and_numbers_of_filings_in_an_address_are_no_change_but_another_address_is() -> None:
    first = form_map([], ("POST /v2/apply/202611270001/save;jsessionid=A1",), ())
    second = form_map([], ("POST /v2/apply/202611280002/save;jsessionid=B2",), ())
    other = form_map([], ("POST /v3/apply/202611280002/save;jsessionid=B2",), ())
    assert first.digest == second.digest
    assert [one.kind for one in stops(compare(first, other, known=()))] == [Kind.CALL]


def test_a_field_that_cannot_be_typed_into_demands_nothing() -> None:
    shut = Control(S, "法定代表人", Control_.TEXT, True, (), "", False, 0)
    assert not form_map([shut], (), ()).fields[0].required


def test_options_that_have_not_been_loaded_yet_are_no_change() -> None:
    assert change(form(NAME, MONEY, field("建设性质", kind="select"), REMARK)) == []


def test_what_a_profile_names_and_a_new_page_has_not_is_told_with_what_may_be_meant() -> None:
    shown = form(NAME, field("投资总额（万元）", kind="number"), REMARK)
    renamed, gone = misfits(shown, known=KNOWN)
    assert (renamed.kind, renamed.label, renamed.new) == (Kind.RENAMED, "总投资（万元）", f"{S} 投资总额（万元）")
    assert (gone.kind, gone.label) == (Kind.VANISHED, "建设性质")


def test_the_places_of_a_page_are_its_fields_and_its_own_choices() -> None:
    site = load("yunxi")
    found = places(site.profile.wizards["单项"].pages["info"], site.profile)
    by_label = {(one.section, one.label): one for one in found}
    assert by_label["项目/工程信息", "建设性质"].listed
    assert by_label["", "单位名称"].block == "unit"
    assert by_label["办证结果取件方式", "详细地址"].sometimes
    assert ("申办主体信息", "企业名称") in by_label and ("项目/工程查询", "项目/工程查询") in by_label
