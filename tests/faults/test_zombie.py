"""A worker that is stopped for longer than its lease, overtaken, and woken again: the portal still holds one filing."""

import os
import signal
import subprocess
import time
from itertools import count
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from fixtures.portals.portal import Portal
from gongai import db
from gongai.records.state import FilingState
from tests.faults.test_kill import SLICES, add, kill_group, start_victim
from tests.world import SMALL, Kit, World


@pytest.mark.fault
@pytest.mark.browser
@pytest.mark.timeout(1500)
@pytest.mark.parametrize("part", range(SLICES))
def test_a_worker_woken_after_it_was_overtaken_files_nothing_more(
    part: int, kit: Kit, portal: Portal, browser: Browser, tmp_path: Path
) -> None:
    tested = []
    for number in count(part + 1, SLICES):
        portal.world.reset()
        world = World(kit, portal, tmp_path / str(number), browser=lambda: browser)
        try:
            point = stop_and_overtake(world, number, tmp_path / f"points-{number}")
        finally:
            world.close()
        if point is None:
            break
        tested.append(point)
    assert tested, "没有任何暂停点被测到"


def stop_and_overtake(
    world: World, number: int, names: Path, *, site: str = "", sample: str = SMALL, word: str = ""
) -> str | None:
    """Stop the victim at point `number`, let a second worker finish, wake the victim, and ask the portal."""
    world.fault({"effect": "debounce", "seconds": 0.05})
    reference = add(world, site, sample)
    victim = start_victim(world.home, number, "SIGSTOP", names, word=word)
    try:
        if not stopped(victim):
            return None
        point = names.read_text(encoding="utf-8").splitlines()[number - 1]
        while holds_the_write_lock(world):
            os.kill(victim.pid, signal.SIGCONT)
            assert stopped(victim)
        names.with_suffix(".go").touch()
        world.work_off(seconds=90)
        meant = len(world.receipt(reference).application_nos) if sample != SMALL else 1
        assert len(world.held()) == meant, f"停在“{point}”时，接手的进程办了 {len(world.held())} 件"
        os.kill(victim.pid, signal.SIGCONT)
        victim.wait(timeout=60)
        held = world.held()
        assert len(held) == meant, f"停在“{point}”的进程醒来后，平台上有 {len(held)} 件"
        assert world.state(reference) is FilingState.FILED
        return point
    finally:
        kill_group(victim.pid)
        victim.wait(timeout=30)


def holds_the_write_lock(world: World) -> bool:
    """Whether the stopped process sleeps in the middle of a transaction of the one SQLite file."""
    other = db.sqlite_module().connect(str(world.home / "gongai.db"), timeout=0.2, isolation_level=None)
    try:
        other.execute("BEGIN IMMEDIATE")
        other.execute("ROLLBACK")
    except db.sqlite_module().OperationalError:
        return True
    finally:
        other.close()
    return False


def stopped(victim: subprocess.Popen[bytes]) -> bool:
    """Wait until the process has stopped itself. False when it ended without doing so."""
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        if victim.poll() is not None:
            return False
        state = Path(f"/proc/{victim.pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
        if state == "T":
            return True
        time.sleep(0.05)
    raise AssertionError("进程既没有停下也没有结束")
