"""
Times in rows that a wrong clock made: brought back when the clock is right again.

A row tells when it was written. One that was written later than now was written by a clock that was ahead, and what it
waits for is as far too late: it keeps its wait and loses the error. Otherwise an unknown job would keep its account
closed until the wrong time comes.
"""

from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
import structlog

from gongai import db
from gongai.clock import Clock, to_ms
from gongai.records.filing import Filing
from gongai.records.state import FlowName, JobState

log = structlog.get_logger(__name__)

AHEAD = timedelta(minutes=15)
"""Clocks of several machines differ by less than this; a row so little ahead does no harm."""
_EVERY_S = 3600.0

_j = db.jobs
_o = db.outbox


@dataclass
class Times:
    """One per process that ticks. It looks when it starts, whenever the wall clock was set back, and now and then."""

    engine: sa.Engine
    clock: Clock
    _looked: float | None = None
    _offset: float = 0.0

    def correct(self) -> int:
        """Return how many rows were corrected."""
        steady, now = self.clock.steady(), self.clock.now_ms()
        offset = now / 1000 - steady
        set_back = self._offset - offset > AHEAD.total_seconds() / 3
        if self._looked is not None and not set_back and steady - self._looked < _EVERY_S:
            return 0
        corrected = correct(self.engine, now_ms=now)
        self._looked, self._offset = steady, offset
        return corrected


def correct(engine: sa.Engine, *, now_ms: int) -> int:
    """Jobs and deliveries that wait for a time which only a wrong clock can have meant."""
    latest = now_ms + AHEAD // timedelta(milliseconds=1)
    waits = _j.c.state.in_([JobState.WAITING, JobState.UNKNOWN])
    ahead = sa.select(_j.c.id).where(waits, _j.c.updated_ms > latest, _j.c.not_before_ms > now_ms)
    undelivered = sa.select(_o.c.id).where(_o.c.delivered_ms.is_(None), _o.c.next_ms > latest)
    with db.reading(engine) as connection:
        jobs = list(connection.execute(ahead).scalars())
        deliveries = list(connection.execute(undelivered).scalars())
    if not jobs and not deliveries:
        return 0  # without taking the write lock
    with engine.begin() as connection:
        corrected = sum(_job(connection, one, latest=latest, now_ms=now_ms) for one in jobs)
        if deliveries:  # whatever they waited for, it is shorter than what a clock can be wrong by
            change = sa.update(_o).where(_o.c.id.in_(deliveries), _o.c.next_ms > latest).values(next_ms=now_ms)
            corrected += connection.execute(change).rowcount
    log.warning("times.corrected", rows=corrected)
    return corrected


def _job(connection: sa.Connection, job_id: int, *, latest: int, now_ms: int) -> int:
    row = connection.execute(sa.select(_j).where(_j.c.id == job_id)).one()
    meant = max(now_ms + row.not_before_ms - row.updated_ms, _wanted(connection, row), now_ms)
    change = sa.update(_j).where(_j.c.id == job_id, _j.c.updated_ms == row.updated_ms, _j.c.updated_ms > latest)
    values = {"not_before_ms": min(row.not_before_ms, meant), "updated_ms": now_ms}
    return connection.execute(change.values(values)).rowcount


def _wanted(connection: sa.Connection, row: sa.Row[tuple[object, ...]]) -> int:
    """The time that the filing itself asks for: no clock of ours has made that."""
    if row.flow != FlowName.SUBMIT or row.filing_id is None:
        return 0
    record = connection.execute(sa.select(db.filings.c.record).where(db.filings.c.id == row.filing_id)).scalar_one()
    wanted = Filing.model_validate(record).not_before
    return 0 if wanted is None else to_ms(wanted)
