"""Two worker processes, many filings, two accounts, one SQLite file: nobody steps on anybody's feet."""

import os
import subprocess
import sys
from collections import Counter, defaultdict
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from fixtures.portals.portal import Portal
from gongai import db
from gongai.records.state import FilingState
from tests.faults.projects import queue_projects
from tests.world import Kit, World

ACCOUNTS = ("agent1", "agent3")
ROOT = Path(__file__).parents[2]


@pytest.mark.fault
@pytest.mark.browser
@pytest.mark.timeout(1500)
@pytest.mark.parametrize("number", [8, pytest.param(40, marks=pytest.mark.matrix)])
def test_two_workers_file_every_filing_of_two_accounts_once(
    number: int, kit: Kit, portal: Portal, tmp_path: Path
) -> None:
    world = World(kit, portal, tmp_path / "home")
    try:
        world.fault({"effect": "debounce", "seconds": 0.05})
        references = queue_projects(world, number, ACCOUNTS)
        workers = [start_worker(world.home, name) for name in ("w1", "w2")]
        codes = [worker.wait(timeout=1200) for worker in workers]
        assert codes == [0, 0]
        held = Counter(one["project"] for one in world.held())
        assert len(held) == number
        assert set(held.values()) == {1}, f"平台上不止一件：{[code for code, times in held.items() if times > 1]}"
        assert {world.state(reference) for reference in references} == {FilingState.FILED}
        assert not overlaps(world, "account")
        assert not overlaps(world, "project")
        assert not [one for one in world.truth()["sessions"] if one.get("evicted")], (
            "有会话被挤掉，说明同一账号被同时使用"
        )
    finally:
        world.close()


def start_worker(home: Path, name: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "gongai", "worker", "--name", name, "--until-idle"],
        cwd=ROOT,
        env={**os.environ, "GONGAI_HOME": str(home)},
        stdin=subprocess.DEVNULL,
    )


def overlaps(world: World, what: str) -> list[tuple[Any, Any]]:
    """Pairs of attempts of one account or project that ran at the same time."""
    attempts, jobs = db.attempts, db.jobs
    query = attempts.select().join(jobs, jobs.c.id == attempts.c.job_id).add_columns(jobs.c.account, jobs.c.project)
    spans = defaultdict(list)
    with db.reading(world.app.engine) as connection:
        for row in connection.execute(query).mappings():
            spans[row[what]].append((row["started_ms"], row["ended_ms"]))
    return [
        (one, other)
        for times in spans.values()
        for one, other in pairwise(sorted(times))
        if one[1] is None or other[0] < one[1]
    ]
