"""`gongai run` and `gongai worker` as real processes: they end when asked, come back when killed, and leave nobody."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from gongai.clock import SystemClock
from gongai.exits import Exit
from gongai.runner.supervisor import BACKOFF_S, Supervisor
from tests.cli.office import Office


def until(true: Callable[[], bool], seconds: float = 30) -> bool:
    """Whether it becomes true in time."""
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def workers_of(pid: int) -> list[int]:
    """The children of a process that are workers."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            arguments = (entry / "cmdline").read_bytes().split(b"\0")
            parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
        except (OSError, ValueError, IndexError):
            continue
        if parent == pid and b"worker" in arguments:
            found.append(int(entry.name))
    return found


def alive(pid: int) -> bool:
    try:
        return (Path("/proc") / str(pid) / "stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_a_worker_until_idle_ends_at_once_on_an_empty_queue(office: Office) -> None:
    process = office.start("worker", "--until-idle", "--name", "w7", "--json")
    out, err = process.communicate(timeout=60)
    assert (process.returncode, json.loads(out)) == (0, {"worker": "w7", "ended": "idle"}), err


def test_a_run_until_idle_ends_with_the_table_of_what_there_is(office: Office) -> None:
    reference = office.add()
    office.done("cancel", reference, "--reason", "撤回")
    process = office.start("run", "--until-idle", "--workers", "2", "--json")
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    done = json.loads(out)
    assert done["ended"] == "idle"
    assert [line["reference"] for line in done["filings"]] == [reference]
    assert done["evidence"] == str(office.home / "evidence")
    assert "2 个进程" in err


@pytest.mark.fault
def test_a_killed_worker_is_started_again_and_sigterm_ends_all(office: Office) -> None:
    process = office.start("run", "--workers", "2")
    try:
        assert until(lambda: len(workers_of(process.pid)) == 2)
        first = workers_of(process.pid)
        os.kill(first[0], signal.SIGKILL)
        assert until(lambda: len(set(workers_of(process.pid)) - set(first)) == 1)
        everyone = set(first) | set(workers_of(process.pid))
        process.send_signal(signal.SIGTERM)
        out, _err = process.communicate(timeout=60)
    finally:
        process.kill()
    assert process.returncode == 0
    assert "意外结束（信号 9），1 秒后重新启动" in out
    assert "没有进程留下" in out
    assert not [pid for pid in everyone if alive(pid)]


@pytest.mark.fault
def test_the_workers_of_a_killed_run_end_by_themselves(office: Office) -> None:
    process = office.start("run", "--workers", "2")
    assert until(lambda: len(workers_of(process.pid)) == 2)
    orphans = workers_of(process.pid)
    process.kill()
    process.communicate(timeout=60)
    assert until(lambda: not any(alive(pid) for pid in orphans))


@pytest.mark.fault
def test_a_broken_installation_ends_the_run_instead_of_restarting_for_ever(office: Office) -> None:
    (office.home / "sites").mkdir()
    process = office.start("run", "--workers", "1")
    try:
        assert until(lambda: len(workers_of(process.pid)) == 1)
        (office.home / "gongai.key").unlink()
        os.kill(workers_of(process.pid)[0], signal.SIGKILL)
        _out, err = process.communicate(timeout=60)
    finally:
        process.kill()
    assert process.returncode == Exit.USAGE
    assert "找不到密钥文件" in err


class _PutForward:
    """A clock whose time the test puts forward."""

    seconds = 1000.0

    def now_ms(self) -> int:
        return int(self.seconds * 1000)

    def steady(self) -> float:
        return self.seconds

    def sleep(self, seconds: float) -> None:
        self.seconds += seconds


def test_a_worker_that_dies_again_and_again_is_started_after_longer_and_longer_pauses() -> None:
    clock = _PutForward()
    messages: list[str] = []
    supervisor = Supervisor(["w1"], lambda name: ["false"], env=dict(os.environ), clock=clock, say=messages.append)
    try:
        for _ in range(4):
            supervisor.tend()
            assert until(lambda: supervisor.alive() == 0)
            supervisor.tend()
            clock.seconds += 61
    finally:
        supervisor.force()
        supervisor.close()
    pauses = [f"{pause} 秒后" for pause in BACKOFF_S[:4]]
    assert [pause in message for pause, message in zip(pauses, messages, strict=False)] == [True] * 4


def test_force_ends_a_worker_that_does_not_listen() -> None:
    stubborn = ["python3", "-c", "import signal, time; signal.signal(15, signal.SIG_IGN); time.sleep(600)"]
    supervisor = Supervisor(
        ["w1"],
        lambda name: stubborn,
        env=dict(os.environ),
        clock=SystemClock(),
        say=lambda message: None,
        stdout=subprocess.DEVNULL,
    )
    supervisor.tend()
    assert supervisor.alive() == 1
    supervisor.force()
    assert until(lambda: supervisor.alive() == 0)
    supervisor.close()
