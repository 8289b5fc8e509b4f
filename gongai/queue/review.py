"""
A supervisor's decisions on filings that are held, refused, failed or unknown.

Each is one transaction: guarded by the state, the journal's position and the version that the supervisor saw; with a
reason, in the audit; and where it says what the portal holds, also in the journal, where the connector reads it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from gongai.clock import Clock
from gongai.db import chain
from gongai.db.audit_log import audit
from gongai.db.position import position
from gongai.db.transitions import filing_transition
from gongai.errors import AlreadyQueued, NotAllowed, UsageError
from gongai.queue import blockers, filing_rows, intake, reads, results, submit_jobs
from gongai.queue.cancelling import cancel_in
from gongai.queue.decision import LEVELS, REVIEWED, Decision, allowed
from gongai.queue.filing_rows import StoredFiling
from gongai.queue.ledger import Ledger, Writer
from gongai.queue.outcomes import enqueue_poll
from gongai.queue.policy import Policy
from gongai.queue.receipts import require_ours
from gongai.records import blocker
from gongai.records.act import Act, By
from gongai.records.audit_act import AuditAct
from gongai.records.base import Payload
from gongai.records.blocker import BlockerKind
from gongai.records.filing import Filing
from gongai.records.journal_event import JournalEvent
from gongai.records.noted import Exact, Noted, Said
from gongai.records.position import Mark, Position
from gongai.records.receipt import Receipt
from gongai.records.result_kind import ResultKind
from gongai.records.state import FilingState, JobState


@dataclass(frozen=True)
class Case:
    """One filing as it lies before the supervisor."""

    view: reads.FilingView
    decisions: tuple[Decision, ...]
    questions: tuple[results.ResultRow, ...]  # open results about it


class Review:
    def __init__(
        self, engine: sa.Engine, *, clock: Clock, policy: Policy | None = None, channels: tuple[str, ...] = ()
    ) -> None:
        self._ledger = Ledger(engine, clock, policy or Policy(), channels)

    def waiting(self, *, limit: int = 500) -> tuple[reads.FilingRow, ...]:
        """Everything that a supervisor should decide, as lines."""
        return reads.list_filings(self._ledger.engine, states=REVIEWED, newest=True, limit=limit)

    def show(self, reference: str) -> Case:
        view = reads.get(self._ledger.engine, reference)
        if view is None:
            raise NotAllowed(f"没有申报件 {reference}。用 gongai review list 查看")
        open_results = results.list_results(self._ledger.engine, reference=view.row.reference, limit=None)
        return Case(view, allowed(view.row.state, view.position), open_results)

    def decide(
        self,
        filing_id: int,
        decision: Decision,
        *,
        by: By,
        reason: str,
        version: int | None = None,
        receipt_nos: Sequence[str] = (),
        level: str = "",
        filing: Filing | None = None,
    ) -> int:
        """
        Carry out one decision; return the id of the filing that goes on (the new revision after an edit).

        `receipt_nos` with PORTAL_HAS_IT and DONE_BY_HAND, `level` with ESCALATE, `filing` with EDIT. Raises
        `UsageError` where something is missing, `NotAllowed` where state, position or version do not allow it.
        """
        numbers = tuple(number.strip() for number in receipt_nos if number.strip())
        act = self._ledger.act(by, reason)
        _complete(decision, act=act, numbers=numbers, level=level, filing=filing)
        try:
            with self._ledger.writing(act) as writer:
                row = _lock(writer, filing_id, decision, version=version)
                at = position(writer.connection, filing_id)
                if decision not in allowed(row.state, at):
                    raise NotAllowed(_not_now(row, at, decision))
                asked = _Asked(writer, row, decision, numbers, level)
                match decision:
                    case Decision.PORTAL_HAS_IT | Decision.DONE_BY_HAND:
                        asked.filed()
                    case Decision.PORTAL_HAS_NOT:
                        asked.mark(Mark.NOT_FILED)
                        asked.again(FilingState.WAITING, f"经人工核实平台没有此件：{act.reason}")
                    case Decision.CANNOT_TELL:
                        asked.unclear()
                    case Decision.RETRY:
                        sent = at in (Position.OPEN, Position.ANSWERED) and row.state is not FilingState.REFUSED
                        state = FilingState.UNKNOWN if sent else FilingState.WAITING
                        asked.again(state, f"{act.who} 决定重试：{act.reason}")
                        asked.others_again()
                    case Decision.EDIT:
                        assert filing is not None
                        return asked.edit(filing)
                    case Decision.GIVE_BACK:
                        asked.give_back()
                    case Decision.ESCALATE:
                        asked.escalate()
                    case Decision.CANCEL:
                        asked.note_only()
                        cancel_in(writer.connection, filing_id, act=act)
                return filing_id
        except IntegrityError as error:
            raise AlreadyQueued("同一件的另一版次已在办理，请刷新后查看") from error


@dataclass(frozen=True)
class _Asked:
    """One decision that may be taken, in its transaction."""

    writer: Writer
    row: StoredFiling
    decision: Decision
    numbers: tuple[str, ...]
    level: str

    @property
    def act(self) -> Act:
        return self.writer.act

    def filed(self) -> None:
        row, act = self.row, self.act
        require_ours(self.writer.connection, row.site, row.id, self.numbers)
        self.mark(Mark.FILED)
        receipt = Receipt(
            application_nos=self.numbers,
            filed_as=row.applicant_uscc,
            account=row.account,
            filed_at_ms=act.at_ms,
            found_by="person",
        )
        why = f"已提交（{act.who} 人工确认），申报流水号 {'、'.join(self.numbers)}"
        self._move(FilingState.FILED, why, receipt={**(row.receipt or {}), **_content(receipt)})
        self._job(JobState.DONE)
        self._answered()
        enqueue_poll(
            self.writer.connection,
            filing_id=row.id,
            site=row.site,
            account=row.account,
            project=row.project_code,
            due_ms=act.at_ms + self.writer.policy.first_poll // timedelta(milliseconds=1),
            at_ms=act.at_ms,
        )
        self._report(ResultKind.FILED, why)

    def again(self, state: FilingState, why: str) -> None:
        """Back into the queue with all tries. A position that is open makes the connector reconcile first."""
        self._move(state, why)
        self._answered()
        at_ms = self.act.at_ms
        if not self._job(
            JobState.WAITING, attempt=0, unread=0, reconcile_attempts=0, not_before_ms=at_ms, deadline_ms=None
        ):
            intake.enqueue_submit(self.writer.connection, self.row.id, self.row.filing(), at_ms=at_ms)

    def others_again(self) -> None:
        """Who says that the portal can be understood again says it for all that wait for that."""
        key = blocker.read(self.row.held_for)
        if key is not None and key.kind is BlockerKind.ANSWER:
            why = f"{self.act.who} 决定重试（随 {self.row.reference}）：{self.act.reason}"
            blockers.release(self.writer.connection, key, act=replace(self.act, reason=why))

    def unclear(self) -> None:
        why = f"{self.act.who} 核查后仍无法判断：{self.act.reason}。请再次核查，或提请协调"
        self._move(FilingState.UNKNOWN, why)
        self._job(JobState.PARKED)
        self._answered()
        due = self.act.at_ms + self.writer.policy.result_due // timedelta(milliseconds=1)
        self._report(ResultKind.UNKNOWN, why, due_ms=due)

    def edit(self, filing: Filing) -> int:
        row = self.row
        if filing.business_key != row.business_key:
            raise NotAllowed("修改后申请人、工程、事项或轮次变了，这是另一件：请作废原件后作为新件申报")
        self._job(JobState.CANCELLED)
        self._answered()
        if row.state is FilingState.REFUSED:
            self.note_only()
        else:
            self._move(FilingState.CANCELLED, f"由修改后的版次取代：{self.act.reason}")
        added = intake.insert_filing(
            self.writer.connection, filing, agreement_no=filing.agreement_no, act=self.act, supersedes=row.id
        )
        return added.id

    def give_back(self) -> None:
        why = f"{self.act.who} 退回：{self.act.reason}"
        self._move(FilingState.REFUSED, why)
        self._answered()
        self._report(ResultKind.GIVE_BACK, why, owner=self.row.created_by)

    def escalate(self) -> None:
        why = f"{self.act.who} 提请{self.level}：{self.act.reason}"
        self._move(self.row.state, why)
        self._report(ResultKind.ESCALATED, why)

    def note_only(self) -> None:
        """The decision into the audit, where the state changes by another act or not at all."""
        before = {"state": self.row.state.value, "version": self.row.at.version}
        what = AuditAct(f"review.{self.decision.value}")
        audit(self.writer.connection, what, self.row.reference, act=self.act, before=before, after=self._particulars())

    def mark(self, mark: Mark) -> None:
        data: Noted = {
            "found_by": Exact("person"),
            "by": Said(self.act.who),
            "reason": Said(self.act.reason),
            "application_nos": [Exact(one) for one in self.numbers],
        }
        chain.append(
            self.writer.connection,
            filing_id=self.row.id,
            step="review",
            event=JournalEvent(mark),
            at_ms=self.act.at_ms,
            data=data,
        )

    def _move(self, state: FilingState, why: str, *, receipt: Payload | None = None) -> None:
        if not filing_transition(
            self.writer.connection,
            self.row.at,
            state,
            act=self.act,
            why=why,
            receipt=receipt,
            what=AuditAct(f"review.{self.decision.value}"),
            after=self._particulars(),
        ):
            raise NotAllowed(f"申报件 {self.row.reference} 的状态刚刚改变，请刷新后再试")

    def _particulars(self) -> Payload:
        return {"receipt_nos": list(self.numbers), "level": self.level}

    def _job(self, state: JobState, **values: object) -> bool:
        return submit_jobs.move(self.writer.connection, self.row.id, state, at_ms=self.act.at_ms, **values)

    def _answered(self) -> None:
        act = replace(self.act, reason="已在复核中处理")
        results.withdraw(self.writer.connection, self.row.id, results.OF_A_REFUSAL, act=act)
        blockers.forsaken(self.writer.connection, self.row.held_for, act=act)

    def _report(self, kind: ResultKind, text: str, *, due_ms: int | None = None, owner: str = "") -> None:
        key = f"review{self.row.id}.{self.row.at.version}:{kind}"
        results.write(self.writer, filing_id=self.row.id, kind=kind, text=text, key=key, due_ms=due_ms, owner=owner)


def _lock(writer: Writer, filing_id: int, decision: Decision, *, version: int | None) -> StoredFiling:
    """The filing, with its submit job held still until we commit; nobody works on it now."""
    submit_jobs.lock(writer.connection, filing_id, at_ms=writer.at_ms)
    row = filing_rows.read(writer.connection, filing_id)
    if version is not None and row.at.version != version:
        raise NotAllowed(f"申报件 {row.reference} 在您查看之后已改变，请刷新后再决定")
    worker = submit_jobs.worker_of(writer.connection, filing_id)
    if worker is not None:
        raise NotAllowed(f"申报件 {row.reference} 正由 {worker} 处理，不能“{decision.label}”，请稍后再试")
    return row


def _complete(decision: Decision, *, act: Act, numbers: tuple[str, ...], level: str, filing: Filing | None) -> None:
    if not act.who.strip():
        raise UsageError("请写明由谁决定")
    if not act.reason.strip():
        raise UsageError("请写明理由")
    if decision in (Decision.PORTAL_HAS_IT, Decision.DONE_BY_HAND) and not numbers:
        raise UsageError(f"“{decision.label}”需要填写申报流水号")
    if decision is Decision.ESCALATE and level not in LEVELS:
        raise UsageError(f"请写明提请的层级：{'、'.join(LEVELS)}")
    if decision is Decision.EDIT and filing is None:
        raise UsageError("请给出修改后的申报件文件")


def _not_now(row: StoredFiling, at: Position, decision: Decision) -> str:
    may = "、".join(one.label for one in allowed(row.state, at)) or "（无）"
    return f"申报件 {row.reference} 处于{row.state.label}，不能“{decision.label}”。现在可以：{may}"


def _content(receipt: Receipt) -> Payload:
    return receipt.model_dump(mode="json", exclude_defaults=True)
