"""Dotted paths into JSON and into records, and templates made of them."""

import re
from collections.abc import Callable, Mapping

from gongai.records.raw import Raw

_SLOT = re.compile(r"\{([\w.]+)\}")


def pluck(data: Raw, path: str) -> Raw:
    """The value at a dotted path; `rows[].name` collects over a list. A missing step gives None."""
    if not path:
        return data
    current = data
    steps = path.split(".")
    for index, step in enumerate(steps):
        many = step.endswith("[]")
        name = step.removesuffix("[]")
        if name:
            current = _child(current, name)
        if current is None:
            return None
        if many:
            rest = ".".join(steps[index + 1 :])
            return [pluck(one, rest) for one in current] if isinstance(current, list) else None
    return current


def _child(data: Raw, name: str) -> Raw:
    if isinstance(data, Mapping):
        return data.get(name)
    if isinstance(data, list | tuple) and name.isdigit():
        return data[int(name)] if int(name) < len(data) else None
    return getattr(data, name, None) if not isinstance(data, str | int | float | bool) else None


def text(data: Raw, path: str) -> str:
    """The value at `path` as text; missing and null are the empty text; flags as JSON writes them."""
    found = pluck(data, path) if path else None
    if found is None:
        return ""
    return str(found).lower() if isinstance(found, bool) else str(found)


def flat(value: Raw) -> tuple[str, ...]:
    """A value or nested list of values as texts, without empty ones."""
    if value is None or value == "":
        return ()
    if isinstance(value, list | tuple):
        return tuple(part for one in value for part in flat(one))
    return (str(value),)


def fill(template: str, names: Mapping[str, Raw]) -> str:
    """Replace `{path}` slots from a table of few names; templates over a filing go through `Facts`."""
    return _SLOT.sub(lambda slot: text(names, slot.group(1)), template)


def condition_met(condition: str, value_at: Callable[[str], Raw]) -> bool:
    """`path` (not empty), `path=value`, `path!=value`; the empty condition always holds."""
    if not condition:
        return True
    for sign, equal in (("!=", False), ("=", True)):
        if sign in condition:
            path, _, wanted = condition.partition(sign)
            return (text({"value": value_at(path.strip())}, "value") == wanted.strip()) is equal
    return value_at(condition.strip()) not in (None, "", (), [], {}, False)
