"""Messages: taken, given back, handed over and settled, each with who and why."""

import time
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from gongai import db
from gongai.app import App
from gongai.errors import NotAllowed, UsageError
from gongai.queue import results
from gongai.records.outcome import Ask, AskKind, Outcome, Seen, Unknown
from gongai.records.result_kind import ResultKind
from gongai.records.state import FlowName
from gongai.services import inbox
from tests.services.conftest import CLERK, OTHER, SITE, SUPERVISOR

QUESTION = Ask(AskKind.QUESTION, "平台询问是否分期")


@pytest.fixture
def number(app: App, ended: Callable[..., str]) -> int:
    """One open message."""
    ended(QUESTION)
    (row,) = inbox.list_(app, CLERK).results
    return row.id


def owner(app: App, number: int) -> str:
    return results.get_result(app.engine, number).owner


def audited(app: App) -> list[dict[str, Any]]:
    with db.reading(app.engine) as connection:
        rows = connection.execute(db.audit.select().where(db.audit.c.subject.startswith("result:"))).mappings().all()
    return [dict(row) for row in rows]


def test_who_has_taken_a_message_can_give_it_back_for_others(app: App, number: int) -> None:
    inbox.claim(app, CLERK, number)
    inbox.release(app, CLERK, number, reason="不是我的项目")
    assert owner(app, number) == ""
    assert inbox.claim(app, OTHER, number).owner == OTHER.name
    (row,) = [one for one in audited(app) if one["act"] == "result.release"]
    assert (row["who"], row["before"], row["after"], row["reason"]) == (
        CLERK.name,
        {"owner": CLERK.name},
        {"owner": ""},
        "不是我的项目",
    )


def test_nobody_gives_back_what_another_has_taken(app: App, number: int) -> None:
    with pytest.raises(NotAllowed, match="没有人认领"):
        inbox.release(app, OTHER, number, reason="x")
    inbox.claim(app, CLERK, number)
    with pytest.raises(NotAllowed, match=CLERK.name):
        inbox.release(app, OTHER, number, reason="x")
    assert owner(app, number) == CLERK.name


def test_a_message_is_handed_over_with_a_reason_and_the_new_owner_settles_it(app: App, number: int) -> None:
    inbox.claim(app, CLERK, number)
    done = inbox.hand_over(app, SUPERVISOR, number, to=OTHER.name, reason="甲请假")
    assert (done.before, done.owner) == (CLERK.name, OTHER.name)
    with pytest.raises(NotAllowed, match=OTHER.name):
        inbox.settle(app, CLERK, number, text="已处理")
    inbox.settle(app, OTHER, number, text="已电话确认不分期")
    (row,) = [one for one in audited(app) if one["act"] == "result.assign"]
    assert (row["who"], row["before"], row["after"]) == (
        SUPERVISOR.name,
        {"owner": CLERK.name},
        {"owner": OTHER.name},
    )


def test_without_a_reason_or_a_person_nothing_changes_hands(app: App, number: int) -> None:
    inbox.claim(app, CLERK, number)
    with pytest.raises(UsageError, match="理由"):
        inbox.release(app, CLERK, number, reason=" ")
    with pytest.raises(UsageError, match="理由"):
        inbox.hand_over(app, CLERK, number, to=OTHER.name, reason="")
    with pytest.raises(UsageError, match="交给谁"):
        inbox.hand_over(app, CLERK, number, to=" ", reason="x")
    assert owner(app, number) == CLERK.name


def test_what_is_settled_changes_hands_no_more(app: App, number: int) -> None:
    inbox.settle(app, CLERK, number, text="已处理")
    with pytest.raises(NotAllowed, match="已由"):
        inbox.release(app, CLERK, number, reason="x")
    with pytest.raises(NotAllowed, match="已由"):
        inbox.hand_over(app, CLERK, number, to=OTHER.name, reason="x")


def test_a_list_that_is_cut_says_how_much_it_leaves_out(app: App) -> None:
    ledger = app.store.ledger
    with ledger.writing(ledger.act("w1")) as writer:
        for turn in range(5):
            results.write(writer, filing_id=None, kind=ResultKind.QUESTION, text="x", key=f"k{turn}")
    whole, cut = inbox.list_(app, CLERK), inbox.list_(app, CLERK, limit=3)
    assert (len(whole.results), whole.total, whole.left_out) == (5, 5, 0)
    assert ([one.id for one in cut.results], cut.total, cut.left_out) == ([5, 4, 3], 5, 2)


@pytest.mark.parametrize("outcome", [QUESTION, Unknown("浏览器中断")], ids=["asked", "broke off"])
def test_a_site_check_that_failed_is_a_message_that_can_be_taken_and_settled(app: App, outcome: Outcome) -> None:
    claim = app.store.occupy(FlowName.CHECK_SITE, site=SITE, account="agent1", worker="w1")
    app.store.record_outcome(claim, outcome)
    (row,) = inbox.list_(app, CLERK).results
    assert row.text.startswith(f"平台检查（平台 {SITE}）未完成") and row.reference == ""
    assert inbox.apart(app, CLERK) == 1
    inbox.claim(app, CLERK, row.id)
    inbox.settle(app, CLERK, row.id, text="已核对平台")
    assert inbox.list_(app, CLERK).results == ()
    assert inbox.apart(app, CLERK) == 0
    # and the account is free for the next one
    assert app.store.occupy(FlowName.CHECK_SITE, site=SITE, account="agent1", worker="w1") is not None


def test_a_site_check_that_failed_is_told_once_and_over_when_one_succeeds(app: App) -> None:
    def check(outcome: Outcome) -> None:
        claim = app.store.occupy(FlowName.CHECK_SITE, site=SITE, account="agent1", worker="w1")
        app.store.record_outcome(claim, outcome)

    check(QUESTION)
    check(QUESTION)
    assert len(inbox.list_(app, CLERK).results) == 1
    check(Seen("与平台配置相符"))
    (row,) = inbox.list_(app, CLERK, open_only=False).results
    assert (row.settled_by, row.settlement) == ("gongai", "再次检查已经完成")


def test_ten_thousand_messages_are_listed_at_once(app: App) -> None:
    ledger = app.store.ledger
    rows: list[dict[str, Any]] = [
        {"kind": "filed" if turn % 4 else "correction", "text": "x", "key": f"k{turn}", "created_ms": turn}
        | {"settled_ms": 1 if turn % 3 else None, "settled_by": "甲" if turn % 3 else ""}
        for turn in range(10_000)
    ]
    with ledger.engine.begin() as connection:
        connection.execute(sa.insert(db.results), rows)
    began = time.process_time()
    found = inbox.list_(app, CLERK, limit=100)
    assert time.process_time() - began < 1
    assert found.total == sum(1 for row in rows if row["settled_ms"] is None)
    assert {one.kind for one in found.results} == {ResultKind.CORRECTION}
