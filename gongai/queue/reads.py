"""What people see of the queue. Nothing here takes the write lock."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from gongai import db
from gongai.db.position import position
from gongai.records import member
from gongai.records.attempt_outcome import AttemptOutcome
from gongai.records.filing import Filing
from gongai.records.position import Position
from gongai.records.receipt import Receipt, StatusEvent
from gongai.records.state import FilingState, FlowName, JobState

_f = db.filings
_j = db.jobs
_DIGITS = 18
"""As many as fit into an integer of the database."""


@dataclass(frozen=True)
class FilingRow:
    """One filing, as a line of a list."""

    filing_id: int
    reference: str
    revision: int
    state: FilingState
    site: str
    account: str
    agreement_no: str
    project: str
    project_code: str  # 工程代码
    kind: str  # 单项, 并联
    stage_no: int
    item_code: str
    applicant: str
    receipt_nos: tuple[str, ...]
    why: str
    portal_state: str
    created_by: str
    created_ms: int
    updated_ms: int
    version: int
    held_for: str = ""  # the act that it waits for with others (`records.blocker`)


@dataclass(frozen=True)
class JobRow:
    job_id: int
    flow: FlowName | str
    state: JobState
    attempt: int
    reconcile_attempts: int
    not_before_ms: int
    worker: str
    note: str
    updated_ms: int


@dataclass(frozen=True)
class AttemptRow:
    flow: FlowName | str  # a word of a newer program is shown as it is
    fence: int
    worker: str
    started_ms: int
    ended_ms: int | None
    outcome: AttemptOutcome | str
    detail: str


@dataclass(frozen=True)
class FilingView:
    """Everything the ledger knows of one filing."""

    row: FilingRow
    filing: Filing
    receipt: Receipt | None
    position: Position
    jobs: tuple[JobRow, ...]
    attempts: tuple[AttemptRow, ...]
    events: tuple[StatusEvent, ...]


def list_filings(
    engine: sa.Engine, *, states: Sequence[FilingState] = (), project: str = "", newest: bool = False, limit: int = 500
) -> tuple[FilingRow, ...]:
    """`newest`: without those that a later revision has replaced."""
    query = sa.select(_f).order_by(_f.c.id).limit(limit)
    if states:
        query = query.where(_f.c.state.in_(list(states)))
    if project:
        query = query.where(_f.c.project_code == project)
    if newest:
        later = _f.alias("later")
        query = query.where(~sa.exists().where(later.c.supersedes == _f.c.id))
    with db.reading(engine) as connection:
        return tuple(_row(row) for row in connection.execute(query))


def references(engine: sa.Engine, *, beginning: str = "", limit: int = 50) -> tuple[str, ...]:
    """The newest 申报件号 that begin so."""
    query = sa.select(_f.c.reference).where(_f.c.reference.startswith(beginning, autoescape=True))
    with db.reading(engine) as connection:
        return tuple(connection.execute(query.order_by(_f.c.id.desc()).limit(limit)).scalars())


def get(engine: sa.Engine, reference: str) -> FilingView | None:
    """By 申报件号, or by the number of the row."""
    with db.reading(engine) as connection:
        row = connection.execute(sa.select(_f).where(_f.c.reference == reference)).one_or_none()
        if row is None and reference.isdecimal() and len(reference) <= _DIGITS:
            row = connection.execute(sa.select(_f).where(_f.c.id == int(reference))).one_or_none()
        if row is None:
            return None
        jobs = connection.execute(sa.select(_j).where(_j.c.filing_id == row.id).order_by(_j.c.id)).all()
        attempts = connection.execute(
            sa.select(db.attempts).where(db.attempts.c.filing_id == row.id).order_by(db.attempts.c.id)
        ).all()
        events = connection.execute(
            sa.select(db.status_events.c.record)
            .where(db.status_events.c.filing_id == row.id)
            .order_by(db.status_events.c.id)
        ).scalars()
        return FilingView(
            row=_row(row),
            filing=Filing.model_validate(row.record),
            receipt=None if row.receipt is None else Receipt.model_validate(row.receipt),
            position=position(connection, row.id),
            jobs=tuple(
                JobRow(
                    job_id=j.id,
                    flow=member.read(FlowName, j.flow),
                    state=JobState(j.state),
                    attempt=j.attempt,
                    reconcile_attempts=j.reconcile_attempts,
                    not_before_ms=j.not_before_ms,
                    worker=j.worker,
                    note=j.note,
                    updated_ms=j.updated_ms,
                )
                for j in jobs
            ),
            attempts=tuple(
                AttemptRow(
                    flow=member.read(FlowName, a.flow),
                    fence=a.fence,
                    worker=a.worker,
                    started_ms=a.started_ms,
                    ended_ms=a.ended_ms,
                    outcome=member.read(AttemptOutcome, a.outcome),
                    detail=a.detail,
                )
                for a in attempts
            ),
            events=tuple(StatusEvent.model_validate(record) for record in events),
        )


def counts(engine: sa.Engine) -> dict[FilingState, int]:
    query = sa.select(_f.c.state, sa.func.count()).group_by(_f.c.state)
    with db.reading(engine) as connection:
        return {FilingState(state): number for state, number in connection.execute(query)}


def next_due_ms(engine: sa.Engine) -> int | None:
    """When the next job may be claimed, or None where nothing waits."""
    first = (
        sa.select(_j.c.not_before_ms)
        .where(_j.c.state.in_([JobState.WAITING, JobState.UNKNOWN]))
        .order_by(_j.c.not_before_ms)
        .limit(1)
    )
    with db.reading(engine) as connection:
        return connection.execute(first).scalar_one_or_none()


def idle(engine: sa.Engine, *, horizon_ms: int) -> bool:
    """Nothing is in hand, no submission waits or is unknown, and no poll is due before `horizon_ms`."""
    busy = sa.or_(
        _j.c.state.in_([JobState.RUNNING, JobState.UNKNOWN]),
        sa.and_(
            _j.c.state == JobState.WAITING,
            sa.or_(_j.c.flow == FlowName.SUBMIT, _j.c.not_before_ms <= horizon_ms),
        ),
    )
    with db.reading(engine) as connection:
        return connection.execute(sa.select(_j.c.id).where(busy).limit(1)).first() is None


def due(engine: sa.Engine, *, now_ms: int) -> bool:
    """Something is in hand, or should be: a job whose time has come."""
    waits = sa.and_(_j.c.state.in_([JobState.WAITING, JobState.UNKNOWN]), _j.c.not_before_ms <= now_ms)
    with db.reading(engine) as connection:
        query = sa.select(_j.c.id).where(sa.or_(_j.c.state == JobState.RUNNING, waits)).limit(1)
        return connection.execute(query).first() is not None


def _row(row: sa.Row[Any]) -> FilingRow:
    record = row.record
    receipt = row.receipt or {}
    return FilingRow(
        filing_id=row.id,
        reference=row.reference,
        revision=row.revision,
        state=FilingState(row.state),
        site=row.site,
        account=row.account,
        agreement_no=row.agreement_no,
        project=record["project"].get("name", ""),
        project_code=row.project_code,
        kind=record.get("kind", ""),
        stage_no=record.get("stage_no", 0),
        item_code=record.get("item_code", ""),
        applicant=record["applicant"].get("name", ""),
        receipt_nos=tuple(receipt.get("application_nos", ())),
        why=row.why,
        portal_state=row.portal_state,
        held_for=row.held_for,
        created_by=row.created_by,
        created_ms=row.created_ms,
        updated_ms=row.updated_ms,
        version=row.version,
    )
