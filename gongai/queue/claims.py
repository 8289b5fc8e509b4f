"""
Taking a job, keeping it, and nothing else: one short write transaction each.

The choice is made in ranges of the ready index, priority by priority, so that a million rows that are not due cost
nothing. The exclusion of accounts and projects is not decided here: the unique indexes of `db.jobs` decide it, and a
worker that loses such a race tries again.
"""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from gongai import db
from gongai.db.lease import Lease
from gongai.db.position import Position, position
from gongai.queue import audit, outcomes
from gongai.queue.job import Claim
from gongai.queue.policy import Policy
from gongai.queue.verdict import Message, Verdict
from gongai.records.agreement import Agreement
from gongai.records.filing import Filing
from gongai.records.state import FilingState, FlowName, JobState

_RACES = 8
"""How often a lost race for an account or project is run again before the worker waits for its next poll."""
_WINDOW = 50
"""So many due rows are looked at in order; when all of them are blocked, the search goes account by account."""

_BUSY = "b.state IN ('running', 'unknown')"
_FREE_ACCOUNT = f"NOT EXISTS (SELECT 1 FROM jobs b WHERE b.site = j.site AND b.account = j.account AND {_BUSY})"
_FREE_PROJECT = (
    f"(j.project = '' OR NOT EXISTS (SELECT 1 FROM jobs b WHERE b.project = j.project AND b.project <> '' AND {_BUSY}))"
)
_DUE = "j.state = 'waiting' AND j.priority = :priority AND j.not_before_ms <= :now"


class _Choice:
    """The statements of one dialect. SQLite is told its index, so that a missing one is an error and not a scan."""

    def __init__(self, dialect: str) -> None:
        lite = dialect == "sqlite"
        lock = "" if lite else "FOR UPDATE OF j SKIP LOCKED"

        def by(index: str) -> str:
            return f"INDEXED BY {index}" if lite else ""

        self.unknown = sa.text(
            f"SELECT j.id FROM jobs j {by('uq_jobs_account_busy')} WHERE j.state IN ('running', 'unknown') "
            f"AND j.state = 'unknown' AND j.not_before_ms <= :now ORDER BY j.not_before_ms, j.id LIMIT 1 {lock}"
        )
        self.next_priority = sa.text(
            f"SELECT j.priority FROM jobs j {by('ix_jobs_ready')} WHERE j.state = 'waiting' AND j.priority > :after "
            "ORDER BY j.priority LIMIT 1"
        )
        window = (
            f"SELECT j.id FROM jobs j {by('ix_jobs_ready')} WHERE {_DUE} ORDER BY j.not_before_ms, j.id LIMIT {_WINDOW}"
        )
        self.first_free = sa.text(
            f"SELECT j.id FROM jobs j WHERE j.id IN ({window}) AND {_FREE_ACCOUNT} AND {_FREE_PROJECT} "
            f"AND j.state = 'waiting' ORDER BY j.not_before_ms, j.id LIMIT 1 {lock}"
        )
        self.window_end = sa.text(window.replace("LIMIT", "LIMIT 1 OFFSET").replace(str(_WINDOW), str(_WINDOW - 1)))
        # jump from account to account through the index instead of reading the rows between
        index = by("ix_jobs_ready_account")
        first = f"SELECT x.id FROM jobs x {index} WHERE x.state = 'waiting' ORDER BY x.site, x.account LIMIT 1"
        # two seeks: SQLite reads all rows of the site for (site, account) > (…, …)
        following = (
            f"COALESCE((SELECT x.id FROM jobs x {index} WHERE x.state = 'waiting' AND x.site = a.site "
            "AND x.account > a.account ORDER BY x.account LIMIT 1), "
            f"(SELECT x.id FROM jobs x {index} WHERE x.state = 'waiting' AND x.site > a.site "
            "ORDER BY x.site, x.account LIMIT 1))"
        )
        best = (
            f"SELECT j.id FROM jobs j {index} WHERE j.site = a.site AND j.account = a.account AND {_DUE} "
            f"AND {_FREE_PROJECT} ORDER BY j.not_before_ms, j.id LIMIT 1"
        )
        free = _FREE_ACCOUNT.replace("j.site", "a.site").replace("j.account", "a.account")
        self.by_account = sa.text(
            "WITH RECURSIVE a(site, account) AS ("
            f"SELECT j.site, j.account FROM jobs j WHERE j.id = ({first}) "
            f"UNION ALL SELECT j.site, j.account FROM a JOIN jobs j ON j.id = {following}) "
            f"SELECT c.id FROM a JOIN jobs c ON c.id = ({best}) WHERE {free} "
            "ORDER BY c.not_before_ms, c.id LIMIT 1"
        )


_CHOICES = {name: _Choice(name) for name in ("sqlite", "postgresql")}

_j = db.jobs
_TAKE = (
    sa.update(_j)
    .where(_j.c.id == sa.bindparam("job"), _j.c.state == sa.bindparam("was"))
    .values(
        state=JobState.RUNNING,
        fence=_j.c.fence + 1,
        # a look after an unknown end is no new attempt
        attempt=_j.c.attempt + sa.bindparam("spend"),
        heartbeat=0,
        worker=sa.bindparam("who"),
        updated_ms=sa.bindparam("at"),
    )
    .returning(_j)
)
_BEAT = (
    sa.update(_j)
    .where(_j.c.id == sa.bindparam("job"), _j.c.fence == sa.bindparam("of"), _j.c.state == JobState.RUNNING)
    .values(heartbeat=_j.c.heartbeat + 1)
)
_f = db.filings
_RUN_FILING = (
    sa.update(_f)
    .where(_f.c.id == sa.bindparam("filing"))
    .values(state=FilingState.RUNNING, why="", version=_f.c.version + 1, updated_ms=sa.bindparam("at"))
)
_RECORDS = (
    sa.select(_f.c.record, db.agreements.c.record.label("agreement"))
    .select_from(_f.outerjoin(db.agreements, db.agreements.c.agreement_no == _f.c.agreement_no))
    .where(_f.c.id == sa.bindparam("filing"))
)


def claim(engine: sa.Engine, worker: str, *, at_ms: int, policy: Policy, channels: tuple[str, ...]) -> Claim | None:
    """The most urgent job that may run now, or None. Looks after an unknown end come before everything else."""
    for _race in range(_RACES):
        try:
            with engine.begin() as connection:
                row = _take(connection, worker, at_ms=at_ms)
                if row is None:
                    return None
                if _late(connection, row, at_ms):
                    _expire(connection, row, at_ms=at_ms, policy=policy, channels=channels)
                    continue
                return _claim(connection, row)
        except IntegrityError:  # a peer took the account or project in the same moment; its commit is visible now
            continue
    return None


def beat(engine: sa.Engine, lease: Lease) -> bool:
    """Show that the worker lives. False: the job is not ours any more."""
    with engine.begin() as connection:
        return connection.execute(_BEAT, {"job": lease.job_id, "of": lease.fence}).rowcount == 1


def occupy(engine: sa.Engine, *, flow: FlowName, site: str, account: str, worker: str, at_ms: int) -> Claim | None:
    """Take an account for a site job without a filing (a person's login). None: the account is busy."""
    try:
        with engine.begin() as connection:
            row = connection.execute(
                sa.insert(_j)
                .values(
                    flow=flow,
                    site=site,
                    account=account,
                    state=JobState.RUNNING,
                    fence=1,
                    attempt=1,
                    worker=worker,
                    created_ms=at_ms,
                    updated_ms=at_ms,
                )
                .returning(_j)
            ).one()
            audit.begin_attempt(connection, _attempt(row))
            return _claim(connection, row)
    except IntegrityError:
        return None


def _take(connection: sa.Connection, worker: str, *, at_ms: int) -> Any:
    choice = _CHOICES[connection.dialect.name]
    unknown = connection.execute(choice.unknown, {"now": at_ms}).scalar_one_or_none()
    job_id = unknown if unknown is not None else _waiting(connection, choice, at_ms)
    if job_id is None:
        return None
    was, spend = (JobState.UNKNOWN, 0) if unknown is not None else (JobState.WAITING, 1)
    values = {"job": job_id, "was": was, "spend": spend, "who": worker, "at": at_ms}
    row = connection.execute(_TAKE, values).one_or_none()
    if row is None:
        return None
    if row.flow == FlowName.SUBMIT and was is JobState.WAITING:
        connection.execute(_RUN_FILING, {"filing": row.filing_id, "at": at_ms})
    audit.begin_attempt(connection, _attempt(row))
    return row


def _waiting(connection: sa.Connection, choice: _Choice, at_ms: int) -> int | None:
    priority: int | None = -1
    while True:
        priority = connection.execute(choice.next_priority, {"after": priority}).scalar_one_or_none()
        if priority is None:
            return None
        values = {"priority": priority, "now": at_ms}
        found = connection.execute(choice.first_free, values).scalar_one_or_none()
        if found is None and connection.execute(choice.window_end, values).scalar_one_or_none() is not None:
            found = connection.execute(choice.by_account, values).scalar_one_or_none()
        if found is not None:
            return int(found)


def _attempt(row: Any) -> dict[str, Any]:
    return {
        "job_id": row.id,
        "filing_id": row.filing_id,
        "fence": row.fence,
        "flow": row.flow,
        "worker": row.worker,
        "started_ms": row.updated_ms,
    }


def _claim(connection: sa.Connection, row: Any) -> Claim:
    records = None if row.filing_id is None else connection.execute(_RECORDS, {"filing": row.filing_id}).one()
    return Claim(
        job_id=row.id,
        flow=FlowName(row.flow),
        site=row.site,
        account=row.account,
        project=row.project,
        filing_id=row.filing_id,
        filing=None if records is None else Filing.model_validate(records.record),
        agreement=None if records is None or records.agreement is None else Agreement.model_validate(records.agreement),
        attempt=row.attempt,
        reconcile_attempts=row.reconcile_attempts,
        lease=Lease(row.id, row.fence, row.worker),
        deadline_ms=row.deadline_ms,
    )


def _late(connection: sa.Connection, row: Any, at_ms: int) -> bool:
    """Past its deadline and nothing sent yet. What was sent is looked for, however late it is."""
    if row.deadline_ms is None or row.deadline_ms >= at_ms or row.flow != FlowName.SUBMIT:
        return False
    return position(connection, row.filing_id) is Position.CLEAR


def _expire(connection: sa.Connection, row: Any, *, at_ms: int, policy: Policy, channels: tuple[str, ...]) -> None:
    text = "已过最晚申报时间，未提交。如仍要申报请在复核中选择重试，否则作废"
    verdict = Verdict(JobState.PARKED, FilingState.FAILED, text, messages=(Message("failed", text),))
    outcomes.apply(
        connection, _claim(connection, row), verdict, outcome="late", at_ms=at_ms, policy=policy, channels=channels
    )
