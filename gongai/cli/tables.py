"""The tables that people see. Each fits in a hundred columns; long texts wrap, numbers stay whole."""

from collections.abc import Iterable

from rich import box
from rich.console import RenderableType
from rich.style import StyleType
from rich.table import Table

from gongai.text.filing_line import FilingLine, item_of
from gongai.visible import visible

__all__ = ["filings", "grid", "item_of", "pairs"]


class _Table(Table):
    """Its cells show what would steer the terminal; before they are measured, so that columns stand straight."""

    def add_row(
        self, *renderables: RenderableType | None, style: StyleType | None = None, end_section: bool = False
    ) -> None:
        cells = (visible(one) if isinstance(one, str) else one for one in renderables)
        super().add_row(*cells, style=style, end_section=end_section)


def filings(rows: Iterable[FilingLine], *, title: str = "") -> Table:
    """申报件、项目、事项、状态、申报流水号、下一步由人做什么."""
    table = grid("申报件", "项目", "事项", "状态", "申报流水号", "下一步由人做什么", title=title)
    for column, (least, ratio) in zip(
        table.columns, ((9, None), (10, 3), (9, None), (6, 2), (10, None), (14, 5)), strict=True
    ):
        column.min_width, column.ratio = least, ratio
        column.overflow = "fold"
    for row in rows:
        table.add_row(row.reference, row.project, row.item, row.state, row.numbers, row.next_step)
    return table


def grid(*headers: str, title: str = "") -> Table:
    """An empty table in our look."""
    table = _Table(
        title=visible(title) or None,
        title_justify="left",
        box=box.SIMPLE_HEAD,
        pad_edge=False,
        padding=(0, 1),
        expand=False,
    )
    for header in headers:
        table.add_column(header, overflow="fold")
    return table


def pairs(rows: Iterable[tuple[str, str]]) -> Table:
    """Names and values under each other, without a head."""
    table = _Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True, style="dim")
    table.add_column(overflow="fold")
    for name, value in rows:
        table.add_row(name, value)
    return table
