"""Whose a message is: given back by who has taken it, or handed on to somebody else."""

from typing import Any

import sqlalchemy as sa

from gongai import db
from gongai.db.audit_log import audit
from gongai.errors import NotAllowed, UsageError
from gongai.records.act import Act
from gongai.records.audit_act import AuditAct

_t = db.results


def release(connection: sa.Connection, result_id: int, *, act: Act) -> None:
    """Nobody's again. Only who has it may give it back."""
    row = _open(connection, result_id)
    if not row.owner:
        raise NotAllowed(f"结果 {result_id} 没有人认领，无需退回")
    if row.owner != act.who:
        raise NotAllowed(f"结果 {result_id} 由 {row.owner} 认领，只能由其本人退回；要换人请用 gongai results assign")
    _give(connection, row, to="", what=AuditAct.RESULT_RELEASE, act=act)


def hand_over(connection: sa.Connection, result_id: int, *, to: str, act: Act) -> str:
    """`to` has it from now on, whoever had it: people fall ill. Returns who had it."""
    to = to.strip()[:64]
    if not to:
        raise UsageError("请写明交给谁")
    row = _open(connection, result_id)
    if row.owner == to:
        raise NotAllowed(f"结果 {result_id} 已由 {to} 认领")
    _give(connection, row, to=to, what=AuditAct.RESULT_ASSIGN, act=act)
    return str(row.owner)


def _open(connection: sa.Connection, result_id: int) -> Any:
    row = connection.execute(sa.select(_t).where(_t.c.id == result_id)).one_or_none()
    if row is None:
        raise NotAllowed(f"没有编号为 {result_id} 的结果。用 gongai results list 查看")
    if row.settled_ms is not None:
        raise NotAllowed(f"结果 {result_id} 已由 {row.settled_by} 处理：{row.settlement}")
    return row


def _give(connection: sa.Connection, row: Any, *, to: str, what: AuditAct, act: Act) -> None:
    if not act.reason.strip():
        raise UsageError("请写明理由")
    changed = connection.execute(
        sa.update(_t).where(_t.c.id == row.id, _t.c.settled_ms.is_(None), _t.c.owner == row.owner).values(owner=to)
    )
    if changed.rowcount != 1:
        raise NotAllowed(f"结果 {row.id} 刚刚被别人处理，请用 gongai results list 查看")
    audit(connection, what, f"result:{row.id}", act=act, before={"owner": row.owner}, after={"owner": to})
