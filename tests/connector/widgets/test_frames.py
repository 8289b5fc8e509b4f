"""A form is filled wherever it stands: frames in frames, framesets, dialogs that are pages, windows of their own."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Frame, Page

from fixtures import libs
from gongai.connector.widgets import FieldInput, Form, Kind, choose_files, mismatches, press

pytestmark = pytest.mark.browser

ORDERS = [
    FieldInput("联系人", Kind.TEXT, "框内示例"),
    FieldInput("单位类型", Kind.SELECT, "施工单位"),
    FieldInput("专用栏", Kind.TEXT, "由键盘输入"),  # only takes trusted keys
]


@pytest.fixture
def nest(open_page: Callable[[str], Page]) -> Page:
    if why := libs.why_missing("layui"):
        pytest.skip(why)
    return open_page("nest")


def is_filled(frame: Frame | Page) -> None:
    frame.wait_for_function("() => window.ready")
    done = Form(frame).fill(ORDERS)
    assert [one.trouble for one in done] == ["", "", ""]
    assert mismatches(done) == ()
    held = frame.evaluate("() => held()")
    assert (held["person"], held["type"], held["trusted"]) == (["框内示例"], ["02"], ["由键盘输入"])


def frame_named(page: Page, name: str) -> Frame:
    frame = page.frame(name=name)
    assert frame is not None
    return frame


def in_dialog(page: Page) -> Frame:
    handle = page.wait_for_selector(".layui-layer-iframe iframe")
    frame = handle.content_frame() if handle else None
    assert frame is not None
    return frame


def test_a_form_in_an_iframe_is_filled_and_the_page_around_it_is_left_alone(nest: Page) -> None:
    is_filled(frame_named(nest, "inner"))
    assert nest.input_value("#outer") == ""
    assert mismatches(Form(nest).fill(ORDERS[:1])) == ()
    assert nest.input_value("#outer") == "框内示例"


def test_a_form_in_an_iframe_in_a_frame_of_a_frameset_is_filled(calm: BrowserContext, address: str) -> None:
    if why := libs.why_missing("layui"):
        pytest.skip(why)
    page = calm.new_page()
    page.goto(f"{address}/shell.html")
    frame_named(page, "main").wait_for_function("() => window.ready")
    is_filled(frame_named(page, "inner"))
    page.close()


def test_a_dialog_that_is_a_page_is_a_form_of_its_own(nest: Page) -> None:
    press(nest, "弹窗")
    frame = in_dialog(nest)
    is_filled(frame)
    press(frame, "提交")
    assert frame.evaluate("() => events.includes('press')")


def test_a_window_of_its_own_is_a_form_like_any_other(nest: Page) -> None:
    with nest.expect_popup() as opening:
        press(nest, "新窗口")
    is_filled(opening.value)
    opening.value.close()


def test_files_are_chosen_in_a_dialog_that_is_a_page(nest: Page, tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.mktemp("papers") / "申请书.pdf"
    file.write_bytes(b"%PDF-1.4")
    press(nest, "弹窗")
    frame = in_dialog(nest)
    frame.wait_for_function("() => window.ready")
    choose_files(frame, root="#up", paths=[file])
    assert "申请书.pdf" in frame.evaluate("() => events")
