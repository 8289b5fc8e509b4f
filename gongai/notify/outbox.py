"""
Delivers results through the channels, at least once each. Delivery never changes a result, and never waits in a
transaction: a row is taken by moving its next try on, then the channel is called, then the end is written down.
"""

from collections.abc import Sequence
from datetime import timedelta

import sqlalchemy as sa
import structlog

from gongai import db
from gongai.clock import Clock
from gongai.notify.channels import Deliver
from gongai.queue.results import get_result
from gongai.redact import scrub

log = structlog.get_logger(__name__)

_BACKOFF = tuple(timedelta(seconds=s) for s in (30, 120, 600, 3600))
MAX_ATTEMPTS = 30
"""After more than a day of tries the row stays with its error; the result itself is in the queue all the time."""

_o = db.outbox


class Outbox:
    def __init__(self, engine: sa.Engine, channels: Sequence[Deliver], *, clock: Clock) -> None:
        self._engine = engine
        self._channels = {channel.name: channel for channel in channels}
        self._clock = clock

    def flush(self, *, limit: int = 50) -> int:
        """Deliver what is due; return how many arrived."""
        if not self._channels:
            return 0
        now = self._clock.now_ms()
        due = (
            sa.select(_o.c.id, _o.c.result_id, _o.c.channel, _o.c.attempt)
            .where(
                _o.c.delivered_ms.is_(None),
                _o.c.next_ms <= now,
                _o.c.attempt < MAX_ATTEMPTS,
                _o.c.channel.in_(self._channels),
            )
            .order_by(_o.c.next_ms, _o.c.id)
            .limit(limit)
        )
        with db.reading(self._engine) as connection:
            rows = connection.execute(due).all()
        return sum(self._deliver(row.id, row.result_id, row.channel, row.attempt) for row in rows)

    def _deliver(self, row_id: int, result_id: int, channel: str, attempt: int) -> bool:
        wait = _BACKOFF[min(attempt, len(_BACKOFF) - 1)] // timedelta(milliseconds=1)
        take = (
            sa.update(_o)
            .where(_o.c.id == row_id, _o.c.attempt == attempt, _o.c.delivered_ms.is_(None))
            .values(attempt=attempt + 1, next_ms=self._clock.now_ms() + wait)
        )
        with self._engine.begin() as connection:
            if connection.execute(take).rowcount != 1:
                return False  # another process has it
        try:
            self._channels[channel].deliver(get_result(self._engine, result_id))
        except Exception as error:  # whatever a channel raises: the row says so and is tried again
            log.warning("outbox.failed", channel=channel, result=result_id, error=type(error).__name__)
            message = scrub(f"{type(error).__name__}：{error}".partition("\n")[0])[:500]
            self._end(row_id, error=message)
            return False
        self._end(row_id, delivered_ms=self._clock.now_ms(), error="")
        return True

    def _end(self, row_id: int, **values: object) -> None:
        with self._engine.begin() as connection:
            connection.execute(sa.update(_o).where(_o.c.id == row_id).values(**values))
