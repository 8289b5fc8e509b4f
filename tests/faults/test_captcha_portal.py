"""A portal that asks for a captcha at every login: from the queue to the receipts, through whatever goes wrong."""

import signal
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from fixtures.portals.portal import Portal
from gongai.records.state import FilingState
from gongai.services import logins
from tests.faults import victims
from tests.faults.projects import queue_projects
from tests.world import TESTER, Kit, World

ACCOUNT = "agent1"
LOST_ANSWERS = (1, 4, 7)
REFUSED = (2, 5)
"""Which filings, in their order."""


@dataclass
class Reader:
    """Sits at the desk: reads the picture that the portal has drawn last."""

    portal: Portal
    pictures: int = 0

    def answer(self, question: str, image: Path | None) -> str:
        assert image is not None
        self.pictures += 1
        _key, body = list(self.portal.world.store.pairs("captcha"))[-1]
        return str(body["text"])

    def refused(self, why: str, left: int) -> None:
        raise AssertionError(why)


def log_in(world: World, reader: Reader) -> None:
    """As `gongai login assist` does, with a browser of its own."""
    with ThreadPoolExecutor(1) as desk:
        desk.submit(logins.assist, world.app, TESTER, "yunxi", ACCOUNT, reader).result()


def asked_for_logins(world: World) -> list[dict[str, Any]]:
    return [dict(one) for one in world.results() if one["kind"] == "captcha" and one["settled_ms"] is None]


def killed_after_sending(world: World, folder: Path) -> str:
    """A worker process dies right after it has written down that the filing left; the point where it did."""
    names = folder / "points"
    victim = victims.start(world.home, 1, "SIGKILL", names, victims.Points(like="after submit sent"))
    assert victim.wait(timeout=120) == -signal.SIGKILL
    victims.kill_group(victim.pid)
    return names.read_text(encoding="utf-8").strip()


@pytest.mark.fault
@pytest.mark.browser
@pytest.mark.matrix
@pytest.mark.timeout(1500)
def test_ten_filings_with_three_lost_answers_two_refusals_and_a_crash_are_all_settled(
    kit: Kit, portal: Portal, browser: Browser, tmp_path: Path
) -> None:
    world = World(kit, portal, tmp_path / "home", browser=lambda: browser)
    try:
        references = queue_projects(world, 10, [ACCOUNT])
        codes = [world.filing(one).project.project_code for one in references]
        world.fault(
            {"effect": "captcha"},
            {"effect": "debounce", "seconds": 0.05},
            *({"effect": "drop", "role": "submit", "project": codes[one]} for one in LOST_ANSWERS),
            *({"effect": "fail", "role": "submit", "project": codes[one], "message": "名称已存在"} for one in REFUSED),
        )
        reader = Reader(portal)
        log_in(world, reader)
        assert killed_after_sending(world, tmp_path)
        worker = world.worker()
        for _login in range(12):
            world.work_off(worker, lease_s=victims.DEAD_S, seconds=400)
            if not asked_for_logins(world):
                break
            log_in(world, reader)
        states = [world.state(one) for one in references]
        refused = {references[one] for one in REFUSED}
        assert states == [FilingState.REFUSED if one in refused else FilingState.FILED for one in references]
        held = [one["project"] for one in world.held()]
        assert sorted(held) == sorted(code for number, code in enumerate(codes) if number not in REFUSED)
        assert reader.pictures <= 1 + len(LOST_ANSWERS) + len(REFUSED) + 1
    finally:
        world.close()
