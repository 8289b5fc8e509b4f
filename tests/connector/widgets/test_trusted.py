"""The way by hand works for every kind by itself; the model is the judge."""

from typing import Any

import pytest
from playwright.sync_api import Page

from gongai.connector.widgets import FieldInput, Kind, Value, close_poppers, trusted
from tests.connector.widgets.test_element import EVERY_KIND, nothing_open

pytestmark = pytest.mark.browser

BY_HAND = [row for row in EVERY_KIND if row[0] != "单位"]


@pytest.mark.parametrize(("label", "kind", "value", "key", "held"), BY_HAND, ids=lambda x: str(x)[:24])
def test_every_kind_can_be_set_by_hand(
    element: Page, label: str, kind: Kind, value: Value, key: str, held: Any
) -> None:
    trusted.set_field(element, FieldInput(label, kind, value), root="body")
    close_poppers(element)
    found = element.evaluate("key => JSON.parse(JSON.stringify(app.m))[key]", key)
    if key == "industry":
        found, held = set(found.split(",")), set(held.split(","))
    assert found == held
    assert nothing_open(element)


def test_a_remote_select_is_searched_by_hand(element: Page) -> None:
    order = FieldInput("项目/工程查询", Kind.SELECT, "云汐示例产业园二期 （4399-2027-0002）", search="0002")
    trusted.set_field(element, order, root="body")
    assert element.evaluate("() => app.m.project") == "P2"
