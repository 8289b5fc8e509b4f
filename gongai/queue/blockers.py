"""Filings that are held for one act that many wait for: the approval of a profile, a decision on a changed form."""

from typing import Any

import sqlalchemy as sa

from gongai import db
from gongai.queue import audit
from gongai.records.state import FilingState, FlowName, JobState

_f = db.filings
_j = db.jobs
_t = db.results


def approval(site: str, digest: str) -> str:
    """The hold of whatever waits for the approval of one version of a profile; also the key of its one message."""
    return f"approval:{site}:{digest}"


def form(site: str, kind: str, page: str, digest: str) -> str:
    """The hold of whatever waits for a decision on one changed form; also the key of its one message."""
    return f"form:{site}:{kind}:{page}:{digest[:16]}"


def release(connection: sa.Connection, hold: str, *, by: str, why: str, at_ms: int) -> list[str]:
    """Let everything go on whose hold begins so, and settle the question; return the references."""
    waiting = sa.select(_f.c.id, _f.c.reference).where(
        _f.c.state == FilingState.HELD, _f.c.held_for.startswith(hold, autoescape=True)
    )
    released = [
        row.reference
        for row in connection.execute(waiting.order_by(_f.c.id)).all()
        if _let_go(connection, row, by=by, why=why, at_ms=at_ms)
    ]
    connection.execute(
        sa.update(_t)
        .where(_t.c.settled_ms.is_(None), _t.c.filing_id.is_(None), _t.c.key.startswith(hold, autoescape=True))
        .values(settled_by=by[:64], settled_ms=at_ms, settlement=why[:2000])
    )
    return released


def _let_go(connection: sa.Connection, row: Any, *, by: str, why: str, at_ms: int) -> bool:
    # the job first: whoever decides about this filing in the same moment wins or loses on this row
    job = connection.execute(
        sa.update(_j)
        .where(_j.c.filing_id == row.id, _j.c.flow == FlowName.SUBMIT, _j.c.state == JobState.PARKED)
        .values(state=JobState.WAITING, attempt=0, not_before_ms=at_ms, updated_ms=at_ms)
    )
    moved = (
        job.rowcount == 1
        and connection.execute(
            sa.update(_f)
            .where(_f.c.id == row.id, _f.c.state == FilingState.HELD)
            .values(state=FilingState.WAITING, why=why[:2000], held_for="", version=_f.c.version + 1, updated_ms=at_ms)
        ).rowcount
        == 1
    )
    if moved:
        audit.audit(
            connection,
            at_ms,
            who=by,
            act="filing.waiting",
            subject=row.reference,
            before={"state": FilingState.HELD.value},
            after={"state": FilingState.WAITING.value},
            reason=why,
        )
    return moved
