"""
A list of a portal, read to its end: by its own total, or until a page is empty.

A page that is shorter than asked is no end: portals cap what they give. A total that is as long as a first page of ten
rows or more is tried once with the next page: some portals count the rows of the page. What repeats or moves while it
is read is read again from its first page; where it will not stand still, or goes on behind the last page that the
profile allows, the rest is missing, and the rows that were seen count all the same.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Generic, TypeVar

from gongai.connector.mappers.part import Part
from gongai.errors import NotUnderstood, ReadRefused
from gongai.sites.lists import USUAL_PAGE, Paged

READINGS = 3
"""How often a list that moves is read from its beginning."""

Row = TypeVar("Row")
Ask = Callable[[int, int], Part]
"""The answer for one page: its number, counted from 1, and how many rows are asked for."""


@dataclass(frozen=True)
class Rows(Generic[Row]):
    """What a list shows. `missing` says why it is not the whole list; empty where it is."""

    shown: tuple[Row, ...]
    total: int | None
    missing: str = ""


class _Moved(Exception):
    """The list did not stand still: says how."""


class _Capped(Exception):
    """The portal gives fewer rows a page than we ask for."""

    def __init__(self, size: int) -> None:
        self.size = size


def read_list(spec: Paged, ask: Ask, row: Callable[[Part], Row], key: Callable[[Row], Hashable]) -> Rows[Row]:
    """Every row of the list, each once by its `key`. What is not understood or not answered is missing; errors of the
    line go through.
    """
    seen: dict[Hashable, Row] = {}
    total: int | None = None
    size, missing = spec.page_size, ""
    for _reading in range(READINGS):
        reading = _Reading(spec, ask, row, key, size)
        try:
            missing = reading.run()
        except _Moved as moved:
            missing = f"读取时列表在变（{moved}），读了 {READINGS} 次仍没有看全"
        except _Capped as capped:
            size, missing = capped.size, "平台每页给的行数不定，没有看全"
        except (NotUnderstood, ReadRefused) as trouble:
            missing, reading.hopeless = str(trouble), True
        seen |= reading.seen
        total = reading.total
        if not missing or reading.hopeless:
            break
    return Rows(tuple(seen.values()), total, missing)


class _Reading(Generic[Row]):
    """One way through the pages."""

    def __init__(
        self, spec: Paged, ask: Ask, row: Callable[[Part], Row], key: Callable[[Row], Hashable], size: int
    ) -> None:
        self._spec = spec
        self._ask = ask
        self._row = row
        self._key = key
        self._size = size
        self.seen: dict[Hashable, Row] = {}
        self.total: int | None = None
        self._counts = True
        """The total is one of the whole list."""
        self.hopeless = False
        """Reading it again would give the same."""

    def run(self) -> str:
        """Why the end was not reached; empty where it was."""
        read = 0
        for number in range(1, self._spec.pages + 1):
            rows = self._page(number)
            read += len(rows)
            if number == 1 and read == self.total and self._goes_on(read):
                self._counts, self.total = False, None
            if self.total is not None and read > self.total:
                raise _Moved(f"总数是 {self.total}，却读到 {read} 行")
            if read == self.total:
                return ""
            if not rows and self.total is not None:
                raise _Moved(f"总数是 {self.total}，只读到 {read} 行")
            if not rows or (not self._spec.turns and self.total is None and read < self._spec.whole_below):
                return ""
            if not self._spec.turns:
                return self._not_all(f"读到 {read} 行，而平台配置的请求里没有页码（{{page}}）")
            if number == 2 and self._spec.sized and read - len(rows) < self._size:
                raise _Capped(read - len(rows))
        return self._not_all(f"读了 {self._spec.pages} 页 {read} 行，后面还有。请加大平台配置的 pages")

    def _goes_on(self, read: int) -> bool:
        """Whether rows stand behind the last one that the total counts: then it counts the rows of a page.

        A portal that gives its last page again, or none, for a page that it does not have says nothing against it.
        """
        if not self._spec.turns or read < USUAL_PAGE:
            return False
        try:
            return any(
                self._key(self._row(part)) not in self.seen for part in self._ask(2, self._size).rows(self._spec.rows)
            )
        except (NotUnderstood, ReadRefused):
            return False

    def _page(self, number: int) -> list[Row]:
        answer = self._ask(number, self._size)
        total = answer.count(self._spec.total) if self._spec.total and self._counts else None
        if self._counts and self.total not in (None, total):
            raise _Moved(f"总数从 {self.total} 变成 {total}")
        self.total = total
        if total == 0 and answer.raw(self._spec.rows) in (None, []):
            return []
        rows = [self._row(part) for part in answer.rows(self._spec.rows)]
        if any(self._key(row) in self.seen for row in rows):
            raise _Moved(f"第 {number} 页与前面的页重复")
        self.seen |= {self._key(row): row for row in rows}
        return rows

    def _not_all(self, why: str) -> str:
        self.hopeless = True
        said = f"总数是 {self.total}，" if self.total is not None else ""
        return f"没有看全：{said}{why}"
