"""Trouble of the machine: the work stands still, people are told once, no filing pays, and it goes on by itself."""

import errno
import shutil
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gongai.app import App
from gongai.clock import SystemClock
from gongai.errors import ConfigError, MachineTrouble
from gongai.queue import results
from gongai.queue.policy import Policy
from gongai.queue.store import Store
from gongai.records.filing import Filing
from gongai.records.process_role import ProcessRole
from gongai.records.result_kind import ResultKind
from gongai.records.state import FilingState, FlowName
from gongai.runner.machine import Machine, trouble_in
from gongai.runner.surroundings import RealSurroundings
from gongai.runner.worker import Worker
from gongai.services import intake
from tests.services.conftest import CLERK, PROPOSAL, SMALL
from tests.world import approve

QUICK = Policy(poll_s=0.01, beat_s=5.0)


def no_browser() -> Any:
    raise ConfigError("浏览器 /usr/bin/chromium 无法启动：缺少 libnss3.so")


def machine_results(app: App, *, open_only: bool = True) -> list[str]:
    rows = results.list_results(app.engine, open_only=open_only)
    return [one.text for one in rows if one.kind is ResultKind.MACHINE]


def working(app: App, browser: Callable[[], Any], said: list[str]) -> tuple[Worker, RealSurroundings]:
    attempts = app.attempts(browser=browser)
    around = RealSurroundings(attempts, say=said.append, sign=app.life_sign("w1", ProcessRole.WORKER))
    store = Store(app.engine, clock=app.clock, policy=QUICK)
    worker = Worker(
        store,
        attempts.run,
        name="w1",
        clock=SystemClock(),
        on_stale=lambda why: None,
        policy=QUICK,
        surroundings=around,
    )
    return worker, around


def until(worker: Worker, true: Callable[[], bool]) -> None:
    """Work until it is so, at most a while."""
    stop = threading.Event()

    def watch() -> None:
        for _look in range(400):
            if true():
                break
            stop.wait(0.05)
        stop.set()

    watcher = threading.Thread(target=watch)
    watcher.start()
    worker.work(stop)
    watcher.join()
    assert true()


def test_a_browser_that_cannot_start_stops_the_worker_and_not_the_filings(
    app: App, filing: Callable[..., Filing]
) -> None:
    approve(app)
    numbers = [intake.add(app, CLERK, filing(name)) for name in (SMALL, PROPOSAL)]
    said: list[str] = []
    worker, _around = working(app, no_browser, said)
    until(worker, lambda: bool(machine_results(app)))
    assert len(machine_results(app, open_only=False)) == 1
    assert "libnss3.so" in machine_results(app)[0]
    assert said == [f"本机故障：{no_browser_text()}"]
    for number in numbers:
        found = app.store.get(str(number))
        assert found is not None and found.row.state is FilingState.WAITING
        assert [job.attempt for job in found.jobs if job.flow is FlowName.SUBMIT] == [0]


def no_browser_text() -> str:
    return "浏览器 /usr/bin/chromium 无法启动：缺少 libnss3.so。改正后自动继续；改了设置的，请重新启动 gongai run"


def test_when_it_is_over_the_message_is_settled_by_itself(app: App, filing: Callable[..., Filing]) -> None:
    approve(app)
    intake.add(app, CLERK, filing())
    starts = iter([False, False])

    def browser() -> Any:
        if not next(starts, True):
            no_browser()
        return object()

    said: list[str] = []
    worker, _around = working(app, browser, said)
    until(worker, lambda: bool(machine_results(app, open_only=False)) and not machine_results(app))
    assert said[-1] == "故障已消除，继续办理"


def test_a_place_for_evidence_that_cannot_be_written_is_trouble_of_the_machine(app: App) -> None:
    shutil.rmtree(app.settings.evidence)
    app.settings.evidence.write_text("not a folder")
    with pytest.raises(MachineTrouble, match="留痕文件夹"):
        Machine(app.settings, object).require()
    app.settings.evidence.unlink()
    Machine(app.settings, object).require()


def test_no_room_on_the_disk_is_trouble_of_the_machine(app: App) -> None:
    full = app.settings.model_copy(update={"min_free_mb": 1 << 40})
    with pytest.raises(MachineTrouble, match="腾出空间后自动继续"):
        Machine(full, object).require()


@pytest.mark.parametrize(
    ("error", "is_ours"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), True),
        (PermissionError(errno.EACCES, "Permission denied", "HOME/evidence/x"), True),
        (PermissionError(errno.EACCES, "Permission denied", "/papers/plan.pdf"), False),
        (OSError("cut"), False),
        (ValueError("x"), False),
        (MachineTrouble("磁盘已满"), True),
    ],
)
def test_an_error_says_something_of_the_machine_or_nothing(tmp_path: Path, error: Exception, is_ours: bool) -> None:
    if isinstance(error, OSError) and error.filename:
        error.filename = error.filename.replace("HOME", str(tmp_path))
    assert (trouble_in(error, tmp_path) is not None) is is_ours
