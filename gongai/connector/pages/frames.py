"""Where controls stand: the tab itself, or a frame in a frame in it; and what any of the tab's frames says."""

import time
from collections.abc import Sequence

from playwright.sync_api import Error, Frame, Page

from gongai.connector import widgets
from gongai.errors import PageChanged, PageLeft

Place = Page | Frame
POLL_MS = 30
BLANK = ("", ":", "about:blank")


def inside(page: Page, chain: Sequence[str], *, timeout_s: float) -> Place:
    """The innermost frame of a chain of CSS selectors, loaded; the tab where the chain is empty.

    Looked up anew each time: a frame that was loaded again is another one.
    """
    place: Place = page
    for css in chain:
        place = inner(place, css, timeout_s=timeout_s)
    return place


def inner(place: Place, css: str, *, timeout_s: float) -> Frame:
    """The frame that an element of this place holds."""
    handle = place.wait_for_selector(css, state="attached", timeout=timeout_s * 1000)
    frame = handle.content_frame() if handle else None
    if handle is None or frame is None:
        raise PageChanged(f"页面上的 {css} 不是内嵌页面（iframe）。请核对平台配置")
    if _leads_somewhere(handle.get_attribute("src")):
        # a frame just made holds an empty document, complete at once, until its own begins to arrive
        deadline = time.monotonic() + timeout_s
        while frame.url in BLANK and time.monotonic() < deadline:
            owner(place).wait_for_timeout(POLL_MS)
    frame.wait_for_load_state("load", timeout=timeout_s * 1000)
    return frame


def owner(place: Place) -> Page:
    """The tab that a place belongs to."""
    return place if isinstance(place, Page) else place.page


def shown(page: Page) -> str:
    """The visible text of the tab and of every frame in it."""
    return "\n".join(_each(page, "() => document.body ? document.body.innerText : ''"))


def toasts(page: Page) -> tuple[str, ...]:
    """Every passing message that any document now in the tab has shown, oldest first within each."""
    found: list[str] = []
    for frame in page.frames:
        try:
            found += widgets.toasts(frame)
        except (Error, PageLeft):
            continue
    return tuple(found)


def message_box(page: Page) -> str | None:
    """The text of the message box that lies over any of the tab's documents."""
    return next((text for _frame, text in _boxes(page)), None)


def answer_offered(page: Page, button: str) -> bool:
    """Press the button if a message box offers it now; whether it was pressed."""
    for frame, _text in _boxes(page):
        try:
            if not widgets.box_offers(frame, button):
                continue
        except (Error, PageLeft):
            continue
        widgets.answer_box(frame, button)
        return True
    return False


def answer_box(page: Page, button: str) -> None:
    """Press a button of the message box that is open, in whichever frame it stands."""
    place = next((frame for frame, _text in _boxes(page)), page.main_frame)
    widgets.answer_box(place, button)


def wait_until_idle(page: Page, *, timeout_s: float) -> None:
    """Wait until no document of the tab loads, masks, or waits for an answer."""
    for frame in page.frames:
        try:
            if not frame.is_detached():
                widgets.wait_until_idle(frame, timeout_s=timeout_s)
        except PageLeft:
            continue
        except Error as error:
            if "detached" not in str(error) and "destroyed" not in str(error):
                raise


def settled(page: Page, *, timeout_s: float) -> bool:
    """Wait until every document of the tab has finished with what was typed; whether all have within that time."""
    deadline = time.monotonic() + timeout_s
    still = True
    for frame in page.frames:
        try:
            still &= widgets.settled(frame, timeout_s=max(0.1, deadline - time.monotonic()))
        except PageLeft:
            raise
        except Error as error:
            if "detached" not in str(error) and "destroyed" not in str(error):
                raise
    return still


def _leads_somewhere(src: str | None) -> bool:
    return bool(src) and not str(src).startswith(("about:", "javascript:"))


def _boxes(page: Page) -> list[tuple[Frame, str]]:
    found = []
    for frame in page.frames:
        try:
            text = widgets.message_box(frame)
        except (Error, PageLeft):
            continue
        if text is not None:
            found.append((frame, text))
    return found


def _each(page: Page, script: str) -> list[str]:
    found = []
    for frame in page.frames:
        try:
            found.append(str(frame.evaluate(script)))
        except Error:  # on its way to another address: nothing to see yet
            continue
    return found


def holding(page: Page, css: str, *, timeout_s: float) -> Frame:
    """The frame in which something with this CSS can be seen, waited for: dialogs open in whichever frame they like."""
    deadline = time.monotonic() + timeout_s
    while True:
        for frame in page.frames:
            try:
                if frame.locator(css).locator("visible=true").count():
                    return frame
            except Error:
                continue
        if time.monotonic() > deadline:
            raise PageChanged(f"没有出现 {css}。请核对平台配置")
        page.wait_for_timeout(POLL_MS)
