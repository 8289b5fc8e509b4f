"""The world of one run: who exists, what may happen to them, and what must be true at every moment and at the end."""

from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from gongai import db
from gongai.db.lease import Lease
from gongai.db.position import Position
from gongai.errors import GongaiError, LeaseLost
from gongai.queue import reaper, times
from gongai.queue.decision import Decision
from gongai.queue.job import Claim
from gongai.queue.policy import Policy
from gongai.queue.reads import FilingRow
from gongai.queue.review import Review
from gongai.queue.store import Store
from gongai.records.outcome import Outcome
from gongai.records.state import FilingState, JobState
from gongai.runner.worker import broken_off
from tests.queue.cast import AGREEMENT_NO, filing
from tests.queue.memory import Memory
from tests.queue.simulation.connector import SETTLE_S, Stale, attempt
from tests.queue.simulation.mishaps import Mishaps
from tests.queue.simulation.portal import AnswerLost, Evicted, Garbled, Portal
from tests.queue.simulation.rules import PROTOCOL, Rules

POLICY = Policy(
    lease_s=60,
    beat_s=15,
    max_attempts=3,
    backoff=(timedelta(seconds=20), timedelta(seconds=60)),
    unknown_after=(timedelta(0), timedelta(seconds=30)),
    first_poll=timedelta(days=30),
)
FAULTY_STEPS = 220
"""Faults stop after so many steps, so that every run can come to its end."""
LAST_STEP = 4000
ENDED = (FilingState.FILED, FilingState.CLOSED, FilingState.REFUSED)

Act = Generator[float, None, None]


class Violation(Exception):
    """Something that must never be true."""


@dataclass
class Clock:
    world: "World"
    wall: bool = False  # leases by the wall clock: the mutation

    def now_ms(self) -> int:
        return int((self.world.now + self.world.skew + self.world.far_s) * 1000)

    def steady(self) -> float:
        return self.now_ms() / 1000 if self.wall else self.world.now

    def sleep(self, seconds: float) -> None:
        raise AssertionError("nobody sleeps here")


class Process:
    """One worker process: its job, its heartbeat thread and its tick thread die, and are paused, together."""

    def __init__(self, world: "World", name: str) -> None:
        self.world = world
        self.name = name
        self.restart(0)

    def restart(self, after: float) -> None:
        world = self.world
        self.claim: Claim | None = None
        self.critical = False  # between the last check and the wire
        self.good = 0.0
        now = world.now + after
        clock = world.clock if world.rules.observed else Clock(world, wall=True)
        self.reaper = reaper.Reaper(world.engine, clock=clock, policy=POLICY)
        self.times = times.Times(world.engine, world.clock)
        self.acts: list[list[Any]] = [[self._work(), now], [self._beat(), now + 1], [self._tick(), now + 2]]

    def pause(self, seconds: float) -> None:
        for act in self.acts:
            act[1] = max(act[1], self.world.now + seconds)

    def fresh(self) -> bool:
        return self.world.now - self.good < POLICY.fresh_share * POLICY.lease_s

    def _work(self) -> Act:
        world = self.world
        started = False
        while True:
            try:
                if not started:
                    world.mishaps.at_start()
                    started = True
                claim = world.store.claim(self.name)
            except OperationalError:
                yield 2
                continue
            if claim is None:
                yield 60
                continue
            world.claimed(claim)
            self.claim, self.good = claim, world.now
            yield 0.5
            try:
                outcome = yield from self._run(claim)
                yield from self._record_outcome(claim, outcome)
            except LeaseLost:
                pass
            self.claim = None

    def _run(self, claim: Claim) -> Generator[float, None, Outcome]:
        try:
            return (yield from attempt(self.world, self, claim))
        except LeaseLost:
            raise
        except (OperationalError, AnswerLost, Evicted, Garbled, Stale) as error:
            yield 1
            while True:
                try:
                    return broken_off(self.world.store, claim, type(error).__name__, POLICY)
                except OperationalError:
                    yield 1

    def _record_outcome(self, claim: Claim, outcome: Outcome) -> Act:
        for _try in range(5):
            try:
                self.world.store.record_outcome(claim, outcome)
            except OperationalError:
                yield 2
            else:
                return

    def _beat(self) -> Act:
        world = self.world
        while True:
            yield POLICY.beat_s
            claim = self.claim
            if claim is None:
                continue
            try:
                alive = world.store.beat(claim.lease)
            except OperationalError:
                alive = None
            if alive and self.claim is claim:
                self.good = world.now
                world.beaten[claim.lease] = world.now
            stale = world.now - self.good > POLICY.stale_share * POLICY.lease_s
            if self.claim is claim and (alive is False or stale):
                raise Killed  # the watchdog's SIGKILL

    def _tick(self) -> Act:
        while True:
            yield 40
            try:
                self.world.reap(self)
                self.world.mishaps.settle()
                if self.world.rules.times:
                    self.times.correct()
            except OperationalError:
                continue


class Killed(Exception):
    """This process is no more."""


class World:
    def __init__(self, memory: Memory, seed: int, rules: Rules = PROTOCOL) -> None:
        self.random = Random(seed)
        self.rules = rules
        self.now = 0.0
        self.skew = 1.79e9
        self.faulty = False
        self.beaten: dict[Lease, float] = {}
        memory.reset(self._trouble)
        self.engine = memory.engine
        self.clock = Clock(self)
        self.store = Store(self.engine, clock=self.clock, policy=POLICY)
        self.review = Review(self.engine, clock=self.clock, policy=POLICY)
        things = [
            filing(1, account="a", project=1),
            filing(2, account="a", project=2),
            filing(3, account="b", project=1),
        ]
        self.ids = [self.store.add(one, agreement_no=AGREEMENT_NO, by="帮办员") for one in things]
        self.keys = [one.business_key for one in things]
        refused = frozenset({self.keys[1]}) if self.random.random() < 0.2 else frozenset()
        self.portal = Portal(
            self.random, late=self.random.random() < 0.5, refuses=refused, one_session=rules.one_session
        )
        self.saved: dict[str, int] = {}
        self.mishaps = Mishaps(self, memory, seed, FAULTY_STEPS)
        self.processes = [Process(self, name) for name in ("w1", "w2")]
        self.person: list[Any] = [self._supervise(), 600.0]

    @property
    def far_s(self) -> float:
        """How far the wall clock is ahead."""
        return self.mishaps.far_s if hasattr(self, "mishaps") else 0.0

    def run(self) -> None:
        """Until every filing has ended. Raises `Violation`."""
        for step in range(LAST_STEP):
            self.faulty = step < FAULTY_STEPS
            self.mishaps.strike(step)
            process, act = min(
                [(process, act) for process in self.processes for act in process.acts] + [(None, self.person)],
                key=lambda one: one[1][1],
            )
            self.now = max(self.now, act[1])
            if process is not None and self.faulty and self._fault(process):
                continue
            try:
                act[1] = self.now + next(act[0]) * self.random.uniform(0.5, 1.5)
            except Killed:
                assert process is not None
                process.restart(1)
            if step % 20 == 0 and self._ended():
                break
        self._judge()

    def session(self, account: str, *, anew: bool = False) -> tuple[int, bool]:
        """A session of the account, and whether it is one that lived already."""
        saved = self.saved.get(account)
        if not anew and saved is not None and self.portal.sessions.get(account) == saved:
            return saved, True
        self.saved[account] = self.portal.login(account)
        return self.saved[account], False

    def claimed(self, claim: Claim) -> None:
        self.beaten[claim.lease] = self.now
        jobs = db.jobs
        with self._inspecting() as connection:
            busy = connection.execute(
                sa.select(jobs.c.account, jobs.c.project).where(jobs.c.state.in_([JobState.RUNNING, JobState.UNKNOWN]))
            ).all()
        accounts, projects = [row.account for row in busy], [row.project for row in busy]
        if len(set(accounts)) < len(accounts) or len(set(projects)) < len(projects):
            raise Violation(f"two jobs in hand of one account or project: {busy}")

    def reap(self, process: Process) -> None:
        before = {claim.lease: claim for claim in self._held()}
        for job_id in process.reaper.reap():
            for lease in before:
                silent = self.now - self.beaten.get(lease, self.now)
                if lease.job_id == job_id and silent < POLICY.lease_s:
                    raise Violation(f"lease taken from a live worker after {silent:.0f} s")

    def _held(self) -> list[Claim]:
        return [process.claim for process in self.processes if process.claim is not None]

    def _fault(self, process: Process) -> bool:
        draw = self.random.random()
        if process.critical and draw < 0.35:  # faults seek the moments that matter
            process.pause(self.random.choice([30, 90, 150, 200, 250, 600]))
        elif draw < 0.03:
            process.restart(self.random.uniform(1, 30))  # SIGKILL, and the service manager starts it again
        elif draw < 0.07:
            process.pause(self.random.choice([30, 90, 300]))  # a suspended machine
        elif draw < 0.09:
            self.skew = 1.79e9 + self.random.choice([-3600, -300, 0, 300, 3600])  # somebody sets the wall clock
            return False
        else:
            return False
        return True

    def _trouble(self) -> bool:
        return self.faulty and self.random.random() < 0.02

    def _supervise(self) -> Act:
        """A person who works through the review table, looking at the portal where that is the question."""
        while True:
            yield 900
            try:
                for row in self.review.waiting():
                    if row.state is not FilingState.REFUSED:
                        yield from self._decide(row)
            except (GongaiError, OperationalError, Evicted):
                continue  # something changed, or the page did not load: next round

    def _decide(self, row: FilingRow) -> Act:
        decision = Decision.RETRY
        numbers: tuple[str, ...] = ()
        sent = self.store.position(row.filing_id) in (Position.OPEN, Position.ANSWERED)
        if row.state is FilingState.UNKNOWN or sent:
            session = self.portal.login(row.account)
            yield SETTLE_S * 2
            key = self.keys[self.ids.index(row.filing_id)]
            found = self.portal.find(key, row.account, session, now=self.now) or self.portal.ask(key)
            yield 1
            decision = Decision.PORTAL_HAS_IT if found else Decision.PORTAL_HAS_NOT
            numbers = (found,) if found else ()
        self.review.decide(row.filing_id, decision, by="主管", reason="核查", version=row.version, receipt_nos=numbers)

    @contextmanager
    def undisturbed(self) -> Iterator[None]:
        """The database does not fail meanwhile."""
        faulty, self.faulty = self.faulty, False
        try:
            yield
        finally:
            self.faulty = faulty

    @contextmanager
    def _inspecting(self) -> Iterator[sa.Connection]:
        """The judge's own look is never disturbed."""
        with self.undisturbed(), db.reading(self.engine) as connection:
            yield connection

    def _states(self) -> dict[int, str]:
        with self._inspecting() as connection:
            query = sa.select(db.filings.c.id, db.filings.c.state)
            return {row.id: row.state for row in connection.execute(query)}

    def _receipts(self) -> dict[int, str]:
        with self._inspecting() as connection:
            rows = connection.execute(sa.select(db.filings.c.id, db.filings.c.receipt))
            return {row.id: "".join((row.receipt or {}).get("application_nos", ())) for row in rows}

    def _ended(self) -> bool:
        return all(state in ENDED for state in self._states().values())

    def _judge(self) -> None:
        counts = self.portal.counts()
        twice = {key: count for key, count in counts.items() if count > 1}
        if twice:
            raise Violation(f"the portal holds more than one: {twice}")
        states = self._states()
        receipts = self._receipts()
        for filing_id, key in zip(self.ids, self.keys, strict=True):
            state = states[filing_id]
            if state not in ENDED:
                raise Violation(f"unfinished: {state} after {self.now:.0f} s")
            if (state == FilingState.REFUSED) == bool(counts[key]):
                raise Violation(f"we say {state}, the portal holds {counts[key]}")
            if state in (FilingState.FILED, FilingState.CLOSED) and self.portal.thing_of(receipts[filing_id]) != key:
                raise Violation(f"filed under the number of another: {receipts[filing_id]}")
            if (fences := self._fences(filing_id)) != sorted(fences):
                raise Violation(f"a worker wrote after its job was taken over: fences {fences}")

    def _fences(self, filing_id: int) -> list[int]:
        journal = db.journal
        query = sa.select(journal.c.fence).where(journal.c.filing_id == filing_id, journal.c.fence > 0)
        with self._inspecting() as connection:
            return list(connection.execute(query.order_by(journal.c.id)).scalars())


def first_violation(memory: Memory, seeds: Iterable[int], rules: Rules = PROTOCOL) -> tuple[int, str] | None:
    for seed in seeds:
        try:
            World(memory, seed, rules).run()
        except Violation as violation:
            return seed, str(violation)
    return None
