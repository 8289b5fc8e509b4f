"""Rows of lists put together to applications: a list may have one row for each item, and several lists the same row."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from gongai.connector.mappers.reading import Application


@dataclass(frozen=True)
class Torn:
    """Rows under one id that cannot be of one application."""

    listed_in: str
    because: str
    codes: frozenset[str]
    """The project codes of these rows."""


def united(
    rows: Iterable[Application], *, given_up: Callable[[str], bool]
) -> tuple[tuple[Application, ...], tuple[Torn, ...]]:
    """Each application once, in the order of its first row, with the items of all of its rows; and what is none.

    `given_up` says of a state that nothing comes of the application: it counts only where all of its rows say so.
    """
    by_id: dict[str, list[Application]] = {}
    for row in rows:
        by_id.setdefault(row.id, []).append(row)
    whole, torn = [], []
    for ident, same in by_id.items():
        codes, numbers = {row.project_code for row in same}, {row.number for row in same if row.number}
        if len(codes) > 1 or len(numbers) > 1:
            told = "、".join(sorted(codes if len(codes) > 1 else numbers))
            what = "项目代码" if len(codes) > 1 else "流水号"
            because = f"编号 {ident} 之下有不同的{what}（{told}），分不清是哪一件。请在平台上核对，并核对平台配置的 id"
            torn.append(Torn(same[0].listed_in, because, frozenset(codes)))
            continue
        alive = next((row for row in same if not given_up(row.state)), same[0])
        whole.append(replace(alive, number=next(iter(numbers), ""), items=_items(same)))
    return tuple(whole), tuple(torn)


def _items(rows: Iterable[Application]) -> tuple[str, ...]:
    """What one row names twice stays twice; what another row names again is the same item."""
    items: list[str] = []
    for row in rows:
        before = set(items)
        items += [one for one in row.items if one not in before]
    return tuple(items)
