"""Killed anywhere, a filing is filed once: the points are taken from the flows themselves."""

import pytest

from gongai.db.position import Position
from gongai.records.state import FilingState
from tests.connector import fake_faults
from tests.connector.bench import Bench, KilledAt
from tests.connector.fake_faults import Crash

STEPS = 7
MARKS = 6  # with what is seen of the answer, between the answer and its receipt
RECONCILE = ("核查·登录", "核查·申报主体", "核查·查询", "submit filed")


def killed(bench: Bench, point: int) -> str:
    """One attempt that dies at this point of the journal, taken back by the reaper; gives the point's name."""
    watch = KilledAt(point)
    with pytest.raises(Crash):
        bench.run(watch=watch)
    bench.reap()
    return watch.points[-1]


def test_the_points_below_are_all_there_are(bench: Bench) -> None:
    watch = KilledAt()
    bench.add()
    bench.run(watch=watch)
    assert len(watch.points) == 2 * (STEPS + MARKS)
    assert watch.points[2 * STEPS] == "before submit armed"


@pytest.mark.parametrize("point", range(1, 2 * (STEPS + MARKS) + 1))
def test_killed_at_any_record_a_filing_is_filed_once(bench: Bench, point: int) -> None:
    bench.add()
    killed(bench, point)
    assert bench.work_off() is FilingState.FILED
    (held,) = bench.office.held
    assert len(bench.office.submits) == 1
    receipt = bench.receipt
    assert receipt is not None and receipt.application_nos == (held.number,)


@pytest.mark.parametrize(
    "wire", [fake_faults.KILLED_BEFORE, fake_faults.KILLED_AFTER], ids=["before it arrived", "after it was stored"]
)
def test_killed_with_the_request_on_the_line_a_filing_is_filed_once(bench: Bench, wire: fake_faults.WireFault) -> None:
    bench.office.wire = wire
    bench.add()
    with pytest.raises(Crash):
        bench.run()
    assert bench.position is Position.OPEN
    bench.reap()
    assert bench.work_off() is FilingState.FILED
    assert len(bench.office.held) == 1


@pytest.mark.parametrize("point", range(2 * (STEPS + 1) + 1, 2 * (STEPS + 3) + 3))
@pytest.mark.parametrize(
    ("wire", "state", "held"),
    [
        (fake_faults.refused("用地手续未落实"), FilingState.REFUSED, 0),
        (fake_faults.refused("申报出错!", after_storing=True), FilingState.FILED, 1),
    ],
    ids=["refused", "refused after storing"],
)
def test_killed_around_a_refusal_nothing_is_sent_twice(
    bench: Bench, point: int, wire: fake_faults.WireFault, state: FilingState, held: int
) -> None:
    bench.office.wire = wire
    bench.add()
    killed(bench, point)
    bench.office.wire = wire  # the portal still says no
    assert bench.work_off() is state
    assert len(bench.office.held) == held


@pytest.mark.parametrize("point", range(1, 2 * len(RECONCILE) + 1))
def test_killed_while_looking_it_is_looked_for_again(bench: Bench, point: int) -> None:
    bench.office.wire = fake_faults.LOST_AFTER
    bench.add()
    bench.run()
    assert killed(bench, point).removeprefix("before ").removeprefix("after ").startswith(RECONCILE)
    assert bench.work_off() is FilingState.FILED
    assert len(bench.office.held) == len(bench.office.submits) == 1


@pytest.mark.parametrize("point", [9, 10], ids=["before not_filed", "after not_filed"])
def test_killed_around_the_proof_of_absence_it_is_filed_once(bench: Bench, point: int) -> None:
    bench.office.wire = fake_faults.LOST_BEFORE
    bench.add()
    bench.run()
    bench.run()  # nothing there: the look that may say so comes after the wait
    point += 2  # three empty looks
    assert "not_filed" in killed(bench, point)
    assert bench.work_off() is FilingState.FILED
    assert len(bench.office.held) == 1
