"""
Takes jobs back from workers that are dead.

Dead is who did not renew its lease for `lease_s` seconds of the observer's own steady clock: only the change of fence
and heartbeat is looked at, so no clock of any other machine, and no jump of our own wall clock, can end a lease early.
"""

from collections.abc import Sequence
from dataclasses import replace

import sqlalchemy as sa

from gongai import db
from gongai.clock import Clock
from gongai.db.audit_log import audit
from gongai.db.position import position
from gongai.errors import LeaseLost
from gongai.queue import outcomes
from gongai.queue.job import Claim, claim_of
from gongai.queue.ledger import Ledger
from gongai.queue.policy import Policy
from gongai.queue.verdict import ASK_SUPERVISOR, Message, Verdict, to_failed, to_unknown
from gongai.records.act import SYSTEM
from gongai.records.actor import FrontEnd
from gongai.records.attempt_outcome import AttemptOutcome
from gongai.records.audit_act import AuditAct
from gongai.records.position import Position
from gongai.records.result_kind import ResultKind
from gongai.records.state import FilingState, FlowName, JobState

_BECAUSE = "办理进程中断"
_CUT_OFF = "数据库中断，办理进程随之中断"
_A_WHILE = 3
"""So many of it make a lease: a database away for less keeps nobody from renewing."""

_j = db.jobs
_RUNNING = sa.select(_j.c.id, _j.c.fence, _j.c.heartbeat).where(
    # said so that the small index of busy jobs serves it
    sa.text("state IN ('running', 'unknown')"),
    _j.c.state == JobState.RUNNING,
)


class Reaper:
    """One per process that ticks. Its memory is its own: after a restart every lease gets its full time anew."""

    def __init__(self, engine: sa.Engine, *, clock: Clock, policy: Policy, channels: tuple[str, ...] = ()) -> None:
        self._ledger = Ledger(engine, clock, policy, channels)
        self._engine = engine
        self._clock = clock
        self._policy = policy
        self._observed: dict[int, tuple[tuple[int, int], float]] = {}
        self._blind_since: float | None = None
        self._cut_off: set[tuple[int, int]] = set()
        """Jobs and fences in hand while the database was away: what became of them is not the filing's doing."""

    def reap(self) -> list[int]:
        """Look once; return the jobs that were taken back."""
        dead: list[tuple[int, int, int]] = []
        now = self._clock.steady()
        rows = self._look(now)
        for job_id, fence, heartbeat in rows:
            sign, since = self._observed.get(job_id, (None, now))
            if sign != (fence, heartbeat):
                self._observed[job_id] = ((fence, heartbeat), now)
            elif now - since > self._policy.lease_s:
                dead.append((job_id, fence, heartbeat))
        running = {job_id for job_id, _fence, _heartbeat in rows}
        self._observed = {job_id: observed for job_id, observed in self._observed.items() if job_id in running}
        self._cut_off &= {(job_id, fence) for job_id, fence, _heartbeat in rows}
        return [job_id for job_id, fence, heartbeat in dead if self._take_back(job_id, fence, heartbeat)]

    def _look(self, now: float) -> Sequence[tuple[int, int, int]]:
        """
        Who is running. After the database was away for a while every lease gets its full time anew: no worker could
        renew it, and one that is still there shall have its turn.
        """
        try:
            with db.reading(self._engine) as connection:
                rows = [(row.id, row.fence, row.heartbeat) for row in connection.execute(_RUNNING)]
        except Exception:
            self._blind_since = now if self._blind_since is None else self._blind_since
            raise
        if self._blind_since is not None and now - self._blind_since > self._policy.lease_s / _A_WHILE:
            self._observed = {}
            self._cut_off = {(job_id, fence) for job_id, fence, _heartbeat in rows}
        self._blind_since = None
        return rows

    def _take_back(self, job_id: int, fence: int, heartbeat: int) -> bool:
        act = self._ledger.act(SYSTEM, via=FrontEnd.SCHEDULER)
        with self._ledger.writing(act) as writer:
            connection = writer.connection
            same = (_j.c.id == job_id, _j.c.fence == fence, _j.c.heartbeat == heartbeat)
            # locks the row: a worker that proves its lease in this moment either came first or finds it gone
            touched = connection.execute(
                sa.update(_j).where(*same, _j.c.state == JobState.RUNNING).values(updated_ms=act.at_ms).returning(_j)
            ).one_or_none()
            if touched is None:
                return False
            claim = claim_of(touched)
            at = Position.CLEAR if claim.filing_id is None else position(connection, claim.filing_id)
            verdict = self._verdict(connection, claim, at)
            try:
                outcomes.apply(writer, claim, verdict, AttemptOutcome.LEASE_LOST, void_lease=True)
            except LeaseLost:
                return False
            worker = claim.lease.worker
            audit(
                connection,
                AuditAct.JOB_REAPED,
                f"job:{job_id}",
                act=replace(act, reason=f"进程 {worker} 超过 {self._policy.lease_s:.0f} 秒没有续约"),
                before={"state": JobState.RUNNING.value, "worker": worker, "fence": fence},
                after={"state": verdict.job.value, "position": at.value},
            )
        return True

    def _verdict(self, connection: sa.Connection, claim: Claim, at: Position) -> Verdict:
        cut_off = (claim.job_id, claim.lease.fence) in self._cut_off
        open_end = claim.flow is FlowName.SUBMIT and at in (Position.OPEN, Position.ANSWERED)
        if self._lost_before(connection, claim.job_id) + 1 >= self._policy.max_lost:
            text = f"{_BECAUSE} {self._policy.max_lost} 次，停止自动办理，请人工复核"
            if claim.filing_id is None or claim.flow is not FlowName.SUBMIT:
                return Verdict(JobState.PARKED, None, text, messages=(Message(ResultKind.FAILED, text),))
            state = FilingState.UNKNOWN if open_end else FilingState.FAILED
            kind = ASK_SUPERVISOR if open_end else ResultKind.FAILED
            return Verdict(JobState.PARKED, state, text, messages=(Message(kind, text),))
        if open_end:
            # the first time it is a reconcile attempt; one that broke off is none, `max_lost` ends that row
            first = self._started_clear(connection, claim)
            counts = first and not cut_off
            return to_unknown(claim, _BECAUSE, self._policy, counts=counts, after=self._policy.unknown_backoff(1))
        state_now = None if claim.flow is not FlowName.SUBMIT else FilingState.WAITING
        if at is Position.CLEAR and claim.flow is FlowName.SUBMIT and self._policy.spent(claim.attempt) and not cut_off:
            return to_failed(_BECAUSE, claim.attempt)
        why = _CUT_OFF if cut_off else _BECAUSE
        return Verdict(JobState.WAITING, state_now, f"{why}，将自动再办", attempt_back=cut_off)

    def _lost_before(self, connection: sa.Connection, job_id: int) -> int:
        table = db.attempts
        query = sa.select(sa.func.count()).where(table.c.job_id == job_id, table.c.outcome == AttemptOutcome.LEASE_LOST)
        return int(connection.execute(query).scalar_one())

    def _started_clear(self, connection: sa.Connection, claim: Claim) -> bool:
        """Whether this attempt began before anything was sent: claims after an unknown end leave the state so."""
        query = sa.select(db.filings.c.state).where(db.filings.c.id == claim.filing_id)
        return bool(connection.execute(query).scalar_one() != FilingState.UNKNOWN)
