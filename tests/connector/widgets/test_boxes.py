"""Message boxes, passing messages and dead buttons of the libraries beside Element UI."""

import pytest
from playwright.sync_api import Page

from gongai.connector.widgets import answer_box, message_box, press, toasts

pytestmark = pytest.mark.browser

_MODAL = "() => { antd.Modal.confirm({ title: '确定提交吗', okText: '确定', onOk: () => { heard = 1; } }); }"
ASK = {
    "layui": "() => { layui.layer.confirm('确定提交吗', { btn: ['确定', '取消'] },"
    " (box) => { heard = 1; layui.layer.close(box); }); }",
    "easyui": "() => { $.messager.defaults.ok = '确定';"
    " $.messager.confirm('提示', '确定提交吗', (ok) => { heard = ok ? 1 : 0; }); }",
    "elementplus": "() => { ElementPlus.ElMessageBox.confirm('确定提交吗', '提示', { confirmButtonText: '确定' })"
    ".then(() => { heard = 1; }); }",
    "antdvue": _MODAL,
    "antdreact": _MODAL,
}
SHOW = {
    "layui": "() => { layui.layer.msg('已保存') }",
    "elementplus": "() => { ElementPlus.ElMessage('已保存') }",
    "antdvue": "() => { antd.message.info('已保存') }",
    "antdreact": "() => { antd.message.info('已保存') }",
}


@pytest.mark.parametrize("library", ASK)
def test_a_question_is_read_and_answered(library: str, library_page: Page) -> None:
    library_page.evaluate(ASK[library])
    library_page.wait_for_function("() => window.__gongai.boxText()")
    assert "确定提交吗" in (message_box(library_page) or "")
    answer_box(library_page, "确定")
    library_page.wait_for_function("() => window.heard === 1")
    library_page.wait_for_function("() => window.__gongai.boxText() === null")


@pytest.mark.parametrize("library", SHOW)
def test_a_passing_message_is_noted(library: str, library_page: Page) -> None:
    library_page.evaluate(SHOW[library])
    library_page.wait_for_function("() => window.__gongai.seen().some((t) => t.includes('已保存'))")
    assert any("已保存" in text for text in toasts(library_page))


@pytest.mark.parametrize("library", ["antdvue"])
def test_a_space_between_two_characters_does_not_hide_a_button(library_page: Page) -> None:
    press(library_page, "提交")
    assert library_page.evaluate("() => window.heard") == [["press", 1]]
