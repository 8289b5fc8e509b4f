"""Into the queue: agreements, filings and their jobs."""

from dataclasses import replace

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from gongai import db
from gongai.clock import to_ms
from gongai.db.audit_log import audit, differences
from gongai.db.register import touched
from gongai.db.transitions import FilingVersion, filing_transition
from gongai.errors import AlreadyQueued, NotAllowed
from gongai.queue import blockers, filing_rows, gone_references, results, submit_jobs
from gongai.queue.gone_references import GoneReferences
from gongai.records import blocker
from gongai.records.act import SYSTEM, Act, By, act_of
from gongai.records.agreement import Agreement, load_agreement
from gongai.records.audit_act import AuditAct
from gongai.records.base import Payload
from gongai.records.filing import Filing
from gongai.records.state import FilingState, FlowName, JobState

TRACK_PRIORITY = 7
"""Looks come after submissions of normal priority."""


def save_agreement(engine: sa.Engine, agreement: Agreement, *, by: By, at_ms: int) -> list[str]:
    """Store it as it is now. What waited for an agreement, and finds it changed, goes on: returns the references."""
    table = db.agreements
    number = agreement.agreement_no
    record = agreement.model_dump(mode="json")
    act = act_of(by, at_ms=at_ms)
    with engine.begin() as connection:
        same = table.c.agreement_no == number
        old: Payload | None = connection.execute(sa.select(table.c.record).where(same)).scalar_one_or_none()
        if old is None:
            row = {"agreement_no": number, "record": record, "updated_ms": at_ms}
            connection.execute(sa.insert(table), row)
        else:
            connection.execute(sa.update(table).where(same).values(record=record, updated_ms=at_ms))
        touched(connection, table, number)
        before, after = differences(old, record, always=("state", "valid_to"))
        audit(connection, AuditAct.AGREEMENT_SAVE, number, act=act, before=before, after=after)
        if old == record or agreement.stopped_at or agreement.ended_at:  # what has ended lets nothing go on
            return []
        why = f"{act.who or SYSTEM} 更新了协议 {number}，自动继续办理"
        return blockers.release(connection, blocker.agreement(number), act=replace(act, reason=why))


def get_agreement(connection: sa.Connection, agreement_no: str) -> Agreement | None:
    table = db.agreements
    query = sa.select(table.c.record).where(table.c.agreement_no == agreement_no)
    record = connection.execute(query).scalar_one_or_none()
    return None if record is None else load_agreement(record)


def add(
    engine: sa.Engine,
    filing: Filing,
    *,
    agreement_no: str,
    by: By,
    at_ms: int,
    draft: bool = False,
    supersedes: int | None = None,
) -> int:
    """Store the filing and queue its job. Raises `AlreadyQueued` where the same thing is alive already."""
    act = act_of(by, at_ms=at_ms)
    for last in (False, False, True):
        try:
            with engine.begin() as connection:
                return insert_filing(
                    connection, filing, agreement_no=agreement_no, act=act, draft=draft, supersedes=supersedes
                ).id
        except IntegrityError as error:
            there = _already(engine, filing)
            if there or last:  # else two processes drew the same reference: draw again
                raise AlreadyQueued(there or "另一个进程正在加入同一件，请用 gongai list 查看") from error
    raise AssertionError("unreachable")


def insert_filing(
    connection: sa.Connection,
    filing: Filing,
    *,
    agreement_no: str,
    act: Act,
    draft: bool = False,
    supersedes: int | None = None,
    owner: str = "",
) -> FilingVersion:
    """One revision in the caller's transaction, and its job unless it is a draft; what it replaces is closed.

    `owner`: whose it is, where that is not who brings it. A revision is always the first one's agent's.
    """
    table = db.filings
    key = filing.business_key
    old = connection.execute(
        sa.select(table.c.id, table.c.revision, table.c.state, table.c.reference, table.c.created_by)
        .where(table.c.business_key == key)
        .order_by(table.c.revision.desc())
        .limit(1)
    ).one_or_none()
    if supersedes is not None and (old is None or old.id != supersedes):
        raise NotAllowed("要修改的不是这一件的最新版次，或申请人、工程、事项、轮次已改变；请作为新件申报")
    if supersedes is None and old is not None and old.state == FilingState.REFUSED:
        supersedes = old.id
    if supersedes is not None and old is not None:
        owner = old.created_by
    revision = 1 if old is None else old.revision + 1
    gone = gone_references.known(connection)
    reference = filing.reference or _next_reference(connection, gone)
    if old is not None and reference == old.reference:
        base = reference.rsplit("/", 1)[0]
        while gone.holds(f"{base}/{revision}"):
            revision += 1
        reference = f"{base}/{revision}"
    elif gone.holds(reference):
        raise NotAllowed(
            f"申报件号 {reference} 已有留痕，但不在数据库中（恢复备份之前用过）。留痕不能混在一起，请换一个申报件号"
        )
    filing = filing.model_copy(update={"reference": reference, "revision": revision})
    state = FilingState.DRAFT if draft else FilingState.WAITING
    row: Payload = {
        "reference": reference,
        "site": filing.site,
        "account": filing.account,
        "agreement_no": agreement_no,
        "applicant_uscc": filing.applicant.uscc,
        "project_code": filing.project.eng_code or filing.project.project_code,
        "business_key": key,
        "revision": revision,
        "supersedes": supersedes,
        "record": filing.model_dump(mode="json"),
        "state": state,
        "created_by": owner or act.who,
        "created_ms": act.at_ms,
        "updated_ms": act.at_ms,
    }
    filing_id: int = connection.execute(sa.insert(table).values(row).returning(table.c.id)).scalar_one()
    if not draft:
        enqueue_submit(connection, filing_id, filing, at_ms=act.at_ms)
    touched(connection, table, reference)
    after = {"state": state.value, "revision": revision, "supersedes": supersedes, "owner": row["created_by"]}
    audit(connection, AuditAct.FILING_ADD, reference, act=act, after=after)
    if supersedes is not None and old is not None and old.state == FilingState.REFUSED:
        _close_replaced(connection, supersedes, act=replace(act, reason=f"由 {reference} 取代"))
    return FilingVersion(filing_id, reference, state, version=0)


def _close_replaced(connection: sa.Connection, filing_id: int, *, act: Act) -> None:
    """A refused revision is over when its successor is there: nobody counts it, and nobody is asked about it."""
    filing = filing_rows.read(connection, filing_id)
    submit_jobs.move(connection, filing_id, JobState.CANCELLED, at_ms=act.at_ms)
    if not filing_transition(connection, filing.at, FilingState.CANCELLED, act=act, why=act.reason):
        raise NotAllowed(f"申报件 {filing.reference} 的状态刚刚改变，请刷新后再试")
    results.withdraw(connection, filing_id, results.OF_A_REFUSAL, act=act)
    blockers.forsaken(connection, filing.held_for, act=act)


def enqueue_submit(connection: sa.Connection, filing_id: int, filing: Filing, *, at_ms: int) -> int:
    return enqueue(
        connection,
        flow=FlowName.SUBMIT,
        site=filing.site,
        account=filing.account,
        project=filing.project.eng_code or filing.project.project_code,
        filing_id=filing_id,
        priority=filing.priority,
        not_before_ms=at_ms if filing.not_before is None else max(at_ms, to_ms(filing.not_before)),
        deadline_ms=None if filing.deadline is None else to_ms(filing.deadline),
        at_ms=at_ms,
    )


def enqueue(
    connection: sa.Connection,
    *,
    flow: FlowName,
    site: str,
    at_ms: int,
    account: str = "",
    project: str = "",
    filing_id: int | None = None,
    priority: int = 5,
    not_before_ms: int = 0,
    deadline_ms: int | None = None,
    schedule_key: str | None = None,
) -> int:
    """One job row in the caller's transaction."""
    row = {
        "filing_id": filing_id,
        "flow": flow,
        "site": site,
        "account": account,
        "project": project,
        "state": JobState.WAITING,
        "priority": priority,
        "not_before_ms": not_before_ms,
        "deadline_ms": deadline_ms,
        "schedule_key": schedule_key,
        "created_ms": at_ms,
        "updated_ms": at_ms,
    }
    job_id: int = connection.execute(sa.insert(db.jobs).values(row).returning(db.jobs.c.id)).scalar_one()
    return job_id


def _next_reference(connection: sa.Connection, gone: GoneReferences) -> str:
    newest = connection.execute(sa.select(sa.func.max(db.filings.c.id))).scalar_one_or_none() or 0
    return f"GA-{newest + gone.passed + 1:06d}"


def _already(engine: sa.Engine, filing: Filing) -> str:
    table = db.filings
    query = (
        sa.select(table.c.reference, table.c.state)
        .where(
            sa.or_(
                sa.and_(
                    table.c.business_key == filing.business_key,
                    table.c.state.not_in([FilingState.REFUSED, FilingState.CANCELLED]),
                ),
                table.c.reference == filing.reference,
            )
        )
        .limit(1)
    )
    with db.reading(engine) as connection:
        row = connection.execute(query).one_or_none()
    if row is None:
        return ""
    return (
        f"同一申请人、工程、事项、轮次（或同一申报件号）的申报件已在库中：{row.reference}，"
        f"状态 {FilingState(row.state).label}。如需修改，请先在复核中处理原件"
    )
