"""
Recovery mode: the database is older than what it did, because a backup was put back.

While it is open nothing new is submitted. Whatever may have left since is marked as sent in its journal, so that its
position says what is true of it (it may have left) and the one flow for that, reconcile, looks it up. Where the portal
shows it nowhere, a person decides, never a machine: who filed it may have been refused, or taken it back.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from gongai import db
from gongai.db.audit_log import audit
from gongai.db.position import Position, position
from gongai.errors import InRecovery, NotAllowed
from gongai.queue import blockers, filing_rows, results, submit_jobs
from gongai.queue.forgotten import mark_all
from gongai.queue.ledger import Ledger, Writer
from gongai.records import blocker
from gongai.records.act import SYSTEM, By
from gongai.records.audit_act import AuditAct
from gongai.records.base import Payload
from gongai.records.position import Mark
from gongai.records.recovery_state import RECOVERY_STEP, RecoveryState
from gongai.records.result_kind import ResultKind
from gongai.records.state import FilingState, JobState

if TYPE_CHECKING:
    from gongai.evidence.lost import Lost

_r = db.recoveries
_f = db.filings
_j = db.journal

_CURRENT = sa.select(_r).where(_r.c.state == RecoveryState.OPEN)
_ENDS_ITSELF = "备份之后可能发出的件都已核清，自动结束恢复模式"


@dataclass(frozen=True)
class Recovery:
    """One time in recovery mode."""

    id: int
    because: str
    since_ms: int
    began_ms: int
    newest_filing: int
    marked: bool
    orphans: tuple[str, ...]
    """Folders of evidence of filings that are not in the database."""

    def __str__(self) -> str:
        return f"恢复模式：{self.because}。核清之前不提交新的申报件（gongai backup status 查看）"


@dataclass(frozen=True)
class Unsettled:
    """What is still open of a recovery: `looking` is looked up by the machine, `asked` waits for a person."""

    looking: tuple[str, ...]
    asked: tuple[str, ...]


def current(connection: sa.Connection) -> Recovery | None:
    """The open one, or None where the database is up to date."""
    row = connection.execute(_CURRENT).one_or_none()
    return None if row is None else _recovery(row)


def of(engine: sa.Engine) -> Recovery | None:
    with db.reading(engine) as connection:
        return current(connection)


def require_none(engine: sa.Engine) -> None:
    """Raises `InRecovery` while nothing new may be submitted."""
    found = of(engine)
    if found is not None:
        raise InRecovery(str(found), hold=blocker.recovery())


def begin(
    ledger: Ledger,
    because: str,
    *,
    by: By = SYSTEM,
    since_ms: int | None = None,
    lost: "Sequence[Lost]" = (),
    marking: bool = True,
) -> Recovery:
    """Open recovery mode, say so once, and mark what may have left. Where it is open already, what is new is added.

    `since_ms`: up to when the database knows what was done; None: up to the newest record of its journal. Not
    `marking`: the first worker does it (`mark`), where the one who opens it may have no key to write records with.
    """
    act = ledger.act(by, because)
    try:
        with ledger.writing(act) as writer:
            return _begin(writer, because, since_ms=since_ms, lost=lost, marking=marking)
    except IntegrityError:  # another process was faster
        with ledger.writing(act) as writer:
            return _begin(writer, because, since_ms=since_ms, lost=lost, marking=marking)


def mark(ledger: Ledger) -> None:
    """Mark what an open recovery has not marked yet: where a backup was restored, the first worker does it."""
    found = of(ledger.engine)
    if found is None or found.marked:
        return
    with ledger.writing(ledger.act(SYSTEM)) as writer:
        mark_all(writer, found)


def unsettled(connection: sa.Connection, recovery: Recovery) -> Unsettled:
    """The filings marked in this recovery whose end is not known yet."""
    marked = _j.c.data["recovery"].as_integer() == recovery.id
    numbers = sa.select(_j.c.filing_id).where(_j.c.step == RECOVERY_STEP, _j.c.event == Mark.SENT.value, marked)
    looking: list[str] = []
    asked: list[str] = []
    for filing_id in sorted(set(connection.execute(numbers).scalars())):
        if position(connection, filing_id) not in (Position.OPEN, Position.ANSWERED):
            continue
        filing = filing_rows.read(connection, filing_id)
        if filing.state is FilingState.DRAFT:
            continue  # looked up when somebody lets it go
        waits = submit_jobs.state_of(connection, filing_id) is JobState.PARKED
        (asked if waits else looking).append(filing.reference)
    return Unsettled(tuple(looking), tuple(asked))


def end(ledger: Ledger, *, by: By, reason: str) -> Recovery:
    """A person's word that all is settled. Raises `NotAllowed` while the machine has not looked everything up."""
    if not reason.strip():
        raise NotAllowed("请写明理由")
    with ledger.writing(ledger.act(by, reason)) as writer:
        found = current(writer.connection)
        if found is None:
            raise NotAllowed("现在不是恢复模式，无需结束")
        open_still = unsettled(writer.connection, found)
        if not found.marked or open_still.looking:
            which = "、".join(open_still.looking) or "（办理进程尚未启动）"
            raise NotAllowed(f"还有件没有到平台核查过：{which}。请先 gongai run，核查后再结束")
        _end(writer, found, open_still)
        return found


def end_if_settled(ledger: Ledger) -> bool:
    """End it where no question is left: nothing unsettled, and no evidence of filings that are not here."""
    found = of(ledger.engine)
    if found is None or not found.marked or found.orphans:
        return False
    with ledger.writing(ledger.act(SYSTEM, _ENDS_ITSELF)) as writer:
        again = current(writer.connection)
        if again is None or again.orphans:
            return False
        left = unsettled(writer.connection, again)
        if left.looking or left.asked:
            return False
        _end(writer, again, left)
        return True


def _begin(writer: Writer, because: str, *, since_ms: int | None, lost: "Sequence[Lost]", marking: bool) -> Recovery:
    connection, at_ms = writer.connection, writer.at_ms
    orphans = [{"folder": one.folder, "head": one.head, "count": one.count} for one in lost if one.filing_id is None]
    found = current(connection)
    if found is None:
        newest = connection.execute(sa.select(sa.func.max(_j.c.at_ms))).scalar_one() or 0
        since = min(at_ms, newest if since_ms is None else since_ms)
        last = connection.execute(sa.select(sa.func.max(_f.c.id))).scalar_one() or 0
        row = {"because": because, "since_ms": since, "began_ms": at_ms, "newest_filing": last, "orphans": orphans}
        found = _recovery(connection.execute(sa.insert(_r).values(row).returning(_r)).one())
        key = str(blocker.recovery())
        results.write(
            writer,
            filing_id=None,
            kind=ResultKind.RECOVERY,
            text=f"{found}。{_orphaned(found.orphans)}",
            key=key,
            due_ms=at_ms + _ms(writer),
            again=True,
        )
        after: Payload = {"since_ms": since, "orphans": list(found.orphans)}
        audit(connection, AuditAct.RECOVERY_BEGIN, f"recovery:{found.id}", act=writer.act, after=after)
    elif orphans:
        stored = connection.execute(sa.select(_r.c.orphans).where(_r.c.id == found.id)).scalar_one()
        new = [one for one in orphans if one not in stored]
        connection.execute(sa.update(_r).where(_r.c.id == found.id).values(orphans=[*stored, *new]))
    if marking and (not found.marked or any(one.filing_id is not None for one in lost)):
        mark_all(writer, found, [one for one in lost if one.filing_id is not None])
    after_all = current(connection)
    assert after_all is not None
    return after_all


def _end(writer: Writer, recovery: Recovery, left: Unsettled) -> None:
    connection, act = writer.connection, writer.act
    change = sa.update(_r).where(_r.c.id == recovery.id, _r.c.state == RecoveryState.OPEN)
    values = {
        "state": RecoveryState.ENDED,
        "ended_ms": act.at_ms,
        "ended_by": act.who[:64],
        "reason": act.reason[:2000],
    }
    if connection.execute(change.values(values)).rowcount != 1:
        raise NotAllowed("恢复模式刚刚由他人结束")
    after: Payload = {"asked": list(left.asked), "orphans": list(recovery.orphans)}
    audit(connection, AuditAct.RECOVERY_END, f"recovery:{recovery.id}", act=act, after=after)
    blockers.release(connection, blocker.recovery(), act=act)


def _orphaned(folders: Sequence[str]) -> str:
    if not folders:
        return "备份之后加入的件不在数据库中，请对照平台核对"
    return f"数据库中没有、但有留痕的件：{'、'.join(folders)}。请对照留痕和平台核对，留痕不要删除"


def _recovery(row: sa.Row[Any]) -> Recovery:
    return Recovery(
        id=row.id,
        because=row.because,
        since_ms=row.since_ms,
        began_ms=row.began_ms,
        newest_filing=row.newest_filing,
        marked=bool(row.marked_ms),
        orphans=tuple(dict.fromkeys(one["folder"] for one in row.orphans)),
    )


def _ms(writer: Writer) -> int:
    return int(writer.policy.result_due.total_seconds() * 1000)
