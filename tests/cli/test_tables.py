"""Tables at every width of a terminal: nothing is lost, and numbers, names and commands stay whole."""

import io
import re
from unicodedata import east_asian_width

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from gongai.cli import tables
from gongai.cli.wrapping import wrapped
from gongai.text.filing_line import FilingLine

LINES = (
    FilingLine(
        reference="GA-000001",
        project="示例产业园一期标准厂房建设项目",
        item="单项 3-05",
        state="待复核\n（受理[1/2]）",
        numbers="2109-439900-04-01-000002-SX001\nSB13800000001",
        next_step="处理补正，2027-05-06 前：gongai results list",
    ),
    FilingLine("GA-000002", "乙项目", "并联 阶段3", "等待", "", "无需处理，等待自动办理"),
)
WHOLE = ("GA-000001", "GA-000002", "2109-439900-04-01-000002-SX001", "SB13800000001", "2027-05-06", "[1/2]", "3-05")


def shown(table: tables.Grid, width: int) -> str:
    console = Console(width=width, file=io.StringIO())
    console.print(table, markup=False, highlight=False)
    return str(console.file.getvalue())  # type: ignore[attr-defined]


@pytest.mark.parametrize("width", [200, 120, 100, 80, 60, 40])
def test_at_any_width_nothing_is_lost_and_numbers_stay_whole(width: int) -> None:
    text = shown(tables.filings(LINES), width)
    for one in WHOLE:
        assert one in text, one
    letters = sorted(re.sub(r"\s", "", "".join("".join(vars(one).values()) for one in LINES)))
    rest = sorted(re.sub(r"[\s─：]|申报件|项目|事项|状态|申报流水号|下一步由人做什么", "", text))
    for char in set(letters) - set("：申报件项目事状态流水号下一步由人做什么"):
        assert rest.count(char) == letters.count(char), char
    assert max(columns(line.rstrip()) for line in text.splitlines()) <= width


def columns(text: str) -> int:
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)


def test_a_wide_terminal_shows_columns_and_a_narrow_one_blocks() -> None:
    assert shown(tables.filings(LINES), 120).count("下一步由人做什么") == 1
    assert shown(tables.filings(LINES), 60).count("下一步由人做什么") == len(LINES)


@given(st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "Zs"])), st.integers(2, 60))
def test_wrapping_loses_no_character(text: str, width: int) -> None:
    assert re.sub(r"\s", "", wrapped(text, width)) == re.sub(r"\s", "", text)


def test_no_line_begins_with_a_mark_that_closes() -> None:
    lines = wrapped("示例产业园（一期），标准厂房。建设", 10).split("\n")
    assert all(line[0] not in "，。）" for line in lines)
