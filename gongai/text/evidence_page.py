"""
What is kept of a filing as one page of HTML, for somebody without the program: opened from the unpacked export.

It needs nothing from anywhere else, and runs nothing. Everything in it is escaped: it holds words of portals.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape
from urllib.parse import quote

from gongai.visible import visible

_STYLE = """
body { font: 15px/1.6 "Noto Sans CJK SC", "Microsoft YaHei", "PingFang SC", sans-serif; color: #1d2430;
  max-width: 1080px; margin: 0 auto; padding: 24px; }
h1 { font-size: 24px; margin: 0 0 4px; }
h2 { font-size: 18px; margin: 36px 0 8px; padding-bottom: 4px; border-bottom: 2px solid #2c5aa0; }
p { margin: 4px 0 10px; color: #4a5463; }
nav a { margin-right: 14px; white-space: nowrap; }
table { border-collapse: collapse; width: 100%; }
th, td { border: 1px solid #d5dae2; padding: 5px 9px; text-align: left; vertical-align: top;
  overflow-wrap: anywhere; white-space: pre-wrap; }
th { background: #eef2f8; font-weight: 600; white-space: nowrap; }
code { font: 12px/1.5 Consolas, Menlo, monospace; overflow-wrap: anywhere; }
img { max-width: 100%; max-height: 420px; border: 1px solid #d5dae2; display: block; margin-top: 6px; }
.good, .bad { padding: 10px 14px; border-radius: 4px; color: #1d2430; }
.good { background: #e6f4ea; } .bad { background: #fce8e6; }
@media print { nav { display: none; } h2 { break-after: avoid; } tr, img { break-inside: avoid; } }
"""


@dataclass(frozen=True)
class File:
    """A file of the export: shown where it is a picture, else linked."""

    place: str
    name: str


@dataclass(frozen=True)
class Digest:
    """A digest, or other words of machines."""

    text: str


Cell = str | Digest | File | tuple[str | Digest | File, ...]


@dataclass(frozen=True)
class Section:
    """One part of the page: rows under heads, or a word where there is nothing."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""


def page(title: str, lead: Iterable[str], verdict: tuple[bool, str], sections: Iterable[Section]) -> str:
    """The whole document. `verdict`: whether everything is as it was written, and the words for it."""
    return "\n".join(_document(title, tuple(lead), verdict, tuple(sections))) + "\n"


def _document(
    title: str, lead: tuple[str, ...], verdict: tuple[bool, str], sections: tuple[Section, ...]
) -> Iterator[str]:
    yield '<!doctype html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">'
    # nothing of a portal's can run or call home, whatever slipped through
    yield "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src 'self' file:; "
    yield "style-src 'unsafe-inline'\">"
    yield f"<title>{_text(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>"
    yield f"<h1>{_text(title)}</h1>"
    yield from (f"<p>{_text(line)}</p>" for line in lead)
    good, words = verdict
    yield f'<p class="{"good" if good else "bad"}">{_text(words)}</p>'
    links = (f'<a href="#s{number}">{_text(one.title)}</a>' for number, one in enumerate(sections, 1))
    yield f"<nav>{''.join(links)}</nav>"
    for number, one in enumerate(sections, 1):
        yield f'<h2 id="s{number}">{_text(one.title)}</h2>'
        if one.note:
            yield f"<p>{_text(one.note)}</p>"
        yield from _table(one) if one.rows else ("<p>（无）</p>",)
    yield "</body>\n</html>"


def _table(section: Section) -> Iterator[str]:
    yield "<table>"
    if section.heads:
        yield "<tr>" + "".join(f"<th>{_text(one)}</th>" for one in section.heads) + "</tr>"
    for row in section.rows:
        yield "<tr>" + "".join(f"<td>{_cell(one)}</td>" for one in row) + "</tr>"
    yield "</table>"


def _cell(cell: Cell) -> str:
    match cell:
        case tuple():
            return "".join(_cell(one) for one in cell)
        case File(place, name) if place.lower().endswith(".png"):
            address = escape(quote(place))
            return f'<a href="{address}"><img src="{address}" alt="{_text(name)}" loading="lazy"></a>'
        case File(place, name):
            return f'<a href="{escape(quote(place))}">{_text(name)}</a>'
        case Digest(text):
            return f"<code>{_text(text)}</code>"
        case _:
            return _text(cell)


def _text(text: str) -> str:
    return escape(visible(text))
