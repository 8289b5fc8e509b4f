"""From an answer to the receipt: by what the portal shows of our project, items and applicant, never by its word."""

from typing import Any

import pytest

from gongai.connector.flows import finish
from gongai.db.position import Mark, Position
from gongai.errors import GongaiError, LeaseLost, NotUnderstood, PortalDown
from gongai.records.noted import Exact, Said
from gongai.records.outcome import Filed, Outcome, Unknown
from gongai.records.receipt import Receipt
from tests.connector import fake_office
from tests.connector.bench import ITEM, OTHER_ITEM, STRANGER, Bench, joint, single
from tests.connector.fake_office import HeldApplication
from tests.queue.cast import USCC

YES = {"ok": True, "ids": [], "numbers": [], "item_numbers": [], "message": "提交成功"}
UNSEEN = "不能认定"


def stands_there(bench: Bench, *items: str, uscc: str = USCC) -> HeldApplication:
    project = bench.filing.project.project_code
    return bench.office.add(account="agent-a", uscc=uscc, project=project, items=list(items or [ITEM]))


def answered(bench: Bench, **changes: object) -> Outcome:
    """What an answer comes to in the attempt that has got it."""
    bench.at(Position.ANSWERED, **{**YES, **changes})
    return by_answer(bench)


def by_answer(bench: Bench) -> Outcome:
    attempt = bench.attempt()
    attempt.portal.log_in()
    attempt.portal.act_for_applicant()
    return finish.by_answer(attempt)


def test_a_yes_about_what_the_lists_show_is_a_receipt_and_marks_the_filing_as_filed(bench: Bench) -> None:
    bench.at(Position.ANSWERED, **{**YES, "ids": ["A-1"], "numbers": ["202600000001"]})
    held = stands_there(bench)
    outcome = by_answer(bench)
    assert isinstance(outcome, Filed)
    receipt = outcome.receipt
    assert (
        (receipt.application_ids, receipt.application_nos)
        == ((held.id,), (held.number,))
        == (("A-1",), ("202600000001",))
    )
    assert (receipt.item_nos, receipt.found_by, receipt.success_text) == ((held.items[0].number,), "answer", "提交成功")
    assert (receipt.filed_as, receipt.account, receipt.filed_at_ms) == (USCC, "agent-a", held.history[0].at_ms)
    assert bench.position is Position.FILED


def test_a_yes_without_a_number_takes_the_number_from_the_list(bench: Bench) -> None:
    bench.at(Position.ANSWERED, **YES)
    held = stands_there(bench)
    outcome = by_answer(bench)
    assert isinstance(outcome, Filed)
    assert (outcome.receipt.application_nos, outcome.receipt.found_by) == ((held.number,), "list")


@pytest.mark.parametrize("names", [{}, {"ids": ["A-77"], "numbers": ["202699999999"]}], ids=["no number", "a number"])
def test_a_yes_about_what_is_in_no_list_is_not_believed(bench: Bench, names: dict[str, object]) -> None:
    outcome = answered(bench, **names)
    assert isinstance(outcome, Unknown) and UNSEEN in outcome.because
    assert outcome.after.total_seconds() == min(10, bench.site.profile.limits.settle_s)
    assert bench.position is Position.ANSWERED


@pytest.mark.parametrize(
    "other",
    [{"uscc": STRANGER}, {"project": "别的项目"}, {"items": [OTHER_ITEM]}],
    ids=["another company", "another project", "another item"],
)
def test_a_yes_that_names_another_application_is_not_believed(bench: Bench, other: dict[str, Any]) -> None:
    bench.office.all_units = True
    bench.at(Position.ANSWERED, **YES)
    ours = {"uscc": USCC, "project": bench.filing.project.project_code, "items": [ITEM]}
    made = bench.office.add(account="agent-a", **{**ours, **other})
    outcome = named(bench, made)
    assert isinstance(outcome, Unknown) and UNSEEN in outcome.because
    assert bench.position is Position.ANSWERED
    assert bench.numbers_of(made) == "", "nobody's, until a filing is bound to it"


def named(bench: Bench, made: HeldApplication) -> Outcome:
    """The newest answer names this application."""
    attempt = bench.attempt()
    attempt.journal.mark(
        Mark.ANSWERED,
        {"ok": True, "message": Said("提交成功"), "ids": [Exact(made.id)], "numbers": [Exact(made.number)]},
    )
    attempt.portal.log_in()
    attempt.portal.act_for_applicant()
    return finish.by_answer(attempt)


def test_the_answer_to_an_earlier_filing_is_not_believed_and_what_the_list_shows_is(bench: Bench) -> None:
    (first,) = bench.filed(single(7))
    bench.at(Position.ANSWERED, **YES)
    second = stands_there(bench)
    outcome = named(bench, first)
    assert isinstance(outcome, Filed)
    assert (outcome.receipt.application_nos, outcome.receipt.found_by) == ((second.number,), "list")
    assert len(outcome.receipt.receipt_files) == len(fake_office.RECEIPTS), "its own, not the other's"


def test_where_the_answer_and_the_list_name_two_it_is_looked_at_again(bench: Bench) -> None:
    """An owner may have filed the same in the same moment, and ours may show late."""
    bench.at(Position.ANSWERED, **{**YES, "ids": ["A-77"], "numbers": ["202699999999"]})
    stands_there(bench)
    assert isinstance(by_answer(bench), Unknown)
    assert bench.position is Position.ANSWERED


@pytest.mark.parametrize("error", [PortalDown("平台维护中"), NotUnderstood("列表看不懂")])
def test_a_yes_that_cannot_be_looked_up_is_not_believed(bench: Bench, error: GongaiError) -> None:
    bench.at(Position.ANSWERED, **YES)
    stands_there(bench)
    bench.office.fail("listed", error)
    outcome = by_answer(bench)
    assert isinstance(outcome, Unknown) and str(error) in outcome.because
    assert bench.position is Position.ANSWERED


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
    outcome = finish.by_answer(bench.attempt())
    assert isinstance(outcome, Unknown) and text in outcome.because
    assert bench.position is Position.ANSWERED


def test_one_receipt_that_cannot_be_fetched_does_not_hinder_the_others(bench: Bench) -> None:
    bench.office.fail("receipts", PortalDown("平台维护中"))
    bench.filed(joint())
    assert bench.receipt is not None
    assert len(bench.receipt.application_ids) == len(bench.receipt.receipt_files) == 2


def test_a_lost_lease_writes_nothing_more(bench: Bench) -> None:
    bench.at(Position.ANSWERED, **YES)
    stands_there(bench)
    bench.office.fail("receipts", LeaseLost("已被接管"))
    with pytest.raises(LeaseLost):
        by_answer(bench)
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
