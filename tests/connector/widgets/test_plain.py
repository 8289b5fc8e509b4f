"""Plain HTML: the form data that the browser would send is the judge."""

from typing import Any

import pytest
from playwright.sync_api import Page

from gongai.connector.widgets import FieldInput, FieldResult, Form, Kind, Value, mismatches, trusted
from gongai.connector.widgets.field import DISABLED, NO_OPTION, NOT_FOUND, REFUSED, SEVERAL, SHUT_OPTION

pytestmark = pytest.mark.browser


def fill(page: Page, *orders: FieldInput) -> tuple[FieldResult, ...]:
    return Form(page).fill(orders)


def held(page: Page) -> dict[str, Any]:
    answer: dict[str, Any] = page.evaluate("() => held()")
    return answer


EVERY_KIND: list[tuple[str, Kind, Value, str, list[str]]] = [
    ("单位名称", Kind.TEXT, "云汐示例置业有限公司", "name", ["云汐示例置业有限公司"]),
    ("联系人", Kind.TEXT, "林示例", "person", ["林示例"]),
    ("注册资本(万元)", Kind.NUMBER, "1200.5", "capital", ["1200.5"]),
    ("成立日期", Kind.DATE, "2019-03-04", "founded", ["2019-03-04"]),
    ("经营范围", Kind.TEXTAREA, "示例", "scope", ["示例"]),
    ("单位类型", Kind.SELECT, "施工单位", "type", ["02"]),
    ("专业", Kind.MULTISELECT, ("土建", "暖通"), "skills", ["a", "c"]),
    ("是否保密", Kind.RADIO, "是", "secret", ["1"]),
    ("需办事项", Kind.CHECKBOX, ("规划",), "todo", ["x"]),
    ("本人承诺属实", Kind.CHECKBOX, ("本人承诺属实",), "agree", ["1"]),
    ("联系邮箱", Kind.TEXT, "a@example.invalid", "mail", ["a@example.invalid"]),
    ("日期代码", Kind.DATE, "2027-05-06", "daycode", ["20270506"]),
]


def test_every_kind_is_set_and_read_back_in_one_pass(plain: Page) -> None:
    done = fill(plain, *(FieldInput(label, kind, value) for label, kind, value, _, _ in EVERY_KIND))
    assert mismatches(done) == ()
    sent = held(plain)
    assert {key: sent[key] for _, _, _, key, _ in EVERY_KIND} == {key: want for _, _, _, key, want in EVERY_KIND}


def test_two_date_inputs_under_one_label_are_a_range(plain: Page) -> None:
    done = fill(plain, FieldInput("计划工期", Kind.DATERANGE, ("2027-01-01", "2027-12-31")))
    assert mismatches(done) == ()
    assert (held(plain)["from"], held(plain)["to"]) == (["2027-01-01"], ["2027-12-31"])


def test_a_dependent_select_that_is_disabled_while_it_loads_is_waited_for(plain: Page) -> None:
    done = fill(plain, FieldInput("省份", Kind.SELECT, "乙省"), FieldInput("城市", Kind.SELECT, "西区"))
    assert mismatches(done) == ()
    assert held(plain)["city"] == ["B2"]


def test_the_heading_above_tells_equal_labels_apart(plain: Page) -> None:
    done = fill(
        plain,
        FieldInput("姓名", Kind.TEXT, "甲示例", section="法定代表人"),
        FieldInput("姓名", Kind.TEXT, "乙示例", section="经办人"),
    )
    assert mismatches(done) == ()
    assert (held(plain)["boss"], held(plain)["agent"], held(plain)["ghost"]) == (["甲示例"], ["乙示例"], [""])


def test_what_is_sent_is_read_and_not_what_is_shown(plain: Page) -> None:
    plain.evaluate("() => { shown.value = '2027-05-06'; f.daycode.value = '19000101' }")
    (reading,) = Form(plain).read([("", "日期代码")])
    assert (reading.visible, reading.submitted) == ("2027-05-06", "19000101")


def test_a_field_that_only_takes_trusted_keys_is_typed_by_hand(plain: Page) -> None:
    (one,) = fill(plain, FieldInput("专用栏", Kind.TEXT, "由键盘输入"))
    assert mismatches([one]) == ()
    assert held(plain)["trusted"] == ["由键盘输入"]


def test_a_date_that_is_typed_by_hand_does_not_send_the_form(plain: Page) -> None:
    plain.evaluate(
        "() => { f.noValidate = true; f.append(document.createElement('button'));"
        " f.addEventListener('submit', (e) => { log('submit'); e.preventDefault(); }) }"
    )
    trusted.set_field(plain, FieldInput("日期代码", Kind.DATE, "2027-05-06"), root="body")
    assert held(plain)["daycode"] == ["20270506"]
    assert "submit" not in plain.evaluate("() => events")
    plain.press("#name", "Enter")  # a person's own Enter still does
    assert "submit" in plain.evaluate("() => events")


@pytest.mark.parametrize(
    ("order", "trouble"),
    [
        (FieldInput("没有", Kind.TEXT, "x"), NOT_FOUND),
        (FieldInput("隐藏栏", Kind.TEXT, "x"), f"{NOT_FOUND}（页面上有同名控件，但未显示）"),
        (FieldInput("姓名", Kind.TEXT, "x"), SEVERAL),
        (FieldInput("灰栏", Kind.TEXT, "x"), DISABLED),
        (FieldInput("锁定栏", Kind.TEXT, "x"), DISABLED),
        (FieldInput("单位类型", Kind.SELECT, "勘察单位"), NO_OPTION),
        (FieldInput("单位类型", Kind.SELECT, "监理单位"), SHUT_OPTION),
        (FieldInput("专业", Kind.MULTISELECT, ("土建", "航天")), NO_OPTION),
        (FieldInput("是否保密", Kind.RADIO, "也许"), NO_OPTION),
        (FieldInput("是否保密", Kind.RADIO, "不明"), SHUT_OPTION),
        (FieldInput("需办事项", Kind.CHECKBOX, ("人防",)), SHUT_OPTION),
        (FieldInput("挑剔栏", Kind.TEXT, "x"), REFUSED),
    ],
    ids=lambda x: x.label + str(x.value)[:12] if isinstance(x, FieldInput) else "",
)
def test_each_trouble_has_its_own_words(plain: Page, order: FieldInput, trouble: str) -> None:
    (one,) = fill(plain, order)
    assert one.trouble.startswith(trouble)
    assert mismatches([one]) == (one,)


def test_the_map_of_a_form_names_every_control(plain: Page) -> None:
    controls = {(c.section, c.label): c for c in Form(plain).controls()}
    assert controls["基本信息", "单位名称"].required
    assert controls["基本信息", "锁定栏"].kind is Kind.READONLY
    assert controls["基本信息", "单位类型"].options == ("建设单位", "施工单位", "监理单位")
    assert controls["经办人", "姓名"].kind is Kind.TEXT
    assert not any(section == "隐藏步骤" for section, _ in controls)
