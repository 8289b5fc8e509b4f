"""Ant Design on both frameworks, beyond the contract."""

import pytest
from playwright.sync_api import Page

from gongai.connector.widgets import FieldInput, Form, Kind, mismatches, press

pytestmark = pytest.mark.browser
BOTH = pytest.mark.parametrize("library", ["antdvue", "antdreact"])
VUE = pytest.mark.parametrize("library", ["antdvue"])


@BOTH
def test_a_list_that_is_asked_from_the_server_and_a_date_with_time(library_page: Page) -> None:
    name = "云汐示例产业园二期 （4399-2027-0002）"
    done = Form(library_page).fill(
        [
            FieldInput("搜索栏", Kind.SELECT, name, search="0002"),
            FieldInput("时间栏", Kind.DATE, "2027-05-06 08:30:00"),
        ]
    )
    assert mismatches(done) == ()
    held = library_page.evaluate("() => held()")
    assert held["project"] == "P2"
    assert held["moment"][:13] in ("2027-05-06T00", "2027-05-06 08")


@BOTH
def test_an_open_dialog_hides_what_lies_under_it(library_page: Page) -> None:
    library_page.evaluate("() => window.open_()")
    library_page.locator(".ant-modal").wait_for()
    done = Form(library_page).fill([FieldInput("文本栏", Kind.TEXT, "在对话框", section="新增联系人")])
    assert mismatches(done) == ()
    held = library_page.evaluate("() => held()")
    assert held.get("text") in ("", None)
    assert "在对话框" in (held.get("inDialog"), held.get("inner"))


@BOTH
def test_an_emptied_required_field_complains_and_a_filled_one_does_not(library_page: Page) -> None:
    form = Form(library_page)
    form.fill([FieldInput("文本栏", Kind.TEXT, "甲")])
    form.fill([FieldInput("文本栏", Kind.TEXT, "")])
    library_page.locator(".ant-form-item-explain-error").wait_for()
    form.fill([FieldInput("文本栏", Kind.TEXT, "乙")])
    library_page.wait_for_function("() => !document.querySelector('.ant-form-item-explain-error')")


@VUE
def test_steps_of_a_cascader_that_are_loaded_one_by_one(library_page: Page) -> None:
    done = Form(library_page).fill([FieldInput("异步级联", Kind.CASCADER, ("上级2", "下级2"))])
    assert mismatches(done) == ()
    assert library_page.evaluate("() => held().lazy") == [2, "x2"]


@VUE
def test_a_table_takes_its_labels_from_its_head_and_a_button_has_a_space_between_two_characters(
    library_page: Page,
) -> None:
    assert mismatches(Form(library_page).fill([FieldInput("姓名", Kind.TEXT, "林示例")])) == ()
    press(library_page, "提交")
    assert library_page.evaluate("() => [held().rows[0].who, window.heard.at(-1)]") == ["林示例", ["press", 1]]
