"""What was done for one filing, written down in the order it happened, each record chained to the one before."""

import contextlib
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from gongai import db
from gongai.clock import Clock
from gongai.db import chain, lease
from gongai.db.position import Mark, Position, position
from gongai.records.journal_event import JournalEvent
from gongai.records.noted import Noted

Watch = Callable[[str], None]
"""Told before and after each record is written: progress for people, crash points for tests."""


Seal = Callable[[sa.Connection], object]
"""Signs how far the chain goes, so that removing the newest records shows."""


class Journal:
    """The records of one filing, written under one lease. A writer that has lost its lease cannot write."""

    def __init__(
        self,
        engine: sa.Engine,
        clock: Clock,
        *,
        filing_id: int,
        held: lease.Lease,
        watch: Watch | None = None,
        seal: Seal | None = None,
    ) -> None:
        self._engine = engine
        self._clock = clock
        self.filing_id = filing_id
        self._held = held
        self._watch = watch or (lambda _point: None)
        self._seal = seal or (lambda _connection: None)

    def done(self, step: str, data: Noted) -> None:
        """A repeatable step ended well."""
        self._write(step, JournalEvent.DONE, data)

    def failed(self, step: str, data: Noted) -> None:
        """A repeatable step ended with an error; nothing irreversible happened in it."""
        self._write(step, JournalEvent.FAILED, data)

    def mark(self, mark: Mark, data: Noted) -> None:
        """Move the position. When this returns, the record is on disk and the lease was ours at that moment."""
        self._write("submit", JournalEvent(mark), data)

    def note(self, step: str, event: JournalEvent, data: Noted) -> None:
        """Something worth keeping that moves nothing, for example a second submit request that was stopped."""
        self._write(step, event, data)

    def position(self) -> Position:
        with db.reading(self._engine) as connection:
            return position(connection, self.filing_id)

    def newest(self, mark: Mark) -> dict[str, Any] | None:
        """The data of the newest record of this mark, with its time."""
        return self._newest(db.journal.c.event == mark.value)

    def newest_request(self) -> dict[str, Any] | None:
        """The newest record of a request of our own: a restored database marks as sent what it only supposes."""
        return self._newest(sa.and_(db.journal.c.event == Mark.SENT.value, db.journal.c.step == "submit"))

    def newest_of(self, step: str) -> dict[str, Any] | None:
        """The data of the newest good end of a step, with its time."""
        return self._newest(sa.and_(db.journal.c.step == step, db.journal.c.event == JournalEvent.DONE))

    def all_of(self, step: str) -> list[dict[str, Any]]:
        """The data of every good end of a step, the oldest first."""
        table = db.journal
        query = sa.select(table.c.data).where(
            table.c.filing_id == self.filing_id, table.c.step == step, table.c.event == JournalEvent.DONE
        )
        with db.reading(self._engine) as connection:
            return [dict(data) for data in connection.execute(query.order_by(table.c.id)).scalars()]

    def _newest(self, which: sa.ColumnElement[bool]) -> dict[str, Any] | None:
        table = db.journal
        query = (
            sa.select(table.c.data, table.c.at_ms)
            .where(table.c.filing_id == self.filing_id, which)
            .order_by(table.c.id.desc())
            .limit(1)
        )
        with db.reading(self._engine) as connection:
            row = connection.execute(query).one_or_none()
        return None if row is None else {"at_ms": row.at_ms, **row.data}

    def _write(self, step: str, event: JournalEvent, data: Noted) -> None:
        self._watch(f"before {step} {event}")
        with self._engine.begin() as connection:
            lease.assert_held(connection, self._held)
            chain.append(
                connection,
                filing_id=self.filing_id,
                job_id=self._held.job_id,
                fence=self._held.fence,
                step=step,
                event=event,
                at_ms=self._clock.now_ms(),
                data=data,
            )
        self._watch(f"after {step} {event}")
        if event is not JournalEvent.SENT:  # between SENT and the request nothing may take time
            with contextlib.suppress(OSError), db.reading(self._engine) as connection:
                self._seal(connection)
