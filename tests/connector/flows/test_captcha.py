"""A portal that asks for a captcha at every login: from the queue to the receipt, by few logins of a person."""

from typing import Any

import pytest
import sqlalchemy as sa

from gongai import db
from gongai.db.position import Position
from gongai.queue import causes
from gongai.records import blocker
from gongai.records.act import Act
from gongai.records.actor import FrontEnd
from gongai.records.outcome import Ask, AskKind, Filed, Unknown
from gongai.records.state import FilingState, JobState
from tests.connector import fake_faults
from tests.connector.bench import Bench, single
from tests.connector.fake_faults import Crash
from tests.queue.cast import AGREEMENT_NO

ACCOUNT = "agent-a"


@pytest.fixture
def guarded(bench: Bench) -> Bench:
    bench.office.captcha = True
    return bench


def person_logs_in(bench: Bench) -> None:
    """As `services.logins` does: a session is saved, and what waits for the login goes on."""
    bench.office.saved[ACCOUNT] = bench.office.log_in(ACCOUNT)
    act = Act("示例甲", bench.clock.now_ms(), "人工完成登录验证，继续办理", FrontEnd.COMMAND_LINE)
    with bench.engine.begin() as connection:
        for key in (blocker.login("yunxi", ACCOUNT), blocker.relogin("yunxi", ACCOUNT)):
            causes.release(connection, key, act=act)


def questions(bench: Bench) -> list[str]:
    open_ones = sa.select(db.results.c.key).where(db.results.c.settled_ms.is_(None), db.results.c.kind == "captcha")
    with db.reading(bench.engine) as connection:
        return list(connection.execute(open_ones).scalars())


def submits_due(bench: Bench) -> bool:
    due = sa.select(db.jobs.c.id).where(
        db.jobs.c.flow == "submit", db.jobs.c.state.in_([JobState.WAITING, JobState.UNKNOWN, JobState.RUNNING])
    )
    with db.reading(bench.engine) as connection:
        return connection.execute(due.limit(1)).first() is not None


def test_a_lost_answer_is_found_through_the_session_that_lives(guarded: Bench) -> None:
    person_logs_in(guarded)
    guarded.office.wire = fake_faults.LOST_AFTER
    guarded.add()
    assert isinstance(guarded.run(), Unknown)
    assert isinstance(guarded.run(), Filed)
    assert (len(guarded.office.logins), questions(guarded)) == (1, [])


def test_an_answer_without_a_number_needs_no_login(guarded: Bench) -> None:
    person_logs_in(guarded)
    guarded.office.wire = fake_faults.WireFault(reply=(200, fake_faults.answer_of(True, "提交成功", {})))
    guarded.add()
    assert isinstance(guarded.run(), Filed)
    assert len(guarded.office.logins) == 1


@pytest.mark.parametrize(
    ("wire", "end"),
    [
        (fake_faults.LOST_BEFORE, FilingState.FILED),
        (fake_faults.refused("名称已存在"), FilingState.REFUSED),
        (fake_faults.ERROR_PAGE, FilingState.FILED),
    ],
    ids=["request lost", "plain refusal", "error page"],
)
def test_what_never_arrived_is_settled_by_one_login_of_a_person(
    guarded: Bench, wire: fake_faults.WireFault, end: FilingState
) -> None:
    person_logs_in(guarded)
    guarded.office.wire = wire
    guarded.add()
    guarded.run()
    outcome = guarded.run()
    assert isinstance(outcome, Ask) and outcome.kind is AskKind.CAPTCHA
    assert guarded.state is FilingState.HELD and questions(guarded) == [str(blocker.relogin("yunxi", ACCOUNT))]
    person_logs_in(guarded)
    assert _state(guarded, guarded.number) is FilingState.UNKNOWN, "what was sent is looked up first"
    assert guarded.work_off() is end
    assert (len(guarded.office.logins), questions(guarded)) == (2, [])


def test_a_filing_that_gets_in_by_the_old_session_does_not_set_off_a_look_that_cannot_end(guarded: Bench) -> None:
    person_logs_in(guarded)
    guarded.office.wire = fake_faults.LOST_BEFORE
    guarded.add(single(1))
    guarded.run()
    guarded.run()
    first = guarded.number
    guarded.add(single(2))
    assert guarded.work_off() is FilingState.FILED
    guarded.number = first
    assert guarded.state is FilingState.HELD, "a session that still lives proves nothing"


def test_ten_filings_with_lost_answers_refusals_and_a_crash_are_all_settled(guarded: Bench) -> None:
    wires: dict[int, fake_faults.WireFault] = {
        2: fake_faults.LOST_AFTER,
        3: fake_faults.refused("名称已存在"),
        5: fake_faults.LOST_BEFORE,
        6: fake_faults.KILLED_AFTER,
        7: fake_faults.LOST_AFTER,
        9: fake_faults.refused("用地手续未落实"),
    }
    numbers: dict[int, int] = {}
    for number in range(1, 11):
        numbers[number] = guarded.store.add(single(number), agreement_no=AGREEMENT_NO, by="帮办员")
    by_filing = {row: number for number, row in numbers.items()}
    attempts = 0
    while submits_due(guarded) or questions(guarded):
        if not submits_due(guarded):
            person_logs_in(guarded)
            continue
        attempts += 1
        assert attempts < 60, "it goes round in circles"
        claim = guarded.claim()
        row = claim.filing_id or 0
        number = by_filing[row]
        if guarded.store.position(row) is Position.CLEAR:
            guarded.office.wire = wires.get(number)
        attempt = guarded.attempt(claim)
        try:
            outcome = guarded.dispatched(claim, attempt)
        except Crash:
            guarded.reap()
            continue
        finally:
            if guarded.store.position(row) is not Position.CLEAR:
                wires.pop(number, None)
            guarded.office.wire = None
        guarded.store.record_outcome(claim, outcome)
    states = {number: _state(guarded, row) for number, row in numbers.items()}
    assert wires == {}, "everything has gone wrong once"
    assert {number for number, state in states.items() if state is FilingState.REFUSED} == {3, 9}
    assert all(state is FilingState.FILED for number, state in states.items() if number not in (3, 9)), states
    assert len(guarded.office.held) == 8 == len({one.project for one in guarded.office.held})
    assert len(guarded.office.logins) <= 4, "a person logs in a few times, not once a filing"


def _state(bench: Bench, row: int) -> Any:
    bench.number = row
    return bench.state
