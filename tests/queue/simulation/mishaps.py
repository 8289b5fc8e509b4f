"""
What befalls a whole installation now and then: an old backup is put back, and the wall clock is far ahead for a while.

Drawn by a random of its own, so that the other events of a seed stay what they were.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from gongai import db
from gongai.db.position import Mark, Position
from gongai.evidence.anchor import Anchor, read, settled_heads
from gongai.evidence.lost import Anchors
from gongai.queue import recovery
from gongai.queue.job import Claim
from gongai.runner.recovery import FilingGate, Gate

if TYPE_CHECKING:
    from tests.queue.simulation.world import World

MONTH_S = 30 * 86_400.0


class Disk(Anchors):
    """The anchors of the evidence, which no backup of the database takes back."""

    def __init__(self) -> None:
        super().__init__(Path())
        object.__setattr__(self, "sealed", {})

    sealed: dict[str, bytes]

    def of(self, folder: str) -> Iterator[bytes]:
        if folder in self.sealed:
            yield self.sealed[folder]

    def folders(self) -> frozenset[str]:
        return frozenset(self.sealed)

    def filed(self, folder: str) -> bool:
        return False


@dataclass
class Plan:
    """At which step what happens; None: not in this run."""

    copied: int | None = None
    put_back: int | None = None
    ahead: int | None = None
    right_again: int | None = None
    disk_too: bool = False
    """The evidence went back with the database: only the command that restored it knows."""


def plan_of(random: Random, last: int) -> Plan:
    made = Plan()
    if random.random() < 0.25:
        made.copied = random.randrange(1, last // 2)
        made.put_back = made.copied + random.randrange(5, last // 2)
        made.disk_too = random.random() < 0.3
    if random.random() < 0.4:
        made.ahead = random.randrange(1, last // 2)
        made.right_again = made.ahead + random.randrange(10, 80)
    return made


@dataclass
class Mishaps:
    world: "World"
    memory: Any
    seed: int
    last: int
    far_s: float = 0.0
    disk: Disk = field(default_factory=Disk)
    _copy: Any = None
    _copied_ms: int = 0

    def __post_init__(self) -> None:
        self.plan = plan_of(Random(f"mishaps {self.seed}"), self.last)
        self.gate = Gate(self.world.store.ledger, self.disk)

    def strike(self, step: int) -> None:
        """What this step brings."""
        plan = self.plan
        if step == plan.copied and self._about_to_submit():
            plan.copied = step + 1  # see `evidence.lost`: from such a copy nobody could tell what followed
        elif step == plan.copied:
            self._copy, self._copied_ms = self.memory.copied(), self.world.clock.now_ms()
        if step == plan.put_back and self._copy is not None:
            self._put_back()
        if step in (plan.ahead, plan.right_again):
            self.far_s = MONTH_S if step == plan.ahead else 0.0

    def at_start(self) -> None:
        """A process begins."""
        if self.world.rules.anchors:
            self.gate.at_start()

    def settle(self) -> None:
        if self.world.rules.anchors:
            self.gate.settle()

    def compare(self, claim: Claim) -> None:
        if self.world.rules.anchors:
            self._of(claim).compare()

    def require(self, claim: Claim) -> None:
        """Raises `InRecovery`."""
        if self.world.rules.anchors:
            self._of(claim).require()

    def seal(self, connection: sa.Connection, filing_id: int) -> None:
        """As `evidence.seal` does it."""
        journal = db.journal
        digests = list(
            connection.execute(
                sa.select(journal.c.digest).where(journal.c.filing_id == filing_id).order_by(journal.c.id)
            ).scalars()
        )
        reference = connection.execute(sa.select(db.filings.c.reference).where(db.filings.c.id == filing_id))
        folder = str(reference.scalar_one())
        old = read(self.disk.sealed[folder]) if folder in self.disk.sealed else None
        settled = old is not None and old.head in settled_heads(connection, filing_id)
        if old is None or old.agrees(filing_id, digests) or settled:
            made = Anchor(filing_id=filing_id, count=len(digests), head=digests[-1] if digests else "", at_ms=0)
            self.disk.sealed[folder] = made.model_dump_json().encode()

    def _put_back(self) -> None:
        """All processes are stopped; the portal goes on, and shows some of what it holds no more."""
        world = self.world
        filed = [key for one, key in zip(world.ids, world.keys, strict=True) if self._filed(one)]
        self.memory.put_back(self._copy)
        world.beaten.clear()
        world.portal.hide(Random(f"hidden {self.seed}"), among=filed)
        if self.plan.disk_too:
            self.disk.sealed.clear()
            if world.rules.anchors:
                with world.undisturbed():
                    recovery.begin(world.store.ledger, "由备份恢复", since_ms=self._copied_ms, marking=False)
        for process in world.processes:
            process.restart(1)

    def _filed(self, filing_id: int) -> bool:
        """Whether the portal has had time to refuse it, or the applicant to take it back."""
        with self.world.undisturbed():
            return self.world.store.position(filing_id) is Position.FILED

    def _about_to_submit(self) -> bool:
        newest = sa.select(sa.func.max(db.journal.c.id)).group_by(db.journal.c.filing_id)
        query = sa.select(db.journal.c.id).where(db.journal.c.id.in_(newest), db.journal.c.event == Mark.ARMED.value)
        with self.world.undisturbed(), db.reading(self.world.engine) as connection:
            return connection.execute(query).first() is not None

    def _of(self, claim: Claim) -> FilingGate:
        assert claim.filing_id is not None and claim.filing is not None
        return FilingGate(self.gate, claim.filing_id, claim.filing.reference)


def of_recovery(data: Mapping[str, Any]) -> bool:
    """Whether a record of `sent` says that nobody knows."""
    return "recovery" in data
