"""Writing a verdict: job, filing, results, status events, attempt and audit in the caller's one transaction."""

import hashlib
import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from gongai import db
from gongai.db.lease import Lease, assert_held
from gongai.db.position import Position, position
from gongai.errors import LeaseLost
from gongai.queue import audit
from gongai.queue.intake import TRACK_PRIORITY, enqueue
from gongai.queue.job import Claim
from gongai.queue.policy import Policy
from gongai.queue.results import ANSWERABLE, insert, withdraw
from gongai.queue.verdict import Verdict, decide
from gongai.records.outcome import Outcome, Seen
from gongai.records.receipt import Receipt, StatusEvent
from gongai.records.state import FilingState, FlowName, JobState
from gongai.redact import scrub

_j = db.jobs
_f = db.filings


def record_outcome(
    engine: sa.Engine, claim: Claim, outcome: Outcome, *, at_ms: int, policy: Policy, channels: tuple[str, ...]
) -> None:
    """Write how the attempt ended. Raises `LeaseLost`, and says so in the audit, where another worker has the job."""
    try:
        with engine.begin() as connection:
            assert_held(connection, claim.lease)
            at = Position.CLEAR if claim.filing_id is None else position(connection, claim.filing_id)
            verdict = decide(claim, outcome, at, policy)
            name = type(outcome).__name__.lower()
            apply(connection, claim, verdict, outcome=name, at_ms=at_ms, policy=policy, channels=channels)
            if isinstance(outcome, Seen) and claim.filing_id is not None:
                record_events(connection, claim.filing_id, outcome.events)
    except LeaseLost:
        note_fenced_off(engine, claim.lease, type(outcome).__name__.lower(), at_ms=at_ms)
        raise


def note_fenced_off(engine: sa.Engine, lease: Lease, act: str, *, at_ms: int) -> None:
    """A late writer was refused: worth knowing, because its browser may still have been at work."""
    with engine.begin() as connection:
        audit.audit(
            connection,
            at_ms,
            who=lease.worker,
            act="fenced-off",
            subject=f"job:{lease.job_id}",
            after={"fence": lease.fence, "wanted": act},
            reason="任务已被其他进程接管，本次写入被拒绝",
        )


def apply(
    connection: sa.Connection,
    claim: Claim,
    verdict: Verdict,
    *,
    outcome: str,
    at_ms: int,
    policy: Policy,
    channels: tuple[str, ...],
    release: bool = False,
) -> None:
    """Make the change. The caller has proved that it may; `release` makes the old lease void as well (reaper)."""
    verdict = _clean(verdict)
    filing = _filing_row(connection, claim.filing_id)
    changed = connection.execute(
        sa.update(_j)
        .where(_j.c.id == claim.job_id, _j.c.fence == claim.lease.fence, _j.c.state == JobState.RUNNING)
        .values(
            state=verdict.job,
            not_before_ms=at_ms + _ms(verdict.after),
            attempt=max(claim.attempt - verdict.attempt_back, 0),
            reconcile_attempts=claim.reconcile_attempts + verdict.reconcile_attempt,
            fence=claim.lease.fence + release,
            worker="",
            note=verdict.why[:2000],
            updated_ms=at_ms,
        )
    )
    if changed.rowcount != 1:
        raise LeaseLost(f"任务 {claim.job_id} 已被其他进程接管，本次结果不写入")
    audit.end_attempt(connection, claim.job_id, claim.lease.fence, at_ms=at_ms, outcome=outcome, detail=verdict.why)
    if filing is not None:
        _move_filing(connection, claim, filing, verdict, outcome=outcome, at_ms=at_ms)
    if verdict.answered and claim.filing_id is not None:
        withdraw(connection, claim.filing_id, ANSWERABLE, at_ms=at_ms)
    for message in verdict.messages:
        insert(connection, claim, message, at_ms=at_ms, policy=policy, channels=channels)
    if verdict.poll_after is not None and claim.filing_id is not None:
        enqueue_poll(
            connection,
            filing_id=claim.filing_id,
            site=claim.site,
            account=claim.account,
            project=claim.project,
            at_ms=at_ms + _ms(verdict.poll_after),
        )


def record_events(connection: sa.Connection, filing_id: int, events: tuple[StatusEvent, ...]) -> int:
    """Keep what the portal said and was not known yet; return how many were new."""
    table = db.status_events
    if not events:
        return 0
    query = sa.select(table.c.scope, table.c.ref, table.c.fingerprint, table.c.record)
    known = connection.execute(query.where(table.c.filing_id == filing_id).order_by(table.c.id)).all()
    prints = {row.fingerprint for row in known}
    newest = {(row.scope, row.ref): _said(row.record) for row in known}
    count = len(known)
    new: list[dict[str, Any]] = []
    for event in events:
        record = event.model_dump(mode="json")
        said = _said(record)
        slot = (event.scope, event.ref)
        if newest.get(slot) == said:
            continue
        # without a time of its own, a state that comes back later is news again
        turn = "" if event.at_ms is not None else str(count + len(new))
        fingerprint = hashlib.sha256((said + turn).encode()).hexdigest()
        if fingerprint in prints:
            continue
        prints.add(fingerprint)
        newest[slot] = said
        new.append(
            {
                "filing_id": filing_id,
                "scope": event.scope,
                "ref": event.ref,
                "site_code": event.site_code,
                "site_label": event.site_label,
                "national_code": event.national_code,
                "fingerprint": fingerprint,
                "at_ms": event.at_ms or 0,
                "seen_ms": event.seen_ms,
                "record": record,
            }
        )
    if new:
        connection.execute(sa.insert(table), new)
        whole = [event for event in events if event.scope == "application"] or list(events)
        label = whole[-1].site_label or whole[-1].site_code
        connection.execute(sa.update(_f).where(_f.c.id == filing_id).values(portal_state=label[:64]))
    return len(new)


def enqueue_poll(
    connection: sa.Connection, *, filing_id: int, site: str, account: str, project: str, at_ms: int
) -> None:
    """The next look at a filed filing; none where one is waiting already."""
    waiting = sa.select(_j.c.id).where(
        _j.c.filing_id == filing_id,
        _j.c.flow == FlowName.TRACK,
        _j.c.state.in_([JobState.WAITING, JobState.RUNNING, JobState.UNKNOWN, JobState.PARKED]),
    )
    if connection.execute(waiting).first() is not None:
        return
    enqueue(
        connection,
        flow=FlowName.TRACK,
        site=site,
        account=account,
        project=project,
        filing_id=filing_id,
        priority=TRACK_PRIORITY,
        not_before_ms=at_ms,
        at_ms=at_ms,
    )


def _clean(verdict: Verdict) -> Verdict:
    """Portals and errors quote what was typed: no phone or ID number may reach the tables."""
    messages = tuple(replace(message, text=scrub(message.text)) for message in verdict.messages)
    return replace(verdict, why=scrub(verdict.why), messages=messages)


def _filing_row(connection: sa.Connection, filing_id: int | None) -> Any:
    if filing_id is None:
        return None
    query = sa.select(_f.c.reference, _f.c.state, _f.c.version, _f.c.receipt).where(_f.c.id == filing_id)
    return connection.execute(query).one()


def _move_filing(
    connection: sa.Connection, claim: Claim, filing: Any, verdict: Verdict, *, outcome: str, at_ms: int
) -> None:
    values: dict[str, Any] = {}
    if verdict.filing is not None:
        values = {"state": verdict.filing, "why": verdict.why[:2000], "held_for": verdict.held_for}
    receipt = _receipt(filing.receipt, verdict.receipt)
    if receipt is not None:
        values["receipt"] = receipt
    if not values:
        return
    connection.execute(
        sa.update(_f).where(_f.c.id == claim.filing_id).values(**values, version=_f.c.version + 1, updated_ms=at_ms)
    )
    if verdict.filing is not None and verdict.filing != filing.state:
        audit.audit(
            connection,
            at_ms,
            who=claim.lease.worker,
            act=f"filing.{FilingState(verdict.filing).value}",
            subject=filing.reference,
            before={"state": filing.state},
            after={"state": verdict.filing.value, "job": claim.job_id, "fence": claim.lease.fence, "outcome": outcome},
            reason=verdict.why,
        )


def _receipt(old: dict[str, Any] | None, new: Receipt | None) -> dict[str, Any] | None:
    return None if new is None else {**(old or {}), **new.model_dump(mode="json")}


def _said(record: dict[str, Any]) -> str:
    """What the portal said, without when and where we saw it."""
    return json.dumps({k: v for k, v in record.items() if k not in ("seen_ms", "source")}, sort_keys=True)


def _ms(span: timedelta) -> int:
    return int(span.total_seconds() * 1000)
