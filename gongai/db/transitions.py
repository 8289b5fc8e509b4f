"""
Every change of the state of a filing or of a job.

Each is one guarded UPDATE whose row count is looked at, and goes a way that stands in one of the two tables here; for a
filing, its version and its audit row are part of it. Nobody else writes `filings.state` or `jobs.state` (a test looks).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TypeVar

import sqlalchemy as sa

from gongai.db import tables
from gongai.db.audit_log import audit
from gongai.db.register import touched
from gongai.records.act import Act
from gongai.records.audit_act import AuditAct, filing_in
from gongai.records.base import Payload
from gongai.records.blocker import BlockerKey
from gongai.records.state import FilingState, JobState

_f = tables.filings
_j = tables.jobs
_WHY_CHARACTERS = 2000

_F = FilingState
FILINGS: Mapping[FilingState, frozenset[FilingState]] = {
    _F.DRAFT: frozenset({_F.WAITING, _F.FILED, _F.CANCELLED}),
    _F.WAITING: frozenset({_F.RUNNING, _F.UNKNOWN, _F.CANCELLED}),
    _F.RUNNING: frozenset({_F.WAITING, _F.FILED, _F.HELD, _F.REFUSED, _F.UNKNOWN, _F.FAILED}),
    _F.UNKNOWN: frozenset({_F.WAITING, _F.RUNNING, _F.FILED, _F.HELD, _F.REFUSED, _F.UNKNOWN, _F.FAILED}),
    _F.HELD: frozenset({_F.WAITING, _F.FILED, _F.HELD, _F.REFUSED, _F.UNKNOWN, _F.CANCELLED}),
    _F.REFUSED: frozenset({_F.WAITING, _F.FILED, _F.REFUSED, _F.UNKNOWN, _F.CANCELLED}),
    _F.FAILED: frozenset({_F.WAITING, _F.FILED, _F.REFUSED, _F.UNKNOWN, _F.FAILED, _F.CANCELLED}),
    _F.FILED: frozenset({_F.CLOSED, _F.REJECTED}),
    _F.CLOSED: frozenset(),
    _F.REJECTED: frozenset(),
    _F.CANCELLED: frozenset(),
}
"""From each state of a filing, where it may go. A state that leads to itself: the reason changes, or a person is asked
anew. From what was sent (unknown), the way back to waiting is open only after a look or a person's word: `decide`. From
waiting straight to unknown goes what a restored database may have sent after its backup: `queue.recovery`."""

_J = JobState
JOBS: Mapping[JobState, frozenset[JobState]] = {
    _J.WAITING: frozenset({_J.WAITING, _J.RUNNING, _J.PARKED, _J.DONE, _J.CANCELLED}),
    _J.RUNNING: frozenset({_J.WAITING, _J.UNKNOWN, _J.PARKED, _J.DONE}),
    _J.UNKNOWN: frozenset({_J.WAITING, _J.RUNNING, _J.PARKED, _J.DONE}),
    _J.PARKED: frozenset({_J.WAITING, _J.PARKED, _J.DONE, _J.CANCELLED}),
    _J.DONE: frozenset(),
    _J.CANCELLED: frozenset(),
}
"""From each state of a job, where it may go. Only a claim leads to running, and only from running to unknown."""

_State = TypeVar("_State", FilingState, JobState)


class Impossible(Exception):
    """No such way in the table: a fault of this program, never of a person."""


@dataclass(frozen=True)
class FilingVersion:
    """A filing as it was read: its change is guarded by all of this."""

    id: int
    reference: str
    state: FilingState
    version: int


def filing_transition(
    connection: sa.Connection,
    filing: FilingVersion,
    to: FilingState,
    *,
    act: Act,
    why: str,
    held_for: BlockerKey | None = None,
    receipt: Payload | None = None,
    what: AuditAct | None = None,
    after: Payload | None = None,
) -> bool:
    """Change the state, and write it into the audit. False: the filing is not as it was read any more.

    `why` is shown to people; `what` names the act where it is more than the change of state, `after` adds to its row.
    """
    change = filing_change((filing.state,), to).where(_f.c.id == filing.id, _f.c.version == filing.version)
    values: Payload = {"why": why[:_WHY_CHARACTERS], "updated_ms": act.at_ms}
    # what is held and stays so still waits for the same act; any other change is somebody's word, and ends the waiting
    if held_for is not None or not (to is filing.state is FilingState.HELD):
        values["held_for"] = "" if held_for is None else str(held_for)
    if receipt is not None:
        values["receipt"] = receipt
    if connection.execute(change.values(values)).rowcount != 1:
        return False
    touched(connection, _f, filing.reference)
    if what is not None or to is not filing.state:
        audit(
            connection,
            what or filing_in(to),
            filing.reference,
            act=act,
            before={"state": filing.state.value, "version": filing.version},
            after={"state": to.value, **(after or {})},
        )
    return True


def job_transition(
    connection: sa.Connection,
    *which: sa.ColumnElement[bool],
    was: Collection[JobState],
    to: JobState,
    at_ms: int,
    **values: object,
) -> int:
    """Change the state of the jobs that are so; return how many were. The caller looks at the number."""
    change = job_change(was, to).where(*which).values(updated_ms=at_ms, **values)
    return connection.execute(change).rowcount


def filing_change(was: Collection[FilingState], to: FilingState) -> sa.Update:
    """The UPDATE alone, for a statement that is prepared once. Raises `Impossible`."""
    _require(FILINGS, was, to)
    return sa.update(_f).where(_is(_f.c.state, was)).values(state=to, version=_f.c.version + 1)


def job_change(was: Collection[JobState], to: JobState) -> sa.Update:
    """The UPDATE alone, for a statement that is prepared once. Raises `Impossible`."""
    _require(JOBS, was, to)
    return sa.update(_j).where(_is(_j.c.state, was)).values(state=to)


def sources(table: Mapping[_State, frozenset[_State]], to: _State) -> frozenset[_State]:
    """The states from which a way leads to this one."""
    return frozenset(was for was, ways in table.items() if to in ways)


def _require(table: Mapping[_State, frozenset[_State]], was: Collection[_State], to: _State) -> None:
    wrong = [one.value for one in was if to not in table[one]]
    if wrong or not was:
        raise Impossible(f"no way from {', '.join(wrong) or 'nowhere'} to {to.value}")


def _is(column: sa.Column[str], was: Collection[str]) -> sa.ColumnElement[bool]:
    return column == next(iter(was)) if len(was) == 1 else column.in_(sorted(was))
