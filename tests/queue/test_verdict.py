"""The rules of `decide` that no single path of the store shows: every outcome × position, no clock, no database."""

from datetime import timedelta
from itertools import product

import pytest

from gongai.db.lease import Lease
from gongai.db.position import Position
from gongai.queue.job import Claim
from gongai.queue.policy import Policy
from gongai.queue.verdict import decide
from gongai.records.outcome import Ask, AskKind, Filed, NotYet, Outcome, Refused, Seen, Unknown
from gongai.records.receipt import Receipt
from gongai.records.state import FilingState, FlowName, JobState
from tests.queue.cast import filing

OUTCOMES: tuple[Outcome, ...] = (
    Filed(Receipt(application_nos=("SB-1",))),
    Seen("看过"),
    Refused(()),
    NotYet("稍后", timedelta()),
    NotYet("稍后", timedelta(), counts=False),
    NotYet("没有", timedelta(), absent=True),
    *(Ask(kind, "问") for kind in AskKind),
    Unknown("断线"),
)


def claim(flow: FlowName = FlowName.SUBMIT, *, attempt: int = 1, reconcile_attempts: int = 0) -> Claim:
    with_filing = flow in (FlowName.SUBMIT, FlowName.TRACK)
    return Claim(
        job_id=1,
        flow=flow,
        site="yunxi",
        account="a",
        project="p",
        filing_id=1 if with_filing else None,
        filing=filing() if with_filing else None,
        agreement=None,
        attempt=attempt,
        reconcile_attempts=reconcile_attempts,
        lease=Lease(1, 1, "w1"),
    )


@pytest.mark.parametrize(("outcome", "attempt", "reconcile_attempts"), list(product(OUTCOMES, (1, 3, 9), (0, 1, 2, 5))))
def test_an_open_end_never_becomes_ready_to_send(outcome: Outcome, attempt: int, reconcile_attempts: int) -> None:
    verdict = decide(claim(attempt=attempt, reconcile_attempts=reconcile_attempts), outcome, Position.OPEN, Policy())
    assert verdict.job is not JobState.WAITING
    assert verdict.filing not in (FilingState.WAITING, FilingState.REFUSED, FilingState.CANCELLED)


@pytest.mark.parametrize(("outcome", "at"), list(product(OUTCOMES, Position)))
def test_whatever_ends_in_the_hands_of_people_tells_them(outcome: Outcome, at: Position) -> None:
    verdict = decide(claim(attempt=9, reconcile_attempts=9), outcome, at, Policy())
    if verdict.job is JobState.PARKED:
        assert verdict.messages and all(message.text for message in verdict.messages)
        assert verdict.why


@pytest.mark.parametrize(("outcome", "at"), list(product(OUTCOMES, Position)))
def test_a_look_never_moves_a_filed_filing_except_to_closed(outcome: Outcome, at: Position) -> None:
    verdict = decide(claim(FlowName.TRACK, attempt=9), outcome, at, Policy())
    assert verdict.filing in (None, FilingState.CLOSED)
    assert verdict.job in (JobState.WAITING, JobState.DONE)
    if verdict.filing is None and verdict.job is JobState.DONE:
        assert verdict.poll_after is not None


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_an_errand_without_filing_ends_or_comes_again_a_limited_number_of_times(outcome: Outcome) -> None:
    verdict = decide(claim(FlowName.CHECK_SITE, attempt=9), outcome, Position.CLEAR, Policy())
    assert verdict.filing is None
    if not (isinstance(outcome, NotYet) and not outcome.counts):
        assert verdict.job in (JobState.DONE, JobState.PARKED)


@pytest.mark.parametrize("at", list(Position))
def test_filed_is_filed_at_every_position(at: Position) -> None:
    verdict = decide(claim(), OUTCOMES[0], at, Policy())
    assert (verdict.job, verdict.filing) == (JobState.DONE, FilingState.FILED)


def test_backoff_grows_and_then_stays() -> None:
    policy = Policy(backoff=(timedelta(seconds=1), timedelta(seconds=5)))
    assert [policy.backoff_after(n).total_seconds() for n in (0, 1, 2, 3, 99)] == [1, 1, 5, 5, 5]
    assert policy.spent(policy.max_attempts) and not policy.spent(policy.max_attempts - 1)
