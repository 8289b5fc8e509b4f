"""`gongai worker`: one process that takes jobs and carries them out, one at a time."""

import os
import socket
import sys
import threading
from pathlib import Path
from typing import Annotated, TextIO

import typer

from gongai.cli import output
from gongai.cli.help import Commands
from gongai.cli.options import Json
from gongai.exits import Exit

Name = Annotated[str, typer.Option("--name", metavar="名称", help="进程名称，显示在办理记录中；不填 = 主机名和进程号")]
UntilIdle = Annotated[bool, typer.Option("--until-idle", help="没有可办的就结束（默认一直等待新的申报件）")]
UntilEof = Annotated[bool, typer.Option("--until-eof", hidden=True, help="标准输入关闭时结束：由 gongai run 使用")]


def register(tree: Commands) -> None:
    tree.add(
        worker,
        name="worker",
        help="一个办理进程。通常由 gongai run 启动；多台机器共用一个数据库时，可在每台机器上单独启动。\n"
        "收到 SIGTERM 或 Ctrl-C：办完手上的一件再结束；再次收到则立即结束。",
    )


def worker(
    *, name: Name = "", until_idle: UntilIdle = False, until_eof: UntilEof = False, as_json: Json = False
) -> int:
    from gongai.runner import logs
    from gongai.runner.process import end_now, lead_group, stop_on_signals
    from gongai.runner.worker import Worker
    from gongai.services import opening
    from gongai.text.progress import Progress

    lead_group()
    stop = stop_on_signals()
    if until_eof:
        threading.Thread(target=_wait_for_eof, args=(stop,), name="parent", daemon=True).start()
    name = (name or f"{socket.gethostname()}-{os.getpid()}")[:64]
    with opening.installation() as app, log_file(app.settings.home, f"worker-{name}") as log:
        logs.configure(app.settings, log)
        progress = Progress(app.clock, worker=name, stream=sys.stderr if as_json else sys.stdout)
        attempts = app.attempts(watch=progress.point)
        run = Worker(app.store, progress.around(attempts.run), name=name, clock=app.clock, on_stale=end_now)
        try:
            run.work(stop, until_idle=until_idle)
        finally:
            attempts.close()
    ended = "signal" if stop.is_set() else "idle"
    output.show({"worker": name, "ended": ended}, lambda: [f"办理进程 {name} 已结束"], as_json=as_json)
    return Exit.DONE


def log_file(home: Path, name: str) -> TextIO:
    """`logs/<name>.log` in the home folder, for the owner only. One older file is kept."""
    from gongai.files import private

    folder = private.folder(home / "logs")
    path = folder / f"{''.join(c if c.isalnum() or c in '-_.' else '_' for c in name)}.log"
    if path.exists() and path.stat().st_size > 20_000_000:
        path.replace(path.with_suffix(".log.1"))
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, private.FILE_MODE)
    return os.fdopen(handle, "a", encoding="utf-8", buffering=1)


def _wait_for_eof(stop: threading.Event) -> None:
    """The end of whoever started us closes the pipe, however that end came."""
    try:
        while os.read(0, 1024):
            pass
    except OSError:
        pass
    stop.set()
