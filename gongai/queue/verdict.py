"""
What an outcome means for the ledger: a pure function, so that every rule can be read and tested in one place.

The position in the journal has the last word: an attempt that sent something can only end as filed, refused by the
portal's answer, or unknown, whatever the outcome says.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import assert_never

from gongai.queue.job import Claim
from gongai.queue.policy import Policy
from gongai.records.blocker import BlockerKey
from gongai.records.outcome import Ask, AskKind, Filed, NotYet, Outcome, Refused, Seen, Unknown
from gongai.records.position import Position
from gongai.records.receipt import Receipt
from gongai.records.result_kind import ResultKind
from gongai.records.state import FilingState, FlowName, JobState

_NOT_CLEAR = (Position.OPEN, Position.ANSWERED)
ASK_SUPERVISOR = ResultKind.UNKNOWN
"""The kind of the result that asks whether the portal has the filing."""


_SITE_JOBS = {FlowName.CHECK_SITE: "平台检查", FlowName.LOGIN_ASSIST: "登录协助"}


@dataclass(frozen=True)
class Message:
    """One result for people. A `key` makes it one per filing, or one per job; "" means one each time."""

    kind: ResultKind
    text: str
    picture: str = ""
    due_ms: int | None = None
    key: str = ""
    per_job: bool = False
    shared: bool = False  # about no single filing: one open at a time under its key, whoever brings it


@dataclass(frozen=True)
class Verdict:
    """The whole change that one outcome makes."""

    job: JobState
    filing: FilingState | None = None  # None: stays as it is
    why: str = ""
    after: timedelta = timedelta()
    attempt_back: bool = False  # the attempt is not spent
    unread: int = 0  # answers in a row that were not understood, this one included
    reconcile_attempt: bool = False  # unknown once more
    messages: tuple[Message, ...] = ()
    receipt: Receipt | None = None
    poll_after: timedelta | None = None  # a new poll is enqueued this much later
    answered: bool = False  # open questions about this filing have answered themselves
    held_for: BlockerKey | None = None  # the act that many filings wait for


def decide(claim: Claim, outcome: Outcome, at: Position, policy: Policy) -> Verdict:
    """The change for `outcome`, given how far the filing has gone towards the portal."""
    if claim.flow is FlowName.TRACK:
        return _track(claim, outcome, policy)
    if claim.filing_id is None:
        return _site_job(claim, outcome, policy)
    return _submit(claim, outcome, at, policy)


def to_unknown(claim: Claim, because: str, policy: Policy, *, counts: bool, after: timedelta) -> Verdict:
    """Something was sent and its end is not known: the next claim reconciles, or a person does."""
    reconcile_attempts = claim.reconcile_attempts + counts
    if reconcile_attempts > policy.max_reconcile_attempts:
        text = (
            f"平台是否已收到此件无法自动确认（已核查 {claim.reconcile_attempts} 次）：{because}。"
            "请登录平台查看“我的申报”，再用 gongai review decide 说明：平台已有（填申报流水号）、平台没有、或无法判断"
        )
        return Verdict(
            JobState.PARKED,
            FilingState.UNKNOWN,
            text,
            reconcile_attempt=counts,
            messages=(Message(ASK_SUPERVISOR, text),),
        )
    wait = max(after, policy.unknown_backoff(reconcile_attempts)) if counts or not after else after
    why = f"已向平台发出，结果未知：{because}。将自动到平台核查，不会重复提交"
    return Verdict(JobState.UNKNOWN, FilingState.UNKNOWN, why, wait, reconcile_attempt=counts)


def to_failed(because: str, attempt: int) -> Verdict:
    text = f"自动办理 {attempt} 次未成功：{because}。请查看办理记录后决定重试、修改或人工办理"
    return Verdict(JobState.PARKED, FilingState.FAILED, text, messages=(Message(ResultKind.FAILED, text),))


def _submit(claim: Claim, outcome: Outcome, at: Position, policy: Policy) -> Verdict:
    match outcome:
        case Filed(receipt):
            text = f"已提交，{numbers(receipt)}"
            return Verdict(
                JobState.DONE,
                FilingState.FILED,
                text,
                messages=(Message(ResultKind.FILED, text),),
                receipt=receipt,
                poll_after=policy.first_poll,
                answered=True,
            )
        case Unknown(because, after, counts):
            if at is Position.FILED:
                return _retry(claim, because, after, policy, counts=True)
            return to_unknown(claim, because, policy, counts=counts, after=after)
        case Refused(findings, hold):
            text = "；".join(str(finding) for finding in findings) or "未说明原因"
            if at is Position.OPEN:
                return to_unknown(claim, text, policy, counts=True, after=timedelta())
            text = f"需要修改后重新申报：{text}"
            message = Message(ResultKind.REFUSED, text)
            waits = hold if at is Position.CLEAR else None
            return Verdict(JobState.PARKED, FilingState.REFUSED, text, held_for=waits, messages=(message,))
        case NotYet(because, after, counts, absent):
            if at in _NOT_CLEAR:
                return to_unknown(claim, because, policy, counts=counts, after=after)
            # a look that came to nothing was no submit: only attempts that ended so are tried no more
            if absent and min(claim.attempt, claim.reconcile_attempts) >= policy.max_reconcile_attempts:
                text = f"已核查，平台没有此件；自动办理 {claim.attempt} 次都没有得到结果：{because}。请人工复核"
                return Verdict(JobState.PARKED, FilingState.FAILED, text, messages=(Message(ResultKind.FAILED, text),))
            return _retry(claim, because, after, policy, counts=counts)
        case Ask(kind=AskKind.NOT_UNDERSTOOD, question=question) if at in _NOT_CLEAR:
            return to_unknown(claim, question, policy, counts=True, after=timedelta())
        case Ask(kind=AskKind.NOT_UNDERSTOOD, question=question) if claim.unread < policy.max_unread:
            return _read_again(claim, question, policy, FilingState.WAITING)
        case Ask(kind, question, picture, hold) if hold is not None:
            message = Message(ResultKind(kind.value), question, picture, key=str(hold), shared=True)
            return Verdict(JobState.PARKED, FilingState.HELD, question, held_for=hold, messages=(message,))
        case Ask(kind, question, picture):
            unclear = kind is AskKind.LOOK or (at in _NOT_CLEAR and kind is AskKind.DUPLICATE)
            state = FilingState.UNKNOWN if unclear else FilingState.HELD
            message = Message(ASK_SUPERVISOR if unclear else ResultKind(kind.value), question, picture)
            return Verdict(JobState.PARKED, state, question, messages=(message,))
        case Seen(note):
            if at in _NOT_CLEAR:
                return to_unknown(claim, note, policy, counts=True, after=timedelta())
            text = f"未提交：{note}"
            return Verdict(JobState.PARKED, FilingState.HELD, text, messages=(Message(ResultKind.QUESTION, text),))
        case _:
            assert_never(outcome)


def _retry(claim: Claim, because: str, after: timedelta, policy: Policy, *, counts: bool) -> Verdict:
    if counts and policy.spent(claim.attempt):
        return to_failed(because, claim.attempt)
    return Verdict(JobState.WAITING, FilingState.WAITING, f"稍后自动再办：{because}", after, attempt_back=not counts)


def _read_again(claim: Claim, because: str, policy: Policy, state: FilingState | None) -> Verdict:
    """What was not understood may be understood in a moment: no attempt is spent on it, and nobody asked yet."""
    unread = claim.unread + 1
    why = f"稍后自动再看（第 {unread} 次）：{because}"
    return Verdict(JobState.WAITING, state, why, policy.unread_backoff(unread), attempt_back=True, unread=unread)


def _track(claim: Claim, outcome: Outcome, policy: Policy) -> Verdict:
    """A poll never changes that the portal holds the filing; what hinders it is told once and tried again."""
    match outcome:
        case Seen(note, _events, notes, closed, refusal, again):
            messages = tuple(Message(n.kind, n.text, due_ms=n.due_ms, key=n.key) for n in notes)
            if closed and refusal:
                return Verdict(JobState.DONE, FilingState.REJECTED, f"平台没有批准：{refusal}", messages=messages)
            if closed:
                return Verdict(JobState.DONE, FilingState.CLOSED, note, messages=messages)
            return Verdict(JobState.DONE, None, note, messages=messages, poll_after=again or policy.poll_every)
        case Ask(kind=AskKind.NOT_UNDERSTOOD, question=question) if claim.unread < policy.max_unread:
            return _read_again(claim, question, policy, None)
        case Ask(kind=AskKind.NOT_UNDERSTOOD as kind, question=question, hold=hold) if hold is not None:
            message = Message(ResultKind(kind.value), f"跟踪进度时：{question}", key=str(hold), shared=True)
            return Verdict(
                JobState.WAITING, None, question, policy.ask_again, True, unread=claim.unread, messages=(message,)
            )
        case Ask(kind, question, picture):
            message = Message(
                ResultKind(kind.value),
                f"跟踪进度时需要人工处理：{question}",
                picture,
                key=f"look:{kind.value}",
                per_job=True,
            )
            return Verdict(JobState.WAITING, None, question, policy.ask_again, True, messages=(message,))
        case NotYet(because=because, after=after, counts=counts):
            return _poll_later(claim, because, after, policy, counts=counts)
        case Unknown(because=because, after=after):
            return _poll_later(claim, because, after, policy, counts=True)
        case Refused(findings):
            return _poll_later(claim, "；".join(map(str, findings)), policy.ask_again, policy, counts=True)
        case Filed(receipt):
            return Verdict(JobState.DONE, None, numbers(receipt), receipt=receipt, poll_after=policy.poll_every)
        case _:
            assert_never(outcome)


def _poll_later(claim: Claim, because: str, after: timedelta, policy: Policy, *, counts: bool) -> Verdict:
    if counts and policy.spent(claim.attempt):
        text = f"连续 {claim.attempt} 次未能查到平台进度：{because}。仍会自动再查；如有急事请人工登录平台查看"
        message = Message(ResultKind.LOOK_FAILED, text, key="look_failed", per_job=True)
        return Verdict(JobState.WAITING, None, text, max(after, policy.poll_every), messages=(message,))
    return Verdict(JobState.WAITING, None, because, after, attempt_back=not counts)


def _site_job(claim: Claim, outcome: Outcome, policy: Policy) -> Verdict:
    """A job without a filing: a site check, a person's session."""
    match outcome:
        case Filed() | Seen():
            note = outcome.note if isinstance(outcome, Seen) else ""
            notes = outcome.notes if isinstance(outcome, Seen) else ()
            messages = tuple(Message(n.kind, n.text, due_ms=n.due_ms, key=n.key) for n in notes)
            return Verdict(JobState.DONE, None, note, messages=messages)
        case NotYet(because=because, after=after, counts=counts):
            if not counts or not policy.spent(claim.attempt):
                return Verdict(JobState.WAITING, None, because, after, attempt_back=not counts)
        case Ask(question=because):
            pass
        case Unknown(because=because):
            pass
        case Refused(findings):
            because = "；".join(map(str, findings))
        case _:
            assert_never(outcome)
    kind = ResultKind(outcome.kind.value) if isinstance(outcome, Ask) else ResultKind.FAILED
    picture = outcome.picture if isinstance(outcome, Ask) else ""
    text = f"{_SITE_JOBS.get(claim.flow, claim.flow.value)}（平台 {claim.site}）未完成：{because}"
    message = Message(kind, text, picture, key=site_job_key(claim.flow, claim.site), shared=True)
    return Verdict(JobState.PARKED, None, text, messages=(message,))


def site_job_key(flow: str, site: str) -> str:
    """Of what is told about a job without a filing: one message a site, until it succeeds or somebody settles it."""
    return f"{flow}:{site}"


def numbers(receipt: Receipt) -> str:
    """The receipt numbers as people read them."""
    return "申报流水号 " + ("、".join(receipt.application_nos) or "（平台未给出）")
