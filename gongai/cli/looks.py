"""`gongai poll | reconcile`: have workers look at the portal now instead of when it is due."""

from typing import Annotated

import typer

from gongai.cli import output
from gongai.cli.exits import Exit
from gongai.cli.help import Commands
from gongai.cli.options import Json

Only = Annotated[str, typer.Argument(metavar="申报件号", help="只看这一件；不填 = 全部")]


def register(tree: Commands) -> None:
    tree.add(poll, name="poll", help="立即查询已提交申报件的进度，不等到期（由正在运行的办理进程执行）。")
    tree.add(reconcile, name="reconcile", help="立即核查“结果待核”的申报件在不在平台上（由正在运行的办理进程执行）。")


def poll(ref: Only = "", *, as_json: Json = False) -> int:
    from gongai.state import FlowName

    return _hasten(FlowName.TRACK, ref, "进度查询", as_json=as_json)


def reconcile(ref: Only = "", *, as_json: Json = False) -> int:
    from gongai.state import FlowName

    return _hasten(FlowName.SUBMIT, ref, "核查", as_json=as_json)


def _hasten(flow: object, ref: str, what: str, *, as_json: bool) -> int:
    from gongai.cli import opened
    from gongai.cli.filings import found
    from gongai.state import FilingState, FlowName

    flow = FlowName(str(flow))
    with opened.ledger() as book:
        filing_id = found(book.store, ref).row.filing_id if ref else None
        moved = book.store.hasten(flow, filing_id=filing_id)
        counts = book.store.counts()
    done = {"hastened": moved}
    lines = [f"已提前 {moved} 件的{what}，由 gongai run 或 gongai worker 执行；没有运行时请先启动"]
    if flow is FlowName.SUBMIT and counts.get(FilingState.UNKNOWN, 0) > moved:
        lines.append("其余“结果待核”的正在核查，或已等人决定（gongai review list）")
    output.show(done, lambda: lines, as_json=as_json)
    return Exit.DONE
