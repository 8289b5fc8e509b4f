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
from gongai.scheduler import Schedule, keep
from gongai.state import FilingState, FlowName
from tests.queue.cast import queue

ROOT = Path(__file__).parents[2]
PROCESSES = 4


def child(*words: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "tests.queue.child", *words]
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
    clock = SystemClock()
    names = [f"check:{number}" for number in range(6)]
    keep(engine, [Schedule(name, FlowName.CHECK_SITE, "yunxi", "* * * * *") for name in names], clock=clock)
    start = clock.now_ms()
    table = db.schedules
    rounds = 12
    killed = 0
    for number in range(rounds):
        with engine.begin() as connection:  # time passes: everything is due again
            connection.execute(sa.update(table).values(next_ms=start - (rounds - number) * 60_000))
        children = [child("ticks", url, str(number), "0.4") for _ in range(PROCESSES)]
        for one in children:
            one.communicate(timeout=120)
        killed += sum(one.returncode == -9 for one in children)
        if all(one.returncode == -9 for one in children):
            child("ticks", url, "99", "0.1").communicate(timeout=60)
    with db.reading(engine) as connection:
        keys = connection.execute(sa.select(db.jobs.c.schedule_key)).scalars().all()
        late = connection.execute(sa.select(table.c.name).where(table.c.next_ms <= start)).scalars().all()
    assert killed > 0
    assert len(keys) == len(set(keys))
    assert late == [] or len(keys) >= len(names) * (rounds - 1)
    assert {key.rpartition("@")[0] for key in keys if key} == set(names)
    assert time.time() * 1000 > start
