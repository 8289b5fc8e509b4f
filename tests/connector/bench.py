"""
One installation's ledger and one fake portal: attempts run as in production, in milliseconds and without a browser.

`run` is one attempt of one worker, from the claim to the outcome in the ledger. The clock stands still until somebody
sleeps, so a settling wait takes no time and leases never run out by themselves.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from gongai import db
from gongai.connector.flow import Attempt
from gongai.connector.flows import dispatch
from gongai.connector.guard import Guard
from gongai.connector.journal import Journal, Watch
from gongai.connector.mappers.facts import facts_of
from gongai.connector.mappers.plan import build_plan, wizard_of
from gongai.db.position import Mark, Position
from gongai.db.taken_numbers import ReceiptNumbers
from gongai.evidence import Store as Evidence
from gongai.queue.job import Claim
from gongai.queue.policy import Policy
from gongai.queue.reaper import Reaper
from gongai.queue.store import Store
from gongai.records.filing import Filing, FilingItem
from gongai.records.noted import Exact, exact
from gongai.records.outcome import Outcome, Unknown
from gongai.records.receipt import Receipt
from gongai.records.state import FilingState, FlowName, JobState
from gongai.sites import Site
from tests.connector.fake_faults import Crash
from tests.connector.fake_office import HeldApplication, Office
from tests.connector.fake_portal import FakePortal, Page
from tests.queue import cast
from tests.queue.cast import AGREEMENT_NO, USCC, HeldClock, agreement

ITEM = "IV-3-05"
OTHER_ITEM = "IV-3-02"
UNIT = "U-2"
STRANGER = "91439900MA0000000X"


def single(number: int = 1, **changes: Any) -> Filing:
    """单项 without questions: two pages, and no papers, so that nothing is read from disk."""
    return cast.filing(number, item_code="3-05", stage_no=3, **changes)


def joint(number: int = 1) -> Filing:
    """并联: one application for 3-02 and one more for 3-05, which is pursued beside."""
    items = (FilingItem(code="3-02"), FilingItem(code="3-05", line="并行"))
    return cast.filing(number, kind="并联", item_code="", stage_no=3, items=items)


class Bench:
    """`page` is how the submit page of the next attempts behaves; `recheck` may be set to raise."""

    def __init__(self, engine: sa.Engine, site: Site, folder: Path) -> None:
        self.engine = engine
        self.site = site
        self.clock = HeldClock()
        self.office = Office(self.clock, {"agent-a": {USCC: UNIT, STRANGER: "U-9"}})
        self.policy = Policy()
        self.store = Store(engine, clock=self.clock, policy=self.policy, channels=("file",))
        self.store.save_agreement(agreement(), by="帮办员")
        self.page = Page()
        self.fresh: Callable[[], bool] = lambda: True
        self.recheck: Callable[[], None] = lambda: None
        self._folder = folder
        self._reaper = Reaper(engine, clock=self.clock, policy=self.policy)
        self.filing: Filing = single()
        self.number = 0

    # ---- the ledger's side

    def add(self, which: Filing | None = None) -> None:
        """Queue the filing that this test is about."""
        self.filing = which or single()
        self.number = self.store.add(self.filing, agreement_no=AGREEMENT_NO, by="帮办员")
        self.filing = self._view().filing

    def claim(self) -> Claim:
        """The next job, when its time has come."""
        waits = db.jobs.c.state.in_([JobState.WAITING, JobState.UNKNOWN])
        due = sa.select(db.jobs.c.not_before_ms).where(waits).order_by(db.jobs.c.not_before_ms)
        with db.reading(self.engine) as connection:
            times = list(connection.execute(due).scalars())
        for at_ms in times:  # one that is due may wait for another of its account that is not
            self.clock.pass_by(max(0, at_ms - self.clock.now_ms()) / 1000)
            claim = self.store.claim("w1")
            if claim is not None:
                return claim
        raise AssertionError("没有可办理的任务")

    def attempt(
        self, claim: Claim | None = None, *, watch: Watch | None = None, filing: Filing | None = None
    ) -> Attempt:
        claim = claim or self.claim()
        filing = filing or claim.filing
        assert filing is not None and claim.filing_id is not None
        journal = Journal(self.engine, self.clock, filing_id=claim.filing_id, held=claim.lease, watch=watch)
        facts = facts_of(filing, self.site)
        plan = build_plan(filing, self.site, facts)
        spec = wizard_of(filing, self.site).submit
        others = [one.submit.call for one in self.site.profile.wizards.values() if one.submit.call != spec.call]
        guard = Guard(journal, spec.call, others=others, fresh=lambda: self.fresh(), timeout_s=spec.timeout_s)
        portal = FakePortal(
            self.site,
            self.office,
            guard,
            filing=filing,
            plan=plan,
            facts=facts,
            evidence=Evidence(self._folder, filing.reference),
            clock=self.clock,
            page=self.page,
        )
        numbers = ReceiptNumbers(self.engine, self.site.key, claim.filing_id)
        return Attempt(filing, plan, self.site, portal, journal, lambda: self.recheck(), facts, numbers)

    def run(self, *, watch: Watch | None = None) -> Outcome:
        """One attempt, its outcome settled. A `Crash` leaves the job in the hands of a dead worker."""
        claim = self.claim()
        outcome = self.dispatched(claim, self.attempt(claim, watch=watch))
        self.store.record_outcome(claim, outcome)
        return outcome

    def dispatched(self, claim: Claim, attempt: Attempt) -> Outcome:
        return dispatch.run(
            claim.flow, attempt, self.clock, fresh=lambda: self.fresh(), receipt=lambda: self.receipt or Receipt()
        )

    def look(self) -> Outcome:
        """Attempts until one does not only wait for what may still show."""
        while isinstance(outcome := self.run(), Unknown) and not outcome.counts:
            pass
        return outcome

    def reap(self) -> None:
        """The dead worker's lease runs out."""
        self._reaper.reap()
        self.clock.pass_by(self.policy.lease_s + 1)
        assert self._reaper.reap(), "没有可回收的任务"

    def work_off(self, *, at_most: int = 12) -> FilingState:
        """Attempts and reaping until the submit job needs nobody any more."""
        for _attempt in range(at_most):
            state = self.job("state")
            if state in (JobState.DONE, JobState.PARKED):
                return self.state
            if state == JobState.RUNNING:
                self.reap()
                continue
            try:
                self.run()
            except Crash:
                self.reap()
        raise AssertionError(f"没有办完：{self.state}")

    def filed(self, which: Filing | None = None) -> list[HeldApplication]:
        """The filing, filed and settled; what the portal holds of it. The next job is a look."""
        self.add(which)
        self.run()
        assert self.state is FilingState.FILED, self.why
        return self.office.held

    # ---- what can be asked

    def _view(self) -> Any:
        found = self.store.get(str(self.number))
        assert found is not None
        return found

    @property
    def state(self) -> FilingState:
        return FilingState(self._view().row.state)

    @property
    def why(self) -> str:
        return str(self._view().row.why)

    @property
    def receipt(self) -> Receipt | None:
        found: Receipt | None = self._view().receipt
        return found

    @property
    def position(self) -> Position:
        return self.store.position(self.number)

    def job(self, column: str, flow: FlowName = FlowName.SUBMIT) -> Any:
        query = sa.select(db.jobs.c[column]).where(db.jobs.c.filing_id == self.number, db.jobs.c.flow == flow)
        with db.reading(self.engine) as connection:
            return connection.execute(query.order_by(db.jobs.c.id.desc())).scalars().first()

    def journal(self) -> list[tuple[str, str]]:
        query = sa.select(db.journal.c.step, db.journal.c.event).order_by(db.journal.c.id)
        with db.reading(self.engine) as connection:
            return [(step, event) for step, event in connection.execute(query)]

    def data_of(self, step: str, event: str) -> Mapping[str, Any]:
        """What the newest record of this kind holds."""
        table = db.journal
        query = sa.select(table.c.data).where(table.c.step == step, table.c.event == event).order_by(table.c.id.desc())
        with db.reading(self.engine) as connection:
            found: Mapping[str, Any] = connection.execute(query).scalars().first() or {}
        return found

    def results(self) -> Sequence[str]:
        with db.reading(self.engine) as connection:
            return [str(kind) for kind in connection.execute(sa.select(db.results.c.kind)).scalars()]

    def numbers_of(self, made: HeldApplication) -> str:
        """The 申报件号 of the filing that has this application."""
        return ReceiptNumbers(self.engine, self.site.key, 0).of_another(ids=[made.id], numbers=[made.number])

    # ---- how far the filing had gone before

    def at(self, position: Position, **answer: Any) -> None:
        """An earlier attempt, as it left the journal: `answer` is what ANSWERED holds."""
        self.add()
        claim = self.claim()
        journal = self.attempt(claim).journal
        journal.done("查重", {"known": [Exact(one.id) for one in self.office.held]})
        marks = {
            Position.CLEAR: (),
            Position.OPEN: (Mark.SENT,),
            Position.ANSWERED: (Mark.SENT, Mark.ANSWERED),
            Position.FILED: (Mark.SENT, Mark.ANSWERED, Mark.FILED),
        }[position]
        for mark in marks:
            data = {
                name: exact(one) for name, one in ({Mark.ANSWERED: answer, Mark.FILED: answer}.get(mark, {})).items()
            }
            journal.mark(mark, data)
        self.reap()
        self.clock.pass_by(timedelta(days=1).total_seconds())


class KilledAt:
    """A watch of the journal that kills the process at its `number`-th point, and tells all points it saw."""

    def __init__(self, number: int | None = None) -> None:
        self._number = number
        self.points: list[str] = []

    def __call__(self, point: str) -> None:
        self.points.append(point)
        if len(self.points) == self._number:
            raise Crash(point)
