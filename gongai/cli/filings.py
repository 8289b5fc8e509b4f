"""`gongai list | show | again | cancel`: what is in the queue, and what became of it."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gongai.cli import output, promise
from gongai.cli.help import Commands
from gongai.cli.options import LARGEST, By, Json, Reason, Ref, actor
from gongai.exits import Exit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import RenderableType

State = Annotated[
    list[str], typer.Option("--state", metavar="状态", help="只列这些状态（如 待人工 或 held），可写多次")
]
Project = Annotated[str, typer.Option("--project", metavar="工程代码", help="只列这个工程")]
File = Annotated[Path, typer.Option("--file", metavar="文件", help="改好的申报件（JSON），其中的轮次和申报件号不计")]
Limit = Annotated[int, typer.Option("--limit", metavar="件数", help="最多列多少件", min=1, max=LARGEST)]


def register(tree: Commands) -> None:
    tree.add(list_, name="list", help="列出申报件：状态、申报流水号、下一步由人做什么。")
    tree.add(show, name="show", help="一件的全部情况：状态及原因、回执、平台进度、办理记录、待办、留痕所在。")
    tree.add(
        again,
        name="again",
        help="平台收件后没有批准的（不予受理、不予许可等），改好后以下一轮重新申报。轮次自动加一，原件的待办随即了结。",
    )
    tree.add(cancel, name="cancel", help="作废还没有提交的申报件。")


def list_(*, state: State = [], project: Project = "", limit: Limit = 200, as_json: Json = False) -> int:  # noqa: B006
    from gongai.services import filings, opening

    with opening.installation() as app:
        states = [filings.state_named(one) for one in state]
        found = filings.list_(app, actor(""), states=states, project=project, limit=limit)

    def render() -> "Iterable[RenderableType]":
        from gongai.cli import tables

        if found.recovery is not None:
            yield found.recovery.line
        if found.working is not None and found.working.line:
            yield found.working.line
        if not found.filings:
            yield "没有申报件。用 gongai add 文件… 加入"
            return
        yield tables.filings(one.line for one in found.filings)
        yield "共 " + "，".join(f"{one.label} {number}" for one, number in found.counts.items())
        if found.left_out:
            yield f"只列出最新的 {limit} 件，另有 {found.left_out} 件没有列出，可用 --limit 调整"

    output.show(found, render, as_json=as_json)
    return Exit.DONE


def show(ref: Ref, *, as_json: Json = False) -> int:
    from gongai.cli import filing_view
    from gongai.services import filings, opening

    with opening.installation() as app:
        one = filings.show(app, actor(""), ref)
    output.show(one, lambda: filing_view.render(one), as_json=as_json)
    return Exit.DONE


def again(ref: Ref, *, file: File, reason: Reason, by: By = "", as_json: Json = False) -> int:
    from gongai.services import filings, opening, working

    with opening.installation() as app:
        done = filings.again(app, actor(by), ref, file, reason=reason)
        idle = working.line(app)
    output.show(done, lambda: [f"{ref} 以第 {done.round} 轮重新申报：已入队 {done.reference}"], as_json=as_json)
    promise.tell(idle, as_json=as_json)
    return Exit.DONE


def cancel(ref: Ref, *, reason: Reason, by: By = "", as_json: Json = False) -> int:
    from gongai.services import filings, opening

    with opening.installation() as app:
        done = filings.cancel(app, actor(by), ref, reason=reason)
    output.show(done, lambda: [f"{done.reference} 已作废"], as_json=as_json)
    return Exit.DONE
