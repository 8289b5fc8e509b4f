"""
What stands still for one cause, and goes on when the cause has gone.

Some filings carry the key of the cause (`held_for`). Others are known only by the open question about them: those held
before there were keys, those held after something was sent, and the looks at what is filed already.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from gongai import db
from gongai.queue import blockers, results
from gongai.records.outcome import AskKind
from gongai.records.state import FilingState, FlowName, JobState

_f = db.filings
_j = db.jobs
_t = db.results


@dataclass(frozen=True)
class Cause:
    """Why filings stand still."""

    key: str  # what those carry in `held_for` that know it
    kinds: frozenset[str] = frozenset()  # the open questions that ask for the same act
    site: str = ""
    account: str = ""
    unit: str = ""  # only filings of this applicant; "" = of all


def password(site: str, account: str) -> Cause:
    """The password was refused, has expired, or the portal has locked the account: until a person has acted."""
    kinds = frozenset({AskKind.PASSWORD.value, AskKind.LOCKED.value})
    return Cause(blockers.account(site, account), kinds, site, account)


def login(site: str, account: str) -> Cause:
    """The portal wants a person at its login."""
    return Cause(blockers.login(site, account), frozenset({AskKind.CAPTCHA.value}), site, account)


def unit(site: str, account: str, uscc: str) -> Cause:
    """The account is not bound to this applicant."""
    kinds = frozenset({AskKind.APPLICANT.value})
    return Cause(blockers.unit(site, account, uscc), kinds, site, account, uscc)


def agreement(agreement_no: str) -> Cause:
    """No valid agreement covers them."""
    return Cause(blockers.agreement(agreement_no))


def waiting(connection: sa.Connection, cause: Cause) -> tuple[str, ...]:
    """The 申报件号 of what stands still for it, oldest first."""
    held = sa.select(_f.c.id, _f.c.reference).where(_f.c.state == FilingState.HELD, _f.c.held_for == cause.key)
    rows = {row.id: row.reference for row in connection.execute(held)}
    rows.update({row.id: row.reference for row in _asked(connection, cause)})
    return tuple(rows[number] for number in sorted(rows))


def release(connection: sa.Connection, cause: Cause, *, by: str, why: str, at_ms: int) -> tuple[str, ...]:
    """Let all of it go on and settle its questions; return the 申报件号, oldest first."""
    asked = _asked(connection, cause)
    _name_the_cause(connection, cause, [row.id for row in asked if row.state == FilingState.HELD])
    released = set(blockers.release(connection, cause.key, by=by, why=why, at_ms=at_ms, exactly=True))
    for row in asked:
        if row.state == FilingState.HELD and row.reference not in released:
            continue  # somebody decided about it in the same moment
        if row.state != FilingState.HELD:
            _look_now(connection, row.id, at_ms=at_ms)
            released.add(row.reference)
        results.withdraw(connection, row.id, cause.kinds, at_ms=at_ms, by=by[:64], settlement=why)
    _settle_of_site_jobs(connection, cause, by=by, why=why, at_ms=at_ms)
    return tuple(sorted(released))


def _asked(connection: sa.Connection, cause: Cause) -> Sequence[Any]:
    """Filings about which one of the questions is open: held by no other act, or filed and not to be looked at."""
    if not cause.kinds:
        return ()
    asked = sa.exists().where(_t.c.filing_id == _f.c.id, _t.c.settled_ms.is_(None), _t.c.kind.in_(sorted(cause.kinds)))
    query = sa.select(_f.c.id, _f.c.reference, _f.c.state).where(
        _f.c.site == cause.site,
        _f.c.account == cause.account,
        sa.or_(_f.c.state == FilingState.FILED, sa.and_(_f.c.state == FilingState.HELD, _f.c.held_for == "")),
        asked,
    )
    if cause.unit:
        query = query.where(_f.c.applicant_uscc == cause.unit)
    return connection.execute(query.order_by(_f.c.id)).all()


def _name_the_cause(connection: sa.Connection, cause: Cause, held: Sequence[int]) -> None:
    """From here on they are released like those that carried the key from the start."""
    change = sa.update(_f).where(_f.c.state == FilingState.HELD, _f.c.held_for == "", _f.c.id == sa.bindparam("one"))
    for number in held:
        connection.execute(change.values(held_for=cause.key), {"one": number})


def _look_now(connection: sa.Connection, filing_id: int, *, at_ms: int) -> None:
    """The look that was put off is due at once."""
    connection.execute(
        sa.update(_j)
        .where(
            _j.c.filing_id == filing_id,
            _j.c.flow == FlowName.TRACK,
            _j.c.state == JobState.WAITING,
            _j.c.not_before_ms > at_ms,
        )
        .values(not_before_ms=at_ms)
    )


def _settle_of_site_jobs(connection: sa.Connection, cause: Cause, *, by: str, why: str, at_ms: int) -> None:
    """What a check of the site asked for is given as well; its next turn comes by the schedule."""
    if not cause.kinds or cause.unit:
        return
    jobs = sa.select(_j.c.id).where(
        _j.c.site == cause.site,
        _j.c.account == cause.account,
        _j.c.filing_id.is_(None),
        _j.c.state == JobState.PARKED,
    )
    for job_id in connection.execute(jobs).scalars().all():
        connection.execute(
            sa.update(_t)
            .where(
                _t.c.filing_id.is_(None),
                _t.c.settled_ms.is_(None),
                _t.c.kind.in_(sorted(cause.kinds)),
                _t.c.key.startswith(f"job{job_id}.", autoescape=True),
            )
            .values(settled_by=by[:64], settled_ms=at_ms, settlement=why[:2000])
        )
