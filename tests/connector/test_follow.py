"""Filings that others made are followed by their number, and never submitted."""

import pytest

from gongai.errors import AlreadyQueued
from gongai.queue.follow import follow
from gongai.records.state import FilingState, FlowName
from tests.world import SMALL, World

pytestmark = pytest.mark.browser


def file_by_hand(world: World) -> str:
    """The owner files it: here by our own worker from a second installation's point of view."""
    reference = world.add()
    world.work_off()
    view = world.app.store.get(reference)
    assert view is not None
    assert view.receipt is not None
    return view.receipt.application_nos[0]


def test_a_filing_made_by_others_is_tracked_to_its_end_and_never_submitted(
    world: World, tmp_path_factory: pytest.TempPathFactory
) -> None:
    world.fault({"effect": "debounce", "seconds": 0.05})
    number = file_by_hand(world)
    other = World(world.kit, world.portal, tmp_path_factory.mktemp("other") / "home", browser=world._browser)
    try:
        filing = other.kit.filing(SMALL).model_copy(
            update={"service_mode": "帮办", "agreement_no": "", "materials": ()}
        )
        at_ms = other.app.clock.now_ms()
        follow(other.app.engine, filing, receipt_nos=[number], by="tester", at_ms=at_ms)
        reference = other.app.store.list()[0].reference
        world.clerk(number, "accept")
        world.clerk(number, "finish", code=11)
        other.app.store.hasten(FlowName.TRACK)
        assert other.worker().work_one()
        assert other.state(reference) is FilingState.CLOSED
        assert len(world.held()) == 1
        with pytest.raises(AlreadyQueued):
            follow(other.app.engine, filing, receipt_nos=[number], by="tester", at_ms=at_ms)
    finally:
        other.close()


@pytest.mark.matrix  # a rule of the flow: flows/test_track.py, known by its number
def test_a_number_that_the_portal_does_not_know_is_told(world: World) -> None:
    filing = world.kit.filing(SMALL)
    follow(world.app.engine, filing, receipt_nos=["209901010001"], by="tester", at_ms=world.app.clock.now_ms())
    world.app.store.hasten(FlowName.TRACK)
    assert world.worker().work_one()
    assert any("209901010001" in result["text"] for result in world.results())
    assert world.held() == []
