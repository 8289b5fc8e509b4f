"""SIGKILL at every journal point, in every fault scenario. The points come from the code, not from a list."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from fixtures.portals.portal import Portal
from gongai.records.state import FilingState
from tests.sites.site_fixture import install_site
from tests.world import SMALL, Kit, World

ROOT = Path(__file__).parents[2]
SLICES = 4
"""The points of one scenario are shared out over so many tests, so that they can run side by side."""

SCENARIOS: dict[str, list[dict[str, object]]] = {
    "answers": [],
    "answer lost": [{"effect": "drop", "role": "submit"}],
    "visible late": [
        {"effect": "drop", "role": "submit"},
        {"effect": "lag", "role": "submit", "seconds": 0.8},
    ],
}


def start_victim(home: Path, number: int, sign: str, names: Path, *, word: str = "") -> subprocess.Popen[bytes]:
    """A worker process of its own, as `gongai worker` would be; with `word`, only points that hold it are counted."""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.faults.victim", str(home), str(number), sign, str(names), word],
        cwd=ROOT,
        start_new_session=True,
    )


@pytest.mark.fault
@pytest.mark.browser
@pytest.mark.timeout(1500)
@pytest.mark.parametrize("part", range(SLICES))
@pytest.mark.parametrize("scenario", SCENARIOS)
def test_a_worker_killed_at_any_point_never_files_twice_and_loses_nothing(
    scenario: str, part: int, kit: Kit, portal: Portal, browser: Browser, tmp_path: Path
) -> None:
    tested = []
    for number in count(part + 1, SLICES):
        point = run_one(number, SCENARIOS[scenario], kit, portal, lambda: browser, tmp_path / str(number))
        if point is None:
            break
        tested.append(point)
    assert tested, "没有任何中断点被测到"


def run_one(
    number: int,
    faults: list[dict[str, object]],
    kit: Kit,
    portal: Portal,
    browser: Callable[[], Browser],
    folder: Path,
    *,
    site: str = "",
    sample: str = SMALL,
    word: str = "",
) -> str | None:
    """Kill at point `number`, recover, and let the portal judge. None when the victim outlived its last point."""
    portal.world.reset()
    folder.mkdir()
    world = World(kit, portal, folder / "home", browser=browser)
    try:
        world.fault({"effect": "debounce", "seconds": 0.05}, *faults)
        reference = add(world, site, sample)
        names = folder / "points"
        victim = start_victim(world.home, number, "SIGKILL", names, word=word)
        code = victim.wait(timeout=120)
        kill_group(victim.pid)
        points = names.read_text(encoding="utf-8").splitlines()
        assert code in (0, -signal.SIGKILL), f"第 {number} 点：进程以 {code} 结束"
        where = points[number - 1] if code else None
        world.work_off(seconds=90)
        held = world.held()
        meant = len(world.receipt(reference).application_nos) if sample != SMALL else 1
        assert len(held) == meant, f"在“{where}”被杀后，平台上有 {len(held)} 件：{world.why(reference)}"
        assert world.state(reference) is FilingState.FILED, f"在“{where}”被杀后：{world.why(reference)}"
        return where
    finally:
        world.close()


def add(world: World, site: str, sample: str) -> str:
    """Queue a sample: at the portal every test knows, or at one of another kind by its profile in `tests/sites`."""
    if not site:
        return world.add(sample)
    install_site(world, site, submit_s=10)
    return world.add(sample, site=site)


def kill_group(leader: int) -> None:
    """What a killed worker leaves behind must not go on working: here its browser, in production systemd's business."""
    try:
        os.killpg(leader, signal.SIGKILL)
    except ProcessLookupError:
        return
