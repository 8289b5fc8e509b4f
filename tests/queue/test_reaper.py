"""Leases end by observation only, and the journal's position says what an interrupted attempt becomes."""

import pytest
from sqlalchemy import event

from gongai.db.position import Mark
from gongai.queue.policy import Policy
from gongai.queue.reaper import Reaper
from gongai.queue.results import list_results
from gongai.queue.store import Store
from gongai.records.outcome import NotYet
from gongai.records.state import FilingState, FlowName, JobState
from tests.queue.cast import HeldClock, claimed, filed, mark, queue, view


def die(reaper: Reaper, clock: HeldClock, policy: Policy) -> list[int]:
    """The worker is silent for more than a lease while the reaper looks on."""
    reaper.reap()
    clock.pass_by(policy.lease_s + 1)
    return reaper.reap()


def submit_job(store: Store, filing_id: int) -> JobState:
    return next(job.state for job in view(store, filing_id).jobs if job.flow is FlowName.SUBMIT)


def test_a_worker_that_beats_keeps_its_job(store: Store, reaper: Reaper, clock: HeldClock, policy: Policy) -> None:
    queue(store)
    claim = claimed(store)
    for _ in range(20):
        assert reaper.reap() == []
        clock.pass_by(policy.lease_s * 0.9)
        assert store.beat(claim.lease)


def test_what_a_worker_writes_is_a_sign_of_life_too(
    store: Store, reaper: Reaper, clock: HeldClock, policy: Policy
) -> None:
    queue(store)
    claim = claimed(store)
    reaper.reap()
    clock.pass_by(policy.lease_s * 0.9)
    mark(store, claim, Mark.ARMED)
    clock.pass_by(policy.lease_s * 0.9)
    assert reaper.reap() == []


@pytest.mark.parametrize("hours", [-1, 1])
def test_a_jump_of_the_wall_clock_neither_ends_a_lease_early_nor_keeps_a_dead_one(
    store: Store, reaper: Reaper, clock: HeldClock, policy: Policy, hours: int
) -> None:
    queue(store)
    claimed(store)
    reaper.reap()
    clock.jump(hours * 3600)
    assert reaper.reap() == []
    clock.pass_by(policy.lease_s + 1)
    assert len(reaper.reap()) == 1


def test_a_reaper_that_has_just_started_gives_every_lease_its_full_time(
    store: Store, clock: HeldClock, policy: Policy
) -> None:
    queue(store)
    claimed(store)
    clock.pass_by(policy.lease_s * 100)
    fresh = Reaper(store.engine, clock=clock, policy=policy)
    assert fresh.reap() == []
    clock.pass_by(policy.lease_s + 1)
    assert len(fresh.reap()) == 1


def test_before_anything_was_sent_the_attempt_is_started_over(
    store: Store, reaper: Reaper, clock: HeldClock, policy: Policy
) -> None:
    filing_id = queue(store)
    dead = claimed(store)
    mark(store, dead, Mark.ARMED)
    assert die(reaper, clock, policy) == [dead.job_id]
    assert view(store, filing_id).row.state is FilingState.WAITING
    again = claimed(store, "w2")
    assert again.attempt == 2
    assert again.lease.fence > dead.lease.fence
    assert not store.beat(dead.lease)
    assert view(store, filing_id).attempts[0].outcome == "lease_lost"


@pytest.mark.parametrize("last", [Mark.SENT, Mark.ANSWERED])
def test_after_something_was_sent_it_is_unknown_and_looked_for(
    store: Store, reaper: Reaper, clock: HeldClock, policy: Policy, last: Mark
) -> None:
    filing_id = queue(store)
    dead = claimed(store)
    mark(store, dead, Mark.SENT)
    if last is Mark.ANSWERED:
        mark(store, dead, Mark.ANSWERED)
    die(reaper, clock, policy)
    assert submit_job(store, filing_id) is JobState.UNKNOWN
    assert view(store, filing_id).row.state is FilingState.UNKNOWN
    next_claim = claimed(store, "w2")
    assert (next_claim.attempt, next_claim.reconcile_attempts) == (1, 1)


def test_once_the_portal_is_known_to_hold_it_the_rest_is_finished(
    store: Store, reaper: Reaper, clock: HeldClock, policy: Policy
) -> None:
    filing_id = queue(store)
    for _ in range(policy.max_attempts):
        dead = claimed(store)
        mark(store, dead, Mark.SENT)
        mark(store, dead, Mark.FILED)
        die(reaper, clock, policy)
    store.record_outcome(claimed(store, "w2"), filed())
    assert view(store, filing_id).row.state is FilingState.FILED


def test_a_filing_that_kills_its_workers_ends_with_a_person(
    store: Store, reaper: Reaper, clock: HeldClock, policy: Policy
) -> None:
    filing_id = queue(store)
    for _ in range(policy.max_attempts):
        claimed(store)
        die(reaper, clock, policy)
    assert store.claim("w1") is None
    assert view(store, filing_id).row.state is FilingState.FAILED
    assert [result.kind for result in list_results(store.engine)] == ["failed"]


def test_a_look_that_kills_its_workers_ends_with_a_person_and_stays_unknown(
    store: Store, reaper: Reaper, clock: HeldClock, policy: Policy
) -> None:
    filing_id = queue(store)
    claim = claimed(store)
    mark(store, claim, Mark.SENT)
    for _ in range(policy.max_lost):
        die(reaper, clock, policy)
        clock.pass_by(3600)
        store.claim("w1")
    assert submit_job(store, filing_id) is JobState.PARKED
    assert view(store, filing_id).row.state is FilingState.UNKNOWN
    assert [result.kind for result in list_results(store.engine)] == ["unknown"]


def test_a_look_at_a_filed_filing_that_died_is_looked_again(
    store: Store, reaper: Reaper, clock: HeldClock, policy: Policy
) -> None:
    filing_id = queue(store)
    store.record_outcome(claimed(store), filed())
    clock.pass_by(86_400)
    dead = claimed(store)
    die(reaper, clock, policy)
    assert view(store, filing_id).row.state is FilingState.FILED
    again = claimed(store)
    assert (again.flow, again.job_id) == (FlowName.TRACK, dead.job_id)


def test_two_reapers_take_a_job_back_once(store: Store, clock: HeldClock, policy: Policy) -> None:
    queue(store)
    claimed(store)
    first, second = (Reaper(store.engine, clock=clock, policy=policy) for _ in range(2))
    first.reap()
    second.reap()
    clock.pass_by(policy.lease_s + 1)
    assert len(first.reap()) + len(second.reap()) == 1


def test_a_settled_job_is_left_alone(store: Store, reaper: Reaper, clock: HeldClock, policy: Policy) -> None:
    filing_id = queue(store)
    reaper.reap()
    store.record_outcome(claimed(store), NotYet("稍后", policy.backoff[0]))
    assert die(reaper, clock, policy) == []
    assert view(store, filing_id).row.state is FilingState.WAITING


def away(store: Store, reaper: Reaper, clock: HeldClock, seconds: float) -> None:
    """The database does not answer for so long."""

    @event.listens_for(store.engine, "before_cursor_execute")
    def refuse(*_call: object) -> None:
        raise OSError("database is away")

    for _look in range(4):
        with pytest.raises(OSError):
            reaper.reap()
        clock.pass_by(seconds / 4)
    event.remove(store.engine, "before_cursor_execute", refuse)


def test_after_the_database_was_away_a_living_worker_has_its_turn_to_renew(
    store: Store, reaper: Reaper, clock: HeldClock, policy: Policy
) -> None:
    queue(store)
    claim = claimed(store)
    reaper.reap()
    away(store, reaper, clock, policy.lease_s * 2)
    assert reaper.reap() == []
    assert store.beat(claim.lease)


@pytest.mark.parametrize("sent", [False, True])
def test_a_job_lost_with_the_database_spends_no_attempt(
    store: Store, reaper: Reaper, clock: HeldClock, policy: Policy, sent: bool
) -> None:
    filing_id = queue(store)
    for _outage in range(policy.max_attempts + 1):
        claim = claimed(store)
        assert claim.attempt == 1
        if sent:
            mark(store, claim, Mark.SENT)
        reaper.reap()
        away(store, reaper, clock, policy.lease_s * 2)
        assert reaper.reap() == []
        clock.pass_by(policy.lease_s + 1)
        assert reaper.reap() == [claim.job_id]
    job = next(one for one in view(store, filing_id).jobs if one.flow is FlowName.SUBMIT)
    state = JobState.UNKNOWN if sent else JobState.WAITING
    assert (job.state, job.reconcile_attempts) == (state, 0)
