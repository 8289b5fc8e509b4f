"""A page read as data: what a profile names by CSS, column header, attribute and pattern."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import lxml.html

from gongai.connector.mappers import page_tables
from gongai.connector.mappers.part import head
from gongai.errors import NotUnderstood
from gongai.records.raw import Raw
from gongai.sites.call import Html, Table
from gongai.sites.pick import pick_of

_BLANK = re.compile(r"\s+")
_DECLARED = re.compile(r"^\s*<\?xml[^>]*\?>")
_SCRIPTED = re.compile(r"<!--.*?-->|<(script|template)\b.*?</\1>", re.IGNORECASE | re.DOTALL)
_TABLE = re.compile(r"<table\b", re.IGNORECASE)
_TABLE_END = re.compile(r"</table\s*>", re.IGNORECASE)
_DIRECT_ROW = re.compile(r">\s*tr\b")


class OtherPage(NotUnderstood):
    """A page came that is not the expected one. `words` are all that stands on it."""

    def __init__(self, message: str, *, words: str = "") -> None:
        super().__init__(message)
        self.words = words


def as_data(page: str, spec: Html, *, address: str = "", sure: bool = True) -> dict[str, Raw]:
    """Single values and tables of a page. Raises `NotUnderstood` where the page is not the expected one, or a table
    shows no row and does not show either that there is none; not `sure`, it may be missing (a refusal has no table)."""
    root = _document(page)
    if sure and _unfinished(page):
        raise NotUnderstood("平台返回的页面不完整：表格没有结束，后面的行没有收到。稍后再试")
    if spec.proof and not root.cssselect(spec.proof):
        words = _text(root)
        raise OtherPage(
            f"平台返回的不是约定的页面（找不到 {spec.proof}，页面上是“{head(words) or '空白页'}”）。"
            "请打开平台核对：页面变了就改平台配置的 proof，平台出错就稍后再试",
            words=words,
        )
    found: dict[str, Raw] = {name: _take(root, pick, address) for name, pick in spec.one.items()}
    for name, table in spec.tables.items():
        found[name] = [_row(row, table.columns) for row in _rows(root, name, table, spec.proof, sure=sure)]
    return found


def picked(page: str, picks: Mapping[str, str], *, address: str = "") -> dict[str, str]:
    """Some values of one page; a pick `@url /pattern/` looks at its address."""
    root = _document(page)
    return {name: _take(root, pick, address) for name, pick in picks.items()}


def _document(page: str) -> Any:
    """The page as a browser builds it: rows that stand directly in a table get the `tbody` that selectors name."""
    text = _DECLARED.sub("", page)
    root = lxml.html.document_fromstring(text if text.strip() else "<html></html>")
    for table in root.iter("table"):
        page_tables.give_body(table)
    return root


def _rows(root: Any, name: str, table: Table, proof: str, *, sure: bool) -> list[Any]:
    """The rows of a table; none only where the page itself shows that there is none."""
    found = root.cssselect(table.row)
    if not found and _DIRECT_ROW.search(table.row):  # written after the source, in which no `tbody` stands
        found = root.cssselect(_DIRECT_ROW.sub("> tbody > tr", table.row))
    lines = [row for row in found if not page_tables.is_header(row)]
    rows = [row for row in lines if _tells_more(row, table.columns) or not page_tables.says_none(row)]
    if sure:
        for row in rows:
            if page_tables.is_notice(row) and not _tells_more(row, table.columns):
                said = head(_text(row))
                raise NotUnderstood(f"页面上的表 {name} 看不懂：应有行的地方写着“{said}”。请打开平台核对，稍后再试")
    if lines:
        return rows
    if not sure:
        return []
    if table.empty and any(True for _value in _all(root, table.empty)):
        return []
    heads = [pick_of(pick).head for pick in table.columns.values()]
    why = page_tables.why_not_empty(root, table.row, proof, [_folded(one) for one in heads if one])
    if why:
        raise NotUnderstood(f"页面上的表 {name} 看不懂：按 row = “{table.row}”一行也没有取到，{why}")
    return []


def _tells_more(row: Any, columns: Mapping[str, str]) -> bool:
    """Whether a column finds something in a row beside the words of its cells: an attribute, or a part of a cell."""
    whole = _text(row)
    for asked in map(pick_of, columns.values()):
        attribute = asked.attribute or "text"
        found = row.cssselect(asked.css) if asked.css else [row]
        inside = [one for one in found if attribute != "text" or one.tag not in ("tr", "td", "th")]
        values = (_cut(_value(one, attribute) or "", asked.pattern) for one in inside)
        if any(value not in ("", whole) for value in values):
            return True
    return False


def _row(row: Any, columns: Mapping[str, str]) -> dict[str, Raw]:
    """A column whose heading is nowhere is left out: it is not the same as a cell that is empty."""
    return {
        name.removesuffix("[]"): list(_all(row, pick)) if name.endswith("[]") else next(_all(row, pick), "")
        for name, pick in columns.items()
        if not (head := pick_of(pick).head) or _heading(row, head) is not None
    }


def _take(root: Any, pick: str, address: str) -> str:
    asked = pick_of(pick)
    if asked.attribute == "url" and not asked.css:
        return _cut(address, asked.pattern)
    return next(_all(root, pick), "")


def _all(scope: Any, pick: str) -> Iterator[str]:
    asked = pick_of(pick)
    if asked.head:
        cell = _under(scope, asked.head)
        scopes = [] if cell is None else [cell]
    else:
        scopes = [scope]
    for one in scopes:
        for element in one.cssselect(asked.css) if asked.css else [one]:
            value = _value(element, asked.attribute or "text")
            if value is not None:
                cut = _cut(value, asked.pattern)
                if cut or not asked.pattern:
                    yield cut


def _value(element: Any, attribute: str) -> str | None:
    if attribute == "text":
        return _text(element)
    if attribute == "value" and element.tag in ("textarea", "select"):
        chosen = element.value
        return None if chosen is None else str(chosen)
    found = element.get(attribute)
    return None if found is None else str(found).strip()


def _text(element: Any) -> str:
    return _BLANK.sub(" ", str(element.text_content())).strip()


def _cut(value: str, pattern: str) -> str:
    if not pattern:
        return value
    found = re.search(pattern, value)
    return "" if found is None else (found[1] if found.re.groups else found[0])


def _under(row: Any, header: str) -> Any:
    """The cell of a row that stands under a column header; spanned columns are counted.

    Raises `NotUnderstood` where the row has more or fewer columns than its header: every cell behind the one that is
    missing would be read as its neighbour.
    """
    found = _heading(row, header)
    if found is None:
        return None
    start, wide = found
    cells = list(_cells(row))
    width = cells[-1][2] if cells else 0
    if width != wide:
        raise NotUnderstood(
            f"页面上的表看不懂：“{header}”所在的表头有 {wide} 列，下面的一行有 {width} 列，分不清哪一格属于哪一列。"
            "请打开平台核对这张表"
        )
    return next((one for one, first, past in cells if first <= start < past), None)


def _heading(row: Any, header: str) -> tuple[int, int] | None:
    """At which column a heading of the row's table stands, and how many columns its line has."""
    table = next(row.iterancestors("table"), None)
    if table is None:
        return None
    wanted = _folded(header)
    for line in table.iter("tr"):
        for cell, start, _end in _cells(line):
            heads = cell.tag == "th" or line.getparent().tag == "thead"
            if heads and _folded(cell.text_content()) == wanted:
                return start, max(past for _cell, _first, past in _cells(line))
    return None


def _unfinished(page: str) -> bool:
    """Whether a table begins that does not end, as in a page that was cut off: no page leaves that end out."""
    bare = _SCRIPTED.sub("", page)
    return len(_TABLE.findall(bare)) > len(_TABLE_END.findall(bare))


def _cells(line: Any) -> Iterator[tuple[Any, int, int]]:
    at = 0
    for cell in line:
        if cell.tag in ("td", "th"):
            span = page_tables.spanned(cell)
            yield cell, at, at + span
            at += span


def _folded(text: str) -> str:
    return page_tables.folded(text)
