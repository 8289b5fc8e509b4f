"""
When to look. APScheduler only wakes this process; what is due is rows, advanced in the transaction that enqueues.

So every process may tick, none is the leader, and a process that dies in the middle has enqueued nothing or everything.
"""

import os
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
import structlog
from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_MAX_INSTANCES, EVENT_JOB_MISSED, SchedulerEvent
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger

from gongai import db
from gongai.clock import SHANGHAI, Clock, at, to_ms
from gongai.errors import ConfigError
from gongai.queue import site_jobs
from gongai.queue.intake import enqueue
from gongai.records.state import FlowName

log = structlog.get_logger(__name__)

EXIT_NO_TICK = 70
"""Exit code when ticking has stopped for good; the service manager starts us again."""
SITE_JOB_PRIORITY = 8

_s = db.schedules


@dataclass(frozen=True)
class Schedule:
    """One row: what is enqueued, and when."""

    name: str
    flow: FlowName
    site: str
    cron: str  # five fields, Asia/Shanghai; weekdays by name

    def __post_init__(self) -> None:
        next_fire(self.cron, 0)


@dataclass(frozen=True)
class _Row:
    """A schedule as it is stored, whoever stored it."""

    name: str
    flow: str
    site: str
    cron: str
    next_ms: int


def site_check(site: str, *, cron: str = "30 6 * * *") -> Schedule:
    """Once a day, before office hours: do the portal and its forms still look as they were approved?"""
    return Schedule(f"check:{site}", FlowName.CHECK_SITE, site, cron)


def next_fire(cron: str, after_ms: int) -> int:
    """The first moment later than `after_ms`. Raises `ConfigError` on what APScheduler would read in its own way."""
    fields = cron.split()
    if len(fields) != 5:
        raise ConfigError(f"计划时间“{cron}”应有五段：分 时 日 月 周，例如 30 6 * * mon-fri")
    if any(character.isdigit() for character in fields[4]):
        # cron counts weekdays from Sunday, APScheduler from Monday: a number would silently mean another day
        raise ConfigError(f"计划时间“{cron}”的星期请用 mon、tue、wed、thu、fri、sat、sun，不要用数字")
    try:
        trigger = CronTrigger.from_crontab(cron, SHANGHAI)
    except ValueError as error:
        raise ConfigError(f"计划时间“{cron}”无法识别：{error}") from error
    moment: datetime | None = trigger.get_next_fire_time(None, at(after_ms + 1))
    if moment is None:
        raise ConfigError(f"计划时间“{cron}”永远不会到来")
    return to_ms(moment)


def store_schedules(engine: sa.Engine, schedules: Iterable[Schedule], *, clock: Clock) -> None:
    """Make the rows say what is configured; rows of schedules that are gone are removed."""
    wanted = {schedule.name: schedule for schedule in schedules}
    now = clock.now_ms()
    with engine.begin() as connection:
        rows = {row.name: row for row in _rows(connection)}
        for name in rows.keys() - wanted.keys():
            connection.execute(sa.delete(_s).where(_s.c.name == name))
        for name, schedule in wanted.items():
            values = {"flow": schedule.flow, "site": schedule.site, "cron": schedule.cron}
            row = rows.get(name)
            if row is None:
                first = next_fire(schedule.cron, now)
                connection.execute(sa.insert(_s).values(name=name, next_ms=first, **values))
            elif (row.flow, row.site, row.cron) != (schedule.flow, schedule.site, schedule.cron):
                first = next_fire(schedule.cron, now)
                connection.execute(sa.update(_s).where(_s.c.name == name).values(next_ms=first, **values))


def tick(engine: sa.Engine, clock: Clock) -> list[str]:
    """Enqueue what is due, once for each fire time, however many processes tick; return the keys."""
    now = clock.now_ms()
    with db.reading(engine) as connection:
        rows = _rows(connection)
    names = [row.name for row in rows if row.next_ms <= now or row.next_ms > next_fire(row.cron, now)]
    if not names:
        return []  # without taking the write lock
    fired: list[str] = []
    with engine.begin() as connection:
        for row in _rows(connection, *names):
            following = next_fire(row.cron, now)
            if row.next_ms <= now:
                key = f"{row.name}@{row.next_ms}"
                if _enqueue_once(connection, row, key, now):
                    fired.append(key)
            elif row.next_ms <= following:
                continue  # another process was faster
            # missed times are made up by one; a time set too far by a wrong clock is brought back
            connection.execute(sa.update(_s).where(_s.c.name == row.name).values(next_ms=following))
    return fired


def _rows(connection: sa.Connection, *names: str) -> tuple[_Row, ...]:
    query = sa.select(_s).order_by(_s.c.name)
    if names:
        query = query.where(_s.c.name.in_(names)).with_for_update(skip_locked=True)
    return tuple(_Row(row.name, row.flow, row.site, row.cron, row.next_ms) for row in connection.execute(query))


def _enqueue_once(connection: sa.Connection, row: _Row, key: str, now: int) -> bool:
    jobs = db.jobs
    if connection.execute(sa.select(jobs.c.id).where(jobs.c.schedule_key == key)).first() is not None:
        return False
    enqueue(
        connection,
        flow=FlowName(row.flow),
        site=row.site,
        account=site_jobs.account_of(connection, row.site) if row.flow == FlowName.CHECK_SITE else "",
        priority=SITE_JOB_PRIORITY,
        not_before_ms=now,
        schedule_key=key,
        at_ms=now,
    )
    return True


def _exit(code: int) -> None:
    os._exit(code)


class Scheduler:
    """
    Calls `chores` (tick, reap, deliver …) every few seconds from APScheduler's thread.

    A watchdog thread of its own looks whether that still happens: a wall clock set back, or a dead scheduler thread,
    stops APScheduler without a word. It is then built anew; when that does not help, `on_dead` ends the process.
    """

    def __init__(
        self,
        chores: Iterable[tuple[str, Callable[[], object]]],
        *,
        clock: Clock,
        every_s: float = 15.0,
        silent_s: float = 60.0,
        on_dead: Callable[[int], None] = _exit,
        farewell: Callable[[], None] = lambda: None,
    ) -> None:
        self._chores = tuple(chores)
        self._clock = clock
        self._every_s = every_s
        self._silent_s = max(silent_s, 3 * every_s)
        self._on_dead = on_dead
        self._farewell = farewell
        self._last = clock.steady()
        self._rebuilt = False
        self._end = threading.Event()
        self._wakes: BackgroundScheduler | None = None
        self._watchdog = threading.Thread(target=self._watch, name="tick-watchdog", daemon=True)

    def start(self) -> None:
        self._wakes = self._build()
        self._watchdog.start()

    def stop(self) -> None:
        """Wait for the round in hand, then stop waking."""
        self._end.set()
        self._watchdog.join()
        if self._wakes is not None:
            self._wakes.shutdown(wait=True)
            self._wakes = None
        self._farewell()

    def round(self) -> None:
        """All chores once. The trouble of one keeps no other from its turn."""
        self._last = self._clock.steady()
        for name, chore in self._chores:
            try:
                chore()
            except Exception as error:  # a chore that fails is tried again in the next round
                log.error("chore.failed", chore=name, error=type(error).__name__)
        self._last = self._clock.steady()
        self._rebuilt = False

    def _build(self) -> BackgroundScheduler:
        wakes = BackgroundScheduler(
            timezone=SHANGHAI,
            jobstores={"default": MemoryJobStore()},
            executors={"default": ThreadPoolExecutor(2)},
            # the defaults drop a run that is one second late
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )
        wakes.add_listener(self._alarm, EVENT_JOB_ERROR | EVENT_JOB_MISSED | EVENT_JOB_MAX_INSTANCES)
        jitter = min(3.0, self._every_s / 5)
        wakes.add_job(
            self.round,
            "interval",
            seconds=self._every_s,
            jitter=jitter,
            id="round",
            next_run_time=datetime.now(SHANGHAI),
        )
        wakes.start()
        return wakes

    def _alarm(self, event: SchedulerEvent) -> None:
        log.warning("scheduler.event", code=event.code, job=getattr(event, "job_id", ""))

    def _watch(self) -> None:
        while not self._end.wait(min(self._silent_s / 4, 5.0)):
            if self._clock.steady() - self._last <= self._silent_s:
                continue
            if self._rebuilt:
                log.error("scheduler.dead", silent_s=self._silent_s)
                self._on_dead(EXIT_NO_TICK)
                return
            log.warning("scheduler.rebuilt", silent_s=self._silent_s)
            self._rebuilt = True
            self._last = self._clock.steady()
            if self._wakes is not None:
                self._wakes.shutdown(wait=False)
            self._wakes = self._build()
