"""Buttons, boxes, masks, toasts, files."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page

from gongai import errors
from gongai.connector.widgets import (
    FieldInput,
    Form,
    Kind,
    answer_box,
    choose_files,
    close_poppers,
    message_box,
    mismatches,
    press,
    toasts,
    wait_until_idle,
)

pytestmark = pytest.mark.browser


def test_a_button_is_pressed_by_its_text_without_blanks(plain: Page) -> None:
    press(plain, "提交")
    assert plain.evaluate("() => events") == ["press"]


@pytest.mark.parametrize(("text", "message"), [("没有", "没有“没有”按钮"), ("重复", "2 个"), ("不能按", "不能按")])
def test_a_button_that_is_missing_doubled_or_dead_is_not_pressed(plain: Page, text: str, message: str) -> None:
    with pytest.raises(errors.PageChanged, match=message):
        press(plain, text, timeout_s=0.2)


def test_of_three_equal_buttons_the_visible_one_is_pressed(element: Page) -> None:
    press(element, "下一步")
    assert element.evaluate("() => JSON.parse(JSON.stringify(app.heard))") == [["press", "next"]]


def test_an_open_dialog_owns_the_buttons(element: Page) -> None:
    element.evaluate("() => { app.dialog = true }")
    press(element, "确定")
    assert element.evaluate("() => app.heard.length") == 1


def test_a_message_box_is_read_and_answered(element: Page) -> None:
    assert message_box(element) is None
    element.evaluate(
        "() => { app.$confirm('前置事项检测不通过', '提示', "
        "{confirmButtonText: '继续申报', cancelButtonText: '放弃申报'})"
        ".then(() => app.hear('box', 1), () => app.hear('box', 0)) }"
    )
    element.locator(".el-message-box").wait_for()
    assert message_box(element) == "前置事项检测不通过"
    with pytest.raises(errors.PageChanged, match="没有“确定”按钮"):
        answer_box(element, "确定", timeout_s=0.2)
    answer_box(element, "放弃申报")
    assert message_box(element) is None
    assert element.evaluate("() => JSON.parse(JSON.stringify(app.heard))") == [["box", 0]]


def test_a_toast_can_be_read_after_it_has_gone(element: Page) -> None:
    before = len(toasts(element))
    element.evaluate("() => { app.$message({ message: '暂存成功', duration: 1 }) }")
    element.locator(".el-message").wait_for(state="detached")
    assert toasts(element)[before:] == ("暂存成功",)


def test_settling_waits_for_requests_and_masks(element: Page) -> None:
    element.evaluate(
        "() => { const mask = app.$loading(); window.late = 0;"
        " get('units?ms=150').then(() => get('units?ms=50')).then(() => { window.late = 1; mask.close() }) }"
    )
    wait_until_idle(element)
    assert element.evaluate("() => window.late") == 1
    assert element.locator(".el-loading-mask:visible").count() == 0


def test_a_page_that_never_rests_is_the_portals_fault(element: Page) -> None:
    element.evaluate("() => { window.mask = app.$loading() }")
    with pytest.raises(errors.PortalDown, match="没有加载完"):
        wait_until_idle(element, timeout_s=0.4)
    element.evaluate("() => window.mask.close()")


def test_whatever_list_is_open_can_be_closed(element: Page) -> None:
    for css in (".el-select", ".el-date-editor", ".el-cascader", ".el-popover__reference"):
        element.locator(css).first.click()
        element.wait_for_function("() => window.__gongai.openPanels().length")
        close_poppers(element)
        assert element.evaluate("() => window.__gongai.openPanels().length") == 0


def test_files_go_by_path_into_the_one_hidden_input(plain: Page, tmp_path: Path) -> None:
    files = [tmp_path / "申请书.pdf", tmp_path / "红线图.dwg"]
    for file in files:
        file.write_bytes(b"%PDF-1.4 sample")
    choose_files(plain, root="#up", paths=files)
    assert plain.evaluate("() => events") == ["申请书.pdf,红线图.dwg"]
    with pytest.raises(errors.PageChanged, match="2 个"):
        choose_files(plain, root="#up2", paths=files)


def test_a_form_in_a_frame_is_filled(plain: Page) -> None:
    plain.evaluate(
        "() => { const i = document.createElement('iframe'); i.src = 'plain.html'; document.body.append(i) }"
    )
    handle = plain.query_selector("iframe")
    assert handle is not None
    frame = handle.content_frame()
    assert frame is not None
    frame.wait_for_function("() => window.ready")
    assert mismatches(Form(frame).fill([FieldInput("联系人", Kind.TEXT, "框内示例")])) == ()
    assert frame.evaluate("() => held().person") == ["框内示例"]


def test_the_driver_comes_into_a_page_that_was_open_before(browser_page: Page) -> None:
    assert mismatches(Form(browser_page).fill([FieldInput("联系人", Kind.TEXT, "后装")])) == ()


@pytest.fixture
def browser_page(calm: BrowserContext, address: str) -> Page:
    assert calm.browser is not None
    page = calm.browser.new_context().new_page()
    page.goto(f"{address}/plain.html")
    return page


def test_a_page_that_leaves_in_the_middle_is_said_to_have_changed(plain: Page) -> None:
    plain.evaluate("() => f.person.addEventListener('change', () => { location.reload() })")
    with pytest.raises(errors.PageLeft):
        Form(plain).fill([FieldInput("联系人", Kind.TEXT, "甲"), FieldInput("没有", Kind.TEXT, "乙")])
    plain.wait_for_function("() => window.ready")  # Chromium hangs when a page is closed in the middle of a reload


def test_transitions_are_cut_short_but_still_end(open_page: Callable[[str], Page]) -> None:
    page = open_page("plain")
    ended = page.evaluate(
        """() => new Promise(done => {
            const e = f.name;
            e.style.transition = 'opacity 60s';
            e.addEventListener('transitionend', () => done(true));
            e.getBoundingClientRect();
            requestAnimationFrame(() => { e.style.opacity = '0.5' });
        })"""
    )
    assert ended
