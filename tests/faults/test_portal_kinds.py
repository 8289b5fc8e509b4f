"""
Kill and stop on portals of every kind, by their profiles alone; one of them has a page that cannot be guarded at all.

The fault scenario is the worst one: the portal stores the filing and its answer is lost. Each way of sending shows its
own rule, at the request: a call in JSON in `test_kill.py` and `test_zombie.py`, a form post with files and a page that
cannot be guarded here. `make test` goes through those; `make matrix` through every point on every kind of portal.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from fixtures.portals.portal import Portal
from tests.faults.victims import EVERY, SINCE_SENT, Case, Points, in_turn, kill_at, stop_at
from tests.world import SMALL, Kit

JOINT = "06-并联-施工许可-3-02与3-05.json"
LOST = ({"effect": "drop", "role": "submit"},)
AT_THE_REQUEST = Points(like=" submit sent")
"""Right before the request is written down, and right after: what is left to do when it wakes is to send it."""
SLICES = 2


@dataclass(frozen=True)
class Place:
    """One kind of portal, and what is filed there."""

    kind: str
    sample: str = SMALL


PLACES = {
    "form post with files": Place("layui"),
    "not guardable": Place("easyui", JOINT),
    "token in localStorage": Place("antdv"),
    "frameset in gbk": Place("easyui"),
}
WAYS_OF_SENDING = ("form post with files", "not guardable")

pytestmark = [pytest.mark.fault, pytest.mark.browser]


@pytest.fixture
def case(request: pytest.FixtureRequest, portals: Callable[[str], Portal]) -> Case:
    place = PLACES[request.param]
    return Case(portals(place.kind), LOST, site=place.kind, sample=place.sample)


@pytest.mark.timeout(1500)
@pytest.mark.parametrize("case", WAYS_OF_SENDING, indirect=True)
def test_a_worker_killed_from_the_request_on_files_once_however_it_is_sent(
    case: Case, kit: Kit, browser: Browser, tmp_path: Path
) -> None:
    tested = in_turn(lambda number: kill_at(number, SINCE_SENT, case, kit, browser, tmp_path))
    assert tested[:2] == ["before submit sent", "after submit sent"]


@pytest.mark.timeout(1500)
@pytest.mark.parametrize("case", WAYS_OF_SENDING, indirect=True)
def test_a_worker_woken_at_the_request_after_it_was_overtaken_files_nothing_more_however_it_is_sent(
    case: Case, kit: Kit, browser: Browser, tmp_path: Path
) -> None:
    tested = in_turn(lambda number: stop_at(number, AT_THE_REQUEST, case, kit, browser, tmp_path))
    assert tested == ["before submit sent", "after submit sent"]


@pytest.mark.long
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("part", range(SLICES))
@pytest.mark.parametrize("case", PLACES, indirect=True)
def test_a_worker_killed_at_any_point_files_once_on_a_portal_of_any_kind(
    part: int, case: Case, kit: Kit, browser: Browser, tmp_path: Path
) -> None:
    assert in_turn(
        lambda number: kill_at(number, EVERY, case, kit, browser, tmp_path),
        part=part,
        slices=SLICES,
    )


@pytest.mark.long
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("part", range(SLICES))
@pytest.mark.parametrize("case", PLACES, indirect=True)
def test_a_worker_woken_at_any_point_files_nothing_more_on_a_portal_of_any_kind(
    part: int, case: Case, kit: Kit, browser: Browser, tmp_path: Path
) -> None:
    assert in_turn(
        lambda number: stop_at(number, EVERY, case, kit, browser, tmp_path),
        part=part,
        slices=SLICES,
    )
