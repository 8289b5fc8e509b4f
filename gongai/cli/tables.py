"""
The tables that people see.

A table takes the columns that its terminal has. Words wrap; numbers, names and commands stay whole. Where even these do
not fit beside each other, each row becomes a block of lines: nothing that a table says is ever left out or cut.
"""

from collections.abc import Iterable, Sequence

from rich import box
from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.table import Table
from rich.text import Text

from gongai.cli.wrapping import longest_piece, wrapped
from gongai.text.filing_line import FilingLine, item_of
from gongai.visible import visible

__all__ = ["Grid", "filings", "grid", "item_of", "pairs"]

_BETWEEN = 3
"""Columns between two cells: the padding of both, and the line."""
_EDGES = 2


class Grid:
    """Rows under a head, of texts only: what looks like markup, or would steer the terminal, is shown as it is."""

    def __init__(self, headers: Sequence[str], title: str) -> None:
        self._headers = tuple(headers)
        self._title = visible(title)
        self._rows: list[tuple[str, ...]] = []

    def add_row(self, *cells: str) -> None:
        self._rows.append(tuple(map(visible, cells)))

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        widths = self._widths(options.max_width - _EDGES - _BETWEEN * (len(self._headers) - 1))
        yield from self._blocks(options.max_width) if widths is None else (self._table(widths),)

    def _widths(self, room: int) -> list[int] | None:
        """What each column gets; None where what must stay whole does not fit."""
        columns = list(zip(self._headers, *self._rows, strict=True))
        least = [max(cell_len(column[0]), *map(longest_piece, column)) for column in columns]
        most = [max(cell_len(line) for cell in column for line in cell.split("\n")) for column in columns]
        spare = room - sum(least)
        if spare < 0:
            return None
        wanted = [full - needed for full, needed in zip(most, least, strict=True)]
        share = min(1.0, spare / sum(wanted)) if sum(wanted) else 0.0
        return [needed + int(more * share) for needed, more in zip(least, wanted, strict=True)]

    def _table(self, widths: Sequence[int]) -> Table:
        table = Table(
            title=Text(self._title) if self._title else None,
            title_justify="left",
            box=box.SIMPLE_HEAD,
            pad_edge=False,
            padding=(0, 1),
            expand=False,
        )
        for header, width in zip(self._headers, widths, strict=True):
            table.add_column(Text(header), width=width, no_wrap=True)
        for row in self._rows:
            table.add_row(*(Text(wrapped(cell, width)) for cell, width in zip(row, widths, strict=True)))
        return table

    def _blocks(self, width: int) -> Iterable[Text]:
        if self._title:
            yield Text(self._title)
        for row in self._rows:
            for number, (header, cell) in enumerate(zip(self._headers, row, strict=True)):
                if cell:
                    lines = wrapped(f"{header}：{cell}" if header else cell, width - 2).split("\n")
                    yield Text("\n".join(("  " if number else "") + line for line in lines))
            yield Text()


def grid(*headers: str, title: str = "") -> Grid:
    """An empty table in our look."""
    return Grid(headers, title)


def filings(rows: Iterable[FilingLine], *, title: str = "") -> Grid:
    """申报件、项目、事项、状态、申报流水号、下一步由人做什么."""
    table = grid("申报件", "项目", "事项", "状态", "申报流水号", "下一步由人做什么", title=title)
    for row in rows:
        table.add_row(row.reference, row.project, row.item, row.state, row.numbers, row.next_step)
    return table


def pairs(rows: Iterable[tuple[str, str]]) -> Table:
    """Names and values under each other, without a head."""
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True, style="dim")
    table.add_column(overflow="fold")
    for name, value in rows:
        table.add_row(visible(name), visible(value))
    return table
