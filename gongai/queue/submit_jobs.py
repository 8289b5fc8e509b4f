"""The one job of a filing that submits it, as those move it who decide about the filing."""

import sqlalchemy as sa

from gongai import db
from gongai.db.transitions import JOBS, job_transition, sources
from gongai.records.state import FlowName, JobState

_j = db.jobs
_IN_NO_HANDS = frozenset({JobState.WAITING, JobState.UNKNOWN, JobState.PARKED})


def lock(connection: sa.Connection, filing_id: int, *, at_ms: int) -> None:
    """Hold the job still until the caller commits: a worker that claims in this moment wins or loses on its row."""
    connection.execute(sa.update(_j).where(*_of(filing_id)).values(updated_ms=at_ms))


def worker_of(connection: sa.Connection, filing_id: int) -> str | None:
    """Who works on it right now."""
    running = sa.select(_j.c.worker).where(*_of(filing_id), _j.c.state == JobState.RUNNING)
    worker: str | None = connection.execute(running).scalar_one_or_none()
    return worker


def state_of(connection: sa.Connection, filing_id: int) -> JobState | None:
    """Of its newest such job; None where it has none."""
    newest = sa.select(_j.c.state).where(*_of(filing_id)).order_by(_j.c.id.desc()).limit(1)
    state = connection.execute(newest).scalar_one_or_none()
    return None if state is None else JobState(state)


def move(connection: sa.Connection, filing_id: int, to: JobState, *, at_ms: int, **values: object) -> bool:
    """Out of every state in which nobody works on it. False: there is no such job."""
    was = _IN_NO_HANDS & sources(JOBS, to)
    return job_transition(connection, *_of(filing_id), was=was, to=to, at_ms=at_ms, **values) == 1


def resume(connection: sa.Connection, filing_id: int, *, at_ms: int) -> bool:
    """From a person's hands back into the queue, with all tries."""
    was = {JobState.PARKED}
    fresh = {"attempt": 0, "unread": 0, "not_before_ms": at_ms}
    return job_transition(connection, *_of(filing_id), was=was, to=JobState.WAITING, at_ms=at_ms, **fresh) == 1


def _of(filing_id: int) -> tuple[sa.ColumnElement[bool], ...]:
    return _j.c.filing_id == filing_id, _j.c.flow == FlowName.SUBMIT
