"""Nothing is promised while nobody works, and whoever hangs or has died does not look alive."""

import threading
from collections.abc import Callable
from dataclasses import replace

import pytest

from gongai.app import App
from gongai.queue import processes
from gongai.queue.job import Claim
from gongai.queue.policy import Policy
from gongai.queue.processes import LIVES_MS, LifeSign
from gongai.records.outcome import NotYet, Outcome
from gongai.records.process_role import ProcessRole
from gongai.runner.heartbeat import Heartbeat
from gongai.runner.worker import Surroundings, Worker
from gongai.services import filings, installation_checks, intake, working
from gongai.services.check import Check
from gongai.text.next_step import NOBODY
from tests.queue.cast import HeldClock
from tests.services.conftest import CLERK


@pytest.fixture
def clock(app: App) -> HeldClock:
    """The installation's clock, held still."""
    app.clock = HeldClock(app.clock.now_ms())
    return app.clock


def sign(app: App, name: str, role: ProcessRole) -> LifeSign:
    made = app.life_sign(name, role)
    made.show()
    return made


def doctor(app: App) -> Check:
    return next(one for one in installation_checks.of(app, offline=True) if one.name == "办理进程")


def test_where_nobody_works_nothing_is_promised(app: App, clock: HeldClock, filing: Callable[..., object]) -> None:
    intake.add(app, CLERK, filing())  # type: ignore[arg-type]
    [listed] = filings.list_(app, CLERK).filings
    assert listed.next_step == NOBODY
    assert filings.show(app, CLERK, listed.row.reference).next_step == NOBODY
    assert filings.summary(app, CLERK).filings[0].next_step == NOBODY
    assert "gongai run" in working.line(app)


def test_with_a_worker_and_a_scheduler_all_is_as_promised(
    app: App, clock: HeldClock, filing: Callable[..., object]
) -> None:
    intake.add(app, CLERK, filing())  # type: ignore[arg-type]
    sign(app, "w1", ProcessRole.WORKER)
    sign(app, "run-1", ProcessRole.SCHEDULER)
    [listed] = filings.list_(app, CLERK).filings
    assert listed.next_step == "无需处理，等待自动办理"
    assert working.line(app) == ""
    assert (doctor(app).level, doctor(app).found) == ("ok", "w1、run-1")


def test_a_new_installation_needs_nobody_yet_but_what_is_due_does(
    app: App, clock: HeldClock, filing: Callable[..., object]
) -> None:
    assert doctor(app).level == "warn"
    intake.add(app, CLERK, filing())  # type: ignore[arg-type]
    assert doctor(app).level == "stop"


def test_a_process_that_ends_in_order_is_not_missed_and_one_that_vanishes_is(app: App, clock: HeldClock) -> None:
    first, second = sign(app, "w1", ProcessRole.WORKER), sign(app, "run-1", ProcessRole.SCHEDULER)
    first.end()
    second.end()
    assert doctor(app).level == "warn"
    sign(app, "w1", ProcessRole.WORKER)
    clock.pass_by(LIVES_MS / 1000 + 1)
    assert doctor(app).level == "stop"
    assert "w1" in doctor(app).found


@pytest.mark.parametrize(
    ("missing", "words"), [(ProcessRole.WORKER, "办理进程没有在运行"), (ProcessRole.SCHEDULER, "调度没有在运行")]
)
def test_half_of_it_is_not_all_of_it(app: App, clock: HeldClock, missing: ProcessRole, words: str) -> None:
    sign(app, "one", next(role for role in ProcessRole if role is not missing))
    assert working.line(app).startswith(words)
    assert doctor(app).level == "stop"


def test_one_worker_that_hangs_is_told_of_while_another_works(app: App, clock: HeldClock) -> None:
    sign(app, "w1", ProcessRole.WORKER)
    clock.pass_by(LIVES_MS / 1000 + 1)
    sign(app, "w2", ProcessRole.WORKER)
    sign(app, "run-1", ProcessRole.SCHEDULER)
    assert working.line(app) == ""
    assert (doctor(app).level, "w1" in doctor(app).found) == ("warn", True)
    clock.pass_by(processes.KEPT_MS / 1000)
    sign(app, "w3", ProcessRole.WORKER)
    assert "w1" not in {one.name for one in processes.found(app.engine, now_ms=clock.now_ms())}


def test_a_clock_that_was_set_back_makes_no_dead_process_live(app: App, clock: HeldClock) -> None:
    sign(app, "w1", ProcessRole.WORKER)
    clock.wall_ms -= 10 * LIVES_MS
    assert not working.state(app).lives


def test_a_database_that_does_not_answer_keeps_no_worker_from_its_work(app: App, clock: HeldClock) -> None:
    with app.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE processes")
    shown = sign(app, "w1", ProcessRole.WORKER)
    shown.end()


class Seen(Surroundings):
    """Counts what a worker shows."""

    def __init__(self) -> None:
        self.shown = 0
        self.enough = threading.Event()

    def lives(self) -> None:
        self.shown += 1
        if self.shown > 5:
            self.enough.set()


def test_a_worker_shows_that_it_lives_while_it_waits_and_while_it_works(
    app: App, filing: Callable[..., object]
) -> None:
    seen = Seen()
    policy = replace(Policy(), poll_s=0.01, beat_s=0.01)
    app.store.policy = policy

    def long(claim: Claim, heartbeat: Heartbeat) -> Outcome:
        seen.shown = 0
        seen.enough.clear()
        assert seen.enough.wait(20), "no sign of life in a long attempt"
        return NotYet("稍后", policy.poll_every)

    worker = Worker(app.store, long, name="w1", clock=app.clock, on_stale=lambda why: None, surroundings=seen)
    stop = threading.Event()
    thread = threading.Thread(target=worker.work, args=(stop,))
    thread.start()
    try:
        assert seen.enough.wait(20), "no sign of life of a worker that waits"
        intake.add(app, CLERK, filing())  # type: ignore[arg-type]
    finally:
        seen.enough.wait(20)
        stop.set()
        thread.join(30)
    assert not thread.is_alive()


def test_two_runs_on_one_database_have_different_names_for_their_workers(app: App, clock: HeldClock) -> None:
    first = processes.take_names(app.engine, 2, prefix="", clock=clock)
    second = processes.take_names(app.engine, 2, prefix="", clock=clock)
    assert (first, second) == (("w1", "w2"), ("w3", "w4"))
    processes.give_back(app.engine, first)
    assert processes.take_names(app.engine, 1, prefix="", clock=clock) == ("w1",)
