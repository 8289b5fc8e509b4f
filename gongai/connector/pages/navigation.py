"""Pressing a button that loads the next page: portals whose steps are pages of their own, drawn by the server."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from fnmatch import fnmatchcase
from urllib.parse import urlsplit

from playwright.sync_api import Error, Page, Route

from gongai.connector.mappers.answers import from_json, refusal
from gongai.connector.mappers.page_reading import picked
from gongai.connector.pages import frames, page_signals
from gongai.connector.widgets import press
from gongai.errors import PageLeft, PortalDown, PortalError, PortalRefused
from gongai.records.raw import Raw
from gongai.sites.actions import Check, PressAction
from gongai.sites.call import Answer
from gongai.sites.login import PageSignal
from gongai.sites.paths import flat, pluck

POLL_MS = 30


def navigate(
    page: Page,
    button: str,
    action: PressAction,
    *,
    root: str,
    place: Callable[[], frames.Place],
    known_signals: Mapping[str, PageSignal],
    messages: Callable[[], tuple[str, ...]],
    timeout_s: float,
) -> dict[str, str]:
    """Press, wait for what must be visible on the page that comes, and take the facts from it.

    Raises `PortalRefused` with the portal's own words where it says no, and what a signal means where one shows.
    """
    before = place()
    mark, heard = _marked(before), len(messages())
    stale = _refusal(before, action.refused)  # the words of the last no, on a page that came back with them

    def came(answers: list[Raw]) -> bool:
        now = place()
        if mark and _marked(now, check=True):  # the old document is still there
            refused = _refusal(now, action.refused)
            shown = (frames.message_box(page) or "", *messages()[heard:], refused if refused != stale else "")
            message = "；".join(one for one in shown if one)
            if action.check is not None and answers:  # it says more than what the page makes of it
                _must_agree(answers[0], action.check)
            if message:
                raise PortalRefused(f"平台提示：{message[:300]}")
        elif now.locator(action.css).first.is_visible():
            return True
        elif message := _refusal(now, action.refused):
            raise PortalRefused(f"平台提示：{message[:300]}")
        signal = page_signals.in_page(known_signals, page)
        if signal is not None:
            raise page_signals.error_for(signal)
        return False

    with _overheard(page, action.check) as answers:
        press(before, button, root=root)
        deadline = time.monotonic() + timeout_s
        while time.monotonic() < deadline:
            with suppress(Error, PageLeft):  # between two documents: look again
                if came(answers):
                    if action.check is not None:
                        _must_agree(answers[0] if answers else None, action.check)
                    frames.wait_until_idle(page, timeout_s=timeout_s)
                    return _taken(place(), action)
            page.wait_for_timeout(POLL_MS)
    raise PortalDown(f"按下“{button}”后平台在 {timeout_s:.0f} 秒内没有打开下一页，稍后再试")


@contextmanager
def _overheard(page: Page, check: Check | None) -> Iterator[list[Raw]]:
    """The answers to a check, read before the page sees them: it may leave at once and take them with it."""
    heard: list[Raw] = []

    def is_it(address: str) -> bool:
        return check is not None and fnmatchcase(urlsplit(address).path, check.call.path)

    def hand_on(route: Route) -> None:
        try:
            response = route.fetch()
            heard.append(_data(response.status, response.text()))
            route.fulfill(response=response)
        except Error:  # lost on the way: the page hears nothing, and neither do we
            with suppress(Error):
                route.abort("failed")

    if check is not None:
        page.route(is_it, hand_on)
    try:
        yield heard
    finally:
        if check is not None:
            with suppress(Error):
                page.unroute(is_it, hand_on)


def _data(status: int, body: str) -> Raw:
    with suppress(ValueError):
        return from_json(body) if 200 <= status < 300 else None
    return None


def _must_agree(answer: Raw, check: Check) -> None:
    """A check that fails is asked about by the page, and saved all the same; here it ends the attempt."""
    if answer is None:
        raise PortalError("前置检测没有得到平台的答复，不能当作通过。稍后整件重新办理")
    if refusal(answer, check.call, Answer(ok=check.ok, ok_values=check.ok_values)) is not None:
        why = "；".join(flat(pluck(answer, check.why))) if check.why else ""
        raise PortalRefused(f"平台的前置检测不通过{'：' if why else ''}{why}")


def _marked(place: frames.Place, *, check: bool = False) -> bool:
    """Put a mark on the present document, or look whether it still bears it."""
    return bool(place.evaluate("check => check ? !!window.__gongaiOld : (window.__gongaiOld = true)", check))


def _refusal(place: frames.Place, css: str) -> str:
    """What the portal says where it says no; empty when it says nothing."""
    if not css:
        return ""
    found = place.locator(css).first
    return found.inner_text().strip() if found.is_visible() else ""


def _taken(place: frames.Place, action: PressAction) -> dict[str, str]:
    if not action.facts:
        return {}
    learned = picked(place.content(), action.facts, address=place.url)
    empty = [name for name, value in learned.items() if not value]
    if empty:
        raise PortalError(f"平台的下一页上没有需要的内容（{'、'.join(empty)}），不能继续提交")
    return learned
