"""The worker: translates what breaks by position, keeps its lease alive, and stops when asked."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from gongai.clock import SystemClock
from gongai.db.lease import Lease
from gongai.db.position import Mark
from gongai.errors import LeaseLost, PageChanged
from gongai.queue.job import Claim
from gongai.queue.policy import Policy
from gongai.queue.store import Store
from gongai.records.outcome import Outcome
from gongai.records.state import FilingState, FlowName, JobState
from gongai.runner.heartbeat import Heartbeat
from gongai.runner.worker import Run, Worker
from tests.queue.cast import HeldClock, claimed, filed, mark, queue, view

FAST = Policy(lease_s=1.0, beat_s=0.05, poll_s=0.02)


def never(why: str) -> None:
    raise AssertionError(f"called without need: {why}")


def worker(store: Store, run: Run) -> Worker:
    return Worker(store, run, name="w1", clock=store.clock, on_stale=never)


def test_an_empty_queue_is_no_work(store: Store) -> None:
    assert worker(store, lambda claim, heartbeat: filed()).work_one() is False


def test_a_job_is_run_and_settled(store: Store) -> None:
    filing_id = queue(store)
    assert worker(store, lambda claim, heartbeat: filed()).work_one() is True
    assert view(store, filing_id).row.state is FilingState.FILED


@pytest.mark.parametrize(
    ("marks", "state", "job"),
    [
        ((), FilingState.WAITING, JobState.WAITING),
        ((Mark.ARMED,), FilingState.WAITING, JobState.WAITING),
        ((Mark.SENT,), FilingState.UNKNOWN, JobState.UNKNOWN),
        ((Mark.SENT, Mark.ANSWERED), FilingState.UNKNOWN, JobState.UNKNOWN),
        ((Mark.SENT, Mark.ANSWERED, Mark.FILED), FilingState.WAITING, JobState.WAITING),
        ((Mark.SENT, Mark.NOT_FILED), FilingState.WAITING, JobState.WAITING),
    ],
)
@pytest.mark.parametrize("error", [RuntimeError("boom"), PageChanged("页面变了"), OSError("cut")])
def test_position_decides_what_an_error_means_never_its_type(
    store: Store, marks: tuple[Mark, ...], state: FilingState, job: JobState, error: Exception
) -> None:
    filing_id = queue(store)

    def run(claim: Claim, heartbeat: Heartbeat) -> Outcome:
        for one in marks:
            mark(store, claim, one)
        raise error

    worker(store, run).work_one()
    detail = view(store, filing_id)
    assert detail.row.state is state
    assert [one.state for one in detail.jobs if one.flow is FlowName.SUBMIT] == [job]


def test_a_foreign_errors_details_are_not_shown(store: Store) -> None:
    filing_id = queue(store)

    def run(claim: Claim, heartbeat: Heartbeat) -> Outcome:
        raise RuntimeError("fill failed for 13800001234\nCall log: password=示例")

    worker(store, run).work_one()
    why = view(store, filing_id).row.why
    assert "RuntimeError" in why
    assert "13800001234" not in why and "password" not in why


def test_after_losing_its_lease_a_worker_writes_nothing(store: Store) -> None:
    filing_id = queue(store)

    def run(claim: Claim, heartbeat: Heartbeat) -> Outcome:
        raise LeaseLost("另一进程接管")

    assert worker(store, run).work_one() is True
    assert view(store, filing_id).attempts[0].ended_ms is None
    assert view(store, filing_id).row.state is FilingState.RUNNING


def test_an_outcome_the_database_refuses_at_first_is_written_in_the_end(store: Store, engine: sa.Engine) -> None:
    filing_id = queue(store)
    refusals = iter([True, True, False])

    def run(claim: Claim, heartbeat: Heartbeat) -> Outcome:
        @event.listens_for(engine, "before_cursor_execute")
        def refuse(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
            if statement.startswith("UPDATE jobs") and next(refusals, False):
                raise OSError("disk I/O error")

        return filed()

    worker(store, run).work_one()
    assert view(store, filing_id).row.state is FilingState.FILED


def test_a_heartbeat_renews_the_lease_while_the_work_goes_on(engine: sa.Engine) -> None:
    store = Store(engine, clock=SystemClock(), policy=FAST)
    queue(store)
    claim = claimed(store)
    beats: list[Lease] = []
    many = threading.Event()

    def beat(lease: Lease) -> bool:
        beats.append(lease)
        if len(beats) >= 5:
            many.set()
        return store.beat(lease)

    with Heartbeat(claim.lease, beat, clock=SystemClock(), policy=FAST, on_stale=never) as heartbeat:
        assert many.wait(30)
        assert heartbeat.fresh()


@pytest.mark.parametrize("trouble", ["raises", "hangs"])
def test_a_heartbeat_that_cannot_reach_the_database_ends_the_worker(trouble: str) -> None:
    release, ended = threading.Event(), threading.Event()

    def beat(lease: Lease) -> bool:
        if trouble == "hangs":
            release.wait(30)
        raise OSError("database is locked")

    heartbeat = Heartbeat(Lease(1, 1, "w1"), beat, clock=SystemClock(), policy=FAST, on_stale=lambda _why: ended.set())
    with heartbeat:
        assert ended.wait(30)
        assert not heartbeat.fresh()
        release.set()


def test_a_lease_that_is_lost_ends_the_worker_at_once() -> None:
    ended = threading.Event()
    heartbeat = Heartbeat(
        Lease(1, 1, "w1"), lambda _lease: False, clock=SystemClock(), policy=FAST, on_stale=lambda _why: ended.set()
    )
    with heartbeat:
        assert ended.wait(30)
        assert not heartbeat.fresh()


def test_after_a_suspension_the_guard_says_stale_before_any_thread_has_woken() -> None:
    clock = HeldClock()
    policy = Policy()
    heartbeat = Heartbeat(Lease(1, 1, "w1"), lambda _lease: True, clock=clock, policy=policy, on_stale=never)
    assert heartbeat.fresh()
    clock.pass_by(policy.lease_s * policy.fresh_share)
    assert not heartbeat.fresh()


def test_until_idle_works_off_the_queue_and_returns(engine: sa.Engine) -> None:
    store = Store(engine, clock=SystemClock(), policy=FAST)
    for number in range(5):
        queue(store, number)
    Worker(store, lambda c, h: filed(f"SB-{c.job_id}"), name="w", clock=SystemClock(), on_stale=never).work(
        threading.Event(), until_idle=True
    )
    assert store.counts() == {FilingState.FILED: 5}


def test_asked_to_stop_it_finishes_the_job_in_hand_and_takes_no_other(engine: sa.Engine) -> None:
    store = Store(engine, clock=SystemClock(), policy=FAST)
    for number in range(3):
        queue(store, number)
    stop = threading.Event()

    def run(claim: Claim, heartbeat: Heartbeat) -> Outcome:
        stop.set()
        return filed()

    Worker(store, run, name="w", clock=SystemClock(), on_stale=never).work(stop)
    assert store.counts() == {FilingState.FILED: 1, FilingState.WAITING: 2}


def test_trouble_with_the_database_does_not_end_the_worker(engine: sa.Engine) -> None:
    store = Store(engine, clock=SystemClock(), policy=FAST)
    filing_id = queue(store)
    refusals = iter([True, True, True])

    @event.listens_for(engine, "begin", insert=True)
    def refuse(_connection: object) -> None:
        if threading.current_thread() is threading.main_thread() and next(refusals, False):
            raise OSError("database is away")

    Worker(store, lambda c, h: filed(), name="w", clock=SystemClock(), on_stale=never).work(
        threading.Event(), until_idle=True
    )
    assert view(store, filing_id).row.state is FilingState.FILED


PROGRAM = """
import sys, time
from gongai.runner.process import lead_group, stop_on_signals
lead_group()
stop = stop_on_signals()
print("ready", flush=True)
while not (stop.is_set() and "polite" in sys.argv):
    time.sleep(0.01)
print("finished", flush=True)
"""


def _program(*arguments: str) -> "subprocess.Popen[str]":
    child = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    assert child.stdout is not None and child.stdout.readline() == "ready\n"
    return child


@pytest.mark.fault
def test_the_first_sigterm_lets_the_work_end() -> None:
    child = _program("polite")
    child.send_signal(signal.SIGTERM)
    assert child.communicate(timeout=60)[0] == "finished\n"
    assert child.returncode == 0


@pytest.mark.fault
def test_the_second_sigterm_ends_the_process_at_once() -> None:
    child = _program()
    child.send_signal(signal.SIGTERM)
    time.sleep(0.3)
    assert child.poll() is None
    os.kill(child.pid, signal.SIGTERM)
    child.communicate(timeout=60)
    assert child.returncode == -signal.SIGKILL
