"""Refused by the portal after it was taken: handed in again in the next round, once."""

from typing import Any

import pytest
import sqlalchemy as sa

from gongai import db
from gongai.errors import AlreadyQueued, NotAllowed
from gongai.queue import next_round, results
from gongai.queue.store import Store
from gongai.records.act import Act
from gongai.records.outcome import Note, Seen
from gongai.records.result_kind import ResultKind
from gongai.records.state import FilingState, FlowName
from tests.queue.cast import claimed, filed, filing, queue, view

WHY = "施工许可 不予受理：面积不符"


def act() -> Act:
    return Act("主管甲", 5, "面积已改")


@pytest.fixture
def rejected(store: Store) -> int:
    filing_id = queue(store)
    store.record_outcome(claimed(store), filed())
    store.hasten(FlowName.TRACK)
    note = Note(ResultKind.REJECTED, f"平台没有批准：{WHY}", key="closed:a1")
    store.record_outcome(claimed(store), Seen("不予受理", notes=(note,), closed=True, refusal=WHY))
    assert view(store, filing_id).row.state is FilingState.REJECTED
    return filing_id


def again(store: Store, before: int, **changes: Any) -> next_round.NextRound:
    return next_round.again(store.engine, before, filing(1, **{"round": 2, "reference": "", **changes}), act=act())


def test_the_next_round_is_queued_for_the_same_agent_and_the_question_is_settled(store: Store, rejected: int) -> None:
    done = again(store, rejected)
    new = store.get(done.reference)
    assert new is not None
    assert (new.filing.round, new.row.state, new.row.created_by) == (2, FilingState.WAITING, done.owner)
    assert done.owner == view(store, rejected).row.created_by != "主管甲"
    (asked,) = [one for one in results.list_results(store.engine, open_only=False) if one.kind == "rejected"]
    assert (asked.settled_by, asked.settlement) == ("主管甲", f"以第 2 轮重新申报：{done.reference}")
    assert view(store, rejected).row.state is FilingState.REJECTED
    with db.reading(store.engine) as connection:
        row = connection.execute(sa.select(db.audit).where(db.audit.c.act == "filing.again")).one()
    assert (row.before, row.after) == ({"round": 1}, {"round": 2, "reference": done.reference})


def test_it_is_queued_once(store: Store, rejected: int) -> None:
    again(store, rejected)
    with pytest.raises(AlreadyQueued, match="第 2 轮已在库中"):
        again(store, rejected)


@pytest.mark.parametrize("changes", [{"round": 1}, {"round": 3}, {"project": 2}], ids=["same", "skipped", "other"])
def test_another_thing_or_another_round_is_refused_and_changes_nothing(
    store: Store, rejected: int, changes: dict[str, Any]
) -> None:
    with pytest.raises(NotAllowed):
        again(store, rejected, **changes)
    assert [one.kind for one in results.list_results(store.engine) if one.kind == "rejected"] == ["rejected"]


def test_only_what_the_portal_has_refused_goes_into_the_next_round(store: Store) -> None:
    with pytest.raises(NotAllowed, match="待申报"):
        again(store, queue(store))
