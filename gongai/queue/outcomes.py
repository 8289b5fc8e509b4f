"""Writing a verdict: job, filing, results, status events, attempt and audit in the caller's one transaction."""

from dataclasses import replace
from datetime import timedelta

import sqlalchemy as sa

from gongai import db
from gongai.db import taken_numbers
from gongai.db.audit_log import audit
from gongai.db.lease import Lease, assert_held
from gongai.db.position import position
from gongai.db.register import touched
from gongai.db.transitions import filing_transition, job_transition
from gongai.errors import LeaseLost
from gongai.queue import attempt_rows, blockers, filing_rows, results, standing
from gongai.queue.intake import TRACK_PRIORITY, enqueue
from gongai.queue.job import Claim
from gongai.queue.ledger import Ledger, Writer
from gongai.queue.policy import Policy
from gongai.queue.status_events import store_events
from gongai.queue.verdict import Verdict, decide
from gongai.records import attempt_outcome, blocker
from gongai.records.act import Act
from gongai.records.actor import FrontEnd
from gongai.records.attempt_outcome import AttemptOutcome
from gongai.records.audit_act import AuditAct
from gongai.records.base import Payload
from gongai.records.outcome import Ask, AskKind, Filed, Outcome, Seen
from gongai.records.position import Position
from gongai.records.receipt import Receipt
from gongai.records.state import FlowName, JobState
from gongai.redact import scrub

_j = db.jobs
_f = db.filings


def record_outcome(ledger: Ledger, claim: Claim, outcome: Outcome) -> None:
    """Write how the attempt ended. Raises `LeaseLost`, and says so in the audit, where another worker has the job."""
    act = ledger.act(claim.lease.worker, via=FrontEnd.WORKER)
    name = attempt_outcome.of(outcome)
    try:
        with ledger.writing(act) as writer:
            connection = writer.connection
            assert_held(connection, claim.lease)
            outcome = blockers.attributed(claim, _nobody_elses(connection, claim, outcome))
            claim = _impatient(connection, claim, outcome, ledger.policy)
            at = Position.CLEAR if claim.filing_id is None else position(connection, claim.filing_id)
            apply(writer, claim, decide(claim, outcome, at, ledger.policy), name)
            if isinstance(outcome, Seen):
                standing.settle_ended(connection, claim, outcome, at_ms=act.at_ms)
            if isinstance(outcome, Seen) and claim.filing_id is not None:
                store_events(connection, claim.filing_id, outcome.events)
            if isinstance(outcome, Filed):
                _logged_in(connection, claim, act)
                _understood(connection, claim, act)
    except LeaseLost:
        _note_fenced_off(ledger, claim.lease, name)
        raise


def _nobody_elses(connection: sa.Connection, claim: Claim, outcome: Outcome) -> Outcome:
    """What is filed is held under numbers that no other filing of this portal has."""
    if not isinstance(outcome, Filed) or claim.filing_id is None:
        return outcome
    receipt = outcome.receipt
    with connection.begin_nested() as savepoint:
        other = taken_numbers.take(
            connection, claim.site, claim.filing_id, ids=receipt.application_ids, numbers=receipt.application_nos
        )
        if not other:
            return outcome
        savepoint.rollback()
    numbers = "、".join(receipt.application_nos or receipt.application_ids)
    question = f"平台给出的 {numbers} 已经是申报件 {other} 的，不能认作本件。请在平台上核对后裁定"
    return Ask(AskKind.LOOK, question)


def apply(writer: Writer, claim: Claim, verdict: Verdict, outcome: AttemptOutcome, *, void_lease: bool = False) -> None:
    """Make the change. The caller has proved that it may; `void_lease` ends the old lease as well (reaper)."""
    connection, at_ms = writer.connection, writer.at_ms
    verdict = _clean(verdict)
    changed = job_transition(
        connection,
        _j.c.id == claim.job_id,
        _j.c.fence == claim.lease.fence,
        was={JobState.RUNNING},
        to=verdict.job,
        at_ms=at_ms,
        not_before_ms=at_ms + _ms(verdict.after),
        attempt=max(claim.attempt - verdict.attempt_back, 0),
        reconcile_attempts=claim.reconcile_attempts + verdict.reconcile_attempt,
        unread=verdict.unread,
        fence=claim.lease.fence + void_lease,
        worker="",
        note=verdict.why[:2000],
    )
    if changed != 1:
        raise LeaseLost(f"任务 {claim.job_id} 已被其他进程接管，本次结果不写入")
    attempt_rows.end(connection, claim, outcome, detail=verdict.why, at_ms=at_ms)
    if claim.filing_id is not None:
        _move_filing(writer, claim, claim.filing_id, verdict, outcome)
    for message in verdict.messages:
        results.insert(writer, claim, message)


def _move_filing(writer: Writer, claim: Claim, filing_id: int, verdict: Verdict, outcome: AttemptOutcome) -> None:
    connection = writer.connection
    if verdict.filing is not None or verdict.receipt is not None:
        filing, old = filing_rows.version_of(connection, filing_id)
        receipt = _receipt(old, verdict.receipt)
        if verdict.filing is None:
            _store_receipt(connection, filing_id, receipt, at_ms=writer.at_ms)
            touched(connection, _f, filing.reference)
        elif not filing_transition(
            connection,
            filing,
            verdict.filing,
            act=replace(writer.act, reason=verdict.why),
            why=verdict.why,
            held_for=verdict.held_for,
            receipt=receipt,
            after={"job": claim.job_id, "fence": claim.lease.fence, "outcome": outcome.value},
        ):
            raise LeaseLost(f"申报件 {filing.reference} 的状态刚刚改变，本次结果不写入")
    if verdict.answered:
        results.withdraw(connection, filing_id, results.ANSWERABLE, act=results.answered(writer.at_ms))
    if verdict.poll_after is not None:
        enqueue_poll(
            connection,
            filing_id=filing_id,
            site=claim.site,
            account=claim.account,
            project=claim.project,
            due_ms=writer.at_ms + _ms(verdict.poll_after),
            at_ms=writer.at_ms,
        )


def enqueue_poll(
    connection: sa.Connection, *, filing_id: int, site: str, account: str, project: str, due_ms: int, at_ms: int
) -> None:
    """The next poll of a filed filing; none where one is waiting already."""
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
        not_before_ms=due_ms,
        at_ms=at_ms,
    )


def _logged_in(connection: sa.Connection, claim: Claim, act: Act) -> None:
    """Whoever has filed was logged in: nobody has to help with that any more."""
    key = blocker.login(claim.site, claim.account)
    blockers.release_asked(connection, key, act=replace(act, reason="账号已能登录，自动继续办理"))


def _understood(connection: sa.Connection, claim: Claim, act: Act) -> None:
    """Whoever has filed has understood what the portal answers: nobody has to help with that any more."""
    healed = replace(act, reason="平台的答复又能看懂，自动继续办理")
    blockers.release_all_asked(connection, blocker.answer(claim.site), act=healed)


def _impatient(connection: sa.Connection, claim: Claim, outcome: Outcome, policy: Policy) -> Claim:
    """What a person has been asked about already is not tried again and again by each filing of the site."""
    waits = isinstance(outcome, Ask) and outcome.kind is AskKind.NOT_UNDERSTOOD and outcome.hold
    return replace(claim, unread=policy.max_unread) if waits and blockers.is_asked(connection, waits) else claim


def _note_fenced_off(ledger: Ledger, lease: Lease, wanted: AttemptOutcome) -> None:
    """A late writer was refused: worth knowing, because its browser may still have been at work."""
    act = ledger.act(lease.worker, "任务已被其他进程接管，本次写入被拒绝", via=FrontEnd.WORKER)
    with ledger.writing(act) as writer:
        after = {"fence": lease.fence, "wanted": wanted.value}
        audit(writer.connection, AuditAct.FENCED_OFF, f"job:{lease.job_id}", act=act, after=after)


def _clean(verdict: Verdict) -> Verdict:
    """Portals and errors quote what was typed: no phone or ID number may reach the tables."""
    messages = tuple(replace(message, text=scrub(message.text)) for message in verdict.messages)
    return replace(verdict, why=scrub(verdict.why), messages=messages)


def _store_receipt(connection: sa.Connection, filing_id: int, receipt: Payload | None, *, at_ms: int) -> None:
    change = sa.update(_f).where(_f.c.id == filing_id)
    connection.execute(change.values(receipt=receipt, version=_f.c.version + 1, updated_ms=at_ms))


def _receipt(old: Payload | None, new: Receipt | None) -> Payload | None:
    return None if new is None else {**(old or {}), **new.model_dump(mode="json")}


def _ms(span: timedelta) -> int:
    return int(span.total_seconds() * 1000)
