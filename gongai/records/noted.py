"""
What the journal keeps, as two types that cannot be taken for one another.

`Exact` is what a machine compares later (ids, numbers, codes, digests, paths): it is kept as it came, whatever it
looks like. `Said` is words for people (messages, opinions, errors): nothing private is in it from the moment it exists.
A text that is neither has no place in the journal.
"""

import math
from collections.abc import Mapping
from typing import Any, TypeAlias

from gongai import redact


class Exact(str):
    """Machine data: never masked, and shown whole."""

    __slots__ = ()


class Said(str):
    """Words for people, scrubbed when they are made, then cut: a number cut in two would not be known any more."""

    __slots__ = ()

    def __new__(cls, text: str, limit: int | None = None) -> "Said":
        return super().__new__(cls, redact.scrub(text)[:limit])


Datum: TypeAlias = "Exact | Said | int | float | bool | tuple[Datum, ...] | list[Datum] | Mapping[str, Datum] | None"

Noted = Mapping[str, Datum]
"""What a step leaves for the journal, by name."""


def exact(record: Any) -> Datum:
    """Plain data, every text of which is machine data: a record of ours, or what is there already, masked and all."""
    if isinstance(record, str):
        return Exact(record)
    if isinstance(record, Mapping):
        return {str(name): exact(one) for name, one in record.items()}
    if isinstance(record, list | tuple):
        return tuple(exact(one) for one in record)
    if record is None or isinstance(record, bool | int | float):
        return record
    raise TypeError(f"{type(record).__name__} has no place in the journal")


def plain(noted: Noted) -> dict[str, Any]:
    """The same as JSON holds it. Raises `TypeError` where a text says not what it is; hides what is called a secret."""
    return {name: redact.HIDDEN if redact.names_secret(name) and one else _plain(one) for name, one in noted.items()}


def _plain(one: Any) -> Any:
    if isinstance(one, Exact | Said):
        return redact.storable(str(one))
    if one is None or isinstance(one, bool | int):
        return one
    if isinstance(one, float) and math.isfinite(one):
        return one
    if isinstance(one, Mapping):
        return plain(one)
    if isinstance(one, list | tuple):
        return [_plain(inner) for inner in one]
    raise TypeError(f"{one!r:.80} is neither Exact nor Said")
