"""What the product asked and each make answered, in one recorded run: read and written here, made by `record`."""

import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from tests.distort.exchange import Exchange, restored, stored

FOLDER = Path(__file__).parent / "recorded"


def write(make: str, exchanges: Iterable[Exchange], truth: dict[str, Any]) -> None:
    """One exchange a line, so that a difference can be read."""
    lines = ",\n".join(json.dumps(stored(one), ensure_ascii=False) for one in exchanges)
    head = json.dumps(truth, ensure_ascii=False)
    (FOLDER / f"{make}.json").write_text(f'{{"truth": {head},\n"exchanges": [\n{lines}\n]}}\n', encoding="utf-8")


@cache
def _read(make: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FOLDER / f"{make}.json").read_text(encoding="utf-8"))
    return found


@cache
def exchanges(make: str) -> tuple[Exchange, ...]:
    return tuple(restored(one) for one in _read(make)["exchanges"])


def truth(make: str) -> dict[str, Any]:
    """What the portal said of itself, by scene."""
    found: dict[str, Any] = _read(make)["truth"]
    return found
