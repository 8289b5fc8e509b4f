"""
Marks whatever a restored database may have sent after its backup, so that its position says what is true of it.

By number and not by time which filings these are: clocks may have been set in between.
"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from gongai import db
from gongai.db import chain
from gongai.db.position import Position, position
from gongai.db.transitions import filing_transition
from gongai.queue import blockers, filing_rows, intake, results, submit_jobs
from gongai.queue.filing_rows import StoredFiling
from gongai.queue.ledger import Writer
from gongai.records.act import SYSTEM, Act
from gongai.records.journal_event import JournalEvent
from gongai.records.noted import Exact, Noted, Said
from gongai.records.position import Mark
from gongai.records.recovery_state import RECOVERY_STEP
from gongai.records.result_kind import ResultKind
from gongai.records.state import FilingState, JobState

if TYPE_CHECKING:
    from gongai.evidence.lost import Lost
    from gongai.queue.recovery import Recovery

_r = db.recoveries
_f = db.filings
_j = db.journal

MAY_HAVE_LEFT = "数据库由旧备份恢复，此件可能已在备份之后发出。将自动到平台各列表核查，不会直接提交"
_UNSENT_HERE = (FilingState.WAITING, FilingState.HELD, FilingState.REFUSED, FilingState.FAILED, FilingState.UNKNOWN)
"""States that a filing may have left since the backup, on its way to the portal. A draft may be let go; see `_mark`."""


def mark_all(writer: Writer, recovery: "Recovery", lost: "Iterable[Lost]" = ()) -> None:
    connection = writer.connection
    heads: dict[int, list[str]] = {}
    for one in lost:
        if one.filing_id is not None:
            heads.setdefault(one.filing_id, []).append(one.head)
    numbers = set(heads)
    if not recovery.marked:
        numbers |= set(connection.execute(sa.select(_f.c.id).where(_f.c.id <= recovery.newest_filing)).scalars())
    for filing_id in sorted(numbers):
        _mark(writer, recovery, filing_rows.read(connection, filing_id), heads.get(filing_id, []))
    change = sa.update(_r).where(_r.c.id == recovery.id)
    connection.execute(change.values(marked_ms=writer.at_ms))


def _mark(writer: Writer, recovery: "Recovery", filing: StoredFiling, heads: Sequence[str]) -> None:
    """One filing. Its state follows only where nobody has it in hands and nobody has put another in its place."""
    connection = writer.connection
    at = position(connection, filing.id)
    over = filing.state in (FilingState.FILED, FilingState.CLOSED, FilingState.REJECTED, FilingState.CANCELLED)
    if over or at is Position.FILED or _answered_well(connection, filing.id, at) or _replaced(connection, filing):
        if heads:
            _write(writer, recovery, filing, JournalEvent.DONE, heads, since_ms=0)
        return
    _write(writer, recovery, filing, JournalEvent.SENT, heads, since_ms=_known_until(connection, filing, at))
    if filing.state not in _UNSENT_HERE or submit_jobs.worker_of(connection, filing.id) is not None:
        return
    act = Act(SYSTEM, writer.at_ms, MAY_HAVE_LEFT)
    fresh = {"attempt": 0, "reconcile_attempts": 0, "not_before_ms": writer.at_ms}
    if not submit_jobs.move(connection, filing.id, JobState.WAITING, at_ms=writer.at_ms, **fresh):
        intake.enqueue_submit(connection, filing.id, filing.filing(), at_ms=writer.at_ms)
    filing_transition(connection, filing.at, FilingState.UNKNOWN, act=act, why=MAY_HAVE_LEFT)
    results.withdraw(connection, filing.id, results.ANSWERABLE | {ResultKind.REFUSED}, act=act)
    blockers.forsaken(connection, filing.held_for, act=act)


def _write(
    writer: Writer,
    recovery: "Recovery",
    filing: StoredFiling,
    event: JournalEvent,
    heads: Sequence[str],
    *,
    since_ms: int,
) -> None:
    lost = "数据库由旧备份恢复，备份之后的办理记录已不在数据库中"
    data: Noted = {
        "recovery": recovery.id,
        "since_ms": since_ms,
        "anchors": [Exact(head) for head in heads],
        "text": Said(MAY_HAVE_LEFT if event is JournalEvent.SENT else lost),
    }
    chain.append(
        writer.connection,
        filing_id=filing.id,
        step=RECOVERY_STEP,
        event=event,
        at_ms=writer.at_ms,
        data=data,
    )


def _known_until(connection: sa.Connection, filing: StoredFiling, at: Position) -> int:
    """From which moment on the portal may have got it without our knowing: its last record, or its own beginning."""
    rows = sa.select(sa.func.max(_j.c.at_ms)).where(_j.c.filing_id == filing.id, _j.c.step != RECOVERY_STEP)
    if at in (Position.OPEN, Position.ANSWERED):
        rows = rows.where(_j.c.event == Mark.SENT.value)
    known: int | None = connection.execute(rows).scalar_one()
    created = sa.select(_f.c.created_ms).where(_f.c.id == filing.id)
    return int(connection.execute(created).scalar_one()) if known is None else known


def _answered_well(connection: sa.Connection, filing_id: int, at: Position) -> bool:
    """Whether the portal has said yes: then that answer decides, and nothing need be looked for."""
    if at is not Position.ANSWERED:
        return False
    newest = sa.select(_j.c.data).where(_j.c.filing_id == filing_id, _j.c.event == Mark.ANSWERED.value)
    data: Any = connection.execute(newest.order_by(_j.c.id.desc()).limit(1)).scalar_one()
    return bool(data.get("ok"))


def _replaced(connection: sa.Connection, filing: StoredFiling) -> bool:
    later = sa.select(_f.c.id).where(_f.c.business_key == filing.business_key, _f.c.revision > filing.revision)
    return connection.execute(later.limit(1)).first() is not None
