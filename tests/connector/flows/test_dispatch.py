"""Which flow runs is decided by the job and by how far the filing has gone, by nothing else."""

import pytest

from gongai.connector.flows import dispatch
from gongai.db.position import Position
from gongai.records.outcome import Filed, Outcome, Seen, Unknown
from gongai.records.receipt import Receipt
from gongai.records.state import FlowName
from tests.connector.bench import Bench
from tests.queue.cast import USCC

RECEIPT = {"application_nos": ["20260007"], "filed_as": USCC}


def run(bench: Bench, flow: FlowName, position: Position) -> Outcome:
    bench.at(position, **(RECEIPT if position is Position.FILED else {}))
    return dispatch.run(flow, bench.attempt(), bench.clock, fresh=lambda: True, receipt=lambda: Receipt())


def waits(outcome: Outcome) -> bool:
    return isinstance(outcome, Unknown) and not outcome.counts


def test_nothing_was_sent_so_it_is_filed(bench: Bench) -> None:
    assert isinstance(run(bench, FlowName.SUBMIT, Position.CLEAR), Filed)
    assert len(bench.office.submits) == 1


@pytest.mark.parametrize("position", [Position.OPEN, Position.ANSWERED])
def test_what_was_sent_is_looked_for_and_not_sent(bench: Bench, position: Position) -> None:
    outcome = run(bench, FlowName.SUBMIT, position)
    assert waits(outcome)
    assert bench.office.submits == []


def test_what_is_filed_is_reported_without_asking_the_portal(bench: Bench) -> None:
    outcome = run(bench, FlowName.SUBMIT, Position.FILED)
    assert isinstance(outcome, Filed) and outcome.receipt.application_nos == ("20260007",)
    assert bench.office.logins == []


@pytest.mark.parametrize("position", list(Position))
def test_tracking_never_sends_whatever_the_position(bench: Bench, position: Position) -> None:
    assert isinstance(run(bench, FlowName.TRACK, position), Seen)
    assert bench.office.submits == []
