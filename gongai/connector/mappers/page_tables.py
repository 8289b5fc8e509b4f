"""Tables of a page: as a browser builds them, and how one shows that it holds no row."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

import lxml.etree

_THING = r"(?:数据|记录|信息|结果|内容|项目|申报|办件|文件|列表|消息|通知)"
_SAYS_NONE = re.compile(
    rf"(?:抱歉|对不起|您好)?(?:当前|目前)?(?:您|列表|这里)?(?:还|暂时|暂)?"
    rf"(?:没有|未|无)(?:查询到|查到|找到|检索到|搜索到|任何|相关|符合|满足|匹配|条件|查询|更多|可用|可|显示|展示|的|此|您|申报|办件|项目)*{_THING}{{1,2}}(?:哦|了|呢)?"
    rf"|(?:查询|搜索)?{_THING}{{1,2}}为空|暂无|无|没有了?|共0{_THING}?(?:条|项|件|页){_THING}?"
    r"|no(?:matching|more)?(?:data|records?|rows?|results?|items?|entries)(?:(?:was|were)?(?:found|available|todisplay|intable|yet))*"
    r"|0(?:records?|results?|items?|entries)(?:found)?|nothing(?:found|toshow)|empty",
    re.IGNORECASE,
)
"""The whole of a cell, without blanks and signs: words that may be part of anything else prove nothing."""
_SAYS_MORE = re.compile(r"异常|错误|失败|超时|登录|登陆|权限|请先|加载|error|fail|login|loading", re.IGNORECASE)
_SIGNS = re.compile(r"[\W_]+")
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
    """The row in which a portal says that there is none: one cell, with such words and no others."""
    if row.tag != "tr":
        return False
    cells = [cell for cell in row if cell.tag in ("td", "th")]
    if len(cells) != 1:
        return False
    return none_said(str(cells[0].text_content()))


def none_said(words: str) -> bool:
    """Whether these words say that there is none, and nothing else."""
    return not _SAYS_MORE.search(words) and bool(_SAYS_NONE.fullmatch(_SIGNS.sub("", words)))


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
        left += _rows_like_heads(table)
        if left:
            return f"但这张表里有 {len(left)} 行。请核对 row（表头之外没有行、或写着“暂无数据”，才算没有）"
        if any(_continues(table, one) for one in root.iter("table")):
            return "但表头和表身像是分在两张表里，另一张表里有行。请把 row 写到有行的那张表，列用 CSS 取"
    return ""


def is_notice(row: Any) -> bool:
    """One cell across a table of several columns: a word of the portal, and no row that it lists."""
    table = next(row.iterancestors("table"), None)
    cells = [cell for cell in row if cell.tag in ("td", "th")]
    return table is not None and len(cells) == 1 and _wide(table) > 1


def spanned(cell: Any) -> int:
    """How many columns a cell takes, as browsers read it: what is no number is one."""
    found = re.match(r"\s*(\d{1,4})", str(cell.get("colspan") or ""), re.ASCII)
    return min(int(found[1]), 1000) or 1 if found else 1


def _wide(table: Any) -> int:
    """The columns of a table's headings."""
    lines = (line for line in table.iter("tr") if next(line.iterancestors("table"), None) is table and is_header(line))
    return max((_width(line) for line in lines), default=0)


def _width(line: Any) -> int:
    return sum(spanned(cell) for cell in line if cell.tag in ("td", "th"))


def _rows_like_heads(table: Any) -> list[Any]:
    """Lines that are written as headings or stand in the foot, and have a cell for each column: they may be rows."""
    heads = [line for line in table.iter("tr") if is_header(line)]
    named = [line for line in heads if line.getparent().tag == "thead"] or heads[:1]
    told = {folded(str(cell.text_content())) for line in named for cell in line}
    wide = _wide(table)
    return [
        line
        for line in heads
        if line not in named
        and len(line) == wide > 1
        and not _blank(line)
        and not {folded(str(cell.text_content())) for cell in line} <= told
    ]


def _continues(head: Any, other: Any) -> bool:
    """Whether the next table holds the rows below these headings, as where a head that stays in view is a table of its
    own: no headings, the same columns, and nothing else in what holds the two.
    """
    if other is head or other in head.iterancestors("table") or any(map(says_none, head.iter("tr"))) or _heads(other):
        return False
    around = next((one for one in head.iterancestors() if other in one.iter("table")), None)
    if around is None or list(around.iter("table")) != [head, other]:
        return False
    wide = _wide(head)
    return wide > 1 and any(
        _width(line) == wide and not _blank(line) and not says_none(line) for line in other.iter("tr")
    )


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
