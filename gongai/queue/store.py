"""The ledger as one object: what workers, commands and pages call. Each method is one short transaction."""

from collections.abc import Sequence
from datetime import timedelta

import sqlalchemy as sa

from gongai import db
from gongai.clock import Clock
from gongai.db.lease import Lease
from gongai.db.position import position
from gongai.errors import NotAllowed
from gongai.queue import cancelling, claims, intake, outcomes, reads
from gongai.queue.job import Claim
from gongai.queue.ledger import Ledger
from gongai.queue.policy import Policy
from gongai.records.act import By
from gongai.records.agreement import Agreement
from gongai.records.filing import Filing
from gongai.records.outcome import Outcome
from gongai.records.position import Position
from gongai.records.state import FilingState, FlowName, JobState


class Store:
    """`channels` names where each new result is also delivered (see `outbox`)."""

    def __init__(
        self, engine: sa.Engine, *, clock: Clock, policy: Policy | None = None, channels: tuple[str, ...] = ()
    ) -> None:
        self.ledger = Ledger(engine, clock, policy or Policy(), channels)
        self.engine = engine
        self.clock = clock
        self.policy = self.ledger.policy
        self.channels = channels

    def save_agreement(self, agreement: Agreement, *, by: By = "") -> tuple[str, ...]:
        """Returns the filings that go on because of it."""
        return tuple(intake.save_agreement(self.engine, agreement, by=by, at_ms=self.clock.now_ms()))

    def get_agreement(self, agreement_no: str) -> Agreement | None:
        with db.reading(self.engine) as connection:
            return intake.get_agreement(connection, agreement_no)

    def add(
        self, filing: Filing, *, agreement_no: str, by: By, draft: bool = False, supersedes: int | None = None
    ) -> int:
        """Queue a checked filing. Raises `AlreadyQueued` where the same thing is alive already."""
        return intake.add(
            self.engine,
            filing,
            agreement_no=agreement_no,
            by=by,
            at_ms=self.clock.now_ms(),
            draft=draft,
            supersedes=supersedes,
        )

    def claim(self, worker: str) -> Claim | None:
        """The most urgent job that may run now, leased to `worker`."""
        return claims.claim(self.ledger, worker)

    def occupy(self, flow: FlowName, *, site: str, account: str, worker: str) -> Claim:
        """An account for a site job without a filing. Raises `NotAllowed` while another job has the account."""
        taken = claims.occupy(self.ledger, flow, site=site, account=account, worker=worker)
        if taken is None:
            raise NotAllowed(f"平台账号 {account} 正在办理其他申报件，请稍后再试（gongai list 可查看）")
        return taken

    def beat(self, lease: Lease) -> bool:
        return claims.beat(self.engine, lease)

    def record_outcome(self, claim: Claim, outcome: Outcome) -> None:
        """Write how the attempt ended. Raises `LeaseLost` and changes nothing where the job is no longer ours."""
        outcomes.record_outcome(self.ledger, claim, outcome)

    def position(self, filing_id: int) -> Position:
        with db.reading(self.engine) as connection:
            return position(connection, filing_id)

    def cancel(self, filing_id: int, *, by: By, reason: str) -> None:
        """Take a filing back before anything of it was sent. Raises `NotAllowed` otherwise."""
        cancelling.cancel(self.engine, filing_id, by=by, reason=reason, at_ms=self.clock.now_ms())

    def release(self, filing_id: int, *, by: By) -> None:
        """Queue a draft. Raises `NotAllowed` where it is no draft any more."""
        cancelling.release(self.engine, filing_id, by=by, at_ms=self.clock.now_ms())

    def hasten(self, flow: FlowName | None = None, *, filing_id: int | None = None) -> int:
        """Make waiting polls and reconciles due now (`gongai poll`, `gongai reconcile`); return how many."""
        table = db.jobs
        now = self.clock.now_ms()
        change = sa.update(table).where(table.c.not_before_ms > now).values(not_before_ms=now, updated_ms=now)
        if flow is FlowName.SUBMIT:
            change = change.where(table.c.flow == flow, table.c.state == JobState.UNKNOWN)
        elif flow is not None:
            change = change.where(table.c.flow == flow, table.c.state == JobState.WAITING)
        else:
            change = change.where(table.c.state.in_([JobState.WAITING, JobState.UNKNOWN]))
        if filing_id is not None:
            change = change.where(table.c.filing_id == filing_id)
        with self.engine.begin() as connection:
            return connection.execute(change).rowcount

    def get(self, reference: str) -> reads.FilingView | None:
        return reads.get(self.engine, reference)

    def list(
        self, *, states: Sequence[FilingState] = (), project: str = "", limit: int = 500
    ) -> tuple[reads.FilingRow, ...]:
        return reads.list_filings(self.engine, states=states, project=project, limit=limit)

    def counts(self) -> dict[FilingState, int]:
        return reads.counts(self.engine)

    def next_due_ms(self) -> int | None:
        return reads.next_due_ms(self.engine)

    def idle(self, *, within: timedelta = timedelta()) -> bool:
        """Whether nothing is left to do, polls that fall due later than `within` from now not counted."""
        horizon = self.clock.now_ms() + int(within.total_seconds() * 1000)
        return reads.idle(self.engine, horizon_ms=horizon)
