"""A worker that is stopped for longer than its lease, overtaken, and woken again: the portal still holds one filing.

What it may still write or send when it wakes is asked of one guard for all records (`db/lease.py`), and of another for
the request: `make test` stops it before the log-in, while it fills in, and on both sides of each record of the submit;
`make matrix` at every point.
"""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from fixtures.portals.portal import Portal
from tests.faults.victims import EVERY, Case, Points, in_turn, stop_at
from tests.world import Kit

SLICES = 2
ON_ITS_WAY_AND_IN_THE_SUBMIT = Points(like="^before (登录|材料)| submit ")

pytestmark = [pytest.mark.fault, pytest.mark.browser, pytest.mark.timeout(1500)]


@pytest.mark.parametrize("part", range(SLICES))
def test_a_worker_woken_after_it_was_overtaken_files_nothing_more(
    part: int, kit: Kit, portal: Portal, browser: Browser, tmp_path: Path
) -> None:
    assert woken(part, ON_ITS_WAY_AND_IN_THE_SUBMIT, kit, portal, browser, tmp_path)


@pytest.mark.matrix
@pytest.mark.parametrize("part", range(SLICES))
def test_a_worker_woken_at_any_point_after_it_was_overtaken_files_nothing_more(
    part: int, kit: Kit, portal: Portal, browser: Browser, tmp_path: Path
) -> None:
    assert woken(part, EVERY, kit, portal, browser, tmp_path)


def woken(part: int, points: Points, kit: Kit, portal: Portal, browser: Browser, folder: Path) -> list[str]:
    case = Case(portal)
    return in_turn(
        lambda number: stop_at(number, points, case, kit, browser, folder),
        part=part,
        slices=SLICES,
    )
