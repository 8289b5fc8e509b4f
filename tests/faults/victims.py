"""Worker processes that are killed or stopped at a journal point, and what has to be true afterwards."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from playwright.sync_api import Browser

from fixtures.portals.portal import Portal
from gongai import db
from gongai.records.state import FilingState
from tests.sites.site_fixture import install_site
from tests.world import SMALL, Kit, World

ROOT = Path(__file__).parents[2]
UPLOADS_AT_ONCE = {"effect": "debounce", "seconds": 0.05}
DEAD_S = 0.5
"""A killed process renews nothing any more, so its lease need not be waited for; how long a lease is kept for one that
may still live is shown in `tests/queue/test_reaper.py`, and by every process that is only stopped."""


@dataclass(frozen=True)
class Points:
    """Which journal points of a victim count. The points themselves are what its journal meets on its way."""

    like: str = ""  # a regular expression that the point matches
    since: str = ""  # counting begins with the first point that matches this one


EVERY = Points()
AFTER_EACH_AND_IN_THE_SUBMIT = Points(like="^after | submit ")
SINCE_SENT = Points(like="^after | submit ", since="before submit sent")
"""What comes before is the same whatever becomes of the answer: nothing has left."""


@dataclass(frozen=True)
class Case:
    """Where the victim files, and what goes wrong there."""

    portal: Portal
    faults: tuple[Mapping[str, object], ...] = ()
    site: str = ""  # of `tests/sites`; empty: the one that every test knows
    sample: str = SMALL

    def open(self, kit: Kit, browser: Browser, home: Path) -> World:
        """The portal as new, and an installation that files there."""
        self.portal.world.reset()
        world = World(kit, self.portal, home, browser=lambda: browser)
        world.fault(UPLOADS_AT_ONCE, *self.faults)
        return world

    def add(self, world: World) -> str:
        if not self.site:
            return world.add(self.sample)
        install_site(world, self.site, submit_s=10)
        return world.add(self.sample, site=self.site)

    def meant(self, world: World, reference: str) -> int:
        """How many applications the portal makes of it."""
        return 1 if self.sample == SMALL else len(world.receipt(reference).application_nos)


def in_turn(one: Callable[[int], str | None], *, part: int = 0, slices: int = 1) -> list[str]:
    """Points one after the other (of this slice) until there is none of that number; the names of those tested."""
    return list(_names(map(one, count(part + 1, slices))))


def _names(found: Iterable[str | None]) -> Iterable[str]:
    for name in found:
        if name is None:
            return
        yield name


def kill_at(number: int, points: Points, case: Case, kit: Kit, browser: Browser, folder: Path) -> str | None:
    """Kill at point `number`, recover, and let the portal judge. None when the victim outlived its last point."""
    world = case.open(kit, browser, folder / str(number))
    try:
        reference = case.add(world)
        names = folder / f"points-{number}"
        victim = start(world.home, number, "SIGKILL", names, points)
        code = victim.wait(timeout=120)
        kill_group(victim.pid)
        assert code in (0, -signal.SIGKILL), f"第 {number} 点：进程以 {code} 结束"
        where = names.read_text(encoding="utf-8").splitlines()[number - 1] if code else None
        world.work_off(seconds=90, lease_s=DEAD_S)
        held = world.held()
        assert len(held) == case.meant(world, reference), (
            f"在“{where}”被杀后，平台上有 {len(held)} 件：{world.why(reference)}"
        )
        assert world.state(reference) is FilingState.FILED, f"在“{where}”被杀后：{world.why(reference)}"
        return where
    finally:
        world.close()


def stop_at(number: int, points: Points, case: Case, kit: Kit, browser: Browser, folder: Path) -> str | None:
    """Stop the victim at point `number`, let a second worker finish, wake the victim, and ask the portal."""
    world = case.open(kit, browser, folder / str(number))
    names = folder / f"points-{number}"
    reference = case.add(world)
    victim = start(world.home, number, "SIGSTOP", names, points)
    try:
        if not stopped(victim):
            return None
        point = names.read_text(encoding="utf-8").splitlines()[number - 1]
        while holds_the_write_lock(world):
            os.kill(victim.pid, signal.SIGCONT)
            assert stopped(victim)
        names.with_suffix(".go").touch()
        world.work_off(seconds=90)
        meant = case.meant(world, reference)
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
        world.close()


def start(home: Path, number: int, sign: str, names: Path, points: Points = EVERY) -> subprocess.Popen[bytes]:
    """A worker process of its own, as `gongai worker` would be."""
    arguments = [str(home), str(number), sign, str(names), points.like, points.since]
    return subprocess.Popen(
        [sys.executable, "-m", "tests.faults.victim", *arguments],
        cwd=ROOT,
        start_new_session=True,
    )


def kill_group(leader: int) -> None:
    """What a killed worker leaves behind must not go on working: here its browser, in production systemd's business."""
    try:
        os.killpg(leader, signal.SIGKILL)
    except ProcessLookupError:
        return


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
