"""Who did what, when and why: rows of the append-only audit table, and of the attempts."""

from typing import Any

import sqlalchemy as sa

from gongai import db


def audit(
    connection: sa.Connection,
    at_ms: int,
    *,
    who: str,
    act: str,
    subject: str,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str = "",
) -> None:
    row = {
        "at_ms": at_ms,
        "who": who[:64],
        "act": act,
        "subject": subject[:128],
        "before": before,
        "after": after,
        "reason": reason[:2000],
    }
    connection.execute(sa.insert(db.audit), row)


def begin_attempt(connection: sa.Connection, row: dict[str, Any]) -> None:
    connection.execute(sa.insert(db.attempts), row)


_END = (
    sa.update(db.attempts)
    .where(db.attempts.c.job_id == sa.bindparam("job"), db.attempts.c.fence == sa.bindparam("of"))
    .values(ended_ms=sa.bindparam("at"), outcome=sa.bindparam("how"), detail=sa.bindparam("text"))
)


def end_attempt(connection: sa.Connection, job_id: int, fence: int, *, at_ms: int, outcome: str, detail: str) -> None:
    values = {"job": job_id, "of": fence, "at": at_ms, "how": outcome, "text": detail[:2000]}
    connection.execute(_END, values)
