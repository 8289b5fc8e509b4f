"""A form on a page: filled in one pass inside the page, field by field where that fails, and always read back."""

from collections.abc import Sequence
from typing import Any

from playwright.sync_api import Error, Frame, Page

from gongai.connector.widgets import script, trusted
from gongai.connector.widgets.compare import matches, year
from gongai.connector.widgets.field import DISABLED, REFUSED, FieldInput, FieldResult, Reading
from gongai.sites.controls import Control, Kind, Value

PASS_MS = 60_000
"""The most one in-page pass may take, slow answers of the portal included."""


class Form:
    """The visible controls of one container. Nothing is kept between calls: the page is looked at anew each time."""

    def __init__(self, frame: Page | Frame, *, root: str = "body") -> None:
        """`root` is the CSS of a wizard step or dialog; with "body", an open dialog hides what lies under it."""
        self._frame = frame
        self._root = root

    @property
    def place(self) -> str:
        return self._root

    def fill(self, orders: Sequence[FieldInput]) -> tuple[FieldResult, ...]:
        """Sets every field in the given order and reads all of them back at the end."""
        if not orders:
            return ()
        argument = {"root": self._root, "orders": [_order(one) for one in orders], "budget": PASS_MS}
        answers = script.call(self._frame, "fill", argument)
        results = [_result(order, answer) for order, answer in zip(orders, answers, strict=True)]
        again = [order for order, one, answer in zip(orders, results, answers, strict=True) if _retry(one, answer)]
        if not again:
            return tuple(_judged(one) for one in results)
        broken = {id(order): self._by_hand(order) for order in again}
        readings = self._read(orders)
        return tuple(
            _judged(FieldResult(one.order, reading, broken.get(id(one.order), one.trouble)))
            for one, reading in zip(results, readings, strict=True)
        )

    def check(self, orders: Sequence[FieldInput]) -> tuple[FieldResult, ...]:
        """What has become of orders that were filled before; changes nothing on the page."""
        readings = self._read(orders)
        return tuple(_judged(FieldResult(order, one)) for order, one in zip(orders, readings, strict=True))

    def read(self, fields: Sequence[tuple[str, str]]) -> tuple[Reading, ...]:
        """What the fields (section, label) hold now."""
        return self._ask([{"section": section, "label": label, "kind": ""} for section, label in fields])

    def controls(self) -> tuple[Control, ...]:
        """Every visible control, in the order of the page."""
        return tuple(
            Control(**{**one, "kind": Kind(one["kind"]), "options": tuple(one["options"])})
            for one in script.call(self._frame, "controls", self._root)
        )

    def calls(self) -> tuple[str, ...]:
        """Method and path of every plain HTML form around the visible controls."""
        return tuple(script.call(self._frame, "calls", self._root))

    def _by_hand(self, order: FieldInput) -> str:
        try:
            refusal = trusted.set_field(self._frame, order, root=self._root)
            script.call(self._frame, "rest")
        except Error as error:
            return f"{REFUSED}：{error.message.splitlines()[0][:120]}"
        finally:
            script.call(self._frame, "closePanels")
        return f"{REFUSED}：{refusal}" if refusal else ""

    def _read(self, orders: Sequence[FieldInput]) -> tuple[Reading, ...]:
        return self._ask([_order(one) for one in orders])

    def _ask(self, fields: list[dict[str, Any]]) -> tuple[Reading, ...]:
        answers = script.call(self._frame, "read", {"root": self._root, "fields": fields})
        return tuple(_reading(field, answer) for field, answer in zip(fields, answers, strict=True))


def _retry(result: FieldResult, answer: dict[str, Any]) -> bool:
    """By hand only what is there and may be typed: a missing field or option does not come by clicking harder."""
    if result.order.kind is Kind.READONLY or result.trouble or result.reading is None:
        return False
    return bool(answer["broke"]) or (result.reading.enabled and not matches(result))


def _judged(result: FieldResult) -> FieldResult:
    """Whatever is not in trouble but does not hold its value was refused by the page."""
    if result.trouble or matches(result):
        return result
    order, reading = result.order, result.reading
    if reading is None or not reading.found:
        return FieldResult(order, reading, reading.trouble if reading else "")
    if not reading.enabled and order.kind is not Kind.READONLY:
        return FieldResult(order, reading, DISABLED)
    wanted, held, shown = _format_value(order.value), _format_value(reading.submitted), _format_value(reading.visible)
    shown_as = f"，显示为“{shown}”" if shown != held else ""
    return FieldResult(order, reading, f"{REFUSED}：要填“{wanted}”，页面为“{held}”{shown_as}")


def _format_value(value: Value | None) -> str:
    return value if isinstance(value, str) else "、".join(value or ())


def _order(order: FieldInput) -> dict[str, Any]:
    value = order.value if isinstance(order.value, str) else list(order.value)
    if order.kind is Kind.YEAR and isinstance(value, str):
        value = year(value)
    return {
        "label": order.label,
        "section": order.section,
        "kind": str(order.kind),
        "value": value,
        "search": order.search,
    }


def _result(order: FieldInput, answer: dict[str, Any]) -> FieldResult:
    return FieldResult(order, _reading(_order(order), answer["reading"]), answer["trouble"])


def _reading(field: dict[str, Any], answer: dict[str, Any]) -> Reading:
    return Reading(
        label=field["label"],
        section=field["section"],
        found=answer["found"],
        enabled=answer["enabled"],
        visible=_value(answer["visible"]),
        submitted=_value(answer["submitted"]),
        options=tuple(answer["options"]),
        trouble=answer["trouble"],
    )


def _value(raw: Any) -> Value | None:
    return tuple(str(part) for part in raw) if isinstance(raw, list) else raw
