"""Taking a filing back, and letting a draft go: both only while nothing of it was sent."""

from typing import Any

import sqlalchemy as sa

from gongai import db
from gongai.db.position import Position, position
from gongai.errors import NotAllowed
from gongai.queue import audit
from gongai.queue.intake import enqueue_submit
from gongai.queue.results import ANSWERABLE, withdraw
from gongai.records.filing import Filing
from gongai.records.state import FilingState, JobState

_j = db.jobs
_f = db.filings

_CANCELLABLE = frozenset(
    {FilingState.DRAFT, FilingState.WAITING, FilingState.HELD, FilingState.REFUSED, FilingState.FAILED}
)
_WHY_NOT = {
    FilingState.RUNNING: "正在办理，请等本次办理结束",
    FilingState.FILED: "平台已收件，请先在平台申请撤件",
    FilingState.CLOSED: "平台已办结",
    FilingState.UNKNOWN: "平台是否已收件尚未查明，请先核查或在复核中说明",
    FilingState.CANCELLED: "已经作废",
}


def cancel(engine: sa.Engine, filing_id: int, *, by: str, reason: str, at_ms: int) -> None:
    if not reason.strip():
        raise NotAllowed("请写明作废原因")
    with engine.begin() as connection:
        cancel_in(connection, filing_id, by=by, reason=reason, at_ms=at_ms)


def cancel_in(connection: sa.Connection, filing_id: int, *, by: str, reason: str, at_ms: int) -> None:
    """The same in the caller's transaction."""
    row = filing_row(connection, filing_id)
    state = FilingState(row.state)
    if state not in _CANCELLABLE:
        raise NotAllowed(f"申报件 {row.reference} 不能作废：{_WHY_NOT[state]}")
    # the job first: a worker that claims in this moment wins or loses on this row
    connection.execute(
        sa.update(_j)
        .where(_j.c.filing_id == filing_id, _j.c.state.in_([JobState.WAITING, JobState.PARKED]))
        .values(state=JobState.CANCELLED, updated_ms=at_ms)
    )
    running = sa.select(_j.c.id).where(
        _j.c.filing_id == filing_id, _j.c.state.in_([JobState.RUNNING, JobState.UNKNOWN])
    )
    if connection.execute(running).first() is not None:
        raise NotAllowed(f"申报件 {row.reference} 不能作废：{_WHY_NOT[FilingState.RUNNING]}")
    at = position(connection, filing_id)
    # a refusal by the portal's own answer leaves that answer as the last mark
    if at is not Position.CLEAR and not (at is Position.ANSWERED and state is FilingState.REFUSED):
        raise NotAllowed(f"申报件 {row.reference} 不能作废：已向平台发出过，请先在复核中说明平台是否已收件")
    changed = connection.execute(
        sa.update(_f)
        .where(_f.c.id == filing_id, _f.c.version == row.version, _f.c.state == row.state)
        .values(state=FilingState.CANCELLED, why=reason, version=_f.c.version + 1, updated_ms=at_ms)
    )
    if changed.rowcount != 1:
        raise NotAllowed(f"申报件 {row.reference} 的状态刚刚改变，请刷新后再试")
    withdraw(connection, filing_id, ANSWERABLE | {"refused"}, at_ms=at_ms, by=by, settlement=f"已作废：{reason}")
    audit.audit(
        connection,
        at_ms,
        who=by,
        act="filing.cancelled",
        subject=row.reference,
        before={"state": row.state},
        after={"state": FilingState.CANCELLED.value},
        reason=reason,
    )


def release(engine: sa.Engine, filing_id: int, *, by: str, at_ms: int) -> None:
    with engine.begin() as connection:
        row = filing_row(connection, filing_id)
        changed = connection.execute(
            sa.update(_f)
            .where(_f.c.id == filing_id, _f.c.state == FilingState.DRAFT, _f.c.version == row.version)
            .values(state=FilingState.WAITING, version=_f.c.version + 1, updated_ms=at_ms)
        )
        if changed.rowcount != 1:
            raise NotAllowed(f"申报件 {row.reference} 不是草稿（{FilingState(row.state).label}），不能再次入队")
        enqueue_submit(connection, filing_id, Filing.model_validate(row.record), at_ms=at_ms)
        audit.audit(
            connection,
            at_ms,
            who=by,
            act="filing.waiting",
            subject=row.reference,
            before={"state": FilingState.DRAFT.value},
            after={"state": FilingState.WAITING.value},
        )


def filing_row(connection: sa.Connection, filing_id: int) -> Any:
    row = connection.execute(sa.select(_f).where(_f.c.id == filing_id)).one_or_none()
    if row is None:
        raise NotAllowed(f"没有编号为 {filing_id} 的申报件")
    return row
