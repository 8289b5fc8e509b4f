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
from gongai.records.filing import Filing
from gongai.records.state import FilingState
from tests.world import Kit, World

ACCOUNTS = ("agent1", "agent3")
ROOT = Path(__file__).parents[2]


@pytest.mark.fault
@pytest.mark.browser
@pytest.mark.timeout(1500)
@pytest.mark.parametrize("number", [12, pytest.param(40, marks=pytest.mark.matrix)])
def test_two_workers_file_every_filing_of_two_accounts_once(
    number: int, kit: Kit, portal: Portal, tmp_path: Path
) -> None:
    world = World(kit, portal, tmp_path / "home")
    try:
        world.fault({"effect": "debounce", "seconds": 0.05})
        references = queue_projects(world, number)
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


def queue_projects(world: World, number_of_them: int) -> list[str]:
    """So many new projects of one owner, every other one under the second account."""
    base = world.kit.filing()
    codes = [f"2110-439900-04-01-{number:06d}" for number in range(1, number_of_them + 1)]
    agreement = world.app.store.get_agreement(base.agreement_no)
    assert agreement is not None
    world.app.store.save_agreement(agreement.model_copy(update={"projects": tuple(codes)}))
    references = []
    for number, code in enumerate(codes):
        name = f"云汐示例批量项目{number + 1:02d}"
        body = {
            "code": code,
            "name": name,
            "owner": base.applicant.uscc,
            "theme": "T3",
            "basis": "A00002",
            "region": "1001",
        }
        world.admin("project", body)
        references.append(world.add(project=project(base, code, name), account=ACCOUNTS[number % 2]))
    return references


def project(base: Filing, code: str, name: str) -> Any:
    return base.project.model_copy(update={"project_code": code, "eng_code": code, "name": name})


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
