"""An answer that is not understood: looked at again a few times, then asked about once for all; nothing is spent."""

from datetime import timedelta

import sqlalchemy as sa

from gongai import db
from gongai.approval import approved_profiles
from gongai.db.position import Mark
from gongai.queue.decision import Decision
from gongai.queue.results import list_results
from gongai.queue.review import Review
from gongai.queue.store import Store
from gongai.records import blocker
from gongai.records.outcome import Ask, AskKind, NotYet, Seen
from gongai.records.state import FilingState, FlowName, JobState
from gongai.sites import load
from tests.queue.cast import HeldClock, claimed, filed, mark, queue, view

GARBAGE = Ask(AskKind.NOT_UNDERSTOOD, "列表看不懂", call="/api/list")
KEY = blocker.answer("yunxi", "/api/list")


def job(store: Store, filing_id: int, column: str) -> object:
    query = sa.select(db.jobs.c[column]).where(db.jobs.c.filing_id == filing_id).order_by(db.jobs.c.id.desc())
    with db.reading(store.engine) as connection:
        return connection.execute(query).scalars().first()


def looks(store: Store, clock: HeldClock, filing_id: int, *, at_most: int = 20) -> int:
    """How often it is tried until a person is asked."""
    for count in range(1, at_most):
        store.record_outcome(claimed(store), GARBAGE)
        if view(store, filing_id).row.state is FilingState.HELD:
            return count
        clock.pass_by(3600)
    raise AssertionError("没有人被问到")


def test_what_heals_by_itself_asks_nobody_and_spends_no_attempt(store: Store, clock: HeldClock) -> None:
    filing_id = queue(store)
    for unread in (1, 2, 3):
        store.record_outcome(claimed(store), GARBAGE)
        assert view(store, filing_id).row.state is FilingState.WAITING
        assert (job(store, filing_id, "attempt"), job(store, filing_id, "unread")) == (0, unread)
        assert job(store, filing_id, "not_before_ms") == clock.now_ms() + store.policy.unread_backoff(
            unread
        ) / timedelta(milliseconds=1)
        clock.pass_by(3600)
    store.record_outcome(claimed(store), NotYet("稍后", timedelta()))
    assert (job(store, filing_id, "attempt"), job(store, filing_id, "unread")) == (1, 0), "understood in between"
    store.record_outcome(claimed(store), filed())
    assert list_results(store.engine)[0].kind == "filed"


def test_many_filings_ask_one_question_after_a_bounded_number_of_looks(store: Store, clock: HeldClock) -> None:
    ids = [queue(store, number) for number in range(1, 31)]
    count = 0
    while any(view(store, one).row.state is not FilingState.HELD for one in ids[:1] + ids[-1:]) or store.claim("w2"):
        claim = store.claim("w1")
        if claim is None:
            clock.pass_by(3600)
            continue
        store.record_outcome(claim, GARBAGE)
        count += 1
    questions = list_results(store.engine)
    assert [(one.kind, one.reference) for one in questions] == [("not_understood", "")]
    assert count <= len(ids) * (store.policy.max_unread + 1)
    assert store.counts() == {FilingState.HELD: 30}


def test_once_somebody_is_asked_the_next_filing_waits_at_once(store: Store, clock: HeldClock) -> None:
    first = queue(store)
    assert looks(store, clock, first) == store.policy.max_unread + 1
    second = queue(store, 2)
    assert looks(store, clock, second) == 1
    assert len(list_results(store.engine)) == 1


def test_another_call_or_another_site_is_another_question(store: Store, clock: HeldClock) -> None:
    looks(store, clock, queue(store))
    other = queue(store, 2)
    for _look in range(store.policy.max_unread + 1):
        store.record_outcome(claimed(store), Ask(AskKind.NOT_UNDERSTOOD, "详情看不懂", call="/api/detail"))
        clock.pass_by(3600)
    assert view(store, other).row.held_for == str(blocker.answer("yunxi", "/api/detail"))
    assert len(list_results(store.engine)) == 2


def test_the_approval_of_a_profile_lets_all_go_on(store: Store, clock: HeldClock) -> None:
    first, second = queue(store), queue(store, 2)
    looks(store, clock, first)
    looks(store, clock, second)
    approved_profiles.approve(store.engine, load("yunxi"), by="主管", reason="已按新版改好", at_ms=clock.now_ms())
    assert [view(store, one).row.state for one in (first, second)] == [FilingState.WAITING] * 2
    assert list_results(store.engine) == ()
    assert job(store, first, "unread") == 0


def test_a_person_who_retries_one_lets_all_of_them_go_on(store: Store, review: Review, clock: HeldClock) -> None:
    first, second = queue(store), queue(store, 2)
    looks(store, clock, first)
    looks(store, clock, second)
    review.decide(second, Decision.RETRY, by="主管", reason="平台已恢复")
    assert [view(store, one).row.state for one in (first, second)] == [FilingState.WAITING] * 2
    assert list_results(store.engine) == ()


def test_a_filing_that_gets_through_lets_the_others_go_on(store: Store, clock: HeldClock) -> None:
    first, second = queue(store), queue(store, 2)
    looks(store, clock, first)
    store.record_outcome(claimed(store), filed())
    assert view(store, second).row.state is FilingState.FILED
    assert view(store, first).row.state is FilingState.WAITING
    assert [one.kind for one in list_results(store.engine)] == ["filed"]


def test_after_something_was_sent_it_stays_unknown_and_says_so(store: Store) -> None:
    filing_id = queue(store)
    claim = claimed(store)
    mark(store, claim, Mark.SENT)
    store.record_outcome(claim, GARBAGE)
    assert view(store, filing_id).row.state is FilingState.UNKNOWN
    assert job(store, filing_id, "state") == JobState.UNKNOWN
    assert "列表看不懂" in view(store, filing_id).row.why


def test_looks_that_follow_filed_filings_ask_once_for_all_and_go_on(store: Store, clock: HeldClock) -> None:
    ids = [queue(store, number) for number in (1, 2)]
    for one in ids:
        store.record_outcome(claimed(store), filed(f"SB-{one}"))
    before = len(list_results(store.engine))
    for _look in range(2 * (store.policy.max_unread + 3)):
        clock.pass_by(store.policy.poll_every.total_seconds())
        claim = claimed(store)
        assert claim.flow is FlowName.TRACK
        store.record_outcome(claim, GARBAGE)
    new = list_results(store.engine)[: len(list_results(store.engine)) - before]
    assert [(one.kind, one.reference) for one in new] == [("not_understood", "")]
    assert [view(store, one).row.state for one in ids] == [FilingState.FILED] * 2
    clock.pass_by(store.policy.poll_every.total_seconds())
    store.record_outcome(claimed(store), Seen("已受理"))
    assert job(store, ids[0], "unread") in (0, store.policy.max_unread)
