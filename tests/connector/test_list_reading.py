"""A list is read to its end, or what is missing of it is told; a list that is not understood is never an empty one."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from gongai.connector import list_reading
from gongai.connector.list_reading import READINGS, Ask
from gongai.connector.mappers.part import Asked, Part
from gongai.connector.mappers.reading import Application, application
from gongai.errors import PortalDown, ReadRefused, SessionLost
from gongai.sites.call import Call
from gongai.sites.lists import Listing

ASKED = Asked("申报列表", "/api/list")
Rows = list_reading.Rows[Application]


def read_list(spec: Listing, ask: Ask) -> Rows:
    return list_reading.read_list(
        spec, ask, lambda part: application(part, spec), lambda row: (row.id, row.number, row.items)
    )


def listing(*, total: bool = False, **changes: Any) -> Listing:
    call = Call(path="/api/list", params={"page": "{page}", "size": "{page_size}"})
    spec: dict[str, Any] = {
        "title": "申报列表",
        "call": call,
        "rows": "list",
        "id": "id",
        "number": "no",
        "project_code": "code",
        "items": "items[].id",
        "total": "total" if total else "",
    }
    return Listing(**(spec | changes))


def row(number: int) -> dict[str, Any]:
    return {"id": number, "no": f"N{number}", "code": "2109-439900-04-01-000017", "items": [{"id": "IV-1"}]}


class Server:
    """Pages of a list as a portal gives them; `after` changes the list when so many pages have been asked for."""

    def __init__(
        self,
        count: int,
        *,
        cap: int = 1000,
        total: Callable[[int], Any] | None = None,
        after: dict[int, Callable[[list[dict[str, Any]]], object]] | None = None,
        own_steps: bool = True,
    ) -> None:
        self.rows = [row(number) for number in range(count)]
        self.asked: list[tuple[int, int]] = []
        self._cap = cap
        self._total = total
        self._after = after or {}
        self._own_steps = own_steps

    def __call__(self, page: int, size: int) -> Part:
        self.asked.append((page, size))
        given = min(size, self._cap)
        start = (page - 1) * (given if self._own_steps else size)
        answer: dict[str, Any] = {"list": self.rows[start : start + given]}
        if self._total is not None:
            answer["total"] = self._total(len(self.rows))
        if change := self._after.get(len(self.asked)):
            change(self.rows)
        return Part(answer, ASKED)


def ids(rows: Rows) -> list[int]:
    return sorted(int(one.id) for one in rows.shown)


@pytest.mark.parametrize("own_steps", [True, False])
def test_a_portal_that_caps_its_pages_is_read_to_its_end(own_steps: bool) -> None:
    read = read_list(listing(), Server(61, cap=20, own_steps=own_steps))
    assert (ids(read), read.missing) == (list(range(61)), "")


@pytest.mark.parametrize("own_steps", [True, False])
def test_with_a_total_the_rows_read_must_come_to_it(own_steps: bool) -> None:
    server = Server(61, cap=20, total=int, own_steps=own_steps)
    read = read_list(listing(total=True), server)
    assert (ids(read), read.missing, read.total) == (list(range(61)), "", 61)


@pytest.mark.parametrize(("count", "calls"), [(0, 1), (1, 2), (49, 2), (50, 2), (51, 3), (100, 3)])
def test_without_a_total_an_empty_page_is_the_end(count: int, calls: int) -> None:
    server = Server(count)
    read = read_list(listing(), server)
    assert (ids(read), read.missing) == (list(range(count)), "")
    assert len(server.asked) <= calls + 2


@pytest.mark.parametrize("count", [0, 1, 50, 100])
def test_with_a_total_no_page_is_asked_for_in_vain_but_once_where_it_is_as_long_as_the_first(count: int) -> None:
    server = Server(count, total=str)
    assert ids(read_list(listing(total=True), server)) == list(range(count))
    assert len(server.asked) == (2 if count >= 50 else 1)


@pytest.mark.parametrize("cap", [10, 20, 50])
def test_a_total_that_counts_the_rows_of_the_page_is_none_and_the_list_is_read_to_its_end(cap: int) -> None:
    server = Server(60, cap=cap, total=lambda _count: cap)
    read = read_list(listing(total=True), server)
    assert (ids(read), read.missing) == (list(range(60)), "")


@pytest.mark.parametrize("after", [[row(n) for n in range(10)], [row(n) for n in range(9, 10)], [], None, "错"])
def test_a_portal_without_a_second_page_may_say_so_in_any_way(after: Any) -> None:
    first = [row(number) for number in range(10)]

    def ask(page: int, _size: int) -> Part:
        return Part({"list": first if page == 1 else after, "total": 10}, ASKED)

    read = read_list(listing(total=True), ask)
    assert (ids(read), read.missing) == (list(range(10)), "")


@pytest.mark.parametrize(("count", "whole"), [(0, True), (9, True), (10, False), (20, False)])
def test_a_list_without_page_and_total_that_may_be_one_page_of_it_is_not_whole(count: int, whole: bool) -> None:
    read = read_list(listing(call=Call(path="/api/list")), Server(count))
    assert (read.missing == "") is whole
    assert len(read.shown) == count


def test_a_total_of_none_is_an_empty_list_however_the_list_is_written() -> None:
    for empty in ({"total": 0}, {"total": "0", "list": None}, {"total": 0, "list": []}):
        assert read_list(listing(total=True), lambda *_at, answer=empty: Part(answer, ASKED)) == Rows((), 0)


@pytest.mark.parametrize("said", [3, 200, 0])
def test_a_total_that_is_not_what_was_read_is_no_whole_list_but_the_rows_count(said: int) -> None:
    read = read_list(listing(total=True), Server(61, total=lambda _count: said))
    assert ids(read)[:50] == list(range(50))
    assert "总数" in read.missing


@pytest.mark.parametrize("said", [None, "很多", -1, 1.5, True, [], "共 61 条"])
def test_a_total_that_is_no_number_is_not_understood(said: Any) -> None:
    assert "total" in read_list(listing(total=True), Server(61, total=lambda _count: said)).missing


def test_rows_that_come_in_while_the_list_is_read_make_it_read_again() -> None:
    server = Server(60, after={1: lambda rows: rows.insert(0, row(100))})
    read = read_list(listing(), server)
    assert (ids(read), read.missing) == ([*range(60), 100], "")


def test_rows_that_go_while_the_list_is_read_are_seen_by_its_total() -> None:
    server = Server(60, total=int, after={1: lambda rows: rows.pop(0)})
    read = read_list(listing(total=True), server)
    assert (ids(read), read.missing) == (list(range(60)), "")


def test_a_list_that_never_stands_still_is_not_all_seen() -> None:
    server = Server(60)
    server._after = {at: lambda rows: rows.insert(0, row(1000 + len(rows))) for at in range(1, 40)}
    read = read_list(listing(), server)
    assert "没有看全" in read.missing and "重复" in read.missing
    assert set(ids(read)) >= set(range(50)), "what was seen counts all the same"
    assert len(server.asked) <= READINGS * 3


def test_a_portal_that_gives_the_same_page_for_ever_is_not_all_seen() -> None:
    read = read_list(listing(), lambda _page, _size: Part({"list": [row(1), row(2)]}, ASKED))
    assert ids(read) == [1, 2] and "没有看全" in read.missing


def test_a_list_longer_than_the_profile_allows_is_not_all_seen() -> None:
    read = read_list(listing(pages=2), Server(120))
    assert len(read.shown) == 100
    assert "没有看全" in read.missing and "pages" in read.missing
    assert read_list(listing(pages=2, total=True), Server(100, total=int)).missing == ""


@pytest.mark.parametrize(("count", "whole"), [(0, True), (99, True), (100, False)])
def test_a_list_that_is_not_turned_is_whole_below_its_page_size(count: int, whole: bool) -> None:
    once = listing(call=Call(path="/api/list"), page_size=100)
    server = Server(count)
    assert (read_list(once, server).missing == "") is whole
    assert len(server.asked) == 1


def test_a_list_that_is_not_turned_must_come_to_its_total() -> None:
    once = listing(call=Call(path="/api/list"), total=True)
    assert read_list(once, Server(20, total=int)).missing == ""
    assert "总数是 61" in read_list(once, Server(20, total=lambda _count: 61)).missing


def test_one_application_may_have_a_row_for_each_item() -> None:
    rows = [row(1), row(1) | {"items": [{"id": "IV-2"}]}]

    def ask(page: int, _size: int) -> Part:
        return Part({"list": rows if page == 1 else []}, ASKED)

    read = read_list(listing(), ask)
    assert ([one.items for one in read.shown], read.missing) == ([("IV-1",), ("IV-2",)], "")


def _without(name: str) -> dict[str, Any]:
    return {key: value for key, value in row(2).items() if key != name}


ODD: Sequence[Any] = (
    {"rows": []},
    {"list": None},
    {"list": {}},
    {"list": {"list": []}},
    {"list": "[]"},
    {"list": 0},
    [],
    None,
    {"data": {"list": []}},
    {"list": [None]},
    {"list": [[row(1)]]},
    *({"list": [row(1), _without(name)]} for name in ("id", "no", "code", "items")),
    *({"list": [row(1) | {name: None}]} for name in ("id", "code", "items")),
    *({"list": [row(1) | {name: ""}]} for name in ("id", "code")),
    *({"list": [row(1) | {name: {}}]} for name in ("id", "no", "code", "items")),
    {"list": [row(1) | {"code": 210943990004010001}]},
    {"list": [row(1) | {"items": []}]},
    {"list": [row(1) | {"items": [{}]}]},
    {"list": [row(1) | {"items": {"id": "IV-1"}}]},
)


@pytest.mark.parametrize("answer", ODD)
def test_what_is_not_understood_is_never_an_empty_list(answer: Any) -> None:
    asked = []

    def ask(page: int, _size: int) -> Part:
        asked.append(page)
        return Part(answer, ASKED)

    read = read_list(listing(), ask)
    assert "看不懂" in read.missing and "/api/list" in read.missing
    assert asked == [1]


def test_rows_of_the_pages_before_count_where_a_later_page_is_not_understood() -> None:
    def ask(page: int, _size: int) -> Part:
        return Part({"list": [row(number) for number in range(50)]} if page == 1 else {"error": "超时"}, ASKED)

    read = read_list(listing(), ask)
    assert ids(read) == list(range(50)) and "看不懂" in read.missing


def test_a_page_that_the_portal_declines_to_give_is_missing_and_the_rows_before_it_count() -> None:
    def ask(page: int, _size: int) -> Part:
        if page > 1:
            raise ReadRefused("平台没有答复 /api/list，只说：系统繁忙")
        return Part({"list": [row(number) for number in range(50)]}, ASKED)

    read = read_list(listing(), ask)
    assert ids(read) == list(range(50)) and "系统繁忙" in read.missing


@pytest.mark.parametrize("error", [PortalDown("维护"), SessionLost("下线")])
def test_what_the_line_does_goes_through(error: Exception) -> None:
    def ask(_page: int, _size: int) -> Part:
        raise error

    with pytest.raises(type(error)):
        read_list(listing(), ask)
