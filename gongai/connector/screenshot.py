"""
A screenshot of a page on which no password, secret, ID number or phone number can be read.

The page itself is not touched: what must be covered is looked up in all frames right before and right after the shot,
and painted over in the screenshot before anybody gets it.
"""

import io
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any

from PIL import Image, ImageDraw
from playwright.sync_api import Error, FloatRect, Frame, Page

from gongai import redact

COVER = (96, 96, 96)
"""The colour of what is covered."""

BELOW_PX = 48
"""What is shown under the lowest text or control; the empty rest of a tall view is left out."""

_PAD_PX = 2
_TRIES = 3
_INSIDE = """element => {
    const box = element.getBoundingClientRect(), style = getComputedStyle(element);
    const left = box.left + element.clientLeft + parseFloat(style.paddingLeft);
    const top = box.top + element.clientTop + parseFloat(style.paddingTop);
    return [left, top, left + element.clientWidth, top + element.clientHeight];
}"""
_SCRIPT = resources.files(__package__).joinpath("screenshot.js").read_text(encoding="utf-8")


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


@dataclass(frozen=True)
class Observed:
    """What was seen in all frames at one moment."""

    cover: frozenset[Box]
    bottom: float
    """How far down the main frame shows anything."""


def take(page: Page) -> bytes:
    """A PNG of what the page shows now. Raises Playwright's `Error` where the page goes away meanwhile."""
    before = _observe(page)
    for _ in range(_TRIES):
        shot = page.screenshot(
            type="png", scale="css", caret="initial", animations="allow", clip=_clip(page, before.bottom)
        )
        after = _observe(page)
        if after == before:
            return _painted(shot, before.cover)
        moved, before = before.cover | after.cover, after  # try for a still page, else cover both places
    return _painted(shot, moved)


def _clip(page: Page, bottom: float) -> FloatRect | None:
    view = page.viewport_size
    if view is None or bottom <= 0:
        return None
    return {"x": 0, "y": 0, "width": view["width"], "height": min(view["height"], math.ceil(bottom) + BELOW_PX)}


def _observe(page: Page) -> Observed:
    found: set[Box] = set()
    bottom = 0.0
    for frame in page.frames:
        place = _place(frame)
        if place is None or place.empty:
            continue
        try:
            raw = frame.evaluate(_SCRIPT)
        except Error:
            if frame is page.main_frame:
                raise
            if not frame.is_detached():
                found.add(place)  # what cannot be looked into is covered whole
            continue
        found |= {box.moved(place).within(place) for box in _in_frame(raw)}
        bottom = max(bottom, raw["bottom"]) if frame is page.main_frame else bottom
    return Observed(frozenset(box for box in found if not box.empty), bottom)


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


def _in_frame(raw: dict[str, Any]) -> Iterator[Box]:
    yield from _boxes(raw["always"])
    texts = raw["texts"].split("\0")
    if not redact.count("\n".join(texts)):
        return
    rects = raw["rects"].split(";")
    for number in _speaking(texts, [int(parent) for parent in raw["parents"].split()]):
        yield from _boxes(rects[number])


def _boxes(text: str) -> list[Box]:
    return [Box(*map(float, one.split())) for one in text.split(",") if one]


def _speaking(texts: Sequence[str], parents: Sequence[int]) -> list[int]:
    """The numbers of the texts to be covered. Decided here: secrets are never handed to a page."""
    counts = {text: redact.count(text) for text in set(texts)}
    chosen: list[int] = []
    explained = [0] * len(texts)  # by parts that are covered themselves
    for number in reversed(range(len(parents))):  # parts stand after their whole
        text, parent = texts[number], parents[number]
        if counts[text] > explained[number]:
            chosen.append(number)  # a number split over several parts shows in their whole only
        if parent >= 0:
            explained[parent] += max(counts[text], explained[number])
    return chosen


def _painted(shot: bytes, boxes: frozenset[Box]) -> bytes:
    if not boxes:
        return shot
    with Image.open(io.BytesIO(shot)) as opened:
        canvas = opened.convert("RGB")
    draw = ImageDraw.Draw(canvas)
    for box in boxes:
        view = box.within(Box(0, 0, canvas.width, canvas.height))
        if not view.empty:
            corners = (view.left - _PAD_PX, view.top - _PAD_PX, view.right + _PAD_PX, view.bottom + _PAD_PX)
            draw.rectangle(tuple(map(round, corners)), fill=COVER)
    out = io.BytesIO()
    canvas.save(out, "PNG", compress_level=4)
    return out.getvalue()
