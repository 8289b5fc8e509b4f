"""
Distortions of a page that is read as data: headers, attributes, classes and shapes, named by the profile or not.

Not among them: a table with its headings and no row, whose rows a script would draw. It is the same page as one that
has none, and no reader can tell them apart; such a portal's lists must be read as data (`docs/not-covered.md`).
"""

import re
from collections.abc import Callable, Iterator

from tests.distort.distortion import Distortion, May
from tests.distort.exchange import Answer, text_of, with_text
from tests.distort.named import NamedCall

_HEAD = re.compile(r"th=(\S+)")
_ATTRIBUTE = re.compile(r"@([\w:-]+)")
_CLASS = re.compile(r"\.([\w-]+)")
_IDENT = re.compile(r"#([\w-]+)")
Text = Callable[[str], str]


def distortions(answer: Answer, named: NamedCall) -> Iterator[Distortion]:
    html = named.html
    assert html is not None
    page = text_of(answer)
    weights = {key.path: key.weight for key in named.keys}

    def of(kind: str, change: Text, may: May, what: str = "") -> Iterator[Distortion]:
        if change(page) != page:
            yield Distortion(kind, may, lambda one: with_text(one, change(text_of(one))), what)

    def weight(table: str, column: str) -> May:
        name = column.removesuffix("[]")
        found = [held for path, held in weights.items() if path in (f"{table}[].{name}", f"{table}[].{name}[]")]
        return May.UNSURE if not found or "must" in found else May.LESS

    for css in filter(None, (html.proof, *(table.row for table in html.tables.values()))):
        needed = [key for key, table in html.tables.items() if table.row == css and weights.get(key) != "may"]
        gone = May.UNSURE if needed or css == html.proof else May.LESS
        for mark in (*_CLASS.findall(css), *_IDENT.findall(css)):
            yield from of("class or id renamed", _renamed_mark(mark), gone, mark)
    for name, pick in html.one.items():
        yield from _of_pick(of, pick, May.UNSURE if weights.get(name) != "may" else May.LESS, name)
    for key, table in html.tables.items():
        for column, pick in table.columns.items():
            yield from _of_pick(of, pick, weight(key, column), f"{key}.{column}")
    yield from of("no tbody", lambda text: re.sub(r"</?tbody[^>]*>", "", text), May.SAME)
    yield from of("tags in capitals", lambda text: re.sub(r"<(/?)(t[rdh]|table)\b", _upper, text), May.SAME)
    yield from of("comments between", lambda text: text.replace("<td", "<!-- x --><td"), May.SAME)
    yield from of(
        "bold in the cells", lambda text: re.sub(r"(<td[^>]*>)([^<]+)(</td>)", r"\1<b>\2</b>\3", text), May.SAME
    )
    yield from of(
        "blanks in the cells",
        lambda text: re.sub(r"(<t[dh][^>]*>)([^<]+)(</t[dh]>)", "\\1\n \\2 &nbsp;\\3", text),
        May.SAME,
    )
    yield from of(
        "a column more in front",
        lambda text: re.sub(r"(<tr[^>]*>)(\s*)<(t[dh])(?![^>]*colspan)", r"\1\2<\3>序号</\3><\3", text),
        May.SAME,
    )
    yield from of("no header row", lambda text: re.sub(r"<thead.*?</thead>", "", text, flags=re.DOTALL), May.UNSURE)
    yield from of("cells dropped", lambda text: re.sub(r"<td\b.*?</td>", "", text, flags=re.DOTALL), May.UNSURE)
    yield from of("tables dropped", lambda text: re.sub(r"<table\b.*?</table>", "", text, flags=re.DOTALL), May.UNSURE)
    yield from of(
        "div for table", lambda text: re.sub(r"<(/?)(table|thead|tbody|tr|td|th)\b", r"<\1div", text), May.UNSURE
    )
    yield from of("page without an end", lambda text: re.sub(r"</(table|body|html)>", "", text), May.UNSURE)


def _of_pick(of: Callable[..., Iterator[Distortion]], pick: str, gone: May, what: str) -> Iterator[Distortion]:
    for head in _HEAD.findall(pick):
        cell = rf"<th[^>]*>{re.escape(head)}</th>"
        yield from of("header renamed", _replaced(f">{head}<", f">新{head}（码）<"), gone, what)
        yield from of("header with a colon", _replaced(f">{head}<", f">{head}：<"), May.UNSURE, what)
        yield from of("header dropped", _matched(cell, ""), May.UNSURE, what)
        yield from of("header twice", _matched(f"({cell})", r"\1\1"), May.UNSURE, what)
    for attribute in _ATTRIBUTE.findall(pick):
        yield from of("attribute renamed", _replaced(f"{attribute}=", f"{attribute}-new="), gone, what)
        yield from of("attribute empty", _matched(rf'{attribute}="[^"]*"', f'{attribute}=""'), gone, what)
    for mark in (*_CLASS.findall(pick), *_IDENT.findall(pick)):
        if "/" not in pick:
            yield from of("class or id renamed", _renamed_mark(mark), gone, f"{what} {mark}")


def _replaced(old: str, new: str) -> Text:
    return lambda text: text.replace(old, new)


def _matched(pattern: str, new: str) -> Text:
    return lambda text: re.sub(pattern, new, text)


def _renamed_mark(mark: str) -> Text:
    return lambda text: re.sub(rf"((?:class|id)=[\"'][^\"']*?)\b{re.escape(mark)}(?![\w-])", rf"\1new-{mark}", text)


def _upper(found: re.Match[str]) -> str:
    return f"<{found[1]}{found[2].upper()}"
