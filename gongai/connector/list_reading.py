"""
A list of a portal, read to its end: by its own total, or until a page is empty.

A page that is shorter than asked is no end: portals cap what they give. What repeats or moves while it is read is read
again from its first page; where it will not stand still, or goes on behind the last page that the profile allows, the
rest is a gap, and the rows that were seen count all the same.
"""

from collections.abc import Callable
from dataclasses import dataclass

from gongai.connector.mappers.part import Part
from gongai.connector.mappers.reading import Application, Page, page_of
from gongai.errors import NotUnderstood, ReadRefused
from gongai.sites.lists import Listing

READINGS = 3
"""How often a list that moves is read from its beginning."""

Ask = Callable[[int, int], Part]
"""The answer for one page: its number, counted from 1, and how many rows are asked for."""


@dataclass(frozen=True)
class Rows:
    """What a list shows. `missing` says why it is not the whole list; empty where it is."""

    shown: tuple[Application, ...]
    total: int | None
    missing: str = ""


class _Moved(Exception):
    """The list did not stand still: says how."""


class _Capped(Exception):
    """The portal gives fewer rows a page than we ask for."""

    def __init__(self, size: int) -> None:
        self.size = size


def read_list(listing: Listing, ask: Ask) -> Rows:
    """Every row of the list. What is not understood or not answered is missing; errors of the line go through."""
    seen: dict[tuple[str, ...], Application] = {}
    total: int | None = None
    size, missing = listing.page_size, ""
    for _reading in range(READINGS):
        reading = _Reading(listing, ask, size)
        try:
            reading.run()
            missing = ""
        except _Moved as moved:
            missing = f"读取时列表在变（{moved}），读了 {READINGS} 次仍没有看全"
        except _Capped as capped:
            size, missing = capped.size, "平台每页给的行数不定，没有看全"
        except (NotUnderstood, ReadRefused) as trouble:
            missing = str(trouble)
        seen |= reading.seen
        total = reading.total
        if not missing or reading.hopeless:
            break
    return Rows(tuple(seen.values()), total, missing or reading.unseen)


class _Reading:
    """One way through the pages."""

    def __init__(self, listing: Listing, ask: Ask, size: int) -> None:
        self._listing = listing
        self._ask = ask
        self._size = size
        self.seen: dict[tuple[str, ...], Application] = {}
        self.total: int | None = None
        self.unseen = ""
        self.hopeless = False
        """Reading it again would give the same."""

    def run(self) -> None:
        before = 0
        for number in range(1, self._listing.pages + 1):
            page = self._page(number)
            repeated = [row for row in page.rows if _key(row) in self.seen]
            if repeated:
                raise _Moved(f"第 {number} 页与前面的页重复")
            self.seen |= {_key(row): row for row in page.rows}
            before += len(page.rows)
            if self.total is not None and before > self.total:
                raise _Moved(f"总数是 {self.total}，却读到 {before} 行")
            if self.total is not None and before == self.total:
                return
            if not page.rows:
                if self.total is not None:
                    raise _Moved(f"总数是 {self.total}，只读到 {before} 行")
                return
            if not self._turns():
                if len(page.rows) >= self._listing.page_size or self.total is not None:
                    self._all_there_is(before)
                return
            if number == 2 and self._sized() and before - len(page.rows) < self._size:
                raise _Capped(before - len(page.rows))
        self._too_long(before)

    def _page(self, number: int) -> Page:
        try:
            page = page_of(self._ask(number, self._size), self._listing)
        except (NotUnderstood, ReadRefused):
            self.hopeless = True
            raise
        if self.total is not None and page.total != self.total:
            raise _Moved(f"总数从 {self.total} 变成 {page.total}")
        self.total = page.total
        return page

    def _turns(self) -> bool:
        """Whether the profile says how to ask for another page."""
        return any("{page}" in text for text in self._texts())

    def _sized(self) -> bool:
        return any("{page_size}" in text for text in self._texts())

    def _texts(self) -> tuple[str, ...]:
        return (self._listing.call.path, *self._listing.call.params.values())

    def _all_there_is(self, read: int) -> None:
        said = f"总数是 {self.total}，" if self.total is not None else ""
        self.unseen = f"没有看全：{said}只读到 {read} 行，而平台配置的请求里没有页码（{{page}}）"

    def _too_long(self, read: int) -> None:
        said = f"，总数是 {self.total}" if self.total is not None else ""
        self.unseen = f"没有看全：读了 {self._listing.pages} 页 {read} 行{said}，后面还有。请加大平台配置的 pages"


def _key(row: Application) -> tuple[str, ...]:
    """One application may have a row for each of its items."""
    return (row.id, row.number, *row.items)
