"""
Kill and stop on portals of every kind, by their profiles alone; one of them has a page that cannot be guarded at all.

The fault scenario is the worst one: the portal stores the filing and its answer is lost. `make test` goes through the
points of the submit; `make faults` through every point.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from fixtures.portals.portal import Portal
from tests.faults.test_kill import run_one
from tests.faults.test_zombie import stop_and_overtake
from tests.world import SMALL, Kit, World

JOINT = "06-并联-施工许可-3-02与3-05.json"
LOST: list[dict[str, object]] = [{"effect": "drop", "role": "submit"}]
SUBMIT = " submit "
SENT = " submit sent"
"""Right before the request is written down, and right after: what is left to do when it wakes is to send it."""
SLICES = 2


@dataclass(frozen=True)
class Case:
    """One kind of portal, and what is filed there."""

    kind: str
    sample: str = SMALL


CASES = {
    "form post with files": Case("layui"),
    "token in localStorage": Case("antdv"),
    "frameset in gbk": Case("easyui"),
    "not guardable": Case("easyui", JOINT),
}


@pytest.fixture(scope="module", params=CASES)
def case(request: pytest.FixtureRequest) -> Case:
    return CASES[request.param]


@pytest.fixture(scope="module")
def office(case: Case, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    with Portal(tmp_path_factory.mktemp("office"), case.kind, memory=True) as portal:
        yield portal


@pytest.mark.fault
@pytest.mark.browser
@pytest.mark.timeout(2400)
@pytest.mark.parametrize("part", range(SLICES))
def test_a_worker_killed_at_any_point_of_the_submit_files_once_on_a_portal_of_any_kind(
    part: int, case: Case, office: Portal, kit: Kit, browser: Browser, tmp_path: Path
) -> None:
    assert killed(part, case, office, kit, browser, tmp_path, word=SUBMIT)


@pytest.mark.fault
@pytest.mark.browser
@pytest.mark.timeout(2400)
@pytest.mark.parametrize("part", range(SLICES))
def test_a_worker_woken_at_the_request_after_it_was_overtaken_files_nothing_more_on_a_portal_of_any_kind(
    part: int, case: Case, office: Portal, kit: Kit, browser: Browser, tmp_path: Path
) -> None:
    assert woken(part, case, office, kit, browser, tmp_path, word=SENT)


@pytest.mark.fault
@pytest.mark.browser
@pytest.mark.long
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("part", range(SLICES))
def test_a_worker_killed_at_any_point_files_once_on_a_portal_of_any_kind(
    part: int, case: Case, office: Portal, kit: Kit, browser: Browser, tmp_path: Path
) -> None:
    assert killed(part, case, office, kit, browser, tmp_path)


@pytest.mark.fault
@pytest.mark.browser
@pytest.mark.long
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("part", range(SLICES))
def test_a_worker_woken_at_any_point_files_nothing_more_on_a_portal_of_any_kind(
    part: int, case: Case, office: Portal, kit: Kit, browser: Browser, tmp_path: Path
) -> None:
    assert woken(part, case, office, kit, browser, tmp_path)


def killed(
    part: int, case: Case, office: Portal, kit: Kit, browser: Browser, folder: Path, *, word: str = ""
) -> list[str]:
    """Kill at every point of this slice that holds `word`; the points that were tested."""
    tested: list[str] = []
    for number in count(part + 1, SLICES):
        home = folder / str(number)
        where = run_one(number, LOST, kit, office, lambda: browser, home, site=case.kind, sample=case.sample, word=word)
        if where is None:
            return tested
        tested.append(where)
    return tested


def woken(
    part: int, case: Case, office: Portal, kit: Kit, browser: Browser, folder: Path, *, word: str = ""
) -> list[str]:
    """Stop, overtake and wake at every point of this slice that holds `word`; the points that were tested."""
    tested: list[str] = []
    for number in count(part + 1, SLICES):
        office.world.reset()
        world = World(kit, office, folder / str(number), browser=lambda: browser)
        try:
            names = folder / f"points-{number}"
            where = stop_and_overtake(world, number, names, site=case.kind, sample=case.sample, word=word)
        finally:
            world.close()
        if where is None:
            return tested
        tested.append(where)
    return tested
