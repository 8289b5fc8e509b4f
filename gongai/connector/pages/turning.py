"""Pressing a button that loads the next page: portals whose steps are pages of their own, drawn by the server."""

import time
from collections.abc import Callable, Mapping

from playwright.sync_api import Error, Page

from gongai.connector.mappers.page_reading import picked
from gongai.connector.pages import frames, signs
from gongai.connector.sites.site_profile import Act, Sign
from gongai.connector.widgets import press
from gongai.errors import PageLeft, PortalDown, PortalError, PortalRefused

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
    mark = _marked(before)
    heard = len(words())
    press(before, act.text, root=root)
    deadline = time.monotonic() + timeout_s
    while time.monotonic() < deadline:
        try:
            now = place()
            if mark and _marked(now, look=True):  # the old document is still there
                told = (frames.message_box(page) or "", *words()[heard:], _refusal(now, act.refused))
                if said := "；".join(one for one in told if one):
                    raise PortalRefused(f"平台提示：{said[:300]}")
            elif now.locator(act.css).first.is_visible():
                frames.settle(page, timeout_s=timeout_s)
                return _taken(place(), act)
            elif said := _refusal(now, act.refused):
                raise PortalRefused(f"平台提示：{said[:300]}")
            sign = signs.in_page(known_signs, page)
            if sign is not None:
                raise signs.error_for(sign)
        except (Error, PageLeft):
            pass  # between two documents: look again
        page.wait_for_timeout(POLL_MS)
    raise PortalDown(f"按下“{act.text}”后平台在 {timeout_s:.0f} 秒内没有打开下一页，稍后再试")


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
