"""Schedules are rows; APScheduler only wakes, and is woken itself when it sleeps too long."""

import threading
from collections.abc import Callable

import pytest
import sqlalchemy as sa

from gongai import db
from gongai.clock import SystemClock, at
from gongai.errors import ConfigError
from gongai.queue.store import Store
from gongai.records.state import FlowName
from gongai.scheduler import EXIT_NO_TICK, Schedule, Scheduler, next_fire, site_check, store_schedules, tick
from tests.queue.cast import HeldClock, claimed

HOURLY = Schedule("check:yunxi", FlowName.CHECK_SITE, "yunxi", "0 * * * *")


def jobs(engine: sa.Engine) -> list[str]:
    with db.reading(engine) as connection:
        return [str(key) for key in connection.execute(sa.select(db.jobs.c.schedule_key)).scalars()]


def test_a_due_schedule_enqueues_one_job_and_moves_on(store: Store, clock: HeldClock) -> None:
    store_schedules(store.engine, [HOURLY], clock=clock)
    assert tick(store.engine, clock) == []
    clock.pass_by(3600)
    assert len(tick(store.engine, clock)) == 1
    assert tick(store.engine, clock) == []
    job = claimed(store)
    assert (job.flow, job.site, job.filing_id) == (FlowName.CHECK_SITE, "yunxi", None)


def test_times_missed_while_nobody_ran_are_made_up_by_one(store: Store, clock: HeldClock) -> None:
    store_schedules(store.engine, [HOURLY], clock=clock)
    clock.pass_by(3600 * 50)
    assert len(tick(store.engine, clock)) == 1
    assert tick(store.engine, clock) == []
    clock.pass_by(3600)
    assert len(tick(store.engine, clock)) == 1


def test_a_wall_clock_set_back_fires_nothing_twice(store: Store, clock: HeldClock) -> None:
    store_schedules(store.engine, [HOURLY], clock=clock)
    for _ in range(3):
        clock.pass_by(3600)
        tick(store.engine, clock)
    clock.jump(-7200)
    for _ in range(3):
        tick(store.engine, clock)
        clock.pass_by(3600)
    keys = jobs(store.engine)
    assert len(keys) == len(set(keys))


def test_a_wall_clock_that_was_far_ahead_does_not_silence_a_schedule(store: Store, clock: HeldClock) -> None:
    clock.jump(365 * 86_400)
    store_schedules(store.engine, [HOURLY], clock=clock)
    clock.jump(-365 * 86_400)
    tick(store.engine, clock)
    clock.pass_by(3600)
    assert len(tick(store.engine, clock)) == 1


def test_keep_makes_the_rows_say_what_is_configured(store: Store, clock: HeldClock) -> None:
    store_schedules(store.engine, [HOURLY, site_check("other")], clock=clock)
    store_schedules(store.engine, [Schedule(HOURLY.name, HOURLY.flow, "yunxi", "30 * * * *")], clock=clock)
    with db.reading(store.engine) as connection:
        rows = connection.execute(sa.select(db.schedules)).all()
    assert [(row.name, row.cron) for row in rows] == [("check:yunxi", "30 * * * *")]
    assert at(rows[0].next_ms).minute == 30


@pytest.mark.parametrize("cron", ["0 9 * * 1", "0 9 * * 1-5", "0 9 * *", "x 9 * * *", "61 9 * * *", "0 0 31 2 *"])
def test_a_time_that_would_mean_something_else_is_refused_with_words(cron: str) -> None:
    with pytest.raises(ConfigError, match="计划时间"):
        next_fire(cron, 0)


def test_weekdays_by_name_mean_what_they_say() -> None:
    assert at(next_fire("0 9 * * mon", 1_790_000_000_000)).isoweekday() == 1


def test_the_trouble_of_one_chore_keeps_no_other_from_its_turn() -> None:
    done: list[str] = []

    def broken() -> None:
        raise RuntimeError("boom")

    Scheduler([("broken", broken), ("good", lambda: done.append("good"))], clock=SystemClock()).round()
    assert done == ["good"]


def test_rounds_come_by_themselves_until_stopped() -> None:
    third = threading.Event()
    count = iter(range(1000))

    def chore() -> None:
        if next(count) >= 2:
            third.set()

    scheduler = Scheduler([("chore", chore)], clock=SystemClock(), every_s=0.05, on_dead=_never)
    scheduler.start()
    try:
        assert third.wait(30)
    finally:
        scheduler.stop()


def test_a_round_that_hangs_is_noticed_and_ends_the_process() -> None:
    hang, dead = threading.Event(), threading.Event()
    codes: list[int] = []

    def die(code: int) -> None:
        codes.append(code)
        dead.set()

    scheduler = Scheduler(
        [("hangs", lambda: hang.wait(60))], clock=SystemClock(), every_s=0.05, silent_s=0.3, on_dead=die
    )
    scheduler.start()
    try:
        assert dead.wait(30)
        assert codes == [EXIT_NO_TICK]
    finally:
        hang.set()
        scheduler.stop()


def test_when_the_waking_stops_it_is_built_anew_and_goes_on() -> None:
    again = threading.Event()
    state = {"rounds": 0}
    scheduler: Scheduler

    def chore() -> None:
        state["rounds"] += 1
        if state["rounds"] == 2:
            assert scheduler._wakes is not None
            scheduler._wakes.pause()  # as a wall clock set back by hours does: alive, and never waking
        if state["rounds"] >= 4:
            again.set()

    scheduler = Scheduler([("chore", chore)], clock=SystemClock(), every_s=0.05, silent_s=0.5, on_dead=_never)
    scheduler.start()
    try:
        assert again.wait(30)
    finally:
        scheduler.stop()


def _fail(code: int) -> None:
    raise AssertionError(f"the process would have ended with {code}")


_never: Callable[[int], None] = _fail
