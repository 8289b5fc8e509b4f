"""
A long run with accidents: filings keep coming, the portal misbehaves, workers are killed and stopped at random moments.

`make soak` runs it (`python -m tests.faults.soak --minutes N --seed S`). The portal's own record judges each round.
"""

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from fixtures.portals.portal import Portal
from gongai.records.state import FilingState
from tests.faults.projects import queue_projects
from tests.faults.test_two_workers import ACCOUNTS, start_worker
from tests.faults.victims import kill_group
from tests.world import World, make_kit

ROUND = 6
"""Filings a round."""
SETTLED = {FilingState.FILED, FilingState.HELD, FilingState.FAILED, FilingState.UNKNOWN, FilingState.REFUSED}

MISHAPS: Sequence[dict[str, Any]] = (
    {"effect": "drop", "role": "submit"},
    {"effect": "drop", "role": "submit", "reused": True},
    {"effect": "cut", "role": "submit"},
    {"effect": "late", "role": "submit", "seconds": 3},
    {"effect": "lost", "role": "submit"},
    {"effect": "lag", "role": "submit", "seconds": 0.8},
    {"effect": "status", "status": 500, "role": "submit"},
    {"effect": "expire", "role": "save"},
    {"effect": "evict", "role": "upload"},
    {"effect": "stored_timeout", "role": "upload", "seconds": 1},
    {"effect": "upload_cut", "role": "upload", "bytes": 1000},
    {"effect": "maintenance", "role": "list"},
    {"effect": "delay", "role": "save", "seconds": 2},
    {"effect": "status", "status": 502, "role": "detail"},
)


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="soak")
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    given = parser.parse_args(argv)
    print(f"seed {given.seed}", flush=True)
    chance = random.Random(given.seed)
    end = time.monotonic() + given.minutes * 60
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with Portal(folder / "portal", memory=True) as portal:
            kit = make_kit(folder / "kit", portal.url)
            number = 0
            while time.monotonic() < end:
                number += 1
                portal.world.reset()
                world = World(kit, portal, folder / f"home-{number}")
                try:
                    summary = one_round(world, chance)
                finally:
                    world.close()
                print(f"round {number}: {summary}", flush=True)
    print(f"{number} rounds, {number * ROUND} filings: none twice, none lost", flush=True)
    return 0


def one_round(world: World, chance: random.Random) -> str:
    """Raises `AssertionError` where the portal holds a filing twice, or one is neither there nor with a person."""
    references = queue_projects(world, ROUND, ACCOUNTS)
    mishaps = chance.sample(MISHAPS, 4)
    world.fault(
        {"effect": "debounce", "seconds": 0.05},
        *({**one, "nth": chance.randint(1, 4)} for one in mishaps),
    )
    accidents = disturb(world, chance)
    world.no_faults()
    world.fault({"effect": "debounce", "seconds": 0.05})
    world.work_off(seconds=600)
    held = Counter(one["project"] for one in world.held())
    twice = [code for code, count in held.items() if count > 1]
    assert not twice, f"平台上不止一件：{twice}；故障：{mishaps}"
    states = {reference: world.state(reference) for reference in references}
    assert set(states.values()) <= SETTLED, f"没有着落：{states}"
    for reference, state in states.items():
        view = world.app.store.get(reference)
        assert view is not None
        there = held[view.row.project_code] == 1
        assert there or state is not FilingState.FILED, f"{reference} 以为已提交，平台没有"
    counted = Counter(state.value for state in states.values())
    return f"{dict(counted)}, accidents {accidents}, mishaps {[one['effect'] for one in mishaps]}"


def disturb(world: World, chance: random.Random) -> int:
    """Two workers; every few seconds one of them is killed or stopped for a while. Ends with all of them gone."""
    workers: list[subprocess.Popen[bytes]] = []
    accidents = 0
    for turn in range(6):
        while len(workers) < 2:
            workers.append(start_worker(world.home, f"w{turn}-{len(workers)}"))
        time.sleep(chance.uniform(2, 9))
        victim = workers.pop(chance.randrange(len(workers)))
        accidents += 1
        if victim.poll() is None and chance.random() < 0.4:
            os.kill(victim.pid, signal.SIGSTOP)
            time.sleep(chance.uniform(3, 7))
            os.kill(victim.pid, signal.SIGCONT)
            workers.append(victim)
        else:
            end(victim)
    for worker in workers:
        end(worker)
    return accidents


def end(worker: "subprocess.Popen[bytes]") -> None:
    kill_group(worker.pid)
    worker.kill()
    worker.wait()


if __name__ == "__main__":
    sys.exit(main())
