"""Whether what is read of the portal can be: key columns are named, and a page gives the columns that are named."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from pydantic import BaseModel

from gongai.sites.lint.findings import stop, warn

if TYPE_CHECKING:
    from gongai.records.finding import Finding
    from gongai.sites.call import Call
    from gongai.sites.site_profile import Profile

_SURE = ("rows", "total", "id", "project_code", "items")
"""What a list rests on: none of it may be missing, and none may be said to be missing."""
_LIST = ("id", "number", "project_code", "items", "state", "filed_at")
_ITEM = ("item_id", "item_number", "item_name", "item_state", "item_opinion", "item_history")
_PAST = ("history_state", "history_at", "history_user", "history_opinion")
_DOCUMENT = ("document_id", "document_title", "document_number", "document_name")


def findings(profile: "Profile") -> "Iterator[Finding]":
    for name, listing in profile.lists.items():
        yield from _named(f"lists.{name}", listing, ("rows", "id", "project_code", "items"))
        for key in _SURE:
            if "?" in getattr(listing, key):
                yield stop(f"lists.{name}.{key}", getattr(listing, key), "不能写成可以没有（?）", "请去掉 ?")
        yield from _columns(f"lists.{name}", listing, listing.call, rows="rows", columns=_LIST, one=("total",))
        if listing.pages > 1 and not listing.turns:
            yield warn(f"lists.{name}.call", listing.call.path, "没有用 {page}，只读一次", "不分页的列表请写 pages = 1")
    detail = profile.detail
    yield from _named("detail", detail, ("state", "items", "item_id", "item_name", "item_state"))
    yield from _columns(
        "detail", detail, detail.call, rows="items", columns=_ITEM, one=("id", "project_code", "state", "applicant")
    )
    if detail.history:
        yield from _columns("detail", detail, detail.call, rows="history", columns=_PAST)
    if detail.documents:
        yield from _named("detail", detail, ("document_id",))
        yield from _columns("detail", detail, detail.call, rows="documents", columns=_DOCUMENT)
    for name, notices in profile.notices.items():
        at = f"notices.{name}"
        yield from _named(at, notices, ("rows", "application"))
        columns = ("id", "application", "ref", "text", "due")
        yield from _columns(at, notices, notices.call, rows="rows", columns=columns, one=("total",))
        if notices.more is not None and notices.details:
            wrong = ("detail_name", "detail_text", "paper")
            yield from _columns(at, notices, notices.more, rows="details", columns=wrong)
    if profile.receipts is not None:
        yield from _named("receipts", profile.receipts, ("rows", "id"))
        yield from _columns("receipts", profile.receipts, profile.receipts.call, rows="rows", columns=("kind", "id"))
    if profile.applicant is not None:
        yield from _named("applicant", profile.applicant, ("rows", "id", "uscc"))
        yield from _columns(
            "applicant", profile.applicant, profile.applicant.units, rows="rows", columns=("id", "uscc")
        )


def _named(at: str, record: BaseModel, keys: tuple[str, ...]) -> "Iterator[Finding]":
    for key in keys:
        if not getattr(record, key).strip():
            yield stop(f"{at}.{key}", "", "没有填写，读不出来，也认不出自己的件", "请填写路径；整个应答就是列表的写 .")


def _columns(
    at: str, record: BaseModel, call: "Call", *, rows: str, columns: tuple[str, ...], one: tuple[str, ...] = ()
) -> "Iterator[Finding]":
    """Where the answer is a page, every path must lead to what is taken from it."""
    if call.html is None:
        return
    tables: Mapping[str, Mapping[str, str]] = {name: table.columns for name, table in call.html.tables.items()}
    path = getattr(record, rows)
    table = tables.get(path)
    if table is None:
        if path and "." not in path:
            yield stop(f"{at}.{rows}", path, "网页里没有取这张表", f"tables 里有：{'、'.join(tables) or '（无）'}")
        return
    taken = {name.removesuffix("[]") for name in table}
    for key in columns:
        column = getattr(record, key)
        if column and column.removesuffix("?") not in taken:
            yield stop(f"{at}.{key}", column, f"表 {path} 里没有取这一列", f"columns 里有：{'、'.join(sorted(taken))}")
    for key in one:
        name = getattr(record, key).partition(".")[0]
        if name and name not in call.html.one and name not in tables:
            yield stop(f"{at}.{key}", name, "网页里没有取这个值", f"one 里有：{'、'.join(call.html.one) or '（无）'}")
