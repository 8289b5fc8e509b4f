"""`gongai review list | show | decide`: what a supervisor decides about filings that cannot go on by themselves."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gongai.cli import output, promise
from gongai.cli.help import Commands
from gongai.cli.options import By, Json, Reason, Ref, actor
from gongai.exits import Exit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import RenderableType

# written out, because the decisions themselves live with the database code, and help must come at once
DECISIONS = (
    "portal_has_it（平台已有此件）、portal_has_not（平台没有此件）、cannot_tell（无法判断）、retry（重试）、"
    "edit（修改后重新申报）、done_by_hand（已人工申报）、give_back（退回帮代办员）、escalate（提请协调）、cancel（作废）"
)
LEVELS = "上级、部门会商、领导小组"
What = Annotated[str, typer.Option("--decision", metavar="决定", help=f"{DECISIONS}；代码或中文均可")]
Numbers = Annotated[
    list[str], typer.Option("--receipt-no", metavar="流水号", help="申报流水号；平台已有、已人工申报时必填，可写多次")
]
Level = Annotated[str, typer.Option("--level", metavar="层级", help=f"提请协调时必填：{LEVELS}")]
File = Annotated[Path | None, typer.Option("--file", metavar="文件", help="修改后的申报件（JSON）；edit 时必填")]


def commands() -> Commands:
    group = Commands(name="review", help="复核：需修改、结果待核、待复核、待人工的申报件由人决定去向。")
    group.add(list_, name="list", help="列出等人决定的申报件。")
    group.add(show, name="show", help="一件的情况和现在可以作的决定。")
    group.add(decide, name="decide", help="作出决定。理由必填，与时间、姓名一起记入操作记录，不能更改。")
    return group


def list_(*, as_json: Json = False) -> int:
    from gongai.services import inbox, opening, review

    with opening.installation() as app:
        rows = review.list_(app, actor(""))
        apart = inbox.apart(app, actor(""))

    def render() -> "Iterable[RenderableType]":
        from gongai.cli import tables

        if apart:
            yield f"另有 {apart} 条要处理的结果不属于某一件（如平台检查未完成、账号、平台配置）：gongai results list"
        if not rows:
            yield "没有等人决定的申报件"
            return
        table = tables.grid("申报件", "项目", "事项", "状态", "原因", "下一步")
        for row in rows:
            table.add_row(row.reference, row.project, row.item, row.state.label, row.why, row.next_step)
        yield table

    output.show({"filings": rows, "apart": apart}, render, as_json=as_json)
    return Exit.DONE


def show(ref: Ref, *, as_json: Json = False) -> int:
    from gongai.cli import filing_view
    from gongai.services import opening, review

    with opening.installation() as app:
        case = review.show(app, actor(""), ref)

    def render() -> "Iterable[RenderableType]":
        yield from filing_view.render(case.filing)
        yield "现在可以作的决定：" + ("、".join(f"{one.decision}（{one.label}）" for one in case.decisions) or "（无）")

    output.show(case, render, as_json=as_json)
    return Exit.DONE


def decide(
    ref: Ref,
    *,
    decision: What,
    reason: Reason,
    receipt_no: Numbers = [],  # noqa: B006
    level: Level = "",
    file: File = None,
    by: By = "",
    as_json: Json = False,
) -> int:
    from gongai.services import opening, review, working
    from gongai.text.next_step import AUTOMATIC

    with opening.installation() as app:
        done = review.decide(
            app,
            actor(by),
            ref,
            decision,
            reason=reason,
            receipt_nos=receipt_no,
            level=level,
            filing=file,
        )
        idle = working.line(app) if done.state in AUTOMATIC else ""
    message = f"{ref}：{done.decision.label}。现在是 {done.reference}，状态 {done.state.label}"
    output.show(done, lambda: [message], as_json=as_json)
    promise.tell(idle, as_json=as_json)
    return Exit.DONE
