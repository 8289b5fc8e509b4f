"""Dotted paths into JSON and into records, and templates made of them."""

import re
from collections.abc import Mapping
from typing import Any

_SLOT = re.compile(r"\{([\w.]+)\}")


def pluck(data: Any, path: str) -> Any:
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


def _child(data: Any, name: str) -> Any:
    if isinstance(data, Mapping):
        return data.get(name)
    if isinstance(data, list | tuple) and name.isdigit():
        return data[int(name)] if int(name) < len(data) else None
    return getattr(data, name, None) if not isinstance(data, str | int | float | bool) else None


def rows(data: Any, path: str) -> list[Any]:
    """The list at `path`; anything else counts as an empty list."""
    found = pluck(data, path)
    return found if isinstance(found, list) else []


def text(data: Any, path: str) -> str:
    """The value at `path` as text; missing and null are the empty text; flags as JSON writes them."""
    found = pluck(data, path) if path else None
    if found is None:
        return ""
    return str(found).lower() if isinstance(found, bool) else str(found)


def flat(value: Any) -> tuple[str, ...]:
    """A value or nested list of values as texts, without empty ones."""
    if value is None or value == "":
        return ()
    if isinstance(value, list | tuple):
        return tuple(part for one in value for part in flat(one))
    return (str(value),)


def fill(template: str, facts: Mapping[str, Any] | object) -> str:
    """Replace `{path}` slots from facts (a mapping or a record)."""
    return _SLOT.sub(lambda slot: text(facts, slot.group(1)), template)


def holds(condition: str, data: Any) -> bool:
    """`path` (not empty), `path=value`, `path!=value`; the empty condition always holds."""
    if not condition:
        return True
    if "!=" in condition:
        path, _, wanted = condition.partition("!=")
        return text(data, path.strip()) != wanted.strip()
    if "=" in condition:
        path, _, wanted = condition.partition("=")
        return text(data, path.strip()) == wanted.strip()
    return pluck(data, condition.strip()) not in (None, "", (), [], {}, False)
