"""Tables of a page: as a browser builds them, and how one shows that it holds no row."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

import lxml.etree

_SAYS_NONE = re.compile(
    r"暂无|没有|无\s*(?:相关|符合|此|任何|可)?.{0,8}(?:数据|记录|信息|结果|内容|项目|申报|办件|文件)|^无$|为空"
    r"|共\s*0\s*(?:条|项|件|页)|no\s+(?:data|records?|rows?|results?|items?|matching)|\b0\s+(?:records?|results?|items?)",
    re.IGNORECASE,
)
_LAST_STEP = re.compile(r"^(?P<before>.+?)(?:\s*[>+~]\s*|\s+)[^\s>+~]+$")

_BODY = re.compile(r"^(?P<before>.*?)(?:^|[>\s])tbody\b[^\s>+~]*$")


def give_body(table: Any) -> None:
    """Put rows that stand directly in a table into a `tbody`, as every browser does."""
    body = None
    for child in list(table):
        if child.tag != "tr":
            body = None if child.tag in ("tbody", "thead", "tfoot") else body
            continue
        if body is None:
            body = lxml.etree.SubElement(table, "tbody")
            table.remove(body)
            table.insert(table.index(child), body)
        body.append(child)


def is_header(row: Any) -> bool:
    """A row of headings: in the head or the foot of its table, or without a cell of data."""
    if row.tag != "tr":
        return False
    if any(one.tag in ("thead", "tfoot") for one in row.iterancestors()):
        return True
    return not any(cell.tag == "td" for cell in row) and any(cell.tag == "th" for cell in row)


def says_none(row: Any) -> bool:
    """The row in which a portal says that there is none: one cell, with such words."""
    if row.tag != "tr":
        return False
    cells = [cell for cell in row if cell.tag in ("td", "th")]
    return len(cells) == 1 and bool(_SAYS_NONE.search(str(cells[0].text_content())))


def why_not_empty(root: Any, row: str, proof: str, heads: Iterable[str]) -> str:
    """Why a page without a matching row does not show an empty table, in Chinese; empty where it shows one."""
    wanted = set(heads)
    tables = [one for one in _around(root, row, proof, by_heads=bool(wanted)) if wanted <= _heads(one)]
    headed = [one for one in tables if _heads(one)]
    if not headed:
        named = f"页面上也没有这张带表头（{'、'.join(sorted(wanted))}）的表" if wanted else "页面上也没有这张带表头的表"
        return f"{named}。平台没有行时显示什么，请写在这张表的 empty"
    for table in headed:
        left = [line for line in table.iter("tr") if not is_header(line) and not _blank(line) and not says_none(line)]
        if left:
            return f"但这张表里有 {len(left)} 行。请核对 row（表头之外没有行、或写着“暂无数据”，才算没有）"
    return ""


def folded(text: str) -> str:
    """A heading without blanks, stars and colons."""
    return re.sub(r"[\s*＊:：]+", "", text)


def _around(root: Any, row: str, proof: str, *, by_heads: bool) -> list[Any]:
    """The tables in which the row would stand: by the selector without its last steps, by the page's proof,
    or by their headings.

    Where the selector leads through something that is not on the page, no other table can stand for it.
    """
    found = None if "," in row else _LAST_STEP.match(row)
    while found is not None and (body := _BODY.match(found["before"])):
        found = _LAST_STEP.match(found["before"]) if body["before"] else None
    if found is not None:
        return list(_tables(root.cssselect(found["before"])))
    if proof:
        return list(_tables(root.cssselect(proof)))
    return list(root.iter("table")) if by_heads else []


def _tables(elements: Iterable[Any]) -> Iterator[Any]:
    for element in elements:
        outer = element if element.tag == "table" else next(element.iterancestors("table"), None)
        yield from [outer] if outer is not None else element.iter("table")


def _heads(table: Any) -> set[str]:
    cells = (
        cell
        for line in table.iter("tr")
        for cell in line
        if cell.tag == "th" or (cell.tag == "td" and line.getparent().tag == "thead")
    )
    return {folded(str(cell.text_content())) for cell in cells} - {""}


def _blank(line: Any) -> bool:
    return not str(line.text_content()).strip() and not line.cssselect("a[href], input, button, img")
