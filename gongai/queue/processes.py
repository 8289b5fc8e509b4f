"""
Signs of life of whoever works on this database: a worker from its own loop and from the attempt in its hands, a
scheduler from its rounds. A loop that hangs gives none, so what is shown alive does its work.
"""

import itertools
import os
import socket
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
import structlog

from gongai import db
from gongai.clock import Clock
from gongai.records.process_role import ProcessRole

log = structlog.get_logger(__name__)

SHOWN_EVERY_S = 10.0
"""How often a process says that it lives; it may try much oftener."""
LIVES_MS = 90_000
"""So long a sign counts. Longer than the longest pause of a worker, with some room for clocks that differ."""
KEPT_MS = 3_600_000
"""How long one that vanished without a word is still told of, while others work."""

_p = db.processes


@dataclass(frozen=True)
class ProcessRow:
    """One process that has not said goodbye."""

    name: str
    role: str  # of a newer program, maybe: not a member of `ProcessRole`
    host: str
    seen_ms: int
    lives: bool


class LifeSign:
    """Shown often; written now and then. Trouble of the database keeps no process from its work."""

    def __init__(self, engine: sa.Engine, *, name: str, role: ProcessRole, clock: Clock) -> None:
        self._engine = engine
        self._name = name[:64]
        self._role = role
        self._clock = clock
        self._shown: float | None = None
        self._started_ms = clock.now_ms()

    def show(self) -> None:
        now = self._clock.steady()
        if self._shown is not None and 0 <= now - self._shown < SHOWN_EVERY_S:
            return
        seen = {"role": self._role, "host": socket.gethostname()[:64], "pid": os.getpid(), "seen_ms": self._now()}
        values = {**seen, "started_ms": self._started_ms}
        mine = sa.update(_p).where(_p.c.name == self._name).values(values)
        try:
            with self._engine.begin() as connection:
                if connection.execute(mine).rowcount == 0:
                    connection.execute(sa.insert(_p).values(name=self._name, **values))
                    _forget(connection, self._now())
        except sa.exc.SQLAlchemyError as error:
            log.warning("sign.missed", process=self._name, error=type(error).__name__)
            return
        self._shown = now

    def end(self) -> None:
        """This process ends in good order: nobody needs to miss it."""
        try:
            with self._engine.begin() as connection:
                connection.execute(sa.delete(_p).where(_p.c.name == self._name))
        except sa.exc.SQLAlchemyError as error:
            log.warning("sign.left", process=self._name, error=type(error).__name__)

    def _now(self) -> int:
        return self._clock.now_ms()


def found(engine: sa.Engine, *, now_ms: int) -> tuple[ProcessRow, ...]:
    """All that have not said goodbye, those that live no more included."""
    with db.reading(engine) as connection:
        rows = connection.execute(sa.select(_p).order_by(_p.c.name)).all()
    # a sign from the future is none either: the clock was set back, and who lives has shown another since
    return tuple(
        ProcessRow(row.name, row.role, row.host, row.seen_ms, abs(now_ms - row.seen_ms) <= LIVES_MS) for row in rows
    )


def _forget(connection: sa.Connection, now_ms: int) -> None:
    """Whoever begins clears away what vanished long ago."""
    gone = sa.or_(_p.c.seen_ms < now_ms - KEPT_MS, _p.c.seen_ms > now_ms + KEPT_MS)
    connection.execute(sa.delete(_p).where(gone))


def take_names(engine: sa.Engine, count: int, *, prefix: str, clock: Clock) -> tuple[str, ...]:
    """Names for the workers of one run (w1, w2, …), none of which another run on this database uses now."""
    now_ms = clock.now_ms()
    with engine.begin() as connection:
        rows = connection.execute(sa.select(_p.c.name, _p.c.seen_ms)).all()
        used = {row.name for row in rows if abs(now_ms - row.seen_ms) <= LIVES_MS}
        free = (name for number in itertools.count(1) if (name := f"{prefix}w{number}") not in used)
        names = tuple(itertools.islice(free, count))
        connection.execute(sa.delete(_p).where(_p.c.name.in_(names)))
        row = {"role": ProcessRole.WORKER, "host": socket.gethostname()[:64], "started_ms": now_ms, "seen_ms": now_ms}
        connection.execute(sa.insert(_p), [{"name": name, **row} for name in names])
    return names


def give_back(engine: sa.Engine, names: Sequence[str]) -> None:
    """The run is over, and none of its workers is left."""
    try:
        with engine.begin() as connection:
            connection.execute(sa.delete(_p).where(_p.c.name.in_(names)))
    except sa.exc.SQLAlchemyError as error:
        log.warning("sign.left", process=names[0] if names else "", error=type(error).__name__)
