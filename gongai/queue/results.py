"""What a person must know: one row per message, written with the change it reports, owned and settled by people."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from gongai import db
from gongai.db.audit_log import audit
from gongai.db.register import touched
from gongai.errors import NotAllowed
from gongai.queue.job import Claim
from gongai.queue.ledger import Writer
from gongai.queue.verdict import ASK_SUPERVISOR, Message
from gongai.records import member
from gongai.records.act import SYSTEM, Act, By, act_of
from gongai.records.audit_act import AuditAct
from gongai.records.base import Payload
from gongai.records.outcome import AskKind
from gongai.records.result_kind import NEWS, ResultKind

ANSWERABLE = frozenset({*(ResultKind(kind.value) for kind in AskKind), ASK_SUPERVISOR, ResultKind.FAILED})
"""Kinds that ask for something, and are answered when the filing has moved on."""
OF_A_REFUSAL = ANSWERABLE | {ResultKind.REFUSED, ResultKind.GIVE_BACK, ResultKind.ESCALATED}
"""What is over when somebody has decided about a filing."""
_KEY_CHARACTERS = 160
_ANSWERED = "申报件已有结果，不再需要处理"

_t = db.results


_MOST_URGENT = (
    _t.c.settled_ms.is_not(None),
    _t.c.kind.in_([kind.value for kind in NEWS]),
    _t.c.due_ms.is_(None),
    _t.c.due_ms,
    _t.c.kind,
)


@dataclass(frozen=True)
class ResultRow:
    """One message as people see it."""

    id: int
    reference: str  # of the filing; "" where it concerns none
    project: str
    kind: ResultKind | str  # a word that we do not know is shown as it is
    text: str
    picture: str
    due_ms: int | None
    owner: str
    settled_by: str
    settled_ms: int | None
    settlement: str
    created_ms: int


def insert(writer: Writer, claim: Claim, message: Message) -> int | None:
    """Write one message and its deliveries. None: there was such a one already."""
    if message.shared:
        key = message.key
    elif not message.key:
        key = f"job{claim.job_id}.{claim.lease.fence}:{message.kind}"
    elif message.per_job or claim.filing_id is None:
        key = f"job{claim.job_id}:{message.key}"
    else:
        key = key_of_filing(claim.filing_id, message.key)
    due = message.due_ms
    if due is None and message.kind in ANSWERABLE:
        due = writer.at_ms + int(writer.policy.result_due / timedelta(milliseconds=1))
    return write(
        writer,
        filing_id=None if message.shared else claim.filing_id,
        kind=message.kind,
        text=message.text,
        picture=message.picture,
        due_ms=due,
        key=key,
        again=message.shared,
    )


def key_of_filing(filing_id: int, key: str) -> str:
    """Of a message that a filing has once."""
    return f"filing{filing_id}:{key}"[:_KEY_CHARACTERS]


def write(
    writer: Writer,
    *,
    filing_id: int | None,
    kind: ResultKind,
    text: str,
    key: str,
    picture: str = "",
    due_ms: int | None = None,
    owner: str = "",
    again: bool = False,
) -> int | None:
    """`again`: a message with this key that somebody has settled does not keep a new one from being written.

    One that has settled itself never does: its cause is back.
    """
    connection, key = writer.connection, key[:_KEY_CHARACTERS]
    there = connection.execute(
        sa.select(_t.c.id, _t.c.settled_ms, _t.c.settled_by).where(_t.c.key == key)
    ).one_or_none()
    if there is not None and (there.settled_ms is None or not (again or there.settled_by == SYSTEM)):
        return None
    if there is not None:
        old = f"#{there.id}"
        change = sa.update(_t).where(_t.c.id == there.id).values(key=key[: _KEY_CHARACTERS - len(old)] + old)
        connection.execute(change)
    row = {
        "filing_id": filing_id,
        "kind": kind,
        "text": text[:4000],
        "picture": picture,
        "due_ms": due_ms,
        "key": key,
        "owner": owner,
        "created_ms": writer.at_ms,
    }
    result_id: int = connection.execute(sa.insert(_t).values(row).returning(_t.c.id)).scalar_one()
    touched(connection, _t, result_id)
    for channel in writer.channels:
        values = {"result_id": result_id, "channel": channel, "next_ms": writer.at_ms}
        connection.execute(sa.insert(db.outbox).values(values))
    return result_id


def withdraw(
    connection: sa.Connection, filing_id: int, kinds: Iterable[ResultKind], *, act: Act, but: Collection[str] = ()
) -> None:
    """Settle open questions of a filing that have answered themselves, those with the keys `but` left out."""
    settled = connection.execute(
        sa.update(_t)
        .where(_t.c.filing_id == filing_id, _t.c.settled_ms.is_(None), _t.c.kind.in_([kind.value for kind in kinds]))
        .where(_t.c.key.not_in(list(but)))
        .values(settled_by=act.who[:64], settled_ms=act.at_ms, settlement=act.reason[:2000])
        .returning(_t.c.id)
    )
    touched(connection, _t, *settled.scalars())


def settle_key(connection: sa.Connection, key: str, *, act: Act) -> None:
    """The same for the open message under this key, if there is one."""
    settled = connection.execute(
        sa.update(_t)
        .where(_t.c.key == key, _t.c.settled_ms.is_(None))
        .values(settled_by=act.who[:64], settled_ms=act.at_ms, settlement=act.reason[:2000])
        .returning(_t.c.id)
    )
    touched(connection, _t, *settled.scalars())


def answered(at_ms: int) -> Act:
    """The act of a filing that has come to its end by itself."""
    return Act(SYSTEM, at_ms, _ANSWERED)


def settle_in(connection: sa.Connection, result_id: int, *, act: Act) -> bool:
    """Settle an open message, whoever has it, because what it asks for has been done."""
    return _change(
        connection,
        result_id,
        {"settled_by": act.who[:64], "settled_ms": act.at_ms, "settlement": act.reason[:2000]},
        what=AuditAct.RESULT_SETTLE,
        act=act,
    )


def chosen(*, open_only: bool, owner: str, reference: str) -> list[sa.ColumnElement[bool]]:
    """What a list of results is narrowed by, and the number of them as well."""
    conditions: list[sa.ColumnElement[bool]] = [_t.c.settled_ms.is_(None)] if open_only else []
    conditions += [_t.c.owner == owner] if owner else []
    return conditions + ([db.filings.c.reference == reference] if reference else [])


def list_results(
    engine: sa.Engine,
    *,
    open_only: bool = True,
    owner: str = "",
    reference: str = "",
    limit: int | None = 200,
    urgent_first: bool = False,
) -> tuple[ResultRow, ...]:
    """Newest first; or duties by their due, then news, then what is settled."""
    query = _rows().where(*chosen(open_only=open_only, owner=owner, reference=reference))
    query = query.order_by(*(_MOST_URGENT if urgent_first else ()), _t.c.id.desc()).limit(limit)
    with db.reading(engine) as connection:
        return tuple(_row(row) for row in connection.execute(query))


def get_result(engine: sa.Engine, result_id: int) -> ResultRow:
    with db.reading(engine) as connection:
        row = connection.execute(_rows().where(_t.c.id == result_id)).one_or_none()
    if row is None:
        raise NotAllowed(f"没有编号为 {result_id} 的结果。用 gongai results list 查看")
    return _row(row)


def claim_result(engine: sa.Engine, result_id: int, *, by: By, at_ms: int) -> None:
    """Take a message on oneself. Raises `NotAllowed` where somebody else has it or it is settled."""
    act = act_of(by, at_ms=at_ms)
    _change_own(engine, result_id, {"owner": act.who}, what=AuditAct.RESULT_CLAIM, act=act)


def settle_result(engine: sa.Engine, result_id: int, *, by: By, settlement: str, at_ms: int) -> None:
    """Say what was done about a message. It does not move the filing: decisions are made in the review."""
    if not settlement.strip():
        raise NotAllowed("请写明处理情况")
    act = act_of(by, at_ms=at_ms, reason=settlement)
    values = {"owner": act.who, "settled_by": act.who, "settled_ms": at_ms, "settlement": settlement[:2000]}
    _change_own(engine, result_id, values, what=AuditAct.RESULT_SETTLE, act=act)


def _change_own(engine: sa.Engine, result_id: int, values: Payload, *, what: AuditAct, act: Act) -> None:
    """Raises `NotAllowed` where the message is somebody else's, or settled."""
    with engine.begin() as connection:
        if _change(connection, result_id, values, what=what, act=act, owners=("", act.who)):
            return
    row = get_result(engine, result_id)
    if row.settled_ms is not None:
        raise NotAllowed(f"结果 {result_id} 已由 {row.settled_by} 处理：{row.settlement}")
    raise NotAllowed(f"结果 {result_id} 已由 {row.owner} 认领，请与其联系")


def _change(
    connection: sa.Connection,
    result_id: int,
    values: Payload,
    *,
    what: AuditAct,
    act: Act,
    owners: tuple[str, ...] = (),
) -> bool:
    """One guarded UPDATE of an open message, with its audit row."""
    before = connection.execute(sa.select(_t.c.owner).where(_t.c.id == result_id)).scalar_one_or_none()
    change = sa.update(_t).where(_t.c.id == result_id, _t.c.settled_ms.is_(None), _t.c.owner == before)
    if before is None or (owners and before not in owners) or connection.execute(change.values(values)).rowcount != 1:
        return False
    touched(connection, _t, result_id)
    after = {key: value for key, value in values.items() if key in ("owner", "settled_by")}
    audit(connection, what, f"result:{result_id}", act=act, before={"owner": before}, after=after)
    return True


def _rows() -> sa.Select[Any]:
    return sa.select(_t, db.filings.c.reference, db.filings.c.project_code).select_from(
        _t.outerjoin(db.filings, db.filings.c.id == _t.c.filing_id)
    )


def _row(row: sa.Row[Any]) -> ResultRow:
    return ResultRow(
        id=row.id,
        reference=row.reference or "",
        project=row.project_code or "",
        kind=member.read(ResultKind, row.kind),
        text=row.text,
        picture=row.picture,
        due_ms=row.due_ms,
        owner=row.owner,
        settled_by=row.settled_by,
        settled_ms=row.settled_ms,
        settlement=row.settlement,
        created_ms=row.created_ms,
    )
