"""Pressing a button that loads the next page: portals whose steps are pages of their own, drawn by the server."""

import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from fnmatch import fnmatchcase
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Error, Page, Route

from gongai.connector.mappers.page_reading import picked
from gongai.connector.pages import frames, page_signals
from gongai.connector.widgets import press
from gongai.errors import PageLeft, PortalDown, PortalError, PortalRefused
from gongai.sites.call import Answer
from gongai.sites.paths import flat, pluck, text
from gongai.sites.site_profile import Act, Check, Sign

POLL_MS = 30


def turn(
    page: Page,
    act: Act,
    *,
    root: str,
    place: Callable[[], frames.Place],
    known_signs: Mapping[str, Sign],
    words: Callable[[], tuple[str, ...]],
    timeout_s: float,
) -> dict[str, str]:
    """Press, wait for what must be visible on the page that comes, and take the facts from it.

    Raises `PortalRefused` with the portal's own words where it says no, and what a sign means where one shows.
    """
    before = place()
    mark, heard = _marked(before), len(words())
    stale = _refusal(before, act.refused)  # the words of the last no, on a page that came back with them

    def came(told: list[Any]) -> bool:
        now = place()
        if mark and _marked(now, look=True):  # the old document is still there
            refused = _refusal(now, act.refused)
            shown = (frames.message_box(page) or "", *words()[heard:], refused if refused != stale else "")
            said = "；".join(one for one in shown if one)
            if act.check is not None and told:  # it says more than what the page makes of it
                _must_agree(told[0], act.check)
            if said:
                raise PortalRefused(f"平台提示：{said[:300]}")
        elif now.locator(act.css).first.is_visible():
            return True
        elif said := _refusal(now, act.refused):
            raise PortalRefused(f"平台提示：{said[:300]}")
        sign = page_signals.in_page(known_signs, page)
        if sign is not None:
            raise page_signals.error_for(sign)
        return False

    with _overheard(page, act.check) as told:
        press(before, act.text, root=root)
        deadline = time.monotonic() + timeout_s
        while time.monotonic() < deadline:
            with suppress(Error, PageLeft):  # between two documents: look again
                if came(told):
                    if act.check is not None:
                        _must_agree(told[0] if told else None, act.check)
                    frames.settle(page, timeout_s=timeout_s)
                    return _taken(place(), act)
            page.wait_for_timeout(POLL_MS)
    raise PortalDown(f"按下“{act.text}”后平台在 {timeout_s:.0f} 秒内没有打开下一页，稍后再试")


@contextmanager
def _overheard(page: Page, check: Check | None) -> Iterator[list[Any]]:
    """The answers to a check, read before the page sees them: it may leave at once and take them with it."""
    heard: list[Any] = []

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


def _data(status: int, body: str) -> Any:
    with suppress(ValueError):
        return json.loads(body) if status == 200 else None
    return None


def _must_agree(said: Any, check: Check) -> None:
    """A check that fails is asked about by the page, and saved all the same; here it ends the attempt."""
    if said is None:
        raise PortalError("前置检测没有得到平台的答复，不能当作通过。稍后整件重新办理")
    if text(said, check.ok) not in Answer().ok_values:
        why = "；".join(flat(pluck(said, check.why))) if check.why else ""
        raise PortalRefused(f"平台的前置检测不通过{'：' if why else ''}{why}")


def _marked(place: frames.Place, *, look: bool = False) -> bool:
    """Put a mark on the present document, or look whether it still bears it."""
    return bool(place.evaluate("look => look ? !!window.__gongaiOld : (window.__gongaiOld = true)", look))


def _refusal(place: frames.Place, css: str) -> str:
    """What the portal says where it says no; empty when it says nothing."""
    if not css:
        return ""
    found = place.locator(css).first
    return found.inner_text().strip() if found.is_visible() else ""


def _taken(place: frames.Place, act: Act) -> dict[str, str]:
    if not act.facts:
        return {}
    learned = picked(place.content(), act.facts, address=place.url)
    empty = [name for name, value in learned.items() if not value]
    if empty:
        raise PortalError(f"平台的下一页上没有需要的内容（{'、'.join(empty)}），不能继续提交")
    return learned
