"""Element Plus beyond the contract: answers that come later, model values of other shapes, dialogs and tables."""

import pytest
from playwright.sync_api import Page

from gongai.connector.widgets import FieldInput, Form, Kind, mismatches

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("library", ["elementplus"])]


def test_lists_that_come_with_an_answer_or_with_the_opening(library_page: Page) -> None:
    name = "云汐示例产业园二期 （4399-2027-0002）"
    done = Form(library_page).fill(
        [
            FieldInput("搜索栏", Kind.SELECT, name, search="0002"),
            FieldInput("逐个多选", Kind.MULTISELECT, ("逐荷塘区", "逐竹湾区")),
            FieldInput("异步级联", Kind.CASCADER, ("上级2", "下级2")),
        ]
    )
    assert mismatches(done) == ()
    held = library_page.evaluate("() => held()")
    assert (held["project"], sorted(held["each"]), held["lazy"]) == ("P2", ["439902", "439904"], [2, "x2"])


def test_a_model_of_date_objects_and_a_tree_in_a_select(library_page: Page) -> None:
    done = Form(library_page).fill(
        [
            FieldInput("时间栏", Kind.DATE, "2027-05-06 08:30:00"),
            FieldInput("树选栏", Kind.TREE, ("体育场馆建筑", "房地产开发经营")),
        ]
    )
    assert mismatches(done) == ()
    held = library_page.evaluate("() => held()")
    assert (held["moment"], sorted(held["treeselect"])) == ("2027-05-06T00:30:00.000Z", ["E4720", "K7010"])


def test_an_error_that_stood_on_the_page_goes_away_with_the_value(library_page: Page) -> None:
    library_page.evaluate("() => { window.check() }")
    library_page.locator(".el-form-item__error").first.wait_for()
    Form(library_page).fill([FieldInput("文本栏", Kind.TEXT, "甲"), FieldInput("下拉栏", Kind.SELECT, "甲项")])
    library_page.wait_for_function("() => !document.querySelector('.el-form-item__error')")


def test_an_open_dialog_hides_what_lies_under_it_and_a_table_has_its_own_labels(library_page: Page) -> None:
    form = Form(library_page)
    assert mismatches(form.fill([FieldInput("姓名", Kind.TEXT, "林示例")])) == ()
    library_page.evaluate("() => window.open_()")
    library_page.locator(".el-dialog").wait_for()
    done = form.fill([FieldInput("文本栏", Kind.TEXT, "在对话框", section="新增联系人")])
    assert mismatches(done) == ()
    held = library_page.evaluate("() => held()")
    assert (held["text"], held["inDialog"], held["rows"]) == ("", "在对话框", [{"who": "林示例"}])
