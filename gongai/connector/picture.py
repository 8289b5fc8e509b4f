"""
A picture of a page on which no password, secret, ID number or phone number can be read.

The page itself is not touched: what must be covered is looked up in all frames right before and right after the shot,
and painted over in the picture before anybody gets it.
"""

import io
import math
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import resources

from PIL import Image, ImageDraw
from playwright.sync_api import Error, Frame, JSHandle, Page

from gongai import redact

COVER = (96, 96, 96)
"""The colour of what is covered."""

_PAD_PX = 2
_TRIES = 3
_INSIDE = """element => {
    const box = element.getBoundingClientRect(), style = getComputedStyle(element);
    const left = box.left + element.clientLeft + parseFloat(style.paddingLeft);
    const top = box.top + element.clientTop + parseFloat(style.paddingTop);
    return [left, top, left + element.clientWidth, top + element.clientHeight];
}"""
_LOOK = resources.files(__package__).joinpath("picture.js").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Box:
    """A rectangle in the main frame's view, in CSS pixels."""

    left: float
    top: float
    right: float
    bottom: float

    def moved(self, by: "Box") -> "Box":
        return Box(self.left + by.left, self.top + by.top, self.right + by.left, self.bottom + by.top)

    def within(self, other: "Box") -> "Box":
        return Box(
            max(self.left, other.left),
            max(self.top, other.top),
            min(self.right, other.right),
            min(self.bottom, other.bottom),
        )

    @property
    def empty(self) -> bool:
        return self.right <= self.left or self.bottom <= self.top


def take(page: Page) -> bytes:
    """A PNG of what the page shows now. Raises Playwright's `Error` where the page goes away meanwhile."""
    boxes = _to_cover(page)
    for _ in range(_TRIES):
        shot = page.screenshot(type="png", scale="css", caret="initial", animations="allow")
        after = _to_cover(page)
        if after == boxes:
            return _painted(shot, boxes)
        moved, boxes = boxes | after, after  # try for a still page, else cover both places
    return _painted(shot, moved)


def _to_cover(page: Page) -> set[Box]:
    found: set[Box] = set()
    for frame in page.frames:
        place = _place(frame)
        if place is None or place.empty:
            continue
        try:
            found |= {box.moved(place).within(place) for box in _in_frame(frame)}
        except Error:
            if frame is page.main_frame:
                raise
            if not frame.is_detached():
                found.add(place)  # what cannot be looked into is covered whole
    return {box for box in found if not box.empty}


def _place(frame: Frame) -> Box | None:
    """Where the frame's content is in the main frame's view; None where it is not shown."""
    parent = frame.parent_frame
    if parent is None:
        return Box(0, 0, math.inf, math.inf)
    outer = _place(parent)
    if outer is None:
        return None
    try:
        element = frame.frame_element()
        left, top, right, bottom = element.evaluate(_INSIDE)
    except Error:
        return None
    return Box(left, top, right, bottom).moved(outer).within(outer)


def _in_frame(frame: Frame) -> Iterable[Box]:
    seen = frame.evaluate_handle(_LOOK)
    try:
        boxes = seen.evaluate("(seen, chosen) => seen.boxes(chosen)", _speaking(seen))
    finally:
        seen.dispose()
    return [Box(*box) for box in boxes]


def _speaking(seen: JSHandle) -> list[int]:
    """The numbers of the texts to be covered. Decided here: secrets are never handed to a page."""
    texts: list[tuple[str, int]] = seen.evaluate("seen => seen.texts")
    if not redact.count("\n".join(text for text, _parent in texts)):
        return []
    counts = {text: redact.count(text) for text in {text for text, _parent in texts}}
    chosen: list[int] = []
    explained = [0] * len(texts)  # by parts that are covered themselves
    for number in reversed(range(len(texts))):  # parts stand after their whole
        text, parent = texts[number]
        if counts[text] > explained[number]:
            chosen.append(number)  # a number split over several parts shows in their whole only
        if parent >= 0:
            explained[parent] += max(counts[text], explained[number])
    return chosen


def _painted(shot: bytes, boxes: set[Box]) -> bytes:
    if not boxes:
        return shot
    with Image.open(io.BytesIO(shot)) as opened:
        picture = opened.convert("RGB")
    draw = ImageDraw.Draw(picture)
    for box in boxes:
        view = box.within(Box(0, 0, picture.width, picture.height))
        if not view.empty:
            corners = (view.left - _PAD_PX, view.top - _PAD_PX, view.right + _PAD_PX, view.bottom + _PAD_PX)
            draw.rectangle(tuple(map(round, corners)), fill=COVER)
    out = io.BytesIO()
    picture.save(out, "PNG", compress_level=4)
    return out.getvalue()
