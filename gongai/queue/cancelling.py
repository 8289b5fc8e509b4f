"""Taking a filing back, and letting a draft go: both only while nothing of it was sent."""

from dataclasses import replace

import sqlalchemy as sa

from gongai import db
from gongai.db.position import position
from gongai.db.transitions import FILINGS, filing_transition, job_transition, sources
from gongai.errors import NotAllowed
from gongai.queue import blockers, filing_rows, results
from gongai.queue.filing_rows import StoredFiling
from gongai.queue.intake import enqueue_submit
from gongai.records.act import Act, By, act_of
from gongai.records.position import Position
from gongai.records.result_kind import ResultKind
from gongai.records.state import FilingState, JobState

_j = db.jobs

_WHY_NOT = {
    FilingState.RUNNING: "正在办理，请等本次办理结束",
    FilingState.FILED: "平台已收件，请先在平台申请撤件",
    FilingState.CLOSED: "平台已办结",
    FilingState.REJECTED: "平台已办结（未批准），请以下一轮重新申报",
    FilingState.UNKNOWN: "平台是否已收件尚未查明，请先核查或在复核中说明",
    FilingState.CANCELLED: "已经作废",
}


def cancel(engine: sa.Engine, filing_id: int, *, by: By, reason: str, at_ms: int) -> None:
    if not reason.strip():
        raise NotAllowed("请写明作废原因")
    with engine.begin() as connection:
        cancel_in(connection, filing_id, act=act_of(by, at_ms=at_ms, reason=reason))


def cancel_in(connection: sa.Connection, filing_id: int, *, act: Act) -> None:
    """The same in the caller's transaction."""
    filing = filing_rows.read(connection, filing_id)
    if filing.state not in sources(FILINGS, FilingState.CANCELLED):
        raise NotAllowed(f"申报件 {filing.reference} 不能作废：{_WHY_NOT[filing.state]}")
    # the job first: a worker that claims in this moment wins or loses on this row
    was, to = {JobState.WAITING, JobState.PARKED}, JobState.CANCELLED
    job_transition(connection, _j.c.filing_id == filing_id, was=was, to=to, at_ms=act.at_ms)
    running = sa.select(_j.c.id).where(
        _j.c.filing_id == filing_id, _j.c.state.in_([JobState.RUNNING, JobState.UNKNOWN])
    )
    if connection.execute(running).first() is not None:
        raise NotAllowed(f"申报件 {filing.reference} 不能作废：{_WHY_NOT[FilingState.RUNNING]}")
    if not _unsent(connection, filing):
        raise NotAllowed(f"申报件 {filing.reference} 不能作废：已向平台发出过，请先在复核中说明平台是否已收件")
    if not filing_transition(connection, filing.at, FilingState.CANCELLED, act=act, why=act.reason):
        raise NotAllowed(f"申报件 {filing.reference} 的状态刚刚改变，请刷新后再试")
    answered = replace(act, reason=f"已作废：{act.reason}")
    results.withdraw(connection, filing_id, results.ANSWERABLE | {ResultKind.REFUSED}, act=answered)
    blockers.forsaken(connection, filing.held_for, act=answered)


def release(engine: sa.Engine, filing_id: int, *, by: By, at_ms: int) -> None:
    act = act_of(by, at_ms=at_ms)
    with engine.begin() as connection:
        filing = filing_rows.read(connection, filing_id)
        draft = filing.state is FilingState.DRAFT
        if not draft or not filing_transition(connection, filing.at, FilingState.WAITING, act=act, why=""):
            raise NotAllowed(f"申报件 {filing.reference} 不是草稿（{filing.state.label}），不能再次入队")
        enqueue_submit(connection, filing_id, filing.filing(), at_ms=at_ms)


def _unsent(connection: sa.Connection, filing: StoredFiling) -> bool:
    at = position(connection, filing.id)
    # a refusal by the portal's own answer leaves that answer as the last mark
    return at is Position.CLEAR or (at is Position.ANSWERED and filing.state is FilingState.REFUSED)
