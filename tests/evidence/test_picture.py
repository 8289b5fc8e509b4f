"""What must not be seen cannot be read in a picture, and the page does not notice that one was taken."""

import io

import pytest
from PIL import Image
from playwright.sync_api import Page

from gongai.connector import screenshot
from gongai.credentials.secret import Secret
from tests.desk import Desk

pytestmark = pytest.mark.browser

ID, TEL, WORD = "439902190001010017", "13800000000", "yunxi-Pass!9"

BOX = """element => {
  const box = element.getBoundingClientRect();
  let left = box.left, top = box.top;
  for (let view = element.ownerDocument.defaultView; view.frameElement; view = view.parent) {
    const frame = view.frameElement, outer = frame.getBoundingClientRect(), style = getComputedStyle(frame);
    left += outer.left + frame.clientLeft + parseFloat(style.paddingLeft);
    top += outer.top + frame.clientTop + parseFloat(style.paddingTop);
  }
  return [left, top, left + box.width, top + box.height];
}"""

HIDDEN = {
    "an input": f"<input class=it value={TEL}>",
    "a disabled input": f"<input class=it disabled value={ID}>",
    "a password field": "<input class=it type=password value=anything>",
    "a known secret in a plain field": f"<input class=it value='{WORD}'>",
    "a textarea": f"<textarea class=it>法定代表人 {ID}</textarea>",
    "a selected option": f"<select class=it><option>甲<option selected>乙 {TEL}</select>",
    "a placeholder": f"<input class=it placeholder='原号码 {TEL}'>",
    "running text": f"<span class=it>联系电话：{TEL}，</span>",
    "a table cell": f"<table border=1><tr><td>甲<td><span class=it>{ID}</span><td>乙</table>",
    "a number split over elements": "<div>号码 <span class=it><b>138</b><i>0000</i><u>0000</u></span></div>",
    "a number split over text nodes": "<span class=it id=split>138</span><script>split.append('0000'); "
    "split.append('0000')</script>",
    "a split number beside a whole one": f"<p class=it><b>138</b><b>00000001</b> <i>{TEL}</i></p>",
    "text beyond four hundred letters": f"<div><span class=it>{TEL}</span> {'云汐示例 ' * 120}</div>",
    "a shadow root": "<div class=it id=host style='display:inline-block'></div><script>"
    f"host.attachShadow({{mode:'open'}}).innerHTML = '<span>{TEL}</span>'</script>",
    "a frame": f"<iframe srcdoc='<p><span class=it>{ID}</span></p>' style='border:9px solid;padding:5px'></iframe>",
    "a frame in a frame": '<iframe height=300 srcdoc="<p>x</p>'
    f"<iframe srcdoc='<input class=it value={TEL}>'></iframe>\"></iframe>",
}

SHOWN = {
    "a project code": "<span class=it>2604-439902-04-01-123456</span>",
    "a credit code": "<input class=it value=91439902MA00000017>",
    "an application number": "<span class=it>申报流水号 202611230001</span>",
    "ordinary words": "<span class=it>云汐示例置业有限公司</span>",
}


def colours(page: Page) -> set[tuple[int, ...]]:
    """Every colour in the picture inside the element of class `it`, wherever it is."""
    spot = next(found for frame in page.frames for found in frame.query_selector_all(".it"))
    left, top, right, bottom = map(round, spot.evaluate(BOX))
    assert right - left > 5
    assert bottom - top > 5
    return colours_in(screenshot.take(page), (left + 2, top + 2, right - 2, bottom - 2))


def colours_in(png: bytes, part: tuple[int, int, int, int] | None = None) -> set[tuple[int, ...]]:
    with Image.open(io.BytesIO(png)) as shot:
        found = shot.convert("RGB").crop(part).getcolors(1 << 20) or []
    return {colour for _count, colour in found if isinstance(colour, tuple)}


def page_of(body: str) -> str:
    return f"<!doctype html><meta charset=utf-8><body style='font:16px sans-serif'><h3>标题</h3>{body}"


def ready(page: Page, body: str) -> None:
    page.set_content(page_of(body))
    for frame in page.frames:
        frame.wait_for_load_state()


@pytest.mark.parametrize("body", HIDDEN.values(), ids=HIDDEN.keys())
def test_it_is_covered_by_one_flat_colour(our_desk: Desk, body: str) -> None:
    secret = Secret(WORD)

    def inspect(page: Page) -> None:
        ready(page, body)
        assert colours(page) == {screenshot.COVER}

    our_desk.work(inspect)
    assert secret.reveal() == WORD


@pytest.mark.parametrize("body", SHOWN.values(), ids=SHOWN.keys())
def test_what_people_need_to_see_stays_readable(our_desk: Desk, body: str) -> None:
    def inspect(page: Page) -> None:
        ready(page, body)
        assert len(colours(page)) > 2

    our_desk.work(inspect)


def test_the_page_is_not_touched_and_sees_no_change(our_desk: Desk) -> None:
    def inspect(page: Page) -> None:
        ready(page, "".join(HIDDEN.values()) + "<div style='height:3000px'></div>")
        page.evaluate(
            """() => {
                window.seen = [];
                const all = {subtree: true, childList: true, attributes: true, characterData: true};
                new MutationObserver(list => window.seen.push(...list.map(one => one.type))).observe(document, all);
                for (const kind of ['scroll', 'resize', 'input', 'change', 'focus', 'blur']) {
                    addEventListener(kind, event => window.seen.push(event.type), true);
                }
                scrollTo(0, 40);
            }"""
        )
        page.wait_for_function("window.seen.includes('scroll')")
        before = state(page)
        screenshot.take(page)
        assert state(page) == before
        assert before["seen"] == ["scroll"]

    our_desk.work(inspect)


def state(page: Page) -> dict[str, object]:
    found: dict[str, object] = page.evaluate(
        "() => ({html: document.documentElement.outerHTML, top: scrollY, seen: window.seen, "
        "values: Array.from(document.querySelectorAll('input,textarea,select'), e => e.value)})"
    )
    return found


def test_a_number_that_appears_while_the_picture_is_taken_is_covered_too(our_desk: Desk) -> None:
    def inspect(page: Page) -> None:
        ready(page, f"<span class=it id=moving>{TEL}</span>")
        # moves on at every frame: no two looks agree
        page.evaluate(
            """() => { let at = 0; const step = () => {
                moving.style.cssText = `position:absolute;left:${20 + (at++ % 3) * 20}px;top:80px`;
                requestAnimationFrame(step); }; step(); }"""
        )
        assert screenshot.COVER in colours_in(screenshot.take(page))

    our_desk.work(inspect)


@pytest.mark.parametrize(
    "lowest",
    ["<span {}>文字</span>", "<input {}>", "<canvas width=40 height=40 {}></canvas>", "<iframe {}></iframe>"],
    ids=["text", "a control", "a drawing", "a frame"],
)
def test_it_reaches_below_the_lowest_thing_shown_and_not_to_the_end_of_an_empty_view(
    our_desk: Desk, lowest: str
) -> None:
    def inspect(page: Page) -> None:
        ready(
            page, "<main style='min-height:100vh'></main>" + lowest.format("class=it style='position:fixed;top:700px'")
        )
        bottom = page.locator(".it").evaluate("element => element.getBoundingClientRect().bottom")
        with Image.open(io.BytesIO(screenshot.take(page))) as shot:
            assert bottom < shot.height <= bottom + 60

    our_desk.work(inspect)
