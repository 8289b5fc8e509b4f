"""`gongai run`: the unattended whole: clock, workers, and what keeps them going."""

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from gongai.cli import output
from gongai.cli.help import Commands
from gongai.cli.options import Json, actor

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import RenderableType

    from gongai.services.running import RunEnd

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
    from gongai.services import opening, running

    asked = running.listen()
    with opening.installation() as app:
        end = running.run(
            app,
            actor(""),
            asked,
            say=lambda text: output.say(text, as_json=as_json),
            workers=workers,
            until_idle=timedelta(seconds=within) if until_idle else None,
            quiet=as_json,
        )
    if end.summary is not None:
        output.show(end, lambda: _render(end), as_json=as_json)
    return end.code


def _render(end: "RunEnd") -> "Iterable[RenderableType]":
    from gongai.cli import tables

    if end.why != "idle" or end.summary is None:
        yield "已结束，没有进程留下"
        return
    one = end.summary
    yield tables.filings(one.filings, title="办理结果")
    if one.left_out:
        yield f"只列出最新的 {len(one.filings)} 件，另有 {one.left_out} 件没有列出（gongai list）"
    yield f"需要人工处理 {len(one.needs_person)} 件。每件的截图、请求摘要和回执在 {one.evidence}"
