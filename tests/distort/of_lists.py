"""Distortions of a list as a whole: how it is cut into pages, and who stands in it besides us."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import lxml.html

from tests.distort.exchange import Answer, text_of, with_text
from tests.distort.named import NamedCall

CAP = 20
"""Rows that the portal gives a page, whatever is asked for."""


@dataclass(frozen=True)
class Paging:
    """`rows(page, size, ours, other)`: what stands on one page. Ours comes late, or on none that comes."""

    kind: str
    rows: Callable[[int, int, Any, Callable[[int], Any]], list[Any]]
    readable: bool = True
    """Whether our row can be seen at all by who reads on."""


def _capped(page: int, _size: int, ours: Any, other: Callable[[int], Any]) -> list[Any]:
    everything = [*(other(one) for one in range(2 * CAP + 1)), ours]
    return everything[(page - 1) * CAP : page * CAP]


def _after_strangers(page: int, size: int, ours: Any, other: Callable[[int], Any]) -> list[Any]:
    return [other(one) for one in range(size)] if page == 1 else [ours] if page == 2 else []


def _repeating(page: int, _size: int, ours: Any, other: Callable[[int], Any]) -> list[Any]:
    everything = [*(other(one) for one in range(CAP)), *(other(one) for one in range(CAP - 1, 2 * CAP - 2)), ours]
    return everything[(page - 1) * CAP : page * CAP]


def _always_the_first(_page: int, size: int, _ours: Any, other: Callable[[int], Any]) -> list[Any]:
    return [other(one) for one in range(size)]


def _without_end(page: int, size: int, _ours: Any, other: Callable[[int], Any]) -> list[Any]:
    return [other((page - 1) * size + one) for one in range(size)]


PAGINGS = (
    Paging("page cap of 20", _capped),
    Paging("ours on the second page", _after_strangers),
    Paging("a row moved to the next page", _repeating),
    Paging("every page is the first", _always_the_first, readable=False),
    Paging("list without an end", _without_end, readable=False),
)


class Rows:
    """The rows of a recorded list: ours, and strangers made after its likeness."""

    def __init__(self, answer: Answer, named: NamedCall, ours: Mapping[str, str]) -> None:
        """`ours`: texts by which our row is known (id, number, project), each with a pattern for a stranger's."""
        self._answer = answer
        self._named = named
        self._ours = ours
        self._template = self._found()

    @property
    def there(self) -> bool:
        """Whether one row stands there, which is ours."""
        return self._template is not None

    def page(self, paging: Paging, page: int, size: int) -> Answer:
        return self._with(paging.rows(page, size, self._template, self.other))

    def other(self, number: int) -> Any:
        """A stranger's row."""
        text = self._template if isinstance(self._template, str) else json.dumps(self._template, ensure_ascii=False)
        for known, pattern in self._ours.items():
            text = text.replace(known, pattern.format(number))
        return text if self._named.html is not None else json.loads(text)

    def _found(self) -> Any:
        if self._named.html is not None:
            rows = self._root().cssselect(self._row_css())
            return lxml.html.tostring(rows[0], encoding="unicode", with_tail=False) if len(rows) == 1 else None
        rows = self._list(json.loads(text_of(self._answer)))
        return rows[0] if len(rows) == 1 else None

    def _with(self, rows: list[Any]) -> Answer:
        if self._named.html is None:
            data = json.loads(text_of(self._answer))
            held = self._list(data)
            held[:] = rows
            return with_text(self._answer, json.dumps(data, ensure_ascii=False))
        text = text_of(self._answer)
        root = self._root()
        mark = "<!--rows-->"
        for place, row in enumerate(root.cssselect(self._row_css())):
            if place == 0:
                row.addprevious(lxml.html.HtmlComment("rows"))
            row.drop_tree()
        drawn = lxml.html.tostring(root, encoding="unicode").replace(mark, "".join(rows))
        return with_text(self._answer, re.match(r"\s*(<!DOCTYPE[^>]*>)?", text, re.IGNORECASE)[0] + drawn)  # type: ignore[index]

    def _root(self) -> Any:
        return lxml.html.document_fromstring(text_of(self._answer))

    def _row_css(self) -> str:
        assert self._named.html is not None
        table = next(key.path for key in self._named.keys if not key.flag)
        return self._named.html.tables[table].row

    def _list(self, data: Any) -> list[Any]:
        steps = next(key.steps for key in self._named.keys if not key.flag)
        for step in steps:
            data = data[step]
        assert isinstance(data, list)
        return data
