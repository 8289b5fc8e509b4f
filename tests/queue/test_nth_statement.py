"""The n-th statement fails, for every n: each act of the ledger is whole or has not happened, and can be done again."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from gongai.db.position import Mark
from gongai.queue.decision import Decision
from gongai.queue.reaper import Reaper
from gongai.queue.review import Review
from gongai.queue.store import Store
from gongai.records.outcome import Ask, AskKind, Note, NotYet, Refused, Seen, Unknown
from gongai.records.result_kind import ResultKind
from tests.queue.cast import HeldClock, claimed, filed, mark, queue
from tests.queue.memory import Memory


class Failing:
    """Raises at the n-th statement, once; with n = 0 it only counts."""

    def __init__(self, memory: Memory) -> None:
        self.left = 0
        self.count = 0

        @event.listens_for(memory.engine, "before_cursor_execute")
        def maybe(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            self.count += 1
            if self.left:
                self.left -= 1
                if not self.left:
                    raise OperationalError(statement, None, Exception("disk I/O error"))


def add(store: Store) -> Callable[[], object]:
    return lambda: queue(store, 2)


def take(store: Store) -> Callable[[], object]:
    queue(store)
    return lambda: claimed(store)


def settle_with(outcome: Any, *marks: Mark) -> Callable[[Store], Callable[[], object]]:
    def prepare(store: Store) -> Callable[[], object]:
        queue(store)
        claim = claimed(store)
        for one in marks:
            mark(store, claim, one)
        return lambda: store.record_outcome(claim, outcome)

    return prepare


def poll(store: Store) -> Callable[[], object]:
    queue(store)
    store.record_outcome(claimed(store), filed())
    store.hasten()
    claim = claimed(store)
    return lambda: store.record_outcome(claim, Seen("看过", notes=(Note(ResultKind.CORRECTION, "补正", key="b"),)))


def reap(store: Store) -> Callable[[], object]:
    queue(store)
    mark(store, claimed(store), Mark.SENT)
    assert isinstance(store.clock, HeldClock)
    reaper = Reaper(store.engine, clock=store.clock, policy=store.policy)
    reaper.reap()
    store.clock.pass_by(store.policy.lease_s + 1)
    return reaper.reap


def cancel(store: Store) -> Callable[[], object]:
    filing_id = queue(store)
    return lambda: store.cancel(filing_id, by="甲", reason="乙")


def decide(store: Store) -> Callable[[], object]:
    filing_id = queue(store)
    store.record_outcome(claimed(store), Ask(AskKind.LOOK, "有两件"))
    review = Review(store.engine, clock=store.clock)
    return lambda: review.decide(filing_id, Decision.PORTAL_HAS_IT, by="甲", reason="乙", receipt_nos=["1"])


ACTS = {
    "add": add,
    "claim": take,
    "filed": settle_with(filed(), Mark.SENT, Mark.FILED),
    "refused": settle_with(Refused(())),
    "not yet": settle_with(NotYet("稍后", timedelta())),
    "unknown": settle_with(Unknown("断线"), Mark.SENT),
    "poll": poll,
    "reap": reap,
    "cancel": cancel,
    "decide": decide,
}


def dump(memory: Memory) -> dict[str, list[Any]]:
    with memory.engine.connect() as connection:
        tables = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars().all()
        return {t: [tuple(row) for row in connection.exec_driver_sql(f"SELECT * FROM {t}")] for t in sorted(tables)}


@pytest.mark.parametrize("name", list(ACTS))
def test_whatever_statement_fails_the_act_is_whole_or_has_not_happened(name: str) -> None:
    memory = Memory()
    failing = Failing(memory)

    def fresh() -> Callable[[], object]:
        memory.reset()
        return ACTS[name](Store(memory.engine, clock=HeldClock()))

    act = fresh()
    failing.count = 0
    act()
    statements, whole = failing.count, dump(memory)
    assert statements >= 3
    for n in range(1, statements + 1):
        act = fresh()
        before = dump(memory)
        failing.left = n
        try:
            act()
        except OperationalError:
            assert dump(memory) == before, f"statement {n} of {name}"
            act()  # the trouble is over: the same act again
        assert dump(memory) == whole, f"statement {n} of {name}"
    memory.close()
