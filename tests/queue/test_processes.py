"""Several processes on one database: no claim twice, no account or project in two hands, each schedule time once."""

import subprocess
import sys
import time
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest
import sqlalchemy as sa

from gongai import db
from gongai.clock import SystemClock
from gongai.queue.store import Store
from gongai.records.state import FilingState, FlowName
from gongai.scheduler import Schedule, store_schedules
from tests.queue.cast import queue
from tests.queue.child import FastClock

ROOT = Path(__file__).parents[2]
PROCESSES = 4


def child(*arguments: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "tests.queue.child", *arguments]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


@pytest.mark.fault
def test_four_processes_never_hold_one_account_or_project_twice(url: str, engine: sa.Engine) -> None:
    store = Store(engine, clock=SystemClock())
    for number in range(120):
        queue(store, number, account=f"a{number % 5}", project=number % 7)
    children = [child("work", url, f"w{number}") for number in range(PROCESSES)]
    lines = [line for one in children for line in one.communicate(timeout=240)[0].splitlines()]
    assert all(one.returncode == 0 for one in children)
    claims = [line.split() for line in lines]
    assert len(claims) == 120
    assert max(Counter((job, fence) for job, fence, *_ in claims).values()) == 1
    for column in (2, 3):
        for thing in {claim[column] for claim in claims}:
            spans = sorted((int(c[4]), int(c[5])) for c in claims if c[column] == thing)
            assert all(first[1] <= second[0] for first, second in pairwise(spans)), thing
    assert store.counts() == {FilingState.FILED: 120}


@pytest.mark.fault
def test_ticking_processes_that_are_killed_fire_each_time_once(url: str, engine: sa.Engine) -> None:
    base_ms = SystemClock().now_ms()
    clock = FastClock(base_ms)
    names = [f"check:{number}" for number in range(3)]
    store_schedules(engine, [Schedule(name, FlowName.CHECK_SITE, "yunxi", "* * * * *") for name in names], clock=clock)
    children = [child("ticks", url, str(base_ms), "8") for _ in range(PROCESSES)]
    killed = 0
    until = time.monotonic() + 8
    while time.monotonic() < until:
        for place, one in enumerate(children):
            if one.poll() == -9:
                killed += 1
                one.communicate()
                children[place] = child("ticks", url, str(base_ms), str(max(until - time.monotonic(), 0.1)))
        time.sleep(0.05)
    for one in children:
        one.communicate(timeout=60)
    with db.reading(engine) as connection:
        keys = connection.execute(sa.select(db.jobs.c.schedule_key)).scalars().all()
        rows = connection.execute(sa.select(db.schedules.c.name, db.schedules.c.next_ms)).all()
    assert killed > 0
    assert len(keys) == len(set(keys)) >= 3 * len(names)
    fired = {
        name: [int(key.rpartition("@")[2]) for key in keys if key and key.startswith(f"{name}@")] for name in names
    }
    for name, next_ms in rows:
        # a job without its row moved on, or a row moved on without its job, would show here
        assert max(fired[name]) < next_ms
        assert all(moment % 60_000 == 0 for moment in fired[name])
