"""`gongai run`: the unattended whole: clock, workers, and what keeps them going."""

import os
import signal
import socket
import sys
import threading
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gongai.cli import output
from gongai.cli.help import Commands
from gongai.cli.options import Json
from gongai.exits import Exit

if TYPE_CHECKING:
    from gongai.app import App
    from gongai.runner.supervisor import Supervisor

LOOK_S = 0.3
"""How often processes and queue are looked at."""

Workers = Annotated[
    int,
    typer.Option("--workers", metavar="个数", min=0, max=64, help="办理进程数；0 = 按设置 workers", show_default=False),
]
UntilIdle = Annotated[bool, typer.Option("--until-idle", help="全部办到有结果后结束，并列出结果")]
Within = Annotated[
    float,
    typer.Option(
        "--within", metavar="秒", min=0, help="与 --until-idle 合用：多少秒之内到期的进度查询也要等", show_default=False
    ),
]


def register(tree: Commands) -> None:
    tree.add(
        run,
        name="run",
        help="开始自动办理：按时查询、收回失联的任务、推送结果，并看管若干办理进程。\n"
        "收到 SIGTERM 或 Ctrl-C：各进程办完手上的一件再结束；再次收到则立即结束。\n"
        "即使被强行结束，下次启动也会先到平台核查，不会重复提交。",
    )


def run(*, workers: Workers = 0, until_idle: UntilIdle = False, within: Within = 0, as_json: Json = False) -> int:
    from gongai.cli.worker import log_file
    from gongai.runner import logs
    from gongai.runner.supervisor import Supervisor
    from gongai.services import opening

    asked = _Asked()
    with opening.installation() as app, log_file(app.settings.home, "run") as log:
        logs.configure(app.settings, log)
        app.keep_schedules()
        count = workers or app.settings.workers
        output.say(f"开始办理：{count} 个进程，数据文件夹 {app.settings.home}", as_json=as_json)
        supervisor = Supervisor(
            [f"{_prefix(app)}w{number}" for number in range(1, count + 1)],
            lambda name: [
                sys.executable,
                "-m",
                "gongai",
                "worker",
                "--name",
                name,
                "--until-eof",
                *(["--json"] * as_json),
            ],
            env={**os.environ, "GONGAI_HOME": str(app.settings.home)},
            clock=app.clock,
            say=lambda text: output.say(text, as_json=as_json),
            stdout=sys.stderr if as_json else None,
        )
        scheduler = app.scheduler()
        scheduler.start()
        try:
            why = _watch(app, supervisor, asked, horizon=timedelta(seconds=within) if until_idle else None)
        finally:
            _end(supervisor, asked, as_json=as_json)
            scheduler.stop()
        if supervisor.fatal is not None:
            return supervisor.fatal
        if asked.twice.is_set():
            return Exit.INTERRUPTED
        return _results(app, why, as_json=as_json)


def _prefix(app: "App") -> str:
    """Where several machines may share the database, a worker's name tells its machine."""
    return "" if app.engine.dialect.name == "sqlite" else f"{socket.gethostname()[:40]}-"


class _Asked:
    """The first SIGTERM or SIGINT asks to end, the second to end at once."""

    def __init__(self) -> None:
        self.once = threading.Event()
        self.twice = threading.Event()
        signal.signal(signal.SIGTERM, self._signal)
        signal.signal(signal.SIGINT, self._signal)

    def _signal(self, _number: int, _frame: object) -> None:
        (self.twice if self.once.is_set() else self.once).set()


def _watch(app: "App", supervisor: "Supervisor", asked: _Asked, *, horizon: timedelta | None) -> str:
    while not asked.once.is_set():
        supervisor.tend()
        if supervisor.fatal is not None:
            return "fatal"
        if horizon is not None and app.store.idle(within=horizon):
            return "idle"
        asked.once.wait(LOOK_S)
    return "signal"


def _end(supervisor: "Supervisor", asked: _Asked, *, as_json: bool) -> None:
    supervisor.ask_to_end()
    if supervisor.alive() and asked.once.is_set():
        output.say(f"正在等 {supervisor.alive()} 个进程办完手上的一件（再按一次 Ctrl-C 立即结束）", as_json=as_json)
    while supervisor.alive():
        if asked.twice.wait(LOOK_S / 3):
            supervisor.force()
    supervisor.close()


def _results(app: "App", why: str, *, as_json: bool) -> int:
    from gongai.cli import tables
    from gongai.queue.results import list_results
    from gongai.text import next_step

    rows = app.store.list(limit=2000)
    open_results = list_results(app.engine, limit=5000)
    mine = {row.reference: [one for one in open_results if one.reference == row.reference] for row in rows}
    lines = [tables.line_of(row, mine[row.reference]) for row in rows]
    waiting = [row.reference for row in rows if next_step.needs_person(row, mine[row.reference])]
    evidence = str(app.settings.evidence)
    data: dict[str, Any] = {"ended": why, "filings": lines, "needs_person": waiting, "evidence": evidence}

    def people() -> Any:
        if why == "idle":
            yield tables.filings(lines, title="办理结果")
            yield f"需要人工处理 {len(waiting)} 件。每件的截图、请求摘要和回执在 {evidence}"
        else:
            yield "已结束，没有进程留下"

    output.show(data, people, as_json=as_json)
    return Exit.DONE
