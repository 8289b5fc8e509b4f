"""`gongai worker`: one process that takes jobs and carries them out, one at a time."""

from typing import Annotated

import typer

from gongai.cli import output
from gongai.cli.help import Commands
from gongai.cli.options import Json, actor
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
    from gongai.services import opening, running

    stop = running.become_worker(until_eof=until_eof)
    with opening.installation() as app:
        end = running.work(
            app,
            actor(""),
            stop,
            say=lambda text: output.say(text, as_json=as_json),
            name=name,
            until_idle=until_idle,
        )
    output.show(end, lambda: [f"办理进程 {end.worker} 已结束"], as_json=as_json)
    return Exit.DONE
