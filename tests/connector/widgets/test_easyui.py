"""EasyUI's own traps: what is shown is not what is sent, and a date that is not understood becomes today."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from gongai.connector.widgets import FieldInput, Form, Kind, mismatches
from gongai.connector.widgets.field import REFUSED

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("library", ["easyui"])]


def test_a_page_without_the_chinese_locale_still_gets_the_right_day(library_page: Page) -> None:
    done = Form(library_page).fill([FieldInput("美式日期", Kind.DATE, "2027-05-06")])
    assert mismatches(done) == ()
    assert library_page.evaluate("() => held().american") == "05/06/2027"


def test_a_page_whose_parser_makes_it_today_is_found_out(library_page: Page) -> None:
    (one,) = Form(library_page).fill([FieldInput("错配日期", Kind.DATE, "2027-05-06")])
    assert one.trouble.startswith(REFUSED)


def test_what_is_sent_counts_and_not_what_is_shown(library_page: Page) -> None:
    library_page.evaluate("() => { document.querySelector('[name=date]').value = '2026-01-01' }")
    library_page.evaluate("() => { $('#date').next().find('.textbox-text').val('2027-05-06') }")
    (reading,) = Form(library_page).read([("", "日期栏")])
    assert (reading.visible, reading.submitted) == ("2027-05-06", "2026-01-01")


def test_a_hint_in_an_empty_field_is_not_its_value(library_page: Page) -> None:
    (reading,) = Form(library_page).read([("", "文本栏")])
    assert (reading.visible, reading.submitted) == ("", "")


def test_date_and_time_and_two_dates_under_one_label(library_page: Page) -> None:
    done = Form(library_page).fill(
        [
            FieldInput("时间栏", Kind.DATE, "2027-05-06 08:30:00"),
            FieldInput("范围栏", Kind.DATERANGE, ("2027-01-01", "2027-12-31")),
        ]
    )
    assert mismatches(done) == ()
    assert library_page.evaluate("() => held().span") == ["2027-01-01", "2027-12-31"]


def test_a_tree_of_single_choice_and_a_select_that_asks_the_server(library_page: Page) -> None:
    name = "云汐示例产业园二期 （4399-2027-0002）"
    done = Form(library_page).fill(
        [
            FieldInput("单选树", Kind.TREE, ("体育场馆建筑",)),
            FieldInput("搜索栏", Kind.SELECT, name, search="0002"),
        ]
    )
    assert mismatches(done) == ()
    assert library_page.evaluate("() => [held().onetree, held().project]") == ["E4720", "P2"]


def test_a_row_that_is_being_edited_takes_its_labels_from_the_head(
    library_page: Page, open_page: Callable[[str], Page]
) -> None:
    page = open_page("easygrid")
    done = Form(page, root=".datagrid-row-editing").fill(
        [
            FieldInput("姓名", Kind.TEXT, "林示例"),
            FieldInput("职务", Kind.SELECT, "总监"),
            FieldInput("天数", Kind.NUMBER, "12"),
        ]
    )
    assert mismatches(done) == ()
    rows = page.evaluate("() => rows()")
    assert rows[0] == {"who": "甲", "post": "pm", "days": 1}
    assert (rows[1]["who"], rows[1]["post"], rows[1]["days"]) == ("林示例", "cs", "12")
