"""Rows of tables, on every library: cells by the titles of their columns, and rows that are chosen from a dialog."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from fixtures import libs
from gongai import errors
from gongai.connector.widgets import FieldInput, Kind, Table, mismatches, press
from gongai.connector.widgets.field import NOT_FOUND, REFUSED
from tests.connector.widgets.contract import LIBRARIES, TABLES

pytestmark = pytest.mark.browser


@pytest.fixture(params=TABLES)
def page(request: pytest.FixtureRequest, open_page: Callable[[str], Page]) -> Page:
    if why := libs.why_missing(*LIBRARIES[request.param]):
        pytest.skip(why)
    return open_page(f"tables-{request.param}")


@pytest.fixture
def staff(page: Page) -> Table:
    return Table(page, columns=["姓名", "天数"], section="人员")


ROW = [
    FieldInput("姓名", Kind.TEXT, "林示例"),
    FieldInput("职务", Kind.SELECT, "总监"),
    FieldInput("天数", Kind.NUMBER, "12"),
]


def test_a_row_is_added_and_filled_by_the_titles_of_its_columns(page: Page, staff: Table) -> None:
    number = staff.add("新增一行")
    assert number == 1
    done = staff.fill(number, ROW)
    assert [one.trouble for one in done] == ["", "", ""]
    assert mismatches(done) == ()
    assert page.evaluate("() => rows()") == [
        {"who": "甲示例", "post": "pm", "days": "1"},
        {"who": "林示例", "post": "cs", "days": "12"},
    ]
    again = staff.check(number, ROW)
    assert {"姓名", "天数"} <= {one.order.label for one in again}  # a row that is shut again shows texts only
    assert mismatches(again) == ()
    other = staff.check(0, ROW)  # the row before it holds somebody else
    assert {"姓名", "天数"} <= {one.order.label for one in mismatches(other)}


def test_rows_are_read_by_what_they_hold(staff: Table) -> None:
    assert staff.columns()[-4:] == ("姓名", "职务", "天数", "操作")
    (row,) = staff.rows()
    assert (row["姓名"], row["职务"], row["天数"]) == ("甲示例", "项目经理", "1")
    assert staff.find({"姓名": "甲示例", "职务": "项目经理"}) == 0
    with pytest.raises(errors.PageChanged, match="没有这一行"):
        staff.find({"姓名": "别人"})


def test_a_button_in_a_row_belongs_to_that_row(page: Page, staff: Table) -> None:
    staff.fill(staff.add("新增一行"), ROW)
    staff.press(0, "删除")
    page.wait_for_function("() => rows().length === 1")
    assert page.evaluate("() => rows()") == [{"who": "林示例", "post": "cs", "days": "12"}]


def test_a_column_that_is_not_there_is_missing_and_the_others_are_filled(page: Page, staff: Table) -> None:
    good, bad = staff.fill(0, [ROW[0], FieldInput("电话", Kind.TEXT, "x")])
    assert (good.trouble, bad.trouble[:3]) == ("", NOT_FOUND)
    assert page.evaluate("() => rows()")[0]["who"] == "林示例"


def test_rows_are_chosen_in_a_dialog_and_the_table_under_it_does_not_count(page: Page, staff: Table) -> None:
    press(page, "选择单位")
    units = Table(page, columns=["单位名称", "信用代码"])
    page.wait_for_function("() => document.body.innerText.includes('云汐示例三公司')")
    units.choose(units.find({"单位名称": "云汐示例二公司"}))
    units.choose(units.find({"信用代码": "4399000001"}))  # marked already: left alone
    with pytest.raises(errors.PageChanged, match="没有这个表格"):
        staff.rows()
    press(page, "确定")
    page.wait_for_function("() => window.chosen.length")
    assert page.evaluate("() => window.chosen") == ["4399000001"]


def test_a_row_that_the_grid_does_not_accept_was_refused(open_page: Callable[[str], Page]) -> None:
    if why := libs.why_missing("jquery-easyui"):
        pytest.skip(why)
    page = open_page("tables-easyui")
    table = Table(page, section="人员")
    (one,) = table.fill(table.add("新增一行"), [FieldInput("天数", Kind.NUMBER, "3")])  # its name is required
    assert one.trouble.startswith(REFUSED)


def test_two_tables_alike_are_not_guessed_between(open_page: Callable[[str], Page]) -> None:
    page = open_page("tables-plainhtml")
    page.evaluate("() => document.body.append(document.querySelector('fieldset').cloneNode(true))")
    with pytest.raises(errors.PageChanged, match="2 个这样的表格"):
        Table(page, columns=["姓名"]).rows()
