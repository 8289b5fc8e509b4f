"""Each word that the records use has a label for people, and a word that we do not know is shown as it is."""

import importlib
import pkgutil
from enum import StrEnum

import pytest

import gongai.records
from gongai.queue.decision import Decision
from gongai.records import member
from gongai.records.act import act_of
from gongai.records.actor import Actor, FrontEnd
from gongai.records.audit_act import AuditAct, filing_in
from gongai.records.blocker import BlockerKind
from gongai.records.journal_event import JournalEvent
from gongai.records.outcome import AskKind
from gongai.records.position import Mark
from gongai.records.result_kind import ResultKind
from gongai.records.state import FilingState
from gongai.text import labels, next_step

PARTS = {AskKind: ResultKind, Mark: JournalEvent}
"""Enums that are a part of another, and are read under its labels."""
LABELLED_ELSEWHERE = {BlockerKind: next_step._BY_BLOCKER}
"""People read a sentence instead."""


def enums() -> list[type[StrEnum]]:
    modules = [
        importlib.import_module(f"gongai.records.{one.name}") for one in pkgutil.iter_modules(gongai.records.__path__)
    ]
    found = {
        value
        for module in modules
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, StrEnum) and value is not StrEnum
    }
    return sorted(found | {Decision}, key=lambda one: one.__name__)


@pytest.mark.parametrize("kind", enums(), ids=lambda kind: kind.__name__)
def test_no_word_of_the_records_is_without_a_label(kind: type[StrEnum]) -> None:
    if kind in PARTS:
        assert {one.value for one in kind} <= {one.value for one in PARTS[kind]}
    elif kind in LABELLED_ELSEWHERE:
        assert set(LABELLED_ELSEWHERE[kind]) == set(kind)
    elif hasattr(kind, "label"):
        assert all(one.label for one in kind)
    else:
        assert labels.TABLES[kind].keys() == set(kind), "text/labels.py: a word without a label, or a label too many"
        assert all(labels.TABLES[kind].values())


def test_no_two_words_of_an_enum_read_the_same() -> None:
    for table in labels.TABLES.values():
        assert len(set(table.values())) == len(table)


def test_a_word_of_a_newer_program_is_shown_as_it_is() -> None:
    assert labels.of(labels.RESULTS, "from_the_future") == "from_the_future"
    assert member.read(ResultKind, "from_the_future") == "from_the_future"
    assert member.read(ResultKind, "captcha") is ResultKind.CAPTCHA


def test_the_audit_has_a_word_for_each_decision_and_each_state_that_a_filing_comes_into() -> None:
    assert {f"review.{one.value}" for one in Decision} <= set(AuditAct)
    later = [state for state in FilingState if state is not FilingState.DRAFT]
    assert len({filing_in(state) for state in later}) == len(later)


def test_each_state_of_a_filing_says_what_to_do_next() -> None:
    assert set(next_step._BY_STATE) == set(FilingState)


def test_an_act_of_a_person_carries_the_front_end_and_a_bare_name_none() -> None:
    act = act_of(Actor("示例甲", FrontEnd.CONSOLE), at_ms=1, reason="核对过")
    assert (act.who, act.via, act.reason) == ("示例甲", FrontEnd.CONSOLE, "核对过")
    assert act_of("示例乙", at_ms=1).via is None
