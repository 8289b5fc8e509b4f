"""SIGKILL at every journal point, in every fault scenario. The points come from the code, not from a list.

Until the request leaves, all scenarios are one, and what is true right before a record was true right after the one
before it. So `make test` kills after each record and on both sides of each record of the submit where the portal
answers, and from the request on where it does not. `make matrix` goes through every point of each.
"""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from fixtures.portals.portal import Portal
from tests.faults.victims import AFTER_EACH_AND_IN_THE_SUBMIT, EVERY, SINCE_SENT, Case, Points, in_turn, kill_at
from tests.world import Kit

SLICES = 2
"""The points of one scenario are shared out over so many tests, so that they can run side by side."""

SCENARIOS: dict[str, tuple[dict[str, object], ...]] = {
    "answers": (),
    "answer lost": ({"effect": "drop", "role": "submit"},),
    "visible late": (
        {"effect": "drop", "role": "submit"},
        {"effect": "lag", "role": "submit", "seconds": 0.8},
    ),
}

pytestmark = [pytest.mark.fault, pytest.mark.browser, pytest.mark.timeout(1500)]


@pytest.mark.parametrize("part", range(SLICES))
def test_a_worker_killed_after_any_record_never_files_twice_and_loses_nothing(
    part: int, kit: Kit, portal: Portal, browser: Browser, tmp_path: Path
) -> None:
    assert killed("answers", AFTER_EACH_AND_IN_THE_SUBMIT, kit, portal, browser, tmp_path, part=part, slices=SLICES)


@pytest.mark.parametrize("scenario", ["answer lost", "visible late"])
def test_a_worker_killed_from_the_request_on_never_files_twice_where_no_answer_came(
    scenario: str, kit: Kit, portal: Portal, browser: Browser, tmp_path: Path
) -> None:
    tested = killed(scenario, SINCE_SENT, kit, portal, browser, tmp_path)
    assert tested[:2] == ["before submit sent", "after submit sent"]


@pytest.mark.matrix
@pytest.mark.parametrize("part", range(SLICES))
@pytest.mark.parametrize("scenario", SCENARIOS)
def test_a_worker_killed_at_any_point_never_files_twice_and_loses_nothing(
    scenario: str, part: int, kit: Kit, portal: Portal, browser: Browser, tmp_path: Path
) -> None:
    assert killed(scenario, EVERY, kit, portal, browser, tmp_path, part=part, slices=SLICES)


def killed(
    scenario: str,
    points: Points,
    kit: Kit,
    portal: Portal,
    browser: Browser,
    folder: Path,
    *,
    part: int = 0,
    slices: int = 1,
) -> list[str]:
    case = Case(portal, SCENARIOS[scenario])
    return in_turn(
        lambda number: kill_at(number, points, case, kit, browser, folder),
        part=part,
        slices=slices,
    )
