"""What is done next is what is most urgent."""

from dataclasses import replace

import pytest

from gongai.queue.reads import FilingRow
from gongai.queue.results import ResultRow
from gongai.records.result_kind import NEWS, ResultKind
from gongai.records.state import FilingState
from gongai.text import next_step as module
from gongai.text.next_step import NOBODY, needs_person, next_step

ROW = FilingRow(
    1,
    "GA-000001",
    1,
    FilingState.FILED,
    "yunxi",
    "agent1",
    "DB-1",
    "示例项目",
    "",
    "单项",
    1,
    "",
    "",
    (),
    "",
    "",
    "",
    0,
    0,
    0,
)


def asks(number: int, kind: ResultKind, due_ms: int | None = None) -> ResultRow:
    return ResultRow(number, "GA-000001", "", kind, "x", "", due_ms, "", "", None, "", 0)


def test_an_open_correction_is_not_hidden_by_newer_questions() -> None:
    newer = [asks(number, ResultKind.UNKNOWN_STATE) for number in range(2, 9)]
    assert "补正" in next_step(ROW, [*newer, asks(1, ResultKind.CORRECTION, 5), asks(10, ResultKind.LOOK_FAILED)])


def test_each_kind_that_asks_has_its_place_among_the_others_and_none_is_news() -> None:
    assert set(module._URGENT_FIRST) == set(module._BY_KIND)
    assert len(set(module._URGENT_FIRST)) == len(module._URGENT_FIRST)
    assert not NEWS & set(module._BY_KIND)


@pytest.mark.parametrize("state", FilingState, ids=lambda one: one.value)
def test_nothing_automatic_is_promised_where_nobody_works(state: FilingState) -> None:
    row = replace(ROW, state=state)
    assert "自动" not in next_step(row, lives=False).replace(NOBODY, "")
    assert next_step(row, [asks(1, ResultKind.CORRECTION)], lives=False) == next_step(
        row, [asks(1, ResultKind.CORRECTION)]
    )


def test_what_was_refused_names_the_command_for_the_next_round() -> None:
    row = replace(ROW, state=FilingState.REJECTED)
    assert "gongai again GA-000001 --file" in next_step(row, [asks(1, ResultKind.REJECTED)])
    assert needs_person(row, [asks(1, ResultKind.REJECTED)])
    assert not needs_person(row)
