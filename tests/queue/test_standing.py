"""Questions end with their cause: by what a look at the portal finds, by a successor, by an end."""

import pytest
import sqlalchemy as sa

from gongai import db
from gongai.queue import causes, results
from gongai.queue.review import Review
from gongai.queue.store import Store
from gongai.records import blocker
from gongai.records.act import SYSTEM, Act
from gongai.records.outcome import Ask, AskKind, Note, Refused, Seen
from gongai.records.result_kind import ResultKind
from gongai.records.state import FilingState, FlowName, JobState
from tests.queue.cast import HeldClock, claimed, filed, filing, queue, view

ASKED = Note(ResultKind.CORRECTION, "请补交平面图", due_ms=1_790_500_000_000, key="b1:请补交平面图")
CODE = Note(ResultKind.UNKNOWN_STATE, "不认识的状态码 99", key="code:item:99:b1")
GONE = Note(ResultKind.VANISHED, "已不在任何列表中", key="vanished:a1")


@pytest.fixture
def followed(store: Store) -> int:
    filing_id = queue(store)
    store.record_outcome(claimed(store), filed())
    return filing_id


def look(store: Store, *notes: Note, **said: object) -> None:
    """One poll of the one filing."""
    store.hasten(FlowName.TRACK)
    claim = claimed(store)
    assert claim.flow is FlowName.TRACK
    store.record_outcome(claim, Seen("在办", notes=notes, **said))  # type: ignore[arg-type]


def open_kinds(store: Store) -> set[str]:
    return {str(one.kind) for one in results.list_results(store.engine)} - {"filed"}


def test_a_correction_the_portal_no_longer_asks_for_is_settled_with_the_reason(store: Store, followed: int) -> None:
    look(store, ASKED)
    assert open_kinds(store) == {"correction"}
    look(store, ASKED)
    assert open_kinds(store) == {"correction"}
    look(store)
    (row,) = [one for one in results.list_results(store.engine, open_only=False) if one.kind == "correction"]
    assert (row.settled_by, row.settlement) == (SYSTEM, "平台不再要求这项补正")


def test_what_comes_back_is_told_again_but_not_what_a_person_has_settled(store: Store, followed: int) -> None:
    look(store, ASKED)
    look(store)
    look(store, ASKED)
    (row,) = [one for one in results.list_results(store.engine) if one.kind == "correction"]
    results.settle_result(store.engine, row.id, by="甲", settlement="已答复", at_ms=9)
    look(store, ASKED)
    assert open_kinds(store) == set()


@pytest.mark.parametrize("note", [CODE, GONE], ids=["code known", "found again"])
def test_a_code_that_is_known_now_and_a_filing_that_is_back_are_no_questions(
    store: Store, followed: int, note: Note
) -> None:
    look(store, note)
    assert open_kinds(store) == {note.kind.value}
    look(store)
    assert open_kinds(store) == set()


def test_lists_that_were_read_in_part_do_not_say_that_it_is_back(store: Store, followed: int) -> None:
    look(store, GONE)
    look(store, partly=True)
    assert open_kinds(store) == {"vanished"}


def test_a_look_that_succeeds_ends_the_trouble_of_the_looks_before(store: Store, followed: int) -> None:
    store.hasten(FlowName.TRACK)
    store.record_outcome(claimed(store), Ask(AskKind.CAPTCHA, "需要验证码"))
    assert open_kinds(store) == {"captcha"}
    look(store)
    assert open_kinds(store) == set()


def test_an_ended_matter_needs_no_correction_and_its_news_are_over(store: Store, followed: int) -> None:
    look(store, ASKED)
    look(store, ASKED, Note(ResultKind.CLOSED, "已办结", key="closed:a1"), closed=True)
    assert {str(one.kind) for one in results.list_results(store.engine)} == {"closed"}


def test_a_refused_filing_is_closed_by_its_successor_and_belongs_to_the_same_agent(
    store: Store, review: Review
) -> None:
    old = queue(store)
    store.record_outcome(claimed(store), Refused(()))
    new = store.add(filing(1, theme="改过"), agreement_no=filing(1).agreement_no, by="主管甲")
    was, now = view(store, old).row, view(store, new).row
    assert (was.state, was.why) == (FilingState.CANCELLED, f"由 {now.reference} 取代")
    assert now.created_by == was.created_by != "主管甲"
    assert [one.state for one in view(store, old).jobs] == [JobState.CANCELLED]
    assert open_kinds(store) == set()
    assert store.counts() == {FilingState.CANCELLED: 1, FilingState.WAITING: 1}
    with db.reading(store.engine) as connection:
        acts = sa.select(db.audit.c.who, db.audit.c.act, db.audit.c.reason).where(db.audit.c.subject == was.reference)
        assert ("主管甲", "filing.cancelled", was.why) in [tuple(row) for row in connection.execute(acts)]


def test_duties_come_before_news_and_the_one_that_is_due_first(store: Store, clock: HeldClock, followed: int) -> None:
    late = Note(ResultKind.CORRECTION, "后", due_ms=clock.now_ms() + 900, key="b")
    soon = Note(ResultKind.CORRECTION, "先", due_ms=clock.now_ms() + 100, key="a")
    look(store, late, soon, CODE, Note(ResultKind.DOCUMENT, "结果文件", key="doc:1"))
    listed = results.list_results(store.engine, urgent_first=True)
    assert [one.text for one in listed] == ["先", "后", CODE.text, "结果文件", listed[-1].text]
    assert listed[-1].kind is ResultKind.FILED
    assert [one.text for one in results.list_results(store.engine, urgent_first=True, limit=2)] == ["先", "后"]


def test_a_unit_that_is_bound_settles_the_question_of_a_filing_that_is_filed(store: Store, followed: int) -> None:
    store.hasten(FlowName.TRACK)
    store.record_outcome(claimed(store), Ask(AskKind.APPLICANT, "账号没有绑定该单位"))
    assert open_kinds(store) == {"applicant"}
    row = view(store, followed).row
    key = blocker.unit(row.site, row.account, view(store, followed).filing.applicant.uscc)
    with store.engine.begin() as connection:
        assert causes.release(connection, key, act=Act("甲", store.clock.now_ms(), "甲 登记了绑定")) == (row.reference,)
    assert open_kinds(store) == set()
    assert claimed(store).flow is FlowName.TRACK
