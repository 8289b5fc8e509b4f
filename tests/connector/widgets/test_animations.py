"""Animations are brought to their end without touching the page's style: what opens lies where the page puts it."""

from typing import Any

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.browser
LISTS = {
    "antdreact": (".ant-select-selector", ".ant-select-dropdown"),
    "elementplus": (".el-select__wrapper", ".el-select__popper"),
    "layui": ("select[name=select] + .layui-form-select .layui-select-title", ".layui-form-selected dl"),
}
PLACED = """([box, list]) => {
    const control = document.querySelector(box).getBoundingClientRect();
    const shown = [...document.querySelectorAll(list)].find((one) => one.getBoundingClientRect().height > 10);
    if (!shown) return false;
    const place = shown.getBoundingClientRect();
    const running = shown.getAnimations({subtree: true}).some((one) => one.playState === 'running');
    return !running && Math.abs(place.left - control.left) < 40 && place.top >= 0;
}"""


@pytest.mark.parametrize("library", LISTS)
def test_a_list_that_a_person_opens_lies_at_its_control(library_page: Page, library: str) -> None:
    box, shown = LISTS[library]
    library_page.locator(box).first.click()
    library_page.wait_for_function(PLACED, arg=[box, shown], timeout=5_000)


@pytest.mark.parametrize("library", ["antdreact", "elementplus", "layui"])
def test_no_element_is_given_a_transition_that_it_never_had(library_page: Page, library: str) -> None:
    given: Any = library_page.evaluate(
        "() => [document.adoptedStyleSheets.length, getComputedStyle(document.body).transitionDuration]"
    )
    assert given == [0, "0s"]


@pytest.mark.parametrize("library", ["layui"])
def test_what_turns_for_ever_goes_on_turning(library_page: Page, library: str) -> None:
    running = library_page.evaluate("""async () => {
        const one = document.body.animate([{opacity: 1}, {opacity: 0.9}], {duration: 1000, iterations: Infinity});
        const other = document.body.animate([{opacity: 1}, {opacity: 0.9}], {duration: 60000});
        await other.finished;
        const state = one.playState;
        one.cancel();
        return state;
    }""")
    assert running == "running"
