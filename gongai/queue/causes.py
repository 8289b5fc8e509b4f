"""
All that stands still for want of one act at an account, and goes on when a person has done it.

Most filings carry the key of what they wait for (`held_for`, see `blockers`). Others are known only by the open
question about them: those held before there were keys, those whose applicant the portal does not know, and checks of a
site.
"""

import sqlalchemy as sa

from gongai import db
from gongai.queue import blockers, results
from gongai.queue.verdict import site_job_key
from gongai.records.act import Act
from gongai.records.blocker import BlockerKey
from gongai.records.state import FilingState, JobState

_f = db.filings
_j = db.jobs
_t = db.results
_WITHOUT_A_KEY = sa.and_(_f.c.state == FilingState.HELD, _f.c.held_for == "")


def waiting(connection: sa.Connection, key: BlockerKey) -> tuple[str, ...]:
    """The 申报件号 of what stands still for it, oldest first."""
    held = sa.select(_f.c.id, _f.c.reference).where(_f.c.state == FilingState.HELD, _f.c.held_for == str(key))
    rows = {row.id: row.reference for row in connection.execute(held)}
    asked = blockers.asked(key).where(sa.or_(_f.c.state == FilingState.FILED, _WITHOUT_A_KEY))
    rows.update({row.filing_id: row.reference for row in connection.execute(asked)})
    return tuple(rows[number] for number in sorted(rows))


def release(connection: sa.Connection, key: BlockerKey, *, act: Act) -> tuple[str, ...]:
    """Let all of it go on and settle its questions; return the 申报件号."""
    # a filing that carries no key is given it, and then goes the way of the others
    for row in connection.execute(blockers.asked(key).where(_WITHOUT_A_KEY)).all():
        connection.execute(sa.update(_f).where(_f.c.id == row.filing_id, _WITHOUT_A_KEY).values(held_for=str(key)))
    released = blockers.release(connection, key, act=act)
    _settle_of_site_jobs(connection, key, act=act)
    return tuple(dict.fromkeys(released))


def _settle_of_site_jobs(connection: sa.Connection, key: BlockerKey, *, act: Act) -> None:
    """What a check of the site asked for is given as well; its next turn comes by the schedule."""
    site, login, uscc = key.whose
    kinds = blockers.QUESTIONS.get(key.kind, ())
    if not kinds or uscc:
        return
    flows = (
        sa.select(_j.c.flow)
        .distinct()
        .where(
            _j.c.site == site,
            _j.c.account == login,
            _j.c.filing_id.is_(None),
            _j.c.state == JobState.PARKED,
        )
    )
    for flow in connection.execute(flows).scalars().all():
        questions = sa.select(_t.c.id).where(
            _t.c.filing_id.is_(None),
            _t.c.settled_ms.is_(None),
            _t.c.kind.in_(kinds),
            _t.c.key == site_job_key(flow, site),
        )
        for result_id in connection.execute(questions).scalars().all():
            results.settle_in(connection, result_id, act=act)
