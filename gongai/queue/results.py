"""What a person must know: one row per message, written with the change it reports, owned and settled by people."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from gongai import db
from gongai.errors import NotAllowed
from gongai.queue import audit
from gongai.queue.job import Claim
from gongai.queue.policy import Policy
from gongai.queue.verdict import ASK_SUPERVISOR, Message
from gongai.records.outcome import AskKind

ANSWERABLE = frozenset({kind.value for kind in AskKind} | {ASK_SUPERVISOR, "failed"})
"""Kinds that ask for something, and are answered when the filing has moved on."""
_SYSTEM = "gongai"

_t = db.results


@dataclass(frozen=True)
class ResultRow:
    """One message as people see it."""

    id: int
    reference: str  # of the filing; "" where it concerns none
    project: str
    kind: str
    text: str
    picture: str
    due_ms: int | None
    owner: str
    settled_by: str
    settled_ms: int | None
    settlement: str
    created_ms: int


def insert(
    connection: sa.Connection,
    claim: Claim,
    message: Message,
    *,
    at_ms: int,
    policy: Policy,
    channels: tuple[str, ...],
) -> int | None:
    """Write one message and its deliveries. None: there was such a one already."""
    lease = claim.lease
    filing_id = None if message.shared else claim.filing_id
    if message.shared:
        key = message.key
    elif not message.key:
        key = f"job{claim.job_id}.{lease.fence}:{message.kind}"
    elif message.per_job or claim.filing_id is None:
        key = f"job{claim.job_id}:{message.key}"
    else:
        key = f"filing{claim.filing_id}:{message.key}"
    due = message.due_ms
    if due is None and message.kind in ANSWERABLE:
        due = at_ms + int(policy.result_due / timedelta(milliseconds=1))
    return write(
        connection,
        filing_id=filing_id,
        kind=message.kind,
        text=message.text,
        picture=message.picture,
        due_ms=due,
        key=key,
        at_ms=at_ms,
        channels=channels,
    )


def write(
    connection: sa.Connection,
    *,
    filing_id: int | None,
    kind: str,
    text: str,
    key: str,
    at_ms: int,
    channels: tuple[str, ...],
    picture: str = "",
    due_ms: int | None = None,
    owner: str = "",
) -> int | None:
    key = key[:160]
    if connection.execute(sa.select(_t.c.id).where(_t.c.key == key)).first() is not None:
        return None
    row = {
        "filing_id": filing_id,
        "kind": kind,
        "text": text[:4000],
        "picture": picture,
        "due_ms": due_ms,
        "key": key,
        "owner": owner,
        "created_ms": at_ms,
    }
    result_id: int = connection.execute(sa.insert(_t).values(row).returning(_t.c.id)).scalar_one()
    for channel in channels:
        values = {"result_id": result_id, "channel": channel, "next_ms": at_ms}
        connection.execute(sa.insert(db.outbox).values(values))
    return result_id


def withdraw(
    connection: sa.Connection,
    filing_id: int,
    kinds: Iterable[str],
    *,
    at_ms: int,
    by: str = _SYSTEM,
    settlement: str = "申报件已有结果，不再需要处理",
) -> None:
    """Settle open questions of a filing that have answered themselves."""
    connection.execute(
        sa.update(_t)
        .where(_t.c.filing_id == filing_id, _t.c.settled_ms.is_(None), _t.c.kind.in_(list(kinds)))
        .values(settled_by=by, settled_ms=at_ms, settlement=settlement)
    )


def list_results(
    engine: sa.Engine, *, open_only: bool = True, owner: str = "", reference: str = "", limit: int = 200
) -> tuple[ResultRow, ...]:
    query = _rows().order_by(_t.c.id.desc()).limit(limit)
    if open_only:
        query = query.where(_t.c.settled_ms.is_(None))
    if owner:
        query = query.where(_t.c.owner == owner)
    if reference:
        query = query.where(db.filings.c.reference == reference)
    with db.reading(engine) as connection:
        return tuple(_row(row) for row in connection.execute(query))


def get_result(engine: sa.Engine, result_id: int) -> ResultRow:
    with db.reading(engine) as connection:
        row = connection.execute(_rows().where(_t.c.id == result_id)).one_or_none()
    if row is None:
        raise NotAllowed(f"没有编号为 {result_id} 的结果。用 gongai results list 查看")
    return _row(row)


def claim_result(engine: sa.Engine, result_id: int, *, by: str, at_ms: int) -> None:
    """Take a message on oneself. Raises `NotAllowed` where somebody else has it or it is settled."""
    change = (
        sa.update(_t).where(_t.c.id == result_id, _t.c.settled_ms.is_(None), _t.c.owner.in_(["", by])).values(owner=by)
    )
    _change(engine, change, result_id, by=by, act="result.claim", at_ms=at_ms)


def settle_result(engine: sa.Engine, result_id: int, *, by: str, settlement: str, at_ms: int) -> None:
    """Say what was done about a message. It does not move the filing: decisions are made in the review."""
    if not settlement.strip():
        raise NotAllowed("请写明处理情况")
    change = (
        sa.update(_t)
        .where(_t.c.id == result_id, _t.c.settled_ms.is_(None), _t.c.owner.in_(["", by]))
        .values(owner=by, settled_by=by, settled_ms=at_ms, settlement=settlement)
    )
    _change(engine, change, result_id, by=by, act="result.settle", at_ms=at_ms, reason=settlement)


def _change(engine: sa.Engine, change: Any, result_id: int, *, by: str, act: str, at_ms: int, reason: str = "") -> None:
    with engine.begin() as connection:
        done = connection.execute(change).rowcount == 1
        if done:
            audit.audit(connection, at_ms, who=by, act=act, subject=f"result:{result_id}", reason=reason)
    if not done:
        row = get_result(engine, result_id)
        if row.settled_ms is not None:
            raise NotAllowed(f"结果 {result_id} 已由 {row.settled_by} 处理：{row.settlement}")
        raise NotAllowed(f"结果 {result_id} 已由 {row.owner} 认领，请与其联系")


def _rows() -> sa.Select[Any]:
    return sa.select(_t, db.filings.c.reference, db.filings.c.project_code).select_from(
        _t.outerjoin(db.filings, db.filings.c.id == _t.c.filing_id)
    )


def _row(row: Any) -> ResultRow:
    return ResultRow(
        id=row.id,
        reference=row.reference or "",
        project=row.project_code or "",
        kind=row.kind,
        text=row.text,
        picture=row.picture,
        due_ms=row.due_ms,
        owner=row.owner,
        settled_by=row.settled_by,
        settled_ms=row.settled_ms,
        settlement=row.settlement,
        created_ms=row.created_ms,
    )
