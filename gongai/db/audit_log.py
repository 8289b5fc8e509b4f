"""Who did what, when, by which front end and why: rows of the append-only audit table."""

from collections.abc import Iterable

import sqlalchemy as sa

from gongai.db import tables
from gongai.db.register import touched
from gongai.records.act import Act
from gongai.records.audit_act import AuditAct
from gongai.records.base import Payload
from gongai.redact import scrub_json


def audit(
    connection: sa.Connection,
    what: AuditAct,
    subject: str,
    *,
    act: Act,
    before: Payload | None = None,
    after: Payload | None = None,
) -> None:
    """One row in the caller's transaction. `before` and `after` must be scrubbed already."""
    row = {
        "at_ms": act.at_ms,
        "who": act.who[:64],
        "via": "" if act.via is None else act.via.value,
        "act": what.value,
        "subject": subject[:128],
        "before": before,
        "after": after,
        "reason": act.reason[:2000],
    }
    added = connection.execute(sa.insert(tables.audit).returning(tables.audit.c.id), row).scalar_one()
    touched(connection, tables.audit, added)


def differences(old: Payload | None, new: Payload, *, always: Iterable[str] = ()) -> tuple[Payload | None, Payload]:
    """Before and after, as the audit keeps them: what differs, scrubbed, and `always` these."""
    was = old or {}
    names = [name for name in new if name in always or (old is not None and was.get(name) != new[name])]
    before = None if old is None else scrub_json({name: was.get(name) for name in names})
    return before, scrub_json({name: new[name] for name in names})
