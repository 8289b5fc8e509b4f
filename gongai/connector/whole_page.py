"""
Pictures of all that a page holds, where it is longer than the view: one for each part, from top to bottom.

The page is scrolled as a person would, the part that scrolls most in whichever frame it lies, and is put back where it
was. Not one tall picture: that would change the view's size, and the page would notice and lay itself out anew.
"""

from collections.abc import Iterator
from contextlib import suppress

from playwright.sync_api import ElementHandle, Error, Page

from gongai.connector import screenshot

MOST = 12
"""Pictures of one page. Longer ones end there; a form of thirty thousand pixels has none to read it."""
OVERLAP_PX = 60
"""So that no line is cut in two."""

_HIDDEN_PX = 40
_FIND = f"""() => {{
    const root = document.scrollingElement;
    let best = null, most = {_HIDDEN_PX};
    for (const one of [root, ...document.querySelectorAll('*')]) {{
        if (!one) continue;
        const hidden = one.scrollHeight - one.clientHeight;
        if (hidden <= most || one.clientHeight < 150 || one.clientWidth < 300) continue;
        if (one !== root && !/auto|scroll|overlay/.test(getComputedStyle(one).overflowY)) continue;
        if (/^(textarea|select)$/i.test(one.localName)) continue;
        best = one, most = hidden;
    }}
    return best;
}}"""
_MEASURE = "one => [one.scrollTop, one.clientHeight, one.scrollHeight]"
_GO = "(one, top) => { one.scrollTo({top, behavior: 'instant'}); return one.scrollTop; }"


def take(page: Page) -> list[bytes]:
    """Masked pictures, the topmost first. Raises Playwright's `Error` where not even one can be taken."""
    part = _longest(page)
    if part is None:
        return [screenshot.take(page)]
    start, height, whole = part.evaluate(_MEASURE)
    pictures: list[bytes] = []
    try:
        for top in _tops(height, whole):
            part.evaluate(_GO, top)
            pictures.append(screenshot.take(page))
    except Error:
        if not pictures:
            raise
    finally:
        with suppress(Error):
            part.evaluate(_GO, start)
    return pictures


def _tops(height: float, whole: float) -> Iterator[float]:
    step = max(height - OVERLAP_PX, height / 2)
    for number in range(MOST):
        top = min(number * step, whole - height)
        yield top
        if top >= whole - height:
            return


def _longest(page: Page) -> ElementHandle | None:
    """The part with most out of sight, of the page and the frames that are shown in it."""
    found: list[tuple[float, ElementHandle]] = []
    for frame in page.frames:
        with suppress(Error):  # a frame that is gone, or is not shown
            if frame.parent_frame is not None and not frame.frame_element().is_visible():
                continue
            element = frame.evaluate_handle(_FIND).as_element()
            if element is not None:
                _start, height, whole = element.evaluate(_MEASURE)
                found.append((whole - height, element))
    return max(found, key=lambda one: one[0])[1] if found else None
