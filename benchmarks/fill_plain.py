"""The ordinary way: locate a field by its label, click and type with trusted events, look at it again."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from playwright.sync_api import Locator, Page

from gongai.connector.widgets import FieldInput, Kind

Action = Callable[[Page, Locator, Any], None]
EASYUI_HEARS_MS = 300


def exact(text: str) -> re.Pattern[str]:
    """The whole text, with blanks around it."""
    return re.compile(rf"^\s*{re.escape(text)}\s*$")


def fill(page: Page, library: str, orders: tuple[FieldInput, ...]) -> int:
    """One field after the other, each read back; the number of those that are wrong."""
    wrong = 0
    for order in orders:
        label = page.locator(LABELS[library], has_text=exact(order.label))
        item = page.locator(".field", has=label)
        ACTIONS[library][order.kind](page, item, order.value)
        wrong += _read(library, order.kind, item) != order.value
    return wrong


def _read(library: str, kind: Kind, item: Locator) -> str | tuple[str, ...]:
    if kind in (Kind.RADIO, Kind.CHECKBOX):
        texts = tuple(text.strip() for text in item.locator(TICKED[library]).all_inner_texts())
        return texts[0] if kind is Kind.RADIO and texts else texts
    shown = (
        item.locator(SHOWN[library]).first.inner_text()
        if kind in (Kind.SELECT, Kind.CASCADER)
        and library in SHOWN
        and not (kind is Kind.CASCADER and library == "elementplus")
        else item.locator("input:not([type=hidden]):visible, textarea:visible").first.input_value()
    )
    if kind is Kind.CASCADER:
        return tuple(part.strip() for part in shown.split("/"))
    return f"{float(shown):g}" if kind is Kind.NUMBER else shown


def _type(page: Page, item: Locator, value: Any) -> None:
    box = item.locator("input:not([type=hidden]):visible, textarea:visible").first
    box.fill(value)
    box.blur()


def _choose(opener: str, option: str, panel: str) -> Action:
    def choose(page: Page, item: Locator, value: Any) -> None:
        item.locator(opener).click()
        for step in [value] if isinstance(value, str) else value:
            page.locator(option, has_text=exact(step)).click()
        page.locator(panel).wait_for(state="hidden")

    return choose


def _scrolled(page: Page, item: Locator, value: Any) -> None:
    # The list is virtual: what is not drawn has to be scrolled to, and a click on it may miss while it moves.
    item.locator(".ant-select-selector").click()
    row = page.locator(".ant-select-item-option:visible", has_text=exact(value))
    page.locator(".ant-select-item-option:visible").first.wait_for()
    for _ in range(20):
        if row.count():
            break
        page.locator(".ant-select-dropdown:visible").hover()
        page.mouse.wheel(0, 120)
        page.wait_for_timeout(50)
    row.click()
    page.locator(".ant-select-dropdown:visible").wait_for(state="hidden")


def _enter(page: Page, item: Locator, value: Any) -> None:
    item.locator("input").fill(value)
    item.locator("input").press("Enter")


def _click_enter(page: Page, item: Locator, value: Any) -> None:
    item.locator("input").click()
    _enter(page, item, value)


def _confirmed(page: Page, item: Locator, value: Any) -> None:
    # Typed while the panel is open it would become today.
    item.locator("input").fill(value)
    item.locator("input").click()
    page.locator(".laydate-btns-confirm").click()


def _awaited(page: Page, item: Locator, value: Any) -> None:
    box = item.locator(".textbox-text")
    box.fill(value)
    box.press("End")
    page.wait_for_timeout(EASYUI_HEARS_MS)
    box.press("Enter")


def _tick(css: str) -> Action:
    def tick(page: Page, item: Locator, value: Any) -> None:
        for label in [value] if isinstance(value, str) else value:
            item.locator(css, has_text=exact(label)).click()

    return tick


def _actions(select: Action, date: Action, cascader: Action, tick: str) -> Mapping[Kind, Action]:
    ticked = _tick(tick)
    return {
        Kind.TEXT: _type,
        Kind.TEXTAREA: _type,
        Kind.NUMBER: _type,
        Kind.SELECT: select,
        Kind.DATE: date,
        Kind.CASCADER: cascader,
        Kind.RADIO: ticked,
        Kind.CHECKBOX: ticked,
    }


LABELS = {
    "elementui": ".el-form-item__label",
    "elementplus": ".el-form-item__label",
    "layui": ".layui-form-label",
    "easyui": "td",
    "antdvue": ".ant-form-item-label label",
}
TICKED = {
    "elementui": ".el-radio.is-checked, .el-checkbox.is-checked",
    "elementplus": ".el-radio.is-checked, .el-checkbox.is-checked",
    "layui": ".layui-form-radioed, .layui-form-checked",
    "easyui": "label:has(input:checked)",
    "antdvue": ".ant-radio-wrapper-checked, .ant-checkbox-wrapper-checked",
}
SHOWN = {"elementplus": ".el-select__placeholder", "antdvue": ".ant-select-selection-item"}
_EL_LIST = ".el-select-dropdown:visible"
_EL_CASCADE = _choose(".el-cascader", ".el-cascader-node:visible", ".el-cascader__dropdown:visible")
_LAY = _choose(".layui-select-title", "dd:visible", ".layui-form-selected dl:visible")
_EASY = _choose(".combo-arrow", ".combobox-item:visible", ".combo-p:visible")
ACTIONS: dict[str, Mapping[Kind, Action]] = {
    "elementui": _actions(
        _choose(".el-select", ".el-select-dropdown__item:visible", _EL_LIST),
        _enter,
        _EL_CASCADE,
        ".el-radio, .el-checkbox",
    ),
    "elementplus": _actions(
        _choose(".el-select", ".el-select-dropdown__item:visible", _EL_LIST),
        _enter,
        _EL_CASCADE,
        ".el-radio, .el-checkbox",
    ),
    "layui": _actions(_LAY, _confirmed, _LAY, ".layui-form-radio, .layui-form-checkbox"),
    "easyui": _actions(_EASY, _awaited, _EASY, "label"),
    "antdvue": _actions(
        _scrolled,
        _click_enter,
        _choose(".ant-select-selector", ".ant-cascader-menu-item:visible", ".ant-cascader-dropdown:visible"),
        "label",
    ),
}
