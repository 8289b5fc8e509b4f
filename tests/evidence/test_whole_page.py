"""A page that is longer than the view is pictured to its end, masked, and does not lose its place."""

import io

import pytest
from PIL import Image
from playwright.sync_api import Page

from gongai.connector import screenshot, whole_page
from tests.desk import Desk

pytestmark = pytest.mark.browser

MARK = (1, 2, 3)
ROWS = "<p style='height:100px;margin:0'>一行</p>" * 60
END = f"<div style='height:40px;background:rgb{MARK}'></div><p>电话 13800000000</p>"

PAGES = {
    "the page itself": f"<body style='margin:0'>{ROWS}{END}",
    "a part of it": f"<body style='margin:0'><div style='height:900px;overflow:auto'>{ROWS}{END}</div>",
    "a frame": f'<body style="margin:0"><iframe width=900 height=900 srcdoc="{ROWS}{END}"></iframe>',
}

PLACES = """() => Math.max(...[document.scrollingElement, ...document.querySelectorAll('div')]
    .map(one => one.scrollTop))"""


def colours(picture: bytes) -> set[object]:
    found = Image.open(io.BytesIO(picture)).convert("RGB").getcolors(1 << 24)
    return {colour for _many, colour in found or ()}


@pytest.mark.parametrize(
    "where",
    [
        "the page itself",
        pytest.param("a part of it", marks=pytest.mark.matrix),
        pytest.param("a frame", marks=pytest.mark.matrix),
    ],
)
def test_a_long_page_is_pictured_to_its_end_and_left_where_it_was(our_desk: Desk, where: str) -> None:
    def work(page: Page) -> None:
        page.set_content(PAGES[where])
        page.wait_for_load_state("load")
        pictures = whole_page.take(page)
        assert {frame.evaluate(PLACES) for frame in page.frames} == {0}
        assert 3 <= len(pictures) <= whole_page.MOST
        assert MARK in colours(pictures[-1]) and MARK not in colours(pictures[0])
        assert screenshot.COVER in colours(pictures[-1]), "what may not be read is covered in every part"

    our_desk.work(work)


def test_a_short_page_has_one_picture(our_desk: Desk) -> None:
    def work(page: Page) -> None:
        page.set_content("<p>云汐示例</p>")
        assert len(whole_page.take(page)) == 1

    our_desk.work(work)
