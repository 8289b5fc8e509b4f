"""What surrounds the fields: buttons, masks, toasts, message boxes, open panels, file inputs."""

import contextlib
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import ElementHandle, Error, Frame, Page
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from gongai import errors
from gongai.connector.widgets import script

QUIET_MS = 120
"""No request and no mask for so long: the page has come to rest."""
POLL_MS = 40
WAIT_S = 10.0


def wait_until_idle(frame: Page | Frame, *, timeout_s: float = 30.0) -> None:
    """Waits until no mask is drawn and no request is open; a page that never rests is the portal's fault."""
    ask = "(ms) => !!window.__gongai && window.__gongai.quiet(ms)"
    script.ensure(frame)
    try:
        frame.wait_for_function(ask, arg=QUIET_MS, timeout=timeout_s * 1000, polling=POLL_MS)
    except PlaywrightTimeout as error:
        raise errors.PortalDown(f"页面在 {timeout_s:g} 秒内没有加载完，请稍后重试") from error


def settled(frame: Page | Frame, *, timeout_s: float) -> bool:
    """Waits until the page has finished with what was typed, its own delayed look-ups included; whether it has."""
    still: bool = script.call(frame, "settled", timeout_s * 1000)
    return still


def press(frame: Page | Frame, text: str, *, root: str = "body", timeout_s: float = WAIT_S) -> None:
    """Clicks the one visible button with this text; blanks between its characters do not matter."""
    argument = {"root": root, "text": text}
    button = _appearing(frame, "button", argument, timeout_s)
    if button is None:
        state = script.call(frame, "buttonState", argument)
        if not state["count"]:
            raise errors.PageChanged(f"页面上没有“{text}”按钮，请核对平台配置")
        if state["count"] > 1:
            raise errors.PageChanged(f"页面上有 {state['count']} 个“{text}”按钮，不能确定按哪一个，请核对平台配置")
        raise errors.PageChanged(f"“{text}”按钮不能按（已禁用或正在处理）")
    button.click(timeout=timeout_s * 1000)


def message_box(page: Page | Frame) -> str | None:
    """The text of the message box that lies over the page."""
    text: str | None = script.call(page, "boxText")
    return text


def box_offers(page: Page | Frame, text: str) -> bool:
    """Whether the message box over the page has a button with this text: one that only says "please wait" has none."""
    return bool(script.call(page, "boxButton", text))


def answer_box(page: Page | Frame, text: str, *, timeout_s: float = WAIT_S) -> None:
    """Clicks a button of the open message box by its text (the order of buttons differs from box to box)."""
    button = _appearing(page, "boxButton", text, timeout_s)
    shown = message_box(page)
    if button is None:
        raise errors.PageChanged(f"提示框“{shown}”里没有“{text}”按钮" if shown else f"没有可按“{text}”的提示框")
    button.click(timeout=timeout_s * 1000)
    # Gone, or another one in its place; the same words once more are the caller's to notice.
    with contextlib.suppress(PlaywrightTimeout):
        page.wait_for_function(
            "text => !window.__gongai || window.__gongai.boxText() !== text", arg=shown, timeout=2_000
        )


def close_poppers(page: Page | Frame) -> None:
    """Closes open lists, calendars and cascades; Escape is not used, it would close a dialog too."""
    script.call(page, "closePanels")


def toasts(page: Page | Frame) -> tuple[str, ...]:
    """Every passing message since the document was opened, oldest first."""
    return tuple(script.call(page, "seen"))


def choose_files(frame: Page | Frame, *, root: str, paths: Sequence[Path]) -> None:
    """Hands files, by path, to the one hidden file input of a container."""
    script.ensure(frame)
    inputs = frame.evaluate_handle("(root) => window.__gongai.fileInputs(root)", root)
    found = [handle for one in inputs.get_properties().values() if (handle := one.as_element())]
    if len(found) != 1:
        raise errors.PageChanged(f"上传区域里应有一个文件选择框，实际有 {len(found)} 个，请核对平台配置")
    found[0].set_input_files([str(path) for path in paths])


def _appearing(frame: Page | Frame, function: str, argument: object, timeout_s: float) -> ElementHandle | None:
    ask = f"(argument) => window.__gongai ? window.__gongai.{function}(argument) : null"
    with contextlib.suppress(Error):  # the page is on its way to another address: wait for what comes
        there = frame.evaluate_handle(ask, argument).as_element()
        if there is not None:
            return there
    script.ensure(frame)
    try:
        return frame.wait_for_function(ask, arg=argument, timeout=timeout_s * 1000, polling=POLL_MS).as_element()
    except PlaywrightTimeout:
        return None
