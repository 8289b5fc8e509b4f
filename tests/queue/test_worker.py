"""The worker: translates what breaks by position, keeps its lease alive, and stops when asked."""

import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from gongai import db
from gongai.clock import SystemClock
from gongai.db.lease import Lease
from gongai.db.position import Mark
from gongai.errors import LeaseLost, MachineTrouble, PageChanged
from gongai.queue.job import Claim
from gongai.queue.policy import Policy
from gongai.queue.store import Store
from gongai.records.outcome import Outcome
from gongai.records.state import FilingState, FlowName, JobState
from gongai.runner.heartbeat import Heartbeat
from gongai.runner.worker import Run, Surroundings, Worker
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


class Machine(Surroundings):
    """A machine that is in trouble for some looks, or for some attempts."""

    def __init__(self, *, looks: int = 0) -> None:
        self.looks = looks
        self.told: list[str] = []

    def ready(self, *, after_trouble: bool) -> None:
        if self.looks > 0:
            self.looks -= 1
            raise MachineTrouble("磁盘剩余 1 MB")

    def pauses(self, trouble: MachineTrouble) -> None:
        self.told.append(str(trouble))

    def goes_on(self) -> None:
        self.told.append("好了")


def test_a_machine_in_trouble_takes_no_job_says_so_once_and_goes_on_by_itself(engine: sa.Engine) -> None:
    store = Store(engine, clock=SystemClock(), policy=FAST)
    filing_id = queue(store)
    machine = Machine(looks=4)
    Worker(store, lambda c, h: filed(), name="w", clock=SystemClock(), on_stale=never, surroundings=machine).work(
        threading.Event(), until_idle=True
    )
    assert machine.told == ["磁盘剩余 1 MB", "好了"]
    assert [one.outcome for one in view(store, filing_id).attempts] == ["filed"]


def test_a_browser_that_does_not_start_spends_no_attempt(engine: sa.Engine) -> None:
    store = Store(engine, clock=SystemClock(), policy=replace(FAST, max_attempts=3))
    filing_ids = [queue(store, number) for number in range(4)]
    refusals = iter([True] * 20)

    def run(claim: Claim, heartbeat: Heartbeat) -> Outcome:
        if next(refusals, False):
            with store.engine.begin() as connection:
                connection.execute(sa.update(db.jobs).values(not_before_ms=0))
            raise MachineTrouble("浏览器无法启动")
        return filed(f"SB-{claim.filing_id}")

    machine = Machine()
    made = Worker(store, run, name="w", clock=SystemClock(), on_stale=never, surroundings=machine)
    while store.counts() != {FilingState.FILED: 4}:
        made.work_one()
        with store.engine.begin() as connection:
            connection.execute(sa.update(db.jobs).where(db.jobs.c.flow == FlowName.SUBMIT).values(not_before_ms=0))
    spent = [job.attempt for one in filing_ids for job in view(store, one).jobs if job.flow is FlowName.SUBMIT]
    assert spent == [1, 1, 1, 1]


@pytest.mark.parametrize("marks", [(Mark.SENT,), (Mark.SENT, Mark.ANSWERED)])
def test_trouble_of_the_machine_after_the_request_left_is_looked_up(store: Store, marks: tuple[Mark, ...]) -> None:
    filing_id = queue(store)

    def run(claim: Claim, heartbeat: Heartbeat) -> Outcome:
        for one in marks:
            mark(store, claim, one)
        raise MachineTrouble("磁盘已满")

    worker(store, run).work_one()
    detail = view(store, filing_id)
    assert detail.row.state is FilingState.UNKNOWN
    assert [(one.state, one.reconcile_attempts) for one in detail.jobs] == [(JobState.UNKNOWN, 0)]


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
