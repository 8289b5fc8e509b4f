"""What every act on the ledger needs, under one name: the database, the time, the figures, where messages go."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import sqlalchemy as sa

from gongai.clock import Clock
from gongai.queue.policy import Policy
from gongai.records.act import Act, By, act_of
from gongai.records.actor import FrontEnd


@dataclass(frozen=True)
class Writer:
    """One write transaction: one act, with what new messages need."""

    connection: sa.Connection
    act: Act
    policy: Policy
    channels: tuple[str, ...]

    @property
    def at_ms(self) -> int:
        return self.act.at_ms


@dataclass(frozen=True)
class Ledger:
    """`channels` names where each new result is also delivered (see `notify.outbox`)."""

    engine: sa.Engine
    clock: Clock
    policy: Policy
    channels: tuple[str, ...] = ()

    def act(self, by: By, reason: str = "", *, via: FrontEnd | None = None) -> Act:
        """An act of this moment."""
        return act_of(by, at_ms=self.clock.now_ms(), reason=reason, via=via)

    @contextmanager
    def writing(self, act: Act) -> Iterator[Writer]:
        """All of the act, or nothing of it."""
        with self.engine.begin() as connection:
            yield Writer(connection, act, self.policy, self.channels)
