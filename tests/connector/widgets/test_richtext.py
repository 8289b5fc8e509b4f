"""Rich text on the real editors: what the page would send is the judge."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from fixtures import libs
from gongai.connector.widgets import FieldInput, FieldResult, Form, Kind, mismatches, trusted
from gongai.connector.widgets.field import DISABLED, NOT_FOUND, REFUSED

pytestmark = pytest.mark.browser

TEXT = "新建厂房 3 栋，<一期>\n附属用房 & 门卫"
LINES = TEXT.split("\n")
EDITORS = [
    ("建设内容", "quill", f"{TEXT}\n", "\n"),
    ("选址理由", "wang", LINES, []),
    ("环境影响", "tiny", LINES, []),
    ("补充说明", "lay", LINES, []),
    ("其他意见", "ue", LINES, []),
]


@pytest.fixture
def rich(open_page: Callable[[str], Page]) -> Page:
    if why := libs.why_missing("quill", "wangeditor", "tinymce"):
        pytest.skip(why)
    page = open_page("richtext")
    page.evaluate("() => window.reset()")
    return page


def fill(page: Page, *orders: FieldInput) -> tuple[FieldResult, ...]:
    return Form(page).fill(orders)


def held(page: Page, key: str) -> Any:
    return page.evaluate("() => held()")[key]


@pytest.mark.parametrize(("label", "key", "want", "empty"), EDITORS, ids=lambda x: str(x)[:12])
def test_paragraphs_stand_in_the_editor_are_read_back_and_taken_away(
    rich: Page, label: str, key: str, want: Any, empty: Any
) -> None:
    (one,) = fill(rich, FieldInput(label, Kind.RICHTEXT, TEXT))
    assert one.trouble == ""
    assert mismatches([one]) == ()
    assert one.reading is not None and one.reading.submitted == TEXT
    assert held(rich, key) == want
    (gone,) = fill(rich, FieldInput(label, Kind.RICHTEXT, ""))
    assert mismatches([gone]) == ()
    assert [line for line in held(rich, key) if line.strip()] == [line for line in empty if line.strip()]


@pytest.mark.parametrize(("label", "key", "want", "empty"), EDITORS[:3], ids=lambda x: str(x)[:12])
def test_an_editor_is_typed_into_by_hand_and_what_stood_there_is_replaced(
    rich: Page, label: str, key: str, want: Any, empty: Any
) -> None:
    fill(rich, FieldInput(label, Kind.RICHTEXT, "旧的内容"))
    trusted.set_field(rich, FieldInput(label, Kind.RICHTEXT, TEXT), root="body")
    rich.evaluate("() => tinymce.triggerSave()")  # as the page does when it sends
    assert held(rich, key) == want


@pytest.mark.parametrize("key", ["quill", "wang", "tiny"])
def test_the_pages_own_handler_hears_the_change(rich: Page, key: str) -> None:
    label = {name: label for label, name, _, _ in EDITORS}[key]
    fill(rich, FieldInput(label, Kind.RICHTEXT, "示例内容"))
    rich.wait_for_function("key => heard.some(([k, v]) => k === key && v.includes('示例内容'))", arg=key)


def test_an_editor_that_only_takes_keys_is_typed_into_by_hand(rich: Page) -> None:
    (one,) = fill(rich, FieldInput("按键说明", Kind.RICHTEXT, "由键盘输入"))
    assert mismatches([one]) == ()
    assert held(rich, "keys") == "由键盘输入"


def test_each_trouble_has_its_own_words(rich: Page) -> None:
    done = fill(
        rich,
        FieldInput("审查意见", Kind.RICHTEXT, "新"),
        FieldInput("没有的栏", Kind.RICHTEXT, "x"),
        FieldInput("挑剔说明", Kind.RICHTEXT, "x"),
    )
    assert [one.trouble[:5] for one in done] == [DISABLED, NOT_FOUND, REFUSED]
    assert held(rich, "shut") == "不可改\n"


def test_the_map_names_the_editors_and_not_their_tool_bars(rich: Page) -> None:
    controls = {c.label: c for c in Form(rich).controls()}
    assert [controls[label].kind for label, *_ in EDITORS] == [Kind.RICHTEXT] * 5
    assert controls["审查意见"].kind is Kind.READONLY
    assert len(controls) == 8
