"""What the fault tests run in processes of their own: `python -m tests.queue.child ROLE URL …`."""

import os
import random
import signal
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from gongai.clock import SystemClock
from gongai.errors import LeaseLost
from gongai.queue.policy import Policy
from gongai.queue.store import Store
from gongai.scheduler import tick
from tests import record_key
from tests.queue.cast import filed


def work(url: str, name: str) -> None:
    """Claim and complete until nothing is left; say each claim."""
    engine = record_key.connect(url)
    store = Store(engine, clock=SystemClock(), policy=Policy())
    idle = 0
    while idle < 40:
        claim = store.claim(name)
        if claim is None:
            idle += 1
            time.sleep(0.02)
            continue
        idle = 0
        start = time.monotonic_ns()
        store.beat(claim.lease)
        time.sleep(0.002)
        end = time.monotonic_ns()  # still ours: the row is freed only by what comes now
        try:
            store.record_outcome(claim, filed(f"SB-{claim.job_id}"))
        except LeaseLost:
            sys.stdout.write("LOST\n")
        line = (claim.job_id, claim.lease.fence, claim.account, claim.project, start, end)
        sys.stdout.write(" ".join(map(str, line)) + "\n")
        sys.stdout.flush()
    engine.dispose()


@dataclass(frozen=True)
class FastClock(SystemClock):
    """A minute in half a second, the same in every process that starts from the same `base_ms`."""

    base_ms: int = 0

    def now_ms(self) -> int:
        return self.base_ms + (super().now_ms() - self.base_ms) * 120


def ticks(url: str, base_ms: str, seconds: str) -> None:
    """Tick in a hurry, and die in the middle of a transaction now and then."""
    engine = record_key.connect(url)
    clock = FastClock(int(base_ms))
    chance = random.Random(os.getpid())

    @event.listens_for(engine, "after_cursor_execute")
    def die(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.startswith(("INSERT INTO jobs", "UPDATE schedules")) and chance.random() < 0.06:
            os.kill(os.getpid(), signal.SIGKILL)

    until = time.monotonic() + float(seconds)
    while time.monotonic() < until:
        with suppress(OperationalError):
            tick(engine, clock)
        time.sleep(0.02)
    engine.dispose()


if __name__ == "__main__":
    role, *arguments = sys.argv[1:]
    if role == "work":
        work(*arguments)
    else:
        ticks(*arguments)
