"""Where everything a command says goes: one JSON document for programs, or words and tables for people."""

import json
import sys
from collections.abc import Callable, Iterable
from dataclasses import asdict, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gongai.visible import escaped_in_json, visible

if TYPE_CHECKING:
    from rich.console import RenderableType

WIDTH = 100
"""Columns that our tables fit in where the output is not a terminal."""


def show(data: object, render: Callable[[], Iterable["RenderableType"]], *, as_json: bool) -> None:
    """`data` as JSON where `as_json`, else what `people` makes of it."""
    if as_json:
        print(as_text(data))
        return
    pieces = tuple(render())
    if all(isinstance(piece, str) for piece in pieces):
        for piece in pieces:  # rich takes a fifth of a second to start
            print(visible(str(piece)))
        return
    console = _console()
    for piece in pieces:
        console.print(
            visible(piece) if isinstance(piece, str) else piece,
            markup=False,
            highlight=False,
            soft_wrap=isinstance(piece, str),
        )


def say(*lines: str, as_json: bool = False) -> None:
    """Words on the way: to people on the terminal; beside the JSON document on standard error."""
    for line in lines:
        print(visible(line), file=sys.stderr if as_json else sys.stdout, flush=True)


def as_text(data: object) -> str:
    return escaped_in_json(json.dumps(data, ensure_ascii=False, indent=2, default=_plain))


def _console() -> Any:
    from rich.console import Console

    tty = sys.stdout.isatty()
    return Console(width=None if tty else WIDTH, highlight=False, emoji=False)


def _plain(value: object) -> object:
    if callable(document := getattr(value, "document", None)):
        return document()
    from pydantic import BaseModel

    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, set | frozenset):
        return sorted(value)
    if isinstance(value, Path | Decimal):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no place in JSON")
