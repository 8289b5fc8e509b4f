"""
Kill and stop on portals of every make, by their profiles alone; one of them has a page that cannot be guarded at all.

The mood is the worst one: the portal stores the filing and its answer is lost. Processes are stopped at the points of
the submit only: what lies before it is the same on every portal, and `test_zombie.py` goes through all of it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser

from fixtures.antdv_portal.app import create_app as antdv
from fixtures.easyui_portal.app import create_app as easyui
from fixtures.layui_portal.app import create_app as layui
from fixtures.portal.server import Portal
from fixtures.portal.world import World as Office
from tests.faults.test_kill import run_one
from tests.faults.test_zombie import stop_and_overtake
from tests.world import SMALL, Kit, World

JOINT = "06-并联-施工许可-3-02与3-05.json"
LOST: list[dict[str, object]] = [{"effect": "drop", "role": "submit"}]
SUBMIT = " submit "
SLICES = 2


@dataclass(frozen=True)
class Make:
    """One make of portal, and what is filed there."""

    site: str
    face: Callable[[Office], Flask]
    sample: str = SMALL
    word: str = ""
    """Only points that hold it are tested."""


MAKES = {
    "form post with files": Make("layui", layui),
    "token in localStorage": Make("antdv", antdv),
    "frameset in gbk": Make("easyui", easyui),
    "not guardable": Make("easyui", easyui, JOINT, SUBMIT),
}


@pytest.fixture(scope="module", params=MAKES)
def make(request: pytest.FixtureRequest) -> Make:
    return MAKES[request.param]


@pytest.fixture(scope="module")
def office(make: Make, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    with Portal(tmp_path_factory.mktemp("office"), face=make.face, memory=True) as portal:
        yield portal


@pytest.mark.fault
@pytest.mark.browser
@pytest.mark.timeout(2400)
@pytest.mark.parametrize("part", range(SLICES))
def test_a_worker_killed_at_any_point_files_once_on_a_portal_of_any_make(
    part: int, make: Make, office: Portal, kit: Kit, browser: Browser, tmp_path: Path
) -> None:
    tested = []
    for number in count(part + 1, SLICES):
        where = run_one(
            number,
            LOST,
            kit,
            office,
            lambda: browser,
            tmp_path / str(number),
            site=make.site,
            sample=make.sample,
            word=make.word,
        )
        if where is None:
            break
        tested.append(where)
    assert tested, "没有任何中断点被测到"


@pytest.mark.fault
@pytest.mark.browser
@pytest.mark.timeout(2400)
@pytest.mark.parametrize("part", range(SLICES))
def test_a_worker_woken_after_it_was_overtaken_files_nothing_more_on_a_portal_of_any_make(
    part: int, make: Make, office: Portal, kit: Kit, browser: Browser, tmp_path: Path
) -> None:
    tested = []
    for number in count(part + 1, SLICES):
        office.world.reset()
        world = World(kit, office, tmp_path / str(number), browser=lambda: browser)
        try:
            points = tmp_path / f"points-{number}"
            point = stop_and_overtake(world, number, points, site=make.site, sample=make.sample, word=SUBMIT)
        finally:
            world.close()
        if point is None:
            break
        tested.append(point)
    assert tested, "没有任何暂停点被测到"
