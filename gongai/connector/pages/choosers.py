"""Choosing a row in a dialog that writes back to the form: a box on the page, an iframe in it, or another window."""

import contextlib
import time
from collections.abc import Callable

from playwright.sync_api import Error, Frame, Locator, Page

from gongai.connector.pages import frames
from gongai.connector.pages.choices import normal, texts, with_text
from gongai.connector.pages.filling import must_match
from gongai.connector.widgets import FieldInput, Form, Kind, press, wait_until_idle
from gongai.errors import PageChanged, PageLeft, PortalRefused, ReadBackMismatch
from gongai.records.noted import Noted, Said
from gongai.records.steps import ChooseRow
from gongai.sites.actions import WINDOW, ChooserAction
from gongai.sites.facts import Facts

POLL_MS = 30


def choose_row(
    place: frames.Place, root: str, step: ChooseRow, action: ChooserAction, facts: Facts, *, timeout_s: float
) -> Noted:
    """Open the dialog, search, choose the one row that is meant, and read back what the form then holds."""
    page = frames.owner(place)
    window: Page | None = None
    if action.dialog == WINDOW:
        window = _window(page, lambda: _open(place, root, action, facts.render(step.open)), timeout_s)
        outer: frames.Place = window
        scope = "body"
    else:
        _open(place, root, action, facts.render(step.open))
        outer, scope = frames.holding(page, action.dialog, timeout_s=timeout_s), action.dialog
    inside = outer
    if action.dialog_frame:
        inside, scope = frames.inner(outer, f"{scope} {action.dialog_frame}", timeout_s=timeout_s), "body"
    wait_until_idle(inside, timeout_s=timeout_s)
    option = facts.render(step.option)
    if action.search_label:
        order = FieldInput(label=action.search_label, kind=Kind.TEXT, value=facts.render(step.search))
        must_match(Form(inside, root=scope).fill([order]))
    if action.find:
        press(inside, action.find, root=scope)
        with contextlib.suppress(PageLeft):  # the search loads the dialog anew: its rows are waited for below
            wait_until_idle(inside, timeout_s=timeout_s)
    row = _row(inside.locator(f"{scope} {action.row}"), option, page, timeout_s)
    _take(row, action)
    if action.confirm:
        # the button may stand in the frame of the rows or in the box around it
        own = with_text(inside.locator(f"{scope} button, {scope} a, {scope} input[type=button]"), action.confirm)
        press(inside if own else outer, action.confirm, root=scope if own else action.dialog)
    _closed(page, window, action, timeout_s)
    if step.label:
        _read_back(place, root, step, facts.render(step.back) or option, timeout_s)
    return {"chosen": Said(option)}


def _window(page: Page, open_it: Callable[[], None], timeout_s: float) -> Page:
    """The window that opening brings. Pages open blank ones beside it, whose address comes later or never."""
    opened: list[Page] = []

    def see(one: Page) -> None:
        opened.append(one)

    page.on("popup", see)
    try:
        open_it()
        deadline = time.monotonic() + timeout_s
        while time.monotonic() < deadline:
            for one in opened:
                if not one.is_closed() and one.url not in frames.BLANK:
                    one.wait_for_load_state("load", timeout=timeout_s * 1000)
                    return one
            page.wait_for_timeout(POLL_MS)
    finally:
        page.remove_listener("popup", see)
    raise PageChanged("没有打开选择窗口。请核对平台配置")


def _open(place: frames.Place, root: str, action: ChooserAction, button: str) -> None:
    if action.css:
        place.locator(f"{root} {action.css}").first.click()
    else:
        press(place, button, root=root)


def _row(rows: Locator, option: str, page: Page, timeout_s: float) -> Locator:
    """The one row that says what is meant; rows may come late, but two of them are never guessed between."""
    wanted = normal(option)
    deadline = time.monotonic() + timeout_s
    while True:
        found = [place for place, shown in enumerate(_shown(rows)) if shown is not None and wanted in shown]
        if len(found) == 1:
            return rows.nth(found[0])
        if len(found) > 1:
            raise PageChanged(f"选择窗口里“{option}”有 {len(found)} 行，不能确定选哪一行")
        if time.monotonic() > deadline:
            raise PortalRefused(f"选择窗口里没有“{option}”。请核对申报件与平台上的登记")
        page.wait_for_timeout(POLL_MS)


def _shown(rows: Locator) -> list[str | None]:
    try:
        return texts(rows)
    except Error:  # the search loads the dialog anew: between two documents there are no rows
        return []


def _take(row: Locator, action: ChooserAction) -> None:
    if not action.open:
        row.click()
        return
    links = with_text(row.locator("a, button, input, [onclick]"), action.open)
    if len(links) != 1:
        raise PageChanged(f"选择窗口的行中“{action.open}”有 {len(links)} 个，应为 1 个。请核对平台配置")
    links[0].click()


def _closed(page: Page, window: Page | None, action: ChooserAction, timeout_s: float) -> None:
    deadline = time.monotonic() + timeout_s
    while time.monotonic() < deadline:
        if window is not None:
            if window.is_closed():
                return
        elif not any(_visible(frame, action.dialog) for frame in page.frames):
            return
        page.wait_for_timeout(POLL_MS)
    raise PageChanged("选中之后选择窗口没有关闭。请核对平台配置")


def _visible(frame: Frame, css: str) -> bool:
    try:
        return frame.locator(css).locator("visible=true").count() > 0
    except Error:  # the frame has gone with its dialog
        return False


def _read_back(place: frames.Place, root: str, step: ChooseRow, wanted: str, timeout_s: float) -> None:
    deadline = time.monotonic() + timeout_s
    while True:
        held: set[str] = set()
        with contextlib.suppress(PageLeft):  # what was chosen may load the form anew
            held = _held(place, root, step)
        if any(normal(one) == normal(wanted) for one in held):
            return
        if time.monotonic() > deadline:
            raise ReadBackMismatch(f"{step.label}：要选 {wanted}，平台现值 {'、'.join(sorted(held)) or '（空）'}")
        frames.owner(place).wait_for_timeout(POLL_MS)


def row_differs(place: frames.Place, root: str, step: ChooseRow, facts: Facts) -> str:
    """In words, where the field that the dialog wrote to can be seen and holds something else by now."""
    held = _held(place, root, step) if step.label else set()
    wanted = facts.render(step.back) or facts.render(step.option)
    if not held or any(normal(one) == normal(wanted) for one in held):
        return ""
    return f"{step.label}：要选 {wanted}，平台现值 {'、'.join(sorted(held))}"


def _held(place: frames.Place, root: str, step: ChooseRow) -> set[str]:
    (reading,) = Form(place, root=root).read([(step.section, step.label)])
    return {str(one) for one in (reading.submitted, reading.visible) if one}
