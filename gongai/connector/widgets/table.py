"""A table on a page: its rows are read, filled, added and chosen by the titles of the columns."""

import contextlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from playwright.sync_api import Frame, Page
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from gongai import errors
from gongai.connector.widgets import script
from gongai.connector.widgets.compare import folded
from gongai.connector.widgets.field import NOT_FOUND, REFUSED, FieldInput, FieldResult, Reading
from gongai.connector.widgets.form import Form
from gongai.connector.widgets.page_tools import POLL_MS, WAIT_S, press, wait_until_idle
from gongai.sites.controls import Kind

_TEXTS = (Kind.TEXT, Kind.TEXTAREA, Kind.NUMBER, Kind.DATE, Kind.YEAR)
"""Kinds whose value a row shows as it is."""


class Table:
    """The one visible table with these columns; looked for anew at each call."""

    def __init__(
        self, frame: Page | Frame, *, columns: Sequence[str] = (), section: str = "", root: str = "body"
    ) -> None:
        """`columns` are titles it must have; with root "body" an open dialog hides the tables under it."""
        self._frame = frame
        self._where: dict[str, Any] = {"root": root, "section": section, "columns": list(columns)}

    def columns(self) -> tuple[str, ...]:
        """The titles of all columns, from left to right."""
        return tuple(self._state()["columns"])

    def rows(self) -> tuple[Mapping[str, str], ...]:
        """What stands in each row by column title: the values of its controls, else its text."""
        self._state()
        return tuple(script.call(self._frame, "tableRows", self._where))

    def find(self, cells: Mapping[str, str]) -> int:
        """The number of the one row with these texts, from 0; none or several are said to be so."""
        hits = [
            number
            for number, row in enumerate(self.rows())
            if all(folded(row.get(self._title(title, row), "")) == folded(text) for title, text in cells.items())
        ]
        row_text = "、".join(f"{title} {text}" for title, text in cells.items())
        if not hits:
            raise errors.PageChanged(f"表格里没有这一行：{row_text}")
        if len(hits) > 1:
            raise errors.PageChanged(f"表格里有 {len(hits)} 行都是：{row_text}，不能确定是哪一行")
        return hits[0]

    def fill(self, row: int, orders: Sequence[FieldInput]) -> tuple[FieldResult, ...]:
        """Fills cells of one row, the label of each order being the title of its column; reads them back."""
        self._state()
        where = {**self._where, "row": row}
        script.call(self._frame, "openRow", where)
        results = Form(self._frame, root=self.row(row)).fill(orders)
        trouble = script.call(self._frame, "closeRow", where)
        if not trouble:
            return results
        return tuple(FieldResult(one.order, one.reading, one.trouble or f"{REFUSED}：{trouble}") for one in results)

    def check(self, row: int, orders: Sequence[FieldInput]) -> tuple[FieldResult, ...]:
        """What has become of cells that were filled before. A row that must be opened for typing is left shut: then
        only what can be told from its text is answered for."""
        results = Form(self._frame, root=self.row(row)).check(orders)
        if all(one.reading is not None and one.reading.found for one in results):
            return results
        shown = self.rows()[row] if row < len(self.rows()) else {}
        return tuple(
            one if one.reading is not None and one.reading.found else _as_text(one.order, shown.get(title))
            for one in results
            if one.order.kind in _TEXTS and (title := self._title(one.order.label, shown))
        )

    def add(self, button: str, *, root: str = "") -> int:
        """Presses the button that adds a row, by its text; the number of the new row."""
        before = self._state()["rows"]
        press(self._frame, button, root=root or self._where["root"])
        wait_until_idle(self._frame)
        ask = "([where, before]) => window.__gongai && window.__gongai.tableState(where).rows > before"
        with contextlib.suppress(PlaywrightTimeout):
            self._frame.wait_for_function(ask, arg=[self._where, before], timeout=WAIT_S * 1000 / 5, polling=POLL_MS)
        after: int = self._state()["rows"]
        if after != before + 1:
            raise errors.PageChanged(f"按“{button}”后表格由 {before} 行变为 {after} 行，应增加一行。请核对平台配置")
        return after - 1

    def press(self, row: int, text: str) -> None:
        """Clicks a button or link in one row."""
        press(self._frame, text, root=self.row(row))

    def choose(self, row: int) -> None:
        """Marks one row: its radio or check box, else a click on it. One that is marked already is left alone."""
        where = {**self._where, "row": row}
        if script.call(self._frame, "rowMarked", where):
            return
        mark = script.element(self._frame, "rowMark", where)
        if mark is None:
            raise errors.PageChanged(f"表格里没有第 {row + 1} 行")
        mark.click(timeout=WAIT_S * 1000)

    def row(self, row: int) -> str:
        """What stands for the row where the root of a form is named."""
        return "table:" + json.dumps({**self._where, "row": row}, ensure_ascii=False)

    def _state(self) -> dict[str, Any]:
        state: dict[str, Any] = script.call(self._frame, "tableState", self._where)
        if state["count"] == 1:
            return state
        what = "、".join(self._where["columns"]) or self._where["section"]
        if not state["count"]:
            raise errors.PageChanged(f"页面上没有这个表格：{what}")
        raise errors.PageChanged(f"页面上有 {state['count']} 个这样的表格：{what}，不能确定是哪一个")

    @staticmethod
    def _title(title: str, row: Mapping[str, str]) -> str:
        return next((own for own in row if folded(own) == folded(title)), title)


def _as_text(order: FieldInput, shown: str | None) -> FieldResult:
    there = shown is not None
    reading = Reading(order.label, order.section, found=there, enabled=there, visible=None, submitted=shown)
    return FieldResult(order, reading, "" if there else NOT_FOUND)
