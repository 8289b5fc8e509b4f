"""What a control does not allow is refused in words before it is put in; what it holds is read, not its dress."""

from typing import Any

import pytest
from playwright.sync_api import Page

from gongai.connector.widgets import FieldInput, Form, Kind, Value, mismatches

pytestmark = pytest.mark.browser

LONG, SHORT = "云汐示例置业有限公司东区分公", "云汐示例置业有限公司"
TOO_LONG = ("限长栏", Kind.TEXT, LONG, "最多 10 个字，要填的有 14 个字")
TOO_MUCH = ("限数栏", Kind.NUMBER, "100.5", "不能大于 100")
TOO_LITTLE = ("限数栏", Kind.NUMBER, "0.5", "不能小于 1")
TOO_FINE = ("限数栏", Kind.NUMBER, "12.345", "最多 2 位小数")
COMMON = (TOO_LONG, TOO_MUCH, TOO_LITTLE)
NO_PATHS = ("多路栏", Kind.CASCADER, ("云汐市", "竹湾区"), "不支持：可选多条路径的级联选择")
REFUSED: dict[str, tuple[tuple[str, Kind, Value, str], ...]] = {
    "elementui": (*COMMON, TOO_FINE, NO_PATHS),
    "elementplus": (*COMMON, TOO_FINE, NO_PATHS),
    "antdvue": (*COMMON, TOO_FINE, NO_PATHS),
    "antdreact": (
        *COMMON,
        TOO_FINE,
        ("限日栏", Kind.DATE, "2026-12-31", "日期不可选"),
        ("限日栏", Kind.DATE, "2028-01-01", "日期不可选"),
        ("限项栏", Kind.MULTISELECT, ("甲", "乙", "丙"), "最多 2 项"),
    ),
    "layui": (*COMMON, ("手机栏", Kind.TEXT, "0871-0000000", "手机")),
    "easyui": (("限长栏", Kind.TEXT, LONG, "0"), TOO_MUCH, TOO_LITTLE, TOO_FINE),
    "plainhtml": (
        *COMMON,
        ("编码栏", Kind.TEXT, "AB12345", "格式须符合"),
        ("编码栏", Kind.TEXT, "A1", "至少 6 个字"),
    ),
}
TAKEN: dict[str, tuple[tuple[str, Kind, Value, str, Any], ...]] = {
    "elementui": (),
    "elementplus": (("秒日栏", Kind.DATE, "2027-05-06", "seconds", "1809532800"),),
    "antdvue": (
        ("金额栏", Kind.NUMBER, "1234.5", "money", 1234.5),
        ("有无栏", Kind.SWITCH, "有", "any", True),
    ),
    "antdreact": (
        ("金额栏", Kind.NUMBER, "1234.5", "money", 1234.5),
        ("限项栏", Kind.MULTISELECT, ("甲", "乙"), "few", ["甲", "乙"]),
    ),
    "layui": (("手机栏", Kind.TEXT, "13800000000", "mobile", "13800000000"),),
    "easyui": (("金额栏", Kind.NUMBER, "1200.50", "money", "1200.50"),),
    "plainhtml": (("编码栏", Kind.TEXT, "AB1234", "code", "AB1234"),),
}
"""Beside these every page takes a text of just the length and a number within its bounds."""
EVERY = [pytest.param(name, id=name) for name in REFUSED]


@pytest.mark.parametrize("library", EVERY)
def test_what_the_controls_own_rules_shut_out_is_refused_with_the_rule_and_nothing_is_put_in(
    library: str, library_page: Page
) -> None:
    before = library_page.evaluate("() => held()")
    wrong = []
    for label, kind, value, why in REFUSED[library]:
        (done,) = Form(library_page).fill([FieldInput(label, kind, value)])
        if why not in done.trouble or not mismatches([done]):
            wrong.append(f"{label} {value}: {done.trouble or done.reading}")
    assert not wrong, "\n".join(wrong)
    assert library_page.evaluate("() => held()") == before


@pytest.mark.parametrize("library", EVERY)
def test_what_is_within_the_rules_is_taken_and_the_model_is_read_whatever_it_is_dressed_in(
    library: str, library_page: Page
) -> None:
    rows = (
        ("限长栏", Kind.TEXT, SHORT, "short", SHORT),
        ("限数栏", Kind.NUMBER, "99", "limited", 99),
        *TAKEN[library],
    )
    orders = [FieldInput(label, kind, value) for label, kind, value, _, _ in rows]
    assert mismatches(Form(library_page).fill(orders)) == ()
    assert mismatches(Form(library_page).check(orders)) == ()
    found = library_page.evaluate("() => held()")
    assert {key: _plain(found[key]) for *_, key, _ in rows} == {key: _plain(wanted) for *_, key, wanted in rows}


def _plain(value: Any) -> Any:
    """Plain forms and EasyUI hold a number as a text."""
    return value if isinstance(value, list | bool) else str(value).removesuffix(".00")
