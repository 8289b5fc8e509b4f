"""
Filings that wait for one act that many wait for: a profile's approval, a password, a login, an agreement.

Whoever removes the cause calls `release`: everything that waits for it goes on, and its question is settled.
"""

from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from gongai import db
from gongai.db.position import position
from gongai.db.transitions import filing_transition
from gongai.errors import NotAllowed
from gongai.queue import filing_rows, results, submit_jobs
from gongai.queue.filing_rows import StoredFiling
from gongai.queue.job import Claim
from gongai.records import blocker
from gongai.records.act import Act
from gongai.records.blocker import BlockerKey, BlockerKind
from gongai.records.outcome import Ask, AskKind, Outcome
from gongai.records.position import Position
from gongai.records.result_kind import ResultKind
from gongai.records.state import FilingState, FlowName, JobState

_f = db.filings
_t = db.results
_j = db.jobs
QUESTIONS = {
    BlockerKind.ACCOUNT: (ResultKind.PASSWORD, ResultKind.LOCKED),
    BlockerKind.LOGIN: (ResultKind.CAPTCHA,),
    BlockerKind.UNIT: (ResultKind.APPLICANT,),
}
"""The questions that ask a person for the same act as a key of an account."""
_WAITING_FOR_A_PERSON = (FilingState.HELD, FilingState.REFUSED)


def attributed(claim: Claim, outcome: Outcome) -> Outcome:
    """What an account lacks, all its filings wait for: the outcome names that, where it does not name anything yet."""
    if not isinstance(outcome, Ask) or outcome.hold is not None or claim.filing_id is None:
        return outcome
    if outcome.kind is AskKind.NOT_UNDERSTOOD:
        return replace(outcome, hold=blocker.answer(claim.site, outcome.call or "*"))
    if claim.flow is not FlowName.SUBMIT:
        return outcome
    if outcome.kind in (AskKind.PASSWORD, AskKind.LOCKED):
        return replace(outcome, hold=blocker.account(claim.site, claim.account))
    if outcome.kind is AskKind.CAPTCHA:
        return replace(outcome, hold=blocker.login(claim.site, claim.account))
    return outcome


def release(connection: sa.Connection, key: BlockerKey, *, act: Act) -> list[str]:
    """Let everything go on that waits for this, and settle the question; return the references."""
    waiting = sa.select(_f.c.id).where(_f.c.state.in_(_WAITING_FOR_A_PERSON), _is(_f.c.held_for, key))
    found = connection.execute(waiting.order_by(_f.c.id)).scalars().all()
    released = [reference for one in found if (reference := _let_go(connection, one, key, act=act))]
    released += _polls(connection, key, act=act)
    questions = sa.select(_t.c.id).where(_t.c.settled_ms.is_(None), _t.c.filing_id.is_(None), _is(_t.c.key, key))
    for result_id in connection.execute(questions).scalars().all():
        results.settle_in(connection, result_id, act=act)
    return released


def release_asked(connection: sa.Connection, key: BlockerKey, *, act: Act) -> list[str]:
    """The same where the question is open: one read of an index where, as mostly, it is not."""
    question = sa.select(_t.c.id).where(_t.c.key == str(key), _t.c.settled_ms.is_(None))
    return [] if connection.execute(question).first() is None else release(connection, key, act=act)


def release_all_asked(connection: sa.Connection, key: BlockerKey, *, act: Act) -> list[str]:
    """Of a key that stands for several: the same for each that is asked about."""
    questions = sa.select(_t.c.key).where(_t.c.settled_ms.is_(None), _t.c.filing_id.is_(None), _is(_t.c.key, key))
    return [] if connection.execute(questions.limit(1)).first() is None else release(connection, key, act=act)


def is_asked(connection: sa.Connection, key: BlockerKey) -> bool:
    """Whether somebody has been asked about it and has not answered."""
    question = sa.select(_t.c.id).where(_t.c.key == str(key), _t.c.settled_ms.is_(None))
    return connection.execute(question).first() is not None


def asked(key: BlockerKey) -> sa.Select[Any]:
    """The open questions about filings that ask for what this key of an account stands for."""
    site, login, uscc = key.whose
    query = (
        sa.select(_t.c.id, _f.c.id.label("filing_id"), _f.c.reference, _f.c.state)
        .join(_f, _f.c.id == _t.c.filing_id)
        .where(_t.c.settled_ms.is_(None), _t.c.kind.in_(QUESTIONS.get(key.kind, ())))
        .where(_f.c.site == site, _f.c.account == login)
    )
    return query.where(_f.c.applicant_uscc == uscc) if uscc else query


def forsaken(connection: sa.Connection, held_for: str, *, act: Act) -> None:
    """A filing has gone another way. Where it was the last that needed this account, its question is settled."""
    if blocker.kind_of(held_for) not in (BlockerKind.ACCOUNT, BlockerKind.LOGIN, BlockerKind.RELOGIN):
        return
    waiting = sa.select(_f.c.id).where(_f.c.state.in_(_WAITING_FOR_A_PERSON), _f.c.held_for == held_for)
    if connection.execute(waiting.limit(1)).first() is not None:
        return
    question = sa.select(_t.c.id).where(_t.c.key == held_for, _t.c.settled_ms.is_(None))
    for result_id in connection.execute(question).scalars().all():
        results.settle_in(connection, result_id, act=act)


def _let_go(connection: sa.Connection, filing_id: int, key: BlockerKey, *, act: Act) -> str:
    # the job first: whoever decides about this filing in the same moment wins or loses on this row
    submit_jobs.lock(connection, filing_id, at_ms=act.at_ms)
    filing = filing_rows.read(connection, filing_id)
    still = filing.state in _WAITING_FOR_A_PERSON and _matches(filing.held_for, key)
    if not still or _replaced(connection, filing):
        return ""
    if not submit_jobs.resume(connection, filing_id, at_ms=act.at_ms):
        return ""
    # what was sent is looked up first, and says so
    sent = position(connection, filing_id) in (Position.OPEN, Position.ANSWERED) and filing.state is FilingState.HELD
    to = FilingState.UNKNOWN if sent else FilingState.WAITING
    if not filing_transition(connection, filing.at, to, act=act, why=act.reason):
        raise NotAllowed(f"申报件 {filing.reference} 的状态刚刚改变，请再试一次")
    results.withdraw(connection, filing_id, results.ANSWERABLE | {ResultKind.REFUSED}, act=act)
    return filing.reference


def _polls(connection: sa.Connection, key: BlockerKey, *, act: Act) -> list[str]:
    """Polls of filed filings that could not log in or act for the unit: due at once, their own questions settled."""
    if key.kind not in (BlockerKind.ACCOUNT, BlockerKind.LOGIN, BlockerKind.UNIT):
        return []
    # one that is held for another reason keeps its question
    query = asked(key).where(_f.c.state == FilingState.FILED)
    rows = connection.execute(query.order_by(_t.c.id)).all()
    for row in rows:
        track = (_j.c.filing_id == row.filing_id, _j.c.flow == FlowName.TRACK, _j.c.state == JobState.WAITING)
        due = sa.update(_j).where(*track, _j.c.not_before_ms > act.at_ms)
        connection.execute(due.values(not_before_ms=act.at_ms))
        results.settle_in(connection, row.id, act=act)
    return list(dict.fromkeys(row.reference for row in rows))


def _replaced(connection: sa.Connection, filing: StoredFiling) -> bool:
    """Whether a later revision goes on instead."""
    later = sa.select(_f.c.id).where(_f.c.business_key == filing.business_key, _f.c.revision > filing.revision)
    return connection.execute(later.limit(1)).first() is not None


def _matches(text: str, key: BlockerKey) -> bool:
    return text.startswith(f"{key}:") if key.versioned else text == str(key)


def _is(column: sa.Column[str], key: BlockerKey) -> sa.ColumnElement[bool]:
    return column.startswith(f"{key}:", autoescape=True) if key.versioned else column == str(key)
