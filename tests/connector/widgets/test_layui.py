"""layui's own traps: hidden originals, date panels that write today, lists that are drawn anew."""

import pytest
from playwright.sync_api import Page

from gongai.connector.widgets import FieldInput, Form, Kind, mismatches
from gongai.connector.widgets.field import SEVERAL

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("library", ["layui"])]


def test_a_range_in_two_inputs_is_written_in_the_pages_format(library_page: Page) -> None:
    done = Form(library_page).fill([FieldInput("分栏范围", Kind.DATERANGE, ("2027-01-01", "2027-12-31"))])
    assert mismatches(done) == ()
    assert library_page.evaluate("() => held().pair") == ["2027年01月01日", "2027年12月31日"]


def test_several_selects_under_one_label_are_told_apart_by_their_hints(library_page: Page) -> None:
    form = Form(library_page)
    (bad,) = form.fill([FieldInput("区县", Kind.SELECT, "甲省")])
    assert bad.trouble.startswith(SEVERAL)
    done = form.fill([FieldInput("请选择省", Kind.SELECT, "甲省"), FieldInput("请选择市", Kind.SELECT, "乙市")])
    assert mismatches(done) == ()
    assert library_page.evaluate("() => held().p") == ["a", "b"]


def test_selects_under_one_label_that_depend_on_each_other_are_one_path(library_page: Page) -> None:
    order = FieldInput("区县", Kind.CASCADER, ("甲省", "乙市"))
    assert mismatches(Form(library_page).fill([order])) == ()
    assert library_page.evaluate("() => held().p") == ["a", "b"]
    assert mismatches(Form(library_page).fill([order])) == ()


def test_a_select_that_shows_one_thing_and_sends_another_is_found_out(library_page: Page) -> None:
    library_page.evaluate("() => { f.select.value = 'b' }")
    (reading,) = Form(library_page).read([("", "下拉栏")])
    assert (reading.visible, reading.submitted) == ("", "乙项")


def test_a_date_that_is_set_leaves_no_panel_and_the_field_before_it_alone(library_page: Page) -> None:
    done = Form(library_page).fill(
        [FieldInput("日期栏", Kind.DATE, "2027-05-06"), FieldInput("年份栏", Kind.DATE, "2028")]
    )
    assert mismatches(done) == ()
    assert library_page.evaluate(
        "() => [held().date, held().year, document.querySelectorAll('.layui-laydate').length]"
    ) == [
        "2027-05-06",
        "2028",
        0,
    ]
