"""The unattended whole: the clock, the workers, and what keeps them going."""

import os
import socket
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from gongai.app import App
from gongai.exits import Exit
from gongai.queue import processes
from gongai.records.actor import Actor
from gongai.records.process_role import ProcessRole
from gongai.runner import logs, unattended
from gongai.runner.process import StopRequests, end_now, lead_group, stop_on_eof, stop_on_signals
from gongai.runner.supervisor import Supervisor
from gongai.runner.surroundings import RealSurroundings
from gongai.runner.unattended import Why
from gongai.runner.worker import Worker
from gongai.services import filings, recovery
from gongai.services.documents import Document
from gongai.services.filings import RunSummary
from gongai.text.progress import Progress

Say = Callable[[str], None]


@dataclass(frozen=True)
class RunEnd:
    """How a run ended. No summary: it was broken off."""

    why: Why
    code: int
    summary: RunSummary | None = None

    def document(self) -> Document:
        one = self.summary
        if one is None:
            return {"ended": self.why}
        return {
            "ended": self.why,
            "filings": one.filings,
            "needs_person": one.needs_person,
            "evidence": one.evidence,
            "left_out": one.left_out,
        }


@dataclass(frozen=True)
class WorkerEnd:
    worker: str
    ended: str  # signal, idle


def listen() -> StopRequests:
    """From now on this process is asked to end, not ended, by the first SIGTERM or Ctrl-C. To be called first."""
    return StopRequests()


def run(
    app: App,
    actor: Actor,
    asked: StopRequests,
    *,
    say: Say,
    workers: int = 0,
    until_idle: timedelta | None = None,
    quiet: bool = False,
) -> RunEnd:
    """Work until asked to end; with `until_idle`, until nothing falls due within that time.

    `workers` 0: as the settings say. `quiet`: what the workers say goes to standard error.
    """
    with logs.file_of(app.settings.home, "run") as log:
        logs.configure(app.settings, log)
        app.store_schedules()
        count = workers or app.settings.workers
        app.gate.at_start()
        old = recovery.state(app)
        if old is not None:
            say(old.line)
        say(f"开始办理：{count} 个进程，数据文件夹 {app.settings.home}")
        names = processes.take_names(app.engine, count, prefix=_prefix(app), clock=app.clock)
        supervisor = Supervisor(
            names,
            lambda name: _command(name, quiet=quiet),
            env={**os.environ, "GONGAI_HOME": str(app.settings.home)},
            clock=app.clock,
            say=say,
            stdout=sys.stderr if quiet else None,
        )
        scheduler = app.scheduler()
        scheduler.start()
        try:
            why = unattended.watch(app.store, supervisor, asked, horizon=until_idle)
        finally:
            unattended.end(supervisor, asked, say)
            scheduler.stop()
            processes.give_back(app.engine, names)
        if supervisor.fatal is not None:
            return RunEnd(why, supervisor.fatal)
        if asked.twice.is_set():
            return RunEnd(why, Exit.INTERRUPTED)
        summary = unattended.patiently(lambda: filings.summary(app, actor), clock=app.clock)
        return RunEnd(why, Exit.DONE, summary)


def become_worker(*, until_eof: bool) -> threading.Event:
    """What asks this process to end. `until_eof`: also the end of whoever started it. To be called first."""
    lead_group()
    stop = stop_on_signals()
    if until_eof:
        stop_on_eof(stop)
    return stop


def work(
    app: App, actor: Actor, stop: threading.Event, *, say: Say, name: str = "", until_idle: bool = False
) -> WorkerEnd:
    """Take jobs and carry them out, one at a time, until asked to end; `until_idle`: or until there is none."""
    name = (name or f"{socket.gethostname()}-{os.getpid()}")[:64]
    with logs.file_of(app.settings.home, f"worker-{name}") as log:
        logs.configure(app.settings, log)
        sign = app.life_sign(name, ProcessRole.WORKER)
        progress = Progress(app.clock, worker=name, say=say)
        attempts = app.attempts(watch=progress.point)
        worker = Worker(
            app.store,
            progress.around(attempts.run),
            name=name,
            clock=app.clock,
            on_stale=end_now,
            surroundings=RealSurroundings(attempts, say=progress.say, sign=sign),
        )
        try:
            worker.work(stop, until_idle=until_idle)
        finally:
            attempts.close()
            sign.end()
    return WorkerEnd(name, "signal" if stop.is_set() else "idle")


def _prefix(app: App) -> str:
    """Where several machines may share the database, a worker's name tells its machine."""
    return "" if app.engine.dialect.name == "sqlite" else f"{socket.gethostname()[:40]}-"


def _command(name: str, *, quiet: bool) -> Sequence[str]:
    return [sys.executable, "-m", "gongai", "worker", "--name", name, "--until-eof", *(["--json"] * quiet)]
