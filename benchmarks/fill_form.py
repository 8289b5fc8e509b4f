"""The sixty fields that are filled, and the page that holds them, once for every widget library."""

import json
from dataclasses import dataclass
from typing import Any

from gongai.connector.widgets import FieldInput, Kind, Value

MAKE_UP = {
    Kind.TEXT: 24,
    Kind.TEXTAREA: 4,
    Kind.NUMBER: 6,
    Kind.SELECT: 12,
    Kind.DATE: 6,
    Kind.CASCADER: 2,
    Kind.RADIO: 4,
    Kind.CHECKBOX: 2,
}
CITIES = ("云汐市", "竹湾市", "松岭市")
DISTRICTS = ("东区", "西区", "高新区")
TAGS = ("甲类", "乙类", "丙类", "丁类")


@dataclass(frozen=True)
class Library:
    """One widget library: what it is fetched as, and what its form is written like."""

    title: str
    packages: tuple[str, ...]
    target: float
    """How many times faster than one plain action per field it is meant to be."""
    head: str
    item: str
    """One field; {label} and {widget} are put in."""
    widgets: dict[Kind, str]
    """{p} is the name of the field in the model."""
    body: str
    """{items} are the fields, {data} the model as JSON."""
    flat: bool = False
    """No cascader: a plain select of districts stands in its place."""


def orders(library: Library) -> tuple[FieldInput, ...]:
    """The sixty values, in the order of the page."""
    made = []
    for kind, count in MAKE_UP.items():
        for number in range(1, count + 1):
            label, value = f"{kind}栏目{number}", _value(kind, number)
            if kind is Kind.CASCADER and library.flat:
                made.append(FieldInput(label, Kind.SELECT, f"{CITIES[number]}{DISTRICTS[number]}"))
            else:
                made.append(FieldInput(label, kind, value))
    return tuple(made)


def _value(kind: Kind, number: int) -> Value:
    match kind:
        case Kind.NUMBER:
            return f"{number * 12}.5"
        case Kind.SELECT:
            return f"选项{number + 3}"
        case Kind.DATE:
            return f"2027-{number:02}-15"
        case Kind.CASCADER:
            return (CITIES[number], DISTRICTS[number])
        case Kind.RADIO:
            return "是" if number % 2 else "否"
        case Kind.CHECKBOX:
            return (TAGS[0], TAGS[number])
    return f"示例内容{number}"


def page(library: Library) -> str:
    """All sixty fields in one form and one component, as real portals build them."""
    items: list[str] = []
    model: dict[str, Any] = {}
    kinds = [kind for kind, count in MAKE_UP.items() for _ in range(count)]
    for number, (order, kind) in enumerate(zip(orders(library), kinds, strict=True)):
        prop = f"p{number}"
        widget = library.widgets[kind].replace("{p}", prop)
        items.append(library.item.replace("{label}", order.label).replace("{widget}", widget))
        model[prop] = [] if kind in (Kind.CHECKBOX, Kind.CASCADER) else None if kind is Kind.NUMBER else ""
    regions = [
        {"value": city, "label": city, "children": [{"value": d, "label": d} for d in DISTRICTS]} for city in CITIES
    ]
    options = [{"value": f"v{n}", "label": f"选项{n}"} for n in range(1, 21)]
    data = json.dumps({"m": model, "regions": regions, "tags": TAGS, "options": options}, ensure_ascii=False)
    body = library.body.replace("{items}", "\n".join(items)).replace("{data}", data)
    return (
        f'<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">{library.head}</head><body>{body}</body></html>'
    )


def expected(library: Library) -> dict[str, Any]:
    """What the page's own model must hold in the end."""
    model: dict[str, Any] = {}
    for number, order in enumerate(orders(library)):
        value: Any = list(order.value) if isinstance(order.value, tuple) else order.value
        match order.kind:
            case Kind.NUMBER:
                value = float(value)
            case Kind.SELECT:
                value = "v" + value[2:] if value.startswith("选项") else value
            case Kind.RADIO:
                value = "1" if value == "是" else "0"
        model[f"p{number}"] = value
    return model


def repeated(template: str, values: tuple[str, ...]) -> str:
    """One piece of markup per value."""
    return "".join(template.replace("{v}", value) for value in values)
