"""
Taking a job, keeping it, and nothing else: one short write transaction each.

The choice is made in ranges of the ready index, priority by priority, so that a million rows that are not due cost
nothing. The exclusion of accounts and projects is not decided here: the unique indexes of `db.jobs` decide it, and a
worker that loses such a race tries again.
"""

from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.sql.dml import ReturningUpdate

from gongai import db
from gongai.db.lease import Lease
from gongai.db.position import position
from gongai.db.transitions import filing_change, job_change
from gongai.queue import attempt_rows, outcomes
from gongai.queue.job import Claim, claim_of
from gongai.queue.ledger import Ledger
from gongai.queue.verdict import Message, Verdict
from gongai.records.actor import FrontEnd
from gongai.records.agreement import Agreement
from gongai.records.attempt_outcome import AttemptOutcome
from gongai.records.filing import Filing
from gongai.records.position import Position
from gongai.records.result_kind import ResultKind
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


@dataclass(frozen=True)
class _Taken:
    claim: Claim
    fits: bool  # the filing was in a state from which it may run


_j = db.jobs


def _taking(was: JobState) -> ReturningUpdate[Any]:
    # a reconcile after an unknown end is no new attempt
    spend = 0 if was is JobState.UNKNOWN else 1
    return (
        job_change({was}, JobState.RUNNING)
        .where(_j.c.id == sa.bindparam("job"))
        .values(
            fence=_j.c.fence + 1,
            attempt=_j.c.attempt + spend,
            heartbeat=0,
            worker=sa.bindparam("who"),
            updated_ms=sa.bindparam("at"),
        )
        .returning(_j)
    )


_TAKE = {was: _taking(was) for was in (JobState.WAITING, JobState.UNKNOWN)}
_BEAT = (
    sa.update(_j)
    .where(_j.c.id == sa.bindparam("job"), _j.c.fence == sa.bindparam("of"), _j.c.state == JobState.RUNNING)
    .values(heartbeat=_j.c.heartbeat + 1)
)
_f = db.filings
_RUN_FILING = (
    # a filing that was sent waits under `unknown` when a person wants it reconciled again
    filing_change({FilingState.WAITING, FilingState.UNKNOWN}, FilingState.RUNNING)
    .where(_f.c.id == sa.bindparam("filing"))
    .values(why="", held_for="", updated_ms=sa.bindparam("at"))
)
_RECORDS = (
    sa.select(_f.c.record, db.agreements.c.record.label("agreement"))
    .select_from(_f.outerjoin(db.agreements, db.agreements.c.agreement_no == _f.c.agreement_no))
    .where(_f.c.id == sa.bindparam("filing"))
)


_TOO_LATE = "已过最晚申报时间，未提交。如仍要申报请在复核中选择重试，否则作废"
_LATE = Verdict(JobState.PARKED, FilingState.FAILED, _TOO_LATE, messages=(Message(ResultKind.FAILED, _TOO_LATE),))
_NO_FIT = "任务在等待，申报件却不在待申报状态，没有办理。请用 gongai show 查看后在复核中决定"
_MISMATCHED = Verdict(JobState.PARKED, None, _NO_FIT, messages=(Message(ResultKind.FAILED, _NO_FIT),))


def claim(ledger: Ledger, worker: str) -> Claim | None:
    """The most urgent job that may run now, or None. Looks after an unknown end come before everything else."""
    act = ledger.act(worker, via=FrontEnd.WORKER)
    for _race in range(_RACES):
        try:
            with ledger.writing(act) as writer:
                taken = _take(writer.connection, worker, at_ms=act.at_ms)
                if taken is None:
                    return None
                if not taken.fits:
                    outcomes.apply(writer, taken.claim, _MISMATCHED, AttemptOutcome.MISMATCHED)
                elif _late(writer.connection, taken.claim, act.at_ms):
                    outcomes.apply(writer, taken.claim, _LATE, AttemptOutcome.LATE)
                else:
                    return _with_records(writer.connection, taken.claim)
        except IntegrityError:  # a peer took the account or project in the same moment; its commit is visible now
            continue
    return None


def beat(engine: sa.Engine, lease: Lease) -> bool:
    """Show that the worker lives. False: the job is not ours any more."""
    with engine.begin() as connection:
        return connection.execute(_BEAT, {"job": lease.job_id, "of": lease.fence}).rowcount == 1


def occupy(ledger: Ledger, flow: FlowName, *, site: str, account: str, worker: str) -> Claim | None:
    """Take an account for a site job without a filing (a person's login). None: the account is busy."""
    act = ledger.act(worker)
    row = {
        "flow": flow,
        "site": site,
        "account": account,
        "state": JobState.RUNNING,
        "fence": 1,
        "attempt": 1,
        "worker": worker,
        "created_ms": act.at_ms,
        "updated_ms": act.at_ms,
    }
    try:
        with ledger.writing(act) as writer:
            taken = claim_of(writer.connection.execute(sa.insert(_j).values(row).returning(_j)).one())
            attempt_rows.begin(writer.connection, taken, at_ms=act.at_ms)
            return taken
    except IntegrityError:
        return None


def _take(connection: sa.Connection, worker: str, *, at_ms: int) -> _Taken | None:
    choice = _CHOICES[connection.dialect.name]
    unknown = connection.execute(choice.unknown, {"now": at_ms}).scalar_one_or_none()
    job_id = unknown if unknown is not None else _waiting(connection, choice, at_ms)
    if job_id is None:
        return None
    was = JobState.WAITING if unknown is None else JobState.UNKNOWN
    row = connection.execute(_TAKE[was], {"job": job_id, "who": worker, "at": at_ms}).one_or_none()
    if row is None:
        return None
    taken = claim_of(row)
    fits = True
    if taken.flow is FlowName.SUBMIT and was is JobState.WAITING:
        fits = connection.execute(_RUN_FILING, {"filing": taken.filing_id, "at": at_ms}).rowcount == 1
    taken = replace(taken, looks=_looks(connection, taken, was))
    attempt_rows.begin(connection, taken, at_ms=at_ms)
    return _Taken(taken, fits)


def _looks(connection: sa.Connection, taken: Claim, was: JobState) -> bool:
    if taken.flow is not FlowName.SUBMIT or taken.filing_id is None:
        return False
    return was is JobState.UNKNOWN or position(connection, taken.filing_id) in (Position.OPEN, Position.ANSWERED)


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


def _with_records(connection: sa.Connection, taken: Claim) -> Claim:
    if taken.filing_id is None:
        return taken
    row = connection.execute(_RECORDS, {"filing": taken.filing_id}).one()
    agreement = None if row.agreement is None else Agreement.model_validate(row.agreement)
    return replace(taken, filing=Filing.model_validate(row.record), agreement=agreement)


def _late(connection: sa.Connection, taken: Claim, at_ms: int) -> bool:
    """Past its deadline and nothing sent yet. What was sent is looked for, however late it is."""
    if taken.deadline_ms is None or taken.deadline_ms >= at_ms or taken.flow is not FlowName.SUBMIT:
        return False
    return taken.filing_id is not None and position(connection, taken.filing_id) is Position.CLEAR
