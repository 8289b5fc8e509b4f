"""
What stands still for one cause, and goes on when the cause has gone.

Most filings carry the key of the cause (`held_for`, see `blockers`). Others are known only by the open question about
them: those held before there were keys, and those whose applicant the portal does not know.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from gongai import db
from gongai.queue import blockers, results
from gongai.records import blocker
from gongai.records.act import Act
from gongai.records.blocker import BlockerKey
from gongai.records.result_kind import ResultKind
from gongai.records.state import FilingState, JobState

_f = db.filings
_j = db.jobs
_t = db.results


@dataclass(frozen=True)
class Cause:
    """Why filings stand still."""

    key: BlockerKey
    kinds: frozenset[ResultKind] = frozenset()  # the open questions that ask for the same act
    site: str = ""
    account: str = ""
    unit: str = ""  # only filings of this applicant; "" = of all


def password(site: str, account: str) -> Cause:
    """The password was refused, has expired, or the portal has locked the account: until a person has acted."""
    kinds = frozenset({ResultKind.PASSWORD, ResultKind.LOCKED})
    return Cause(blocker.account(site, account), kinds, site, account)


def login(site: str, account: str) -> Cause:
    """The portal wants a person at its login."""
    return Cause(blocker.login(site, account), frozenset({ResultKind.CAPTCHA}), site, account)


def unit(site: str, account: str, uscc: str) -> Cause:
    """The account is not bound to this applicant."""
    return Cause(blocker.unit(site, account, uscc), frozenset({ResultKind.APPLICANT}), site, account, uscc)


def agreement(agreement_no: str) -> Cause:
    """No valid agreement covers them."""
    return Cause(blocker.agreement(agreement_no))


def waiting(connection: sa.Connection, cause: Cause) -> tuple[str, ...]:
    """The 申报件号 of what stands still for it, oldest first."""
    held = sa.select(_f.c.id, _f.c.reference).where(_f.c.state == FilingState.HELD, _f.c.held_for == str(cause.key))
    rows = {row.id: row.reference for row in connection.execute(held)}
    rows.update({row.id: row.reference for row in _asked(connection, cause)})
    return tuple(rows[number] for number in sorted(rows))


def release(connection: sa.Connection, cause: Cause, *, act: Act) -> tuple[str, ...]:
    """Let all of it go on and settle its questions; return the 申报件号."""
    # a filing that carries no key is given it, and then goes the way of the others
    for row in _asked(connection, cause):
        if row.state == FilingState.HELD:
            still = (_f.c.id == row.id, _f.c.state == FilingState.HELD, _f.c.held_for == "")
            connection.execute(sa.update(_f).where(*still).values(held_for=str(cause.key)))
    released = blockers.release(connection, cause.key, act=act)
    _settle_of_site_jobs(connection, cause, act=act)
    return tuple(dict.fromkeys(released))


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


def _settle_of_site_jobs(connection: sa.Connection, cause: Cause, *, act: Act) -> None:
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
        questions = sa.select(_t.c.id).where(
            _t.c.filing_id.is_(None),
            _t.c.settled_ms.is_(None),
            _t.c.kind.in_(sorted(cause.kinds)),
            _t.c.key.startswith(f"job{job_id}.", autoescape=True),
        )
        for result_id in connection.execute(questions).scalars().all():
            results.settle_in(connection, result_id, act=act)
