"""Select2's and flatpickr's own traps: lists that a server is asked for, a hidden original under another name."""

import pytest
from playwright.sync_api import Page

from gongai.connector.widgets import FieldInput, Form, Kind, close_poppers, mismatches, trusted
from gongai.connector.widgets.field import NO_OPTION

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("library", ["bootstrap"])]

ONE = FieldInput("远程栏", Kind.SELECT, "云汐示例建设有限公司", search="云汐示例建设")
BOTH = FieldInput("远程多选", Kind.MULTISELECT, ("云汐示例置业有限公司", "云汐示例建设有限公司"))


def test_a_list_that_a_server_is_asked_for_is_searched_and_chosen_from(library_page: Page) -> None:
    assert mismatches(Form(library_page).fill([ONE, BOTH])) == ()
    assert library_page.evaluate("() => [held().unit, held().units]") == ["U2", ["U1", "U2"]]
    assert library_page.evaluate("() => window.__gongai.openPanels().length") == 0


def test_a_searched_list_can_be_chosen_from_by_hand(library_page: Page) -> None:
    trusted.set_field(library_page, ONE, root="body")
    close_poppers(library_page)
    assert library_page.evaluate("() => held().unit") == "U2"


def test_what_the_server_does_not_offer_is_not_chosen(library_page: Page) -> None:
    (one,) = Form(library_page).fill([FieldInput("远程栏", Kind.SELECT, "云汐示例")])
    assert one.trouble.startswith(NO_OPTION)
    assert library_page.evaluate("() => [held().unit, window.__gongai.openPanels().length]") == ["", 0]


def test_a_select_that_shows_one_thing_and_sends_another_is_found_out(library_page: Page) -> None:
    library_page.evaluate("() => { document.getElementById('select').value = 'b' }")
    (reading,) = Form(library_page).read([("", "下拉栏")])
    assert (reading.visible, reading.submitted) == ("", "乙项")


def test_a_date_that_shows_one_day_and_sends_another_is_found_out(library_page: Page) -> None:
    Form(library_page).fill([FieldInput("日期栏", Kind.DATE, "2027-05-06")])
    library_page.evaluate("() => { document.getElementById('date').value = '2027-05-07' }")
    (reading,) = Form(library_page).read([("", "日期栏")])
    assert (reading.visible, reading.submitted) == ("2027-05-06", "2027-05-07")
    assert library_page.locator("#date + input").input_value() == "2027年5月6日"


def test_a_widget_whose_jquery_is_nobodys_global_is_told_all_the_same(library_page: Page) -> None:
    library_page.evaluate("() => { window.kept = jQuery; delete window.jQuery; delete window.$ }")
    try:
        done = Form(library_page).fill([FieldInput("下拉栏", Kind.SELECT, "乙项")])
        assert mismatches(done) == ()
        assert library_page.evaluate("() => held().select") == "b"
    finally:
        library_page.evaluate("() => { window.jQuery = window.$ = window.kept }")
