"""The unattended whole: when it ends, and what it leaves behind."""

import stat
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from gongai.app import App
from gongai.clock import SystemClock
from gongai.exits import Exit
from gongai.runner import logs, unattended
from gongai.runner.process import StopRequests
from gongai.runner.supervisor import Supervisor

SLEEPER = [sys.executable, "-c", "import time; time.sleep(600)"]
WRONG = [sys.executable, "-c", f"raise SystemExit({int(Exit.USAGE)})"]


class Asked(StopRequests):
    """Asked by the test instead of by signals, which belong to the test runner."""

    def __init__(self) -> None:
        self.once = threading.Event()
        self.twice = threading.Event()


@pytest.fixture
def supervised() -> Iterator[Callable[[list[str]], Supervisor]]:
    made: list[Supervisor] = []

    def make(command: list[str]) -> Supervisor:
        one = Supervisor(["w1"], lambda name: command, env={}, clock=SystemClock(), say=lambda message: None)
        made.append(one)
        return one

    yield make
    for one in made:
        one.force()
        one.close()


def test_a_run_until_idle_ends_when_nothing_is_due(app: App, supervised: Callable[[list[str]], Supervisor]) -> None:
    why = unattended.watch(app.store, supervised(SLEEPER), Asked(), horizon=timedelta())
    assert why == "idle"


def test_one_hiccup_of_the_database_does_not_end_a_run(app: App, supervised: Callable[[list[str]], Supervisor]) -> None:
    refusals = iter([True, True])

    @event.listens_for(app.engine, "before_cursor_execute")
    def refuse(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        if next(refusals, False):
            raise OperationalError(statement, None, Exception("database is locked"))

    assert unattended.watch(app.store, supervised(SLEEPER), Asked(), horizon=timedelta()) == "idle"
    assert next(refusals, None) is None


def test_a_run_ends_where_the_installation_is_wrong_and_when_it_is_asked(
    app: App, supervised: Callable[[list[str]], Supervisor]
) -> None:
    wrong = supervised(WRONG)
    assert (unattended.watch(app.store, wrong, Asked(), horizon=None), wrong.fatal) == ("fatal", Exit.USAGE)
    asked = Asked()
    asked.once.set()
    assert unattended.watch(app.store, supervised(SLEEPER), asked, horizon=None) == "signal"


def test_whoever_asks_twice_does_not_wait_for_the_work_in_hand(supervised: Callable[[list[str]], Supervisor]) -> None:
    stubborn = supervised([sys.executable, "-c", "import signal, time; signal.signal(15, 1); time.sleep(600)"])
    stubborn.tend()
    asked, messages = Asked(), list[str]()
    asked.once.set()
    asked.twice.set()
    unattended.end(stubborn, asked, messages.append)
    assert stubborn.alive() == 0
    assert "正在等 1 个进程" in messages[0]


def test_a_large_log_makes_way_and_is_closed_to_others(tmp_path: Path) -> None:
    for round in range(2):
        with logs.file_of(tmp_path, "甲/乙") as log:
            log.write(f"第 {round} 次\n")
    place = tmp_path / "logs" / "甲_乙.log"
    assert place.read_text(encoding="utf-8") == "第 0 次\n第 1 次\n"
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    with place.open("ab") as log:
        log.truncate(logs.LARGE + 1)
    logs.file_of(tmp_path, "甲/乙").close()
    assert place.stat().st_size == 0
    assert place.with_suffix(".log.1").stat().st_size == logs.LARGE + 1
