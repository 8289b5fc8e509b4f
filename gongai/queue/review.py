"""
A supervisor's decisions on filings that are held, refused, failed or unknown.

Each is one transaction: guarded by the state, the journal's position and the version that the supervisor saw; with a
reason, in the audit; and where it says what the portal holds, also in the journal, where the connector reads it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from gongai import db
from gongai.clock import Clock
from gongai.db import chain
from gongai.db.position import Mark, Position, position
from gongai.errors import AlreadyQueued, NotAllowed, UsageError
from gongai.queue import audit, intake, reads, results
from gongai.queue.cancelling import cancel_in, filing_row
from gongai.queue.decision import LEVELS, REVIEWED, Decision, allowed
from gongai.queue.outcomes import enqueue_poll
from gongai.queue.policy import Policy
from gongai.records.filing import Filing
from gongai.records.receipt import Receipt
from gongai.records.state import FilingState, FlowName, JobState
from gongai.redact import scrub

_f = db.filings
_j = db.jobs


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
        self._engine = engine
        self._clock = clock
        self._policy = policy or Policy()
        self._channels = channels

    def waiting(self, *, limit: int = 500) -> tuple[reads.FilingRow, ...]:
        """Everything that a supervisor should decide, as lines."""
        return reads.list_filings(self._engine, states=REVIEWED, newest=True, limit=limit)

    def show(self, reference: str) -> Case:
        view = reads.get(self._engine, reference)
        if view is None:
            raise NotAllowed(f"没有申报件 {reference}。用 gongai review list 查看")
        open_results = results.list_results(self._engine, reference=view.row.reference)
        return Case(view, allowed(view.row.state, view.position), open_results)

    def decide(
        self,
        filing_id: int,
        decision: Decision,
        *,
        by: str,
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
        _complete(decision, by=by, reason=reason, numbers=numbers, level=level, filing=filing)
        reason = scrub(reason)
        now = self._clock.now_ms()
        try:
            with self._engine.begin() as connection:
                row = self._lock(connection, filing_id, decision, version=version, now=now)
                at = position(connection, filing_id)
                if decision not in allowed(FilingState(row.state), at):
                    raise NotAllowed(_not_now(row, at, decision))
                self._audit(connection, row, decision, by=by, reason=reason, numbers=numbers, level=level, now=now)
                match decision:
                    case Decision.PORTAL_HAS_IT | Decision.DONE_BY_HAND:
                        self._filed(connection, row, by=by, reason=reason, numbers=numbers, now=now)
                    case Decision.PORTAL_HAS_NOT:
                        self._mark(connection, row, Mark.NOT_FILED, by=by, reason=reason, now=now)
                        self._again(connection, row, FilingState.WAITING, f"经人工核实平台没有此件：{reason}", now=now)
                    case Decision.CANNOT_TELL:
                        self._unclear(connection, row, by=by, reason=reason, now=now)
                    case Decision.RETRY:
                        sent = at in (Position.OPEN, Position.ANSWERED) and row.state != FilingState.REFUSED
                        state = FilingState.UNKNOWN if sent else FilingState.WAITING
                        self._again(connection, row, state, f"{by} 决定重试：{reason}", now=now)
                    case Decision.EDIT:
                        assert filing is not None
                        return self._edit(connection, row, filing, by=by, reason=reason, now=now)
                    case Decision.GIVE_BACK:
                        self._give_back(connection, row, by=by, reason=reason, now=now)
                    case Decision.ESCALATE:
                        self._escalate(connection, row, by=by, reason=reason, level=level, now=now)
                    case Decision.CANCEL:
                        cancel_in(connection, filing_id, by=by, reason=reason, at_ms=now)
                return filing_id
        except IntegrityError as error:
            raise AlreadyQueued("同一件的另一版次已在办理，请刷新后查看") from error

    def _lock(
        self, connection: sa.Connection, filing_id: int, decision: Decision, *, version: int | None, now: int
    ) -> Any:
        """The filing, with its submit job held still until we commit; nobody works on it now."""
        connection.execute(
            sa.update(_j).where(_j.c.filing_id == filing_id, _j.c.flow == FlowName.SUBMIT).values(updated_ms=now)
        )
        row = filing_row(connection, filing_id)
        if version is not None and row.version != version:
            raise NotAllowed(f"申报件 {row.reference} 在您查看之后已改变，请刷新后再决定")
        running = sa.select(_j.c.worker).where(
            _j.c.filing_id == filing_id, _j.c.flow == FlowName.SUBMIT, _j.c.state == JobState.RUNNING
        )
        worker = connection.execute(running).scalar_one_or_none()
        if worker is not None:
            raise NotAllowed(f"申报件 {row.reference} 正由 {worker} 处理，不能“{decision.label}”，请稍后再试")
        return row

    def _filed(
        self, connection: sa.Connection, row: Any, *, by: str, reason: str, numbers: tuple[str, ...], now: int
    ) -> None:
        self._mark(connection, row, Mark.FILED, by=by, reason=reason, now=now, numbers=numbers)
        receipt = Receipt(
            application_nos=numbers,
            filed_as=row.applicant_uscc,
            account=row.account,
            filed_at_ms=now,
            found_by="person",
        )
        why = f"已提交（{by} 人工确认），申报流水号 {'、'.join(numbers)}"
        self._move(connection, row, FilingState.FILED, why, now=now, receipt={**(row.receipt or {}), **_said(receipt)})
        self._job(connection, row, JobState.DONE, now=now)
        self._answered(connection, row, by=by, now=now)
        enqueue_poll(
            connection,
            filing_id=row.id,
            site=row.site,
            account=row.account,
            project=row.project_code,
            at_ms=now + self._policy.first_poll // timedelta(milliseconds=1),
        )
        self._tell(connection, row, "filed", why, now=now)

    def _again(self, connection: sa.Connection, row: Any, state: FilingState, why: str, *, now: int) -> None:
        """Back into the queue with all tries. A position that is open makes the connector look first."""
        self._move(connection, row, state, why, now=now)
        self._answered(connection, row, by=why, now=now)
        values = {"attempt": 0, "reconcile_attempts": 0, "not_before_ms": now, "deadline_ms": None}
        if self._job(connection, row, JobState.WAITING, now=now, **values):
            return
        intake.enqueue_submit(connection, row.id, Filing.model_validate(row.record), at_ms=now)

    def _unclear(self, connection: sa.Connection, row: Any, *, by: str, reason: str, now: int) -> None:
        why = f"{by} 核查后仍无法判断：{reason}。请再次核查，或提请协调"
        self._move(connection, row, FilingState.UNKNOWN, why, now=now)
        self._job(connection, row, JobState.PARKED, now=now)
        self._answered(connection, row, by=by, now=now)
        due = now + self._policy.result_due // timedelta(milliseconds=1)
        self._tell(connection, row, "unknown", why, now=now, due_ms=due)

    def _edit(self, connection: sa.Connection, row: Any, filing: Filing, *, by: str, reason: str, now: int) -> int:
        if filing.business_key != row.business_key:
            raise NotAllowed("修改后申请人、工程、事项或轮次变了，这是另一件：请作废原件后作为新件申报")
        self._job(connection, row, JobState.CANCELLED, now=now)
        self._answered(connection, row, by=by, now=now)
        if row.state != FilingState.REFUSED:
            self._move(connection, row, FilingState.CANCELLED, f"由修改后的版次取代：{reason}", now=now)
        return intake.insert_filing(
            connection, filing, agreement_no=filing.agreement_no, by=by, at_ms=now, supersedes=row.id
        )

    def _give_back(self, connection: sa.Connection, row: Any, *, by: str, reason: str, now: int) -> None:
        why = f"{by} 退回：{reason}"
        self._move(connection, row, FilingState.REFUSED, why, now=now)
        self._answered(connection, row, by=by, now=now)
        self._tell(connection, row, "give_back", why, now=now, owner=row.created_by)

    def _escalate(self, connection: sa.Connection, row: Any, *, by: str, reason: str, level: str, now: int) -> None:
        why = f"{by} 提请{level}：{reason}"
        self._move(connection, row, FilingState(row.state), why, now=now)
        self._tell(connection, row, "escalated", why, now=now)

    def _mark(
        self,
        connection: sa.Connection,
        row: Any,
        mark: Mark,
        *,
        by: str,
        reason: str,
        now: int,
        numbers: tuple[str, ...] = (),
    ) -> None:
        data = {"found_by": "person", "by": by, "reason": reason, "application_nos": list(numbers)}
        chain.append(connection, filing_id=row.id, step="review", event=mark.value, at_ms=now, data=data)

    def _move(
        self,
        connection: sa.Connection,
        row: Any,
        state: FilingState,
        why: str,
        *,
        now: int,
        receipt: dict[str, Any] | None = None,
    ) -> None:
        values: dict[str, Any] = {"state": state, "why": why[:2000], "updated_ms": now}
        if receipt is not None:
            values["receipt"] = receipt
        changed = connection.execute(
            sa.update(_f)
            .where(_f.c.id == row.id, _f.c.version == row.version, _f.c.state == row.state)
            .values(**values, version=_f.c.version + 1)
        )
        if changed.rowcount != 1:
            raise NotAllowed(f"申报件 {row.reference} 的状态刚刚改变，请刷新后再试")

    def _job(self, connection: sa.Connection, row: Any, state: JobState, *, now: int, **values: Any) -> bool:
        changed = connection.execute(
            sa.update(_j)
            .where(
                _j.c.filing_id == row.id,
                _j.c.flow == FlowName.SUBMIT,
                _j.c.state.in_([JobState.PARKED, JobState.UNKNOWN, JobState.WAITING]),
            )
            .values(state=state, updated_ms=now, **values)
        )
        return changed.rowcount == 1

    def _answered(self, connection: sa.Connection, row: Any, *, by: str, now: int) -> None:
        kinds = results.ANSWERABLE | {"refused", "give_back", "escalated"}
        results.withdraw(connection, row.id, kinds, at_ms=now, by=by[:64], settlement="已在复核中处理")

    def _tell(
        self,
        connection: sa.Connection,
        row: Any,
        kind: str,
        text: str,
        *,
        now: int,
        due_ms: int | None = None,
        owner: str = "",
    ) -> None:
        results.write(
            connection,
            filing_id=row.id,
            kind=kind,
            text=text,
            key=f"review{row.id}.{row.version}:{kind}",
            at_ms=now,
            channels=self._channels,
            due_ms=due_ms,
            owner=owner,
        )

    def _audit(
        self,
        connection: sa.Connection,
        row: Any,
        decision: Decision,
        *,
        by: str,
        reason: str,
        numbers: tuple[str, ...],
        level: str,
        now: int,
    ) -> None:
        audit.audit(
            connection,
            now,
            who=by,
            act=f"review.{decision.value}",
            subject=row.reference,
            before={"state": row.state, "version": row.version},
            after={"receipt_nos": list(numbers), "level": level},
            reason=reason,
        )


def _complete(
    decision: Decision, *, by: str, reason: str, numbers: tuple[str, ...], level: str, filing: Filing | None
) -> None:
    if not by.strip():
        raise UsageError("请写明由谁决定")
    if not reason.strip():
        raise UsageError("请写明理由")
    if decision in (Decision.PORTAL_HAS_IT, Decision.DONE_BY_HAND) and not numbers:
        raise UsageError(f"“{decision.label}”需要填写申报流水号")
    if decision is Decision.ESCALATE and level not in LEVELS:
        raise UsageError(f"请写明提请的层级：{'、'.join(LEVELS)}")
    if decision is Decision.EDIT and filing is None:
        raise UsageError("请给出修改后的申报件文件")


def _not_now(row: Any, at: Position, decision: Decision) -> str:
    state = FilingState(row.state)
    may = "、".join(one.label for one in allowed(state, at)) or "（无）"
    return f"申报件 {row.reference} 处于{state.label}，不能“{decision.label}”。现在可以：{may}"


def _said(receipt: Receipt) -> dict[str, Any]:
    return receipt.model_dump(mode="json", exclude_defaults=True)
