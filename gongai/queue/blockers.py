"""Filings that are held for one act that many wait for: an approval, a decision on a form, a password, a login."""

from typing import Any

import sqlalchemy as sa

from gongai import db
from gongai.db.position import Position, position
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


def account(site: str, login: str) -> str:
    """The hold of whatever waits until this account's password may be tried again."""
    return f"account:{site}/{login}"


def login(site: str, login: str) -> str:
    """The hold of whatever waits until a person has logged this account in."""
    return f"login:{site}/{login}"


def unit(site: str, login: str, uscc: str) -> str:
    """The hold of whatever waits until this account is bound to a unit."""
    return f"unit:{site}/{login}/{uscc}"


def agreement(agreement_no: str) -> str:
    """The hold of whatever waits for an agreement that covers it."""
    return f"agreement:{agreement_no}"


def release(connection: sa.Connection, hold: str, *, by: str, why: str, at_ms: int, exactly: bool = False) -> list[str]:
    """Let everything go on whose hold begins so, or is so `exactly`, and settle the question; return the references."""

    def meant(column: sa.Column[str]) -> sa.ColumnElement[bool]:
        return column == hold if exactly else column.startswith(hold, autoescape=True)

    waiting = sa.select(_f.c.id, _f.c.reference).where(_f.c.state == FilingState.HELD, meant(_f.c.held_for))
    released = [
        row.reference
        for row in connection.execute(waiting.order_by(_f.c.id)).all()
        if _let_go(connection, row, by=by, why=why, at_ms=at_ms)
    ]
    connection.execute(
        sa.update(_t)
        .where(_t.c.settled_ms.is_(None), _t.c.filing_id.is_(None), meant(_t.c.key))
        .values(settled_by=by[:64], settled_ms=at_ms, settlement=why[:2000])
    )
    return released


def _let_go(connection: sa.Connection, row: Any, *, by: str, why: str, at_ms: int) -> bool:
    # what was sent is looked for before anything else, whatever it was held for
    sent = position(connection, row.id) in (Position.OPEN, Position.ANSWERED)
    state = FilingState.UNKNOWN if sent else FilingState.WAITING
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
            .values(state=state, why=why[:2000], held_for="", version=_f.c.version + 1, updated_ms=at_ms)
        ).rowcount
        == 1
    )
    if moved:
        audit.audit(
            connection,
            at_ms,
            who=by,
            act=f"filing.{state.value}",
            subject=row.reference,
            before={"state": FilingState.HELD.value},
            after={"state": state.value},
            reason=why,
        )
    return moved
