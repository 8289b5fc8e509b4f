"""From what the journal holds of an answer to the receipt: whatever the page showed, and without asking twice."""

import pytest

from gongai.connector.flows import finish
from gongai.db.position import Mark, Position
from gongai.errors import LeaseLost, PortalDown
from gongai.records.outcome import Filed, Unknown
from gongai.records.receipt import Receipt
from tests.connector.bench import Bench
from tests.queue.cast import USCC

YES = {"ok": True, "ids": ["A-7"], "numbers": ["20260007"], "item_numbers": ["B-7"], "message": "提交成功"}


def test_a_yes_is_a_receipt_and_marks_the_filing_as_filed(bench: Bench) -> None:
    bench.at(Position.ANSWERED, **YES)
    attempt = bench.attempt()
    attempt.portal.log_in()
    outcome = finish.from_answer(attempt)
    assert outcome == Filed(
        Receipt(
            application_ids=("A-7",),
            application_nos=("20260007",),
            item_nos=("B-7",),
            filed_as=USCC,
            account="agent-a",
            filed_at_ms=(attempt.journal.newest(Mark.ANSWERED) or {})["at_ms"],
            success_text="提交成功",
        )
    )
    assert bench.position is Position.FILED


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        ({"ok": False, "message": "用地手续未落实"}, "“用地手续未落实”"),
        ({"ok": False, "message": "", "status": 502}, "“未说明原因（HTTP 502）”"),
        ({}, "“未说明原因（HTTP 未知）”"),
    ],
)
def test_anything_else_is_looked_up(bench: Bench, answer: dict[str, object], text: str) -> None:
    bench.at(Position.ANSWERED, **answer)
    outcome = finish.from_answer(bench.attempt())
    assert isinstance(outcome, Unknown) and text in outcome.because
    assert bench.position is Position.ANSWERED


def test_one_receipt_that_cannot_be_fetched_does_not_hinder_the_others(bench: Bench) -> None:
    bench.add()
    held = [
        bench.office.add(account="agent-a", uscc=USCC, project=bench.filing.project.project_code, items=["IV-3-05"])
        for _one in range(2)
    ]
    attempt = bench.attempt()
    attempt.portal.log_in()
    bench.office.fail("receipts", PortalDown("平台维护中"))
    outcome = finish.filed(attempt, {"ids": [one.id for one in held], "at_ms": 7}, found_by="list")
    assert isinstance(outcome, Filed)
    assert len(outcome.receipt.receipt_files) == 2
    assert (outcome.receipt.found_by, outcome.receipt.filed_at_ms) == ("list", 7)


def test_a_lost_lease_writes_nothing_more(bench: Bench) -> None:
    bench.at(Position.ANSWERED, **YES)
    attempt = bench.attempt()
    attempt.portal.log_in()
    bench.office.fail("receipts", LeaseLost("已被接管"))
    with pytest.raises(LeaseLost):
        finish.from_answer(attempt)
    assert bench.position is Position.ANSWERED


def test_what_was_marked_as_filed_is_the_receipt(bench: Bench) -> None:
    receipt = Receipt(application_nos=("20260007",), filed_as=USCC, found_by="person")
    bench.at(Position.FILED, **receipt.model_dump(mode="json"))
    attempt = bench.attempt()
    assert attempt.journal.newest(Mark.FILED) is not None
    assert finish.from_journal(attempt) == Filed(receipt)


def test_without_a_mark_nothing_is_known(bench: Bench) -> None:
    bench.add()
    assert finish.from_journal(bench.attempt()) == Filed(Receipt())
