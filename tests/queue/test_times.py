"""A clock that was far ahead and came back: what it wrote does not keep anything waiting for it."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from gongai import db
from gongai.db.position import Mark
from gongai.queue.store import Store
from gongai.queue.times import Times, correct
from gongai.records.outcome import NotYet, Outcome, Unknown
from tests.queue.cast import HeldClock, claimed, filed, mark, queue

MONTH = 30 * 86_400
MINUTE = timedelta(minutes=1)


def not_before(store: Store) -> int:
    newest = sa.select(db.jobs.c.not_before_ms).order_by(db.jobs.c.id.desc()).limit(1)
    with db.reading(store.engine) as connection:
        return int(connection.execute(newest).scalar_one())


def ended_ahead(store: Store, clock: HeldClock, outcome: Outcome, *marks: Mark) -> None:
    """An attempt whose end is written while the clock is a month ahead; then the clock is right again."""
    queue(store)
    claim = claimed(store)
    for one in marks:
        mark(store, claim, one)
    clock.jump(MONTH)
    store.record_outcome(claim, outcome)
    clock.jump(-MONTH)


@pytest.mark.parametrize(
    ("outcome", "marks", "wait"),
    [
        (Unknown("没有应答", after=5 * MINUTE), (Mark.SENT,), 5 * MINUTE),
        (NotYet("平台维护", 10 * MINUTE, counts=False), (), 10 * MINUTE),
        (filed(), (Mark.SENT, Mark.ANSWERED, Mark.FILED), 10 * MINUTE),
    ],
)
def test_what_waits_keeps_its_wait_and_loses_the_error(
    store: Store, clock: HeldClock, outcome: Outcome, marks: tuple[Mark, ...], wait: timedelta
) -> None:
    ended_ahead(store, clock, outcome, *marks)
    assert store.claim("w1") is None
    assert correct(store.engine, now_ms=clock.now_ms()) >= 1
    assert not_before(store) == clock.now_ms() + wait // timedelta(milliseconds=1)
    clock.pass_by(wait.total_seconds())
    assert claimed(store).site == "yunxi"


def test_an_unknown_job_of_a_wrong_time_does_not_keep_its_account_closed(store: Store, clock: HeldClock) -> None:
    ended_ahead(store, clock, Unknown("没有应答"), Mark.SENT)
    queue(store, 2)
    times = Times(store.engine, clock)
    assert times.correct() >= 1
    store.record_outcome(claimed(store), filed())
    assert claimed(store).filing_id == 2


def test_a_clock_that_is_right_corrects_nothing_and_takes_no_lock(store: Store, clock: HeldClock) -> None:
    queue(store)
    store.record_outcome(claimed(store), NotYet("平台维护", timedelta(days=2), counts=False))
    before = not_before(store)
    assert correct(store.engine, now_ms=clock.now_ms()) == 0
    assert not_before(store) == before


def test_a_poll_that_is_not_due_yet_is_left_alone(store: Store, clock: HeldClock) -> None:
    queue(store)
    mark(store, claim := claimed(store), Mark.SENT)
    store.record_outcome(claim, filed())
    due = not_before(store)
    assert due > clock.now_ms()
    assert correct(store.engine, now_ms=clock.now_ms() - 1) == 0
    assert not_before(store) == due


def test_a_time_that_the_filing_itself_asks_for_stays(store: Store, clock: HeldClock) -> None:
    wanted = datetime.fromtimestamp(clock.now_ms() / 1000, UTC) + timedelta(days=60)
    clock.jump(MONTH)
    queue(store, 1, not_before=wanted)
    clock.jump(-MONTH)
    correct(store.engine, now_ms=clock.now_ms())
    assert not_before(store) == int(wanted.timestamp() * 1000)


def test_a_delivery_of_a_wrong_time_is_made_now(store: Store, clock: HeldClock) -> None:
    ended_ahead(store, clock, filed(), Mark.SENT, Mark.ANSWERED, Mark.FILED)
    correct(store.engine, now_ms=clock.now_ms())
    with db.reading(store.engine) as connection:
        due = connection.execute(sa.select(db.outbox.c.next_ms)).scalars().all()
    assert due == [clock.now_ms()]


def test_it_looks_at_the_start_and_when_the_clock_was_set_back(store: Store, clock: HeldClock) -> None:
    times = Times(store.engine, clock)
    assert times.correct() == 0
    ended_ahead(store, clock, Unknown("没有应答"), Mark.SENT)
    assert times.correct() == 0, "nobody has seen the wrong clock here, and an hour has not passed"
    clock.jump(MONTH)
    times.correct()
    clock.pass_by(3601)
    times.correct()  # while it is wrong, this is what it takes for right
    clock.jump(-MONTH)
    assert times.correct() >= 1
