"""`gongai poll | reconcile | follow`: looks into the portal: now instead of when due, and at what others filed."""

from pathlib import Path
from typing import Annotated

import typer

from gongai.cli import output
from gongai.cli.help import Commands
from gongai.cli.options import By, Json, who
from gongai.exits import Exit

Only = Annotated[str, typer.Argument(metavar="申报件号", help="只看这一件；不填 = 全部")]


One = Annotated[Path, typer.Argument(metavar="文件", help="申报件（JSON），材料可以不附")]
Numbers = Annotated[list[str], typer.Option("--receipt-no", metavar="流水号", help="平台的申报流水号，可写多次")]


def register(tree: Commands) -> None:
    tree.add(poll, name="poll", help="立即查询已提交申报件的进度，不等到期（由正在运行的办理进程执行）。")
    tree.add(
        follow,
        name="follow",
        help="登记并跟踪由他人申报的一件：帮办的，或建设单位自行申报的。只查询，绝不提交。",
    )
    tree.add(reconcile, name="reconcile", help="立即核查“结果待核”的申报件在不在平台上（由正在运行的办理进程执行）。")


def follow(file: One, *, receipt_no: Numbers, by: By = "", as_json: Json = False) -> int:
    from gongai.queue.follow import follow as keep
    from gongai.records.filing import read_filing
    from gongai.services import opening

    filing = read_filing(str(file))
    with opening.installation() as app:
        app.accounts.check_unit(filing.site, filing.account, filing.applicant.uscc)
        app.site(filing.site)
        number = keep(app.engine, filing, receipt_nos=receipt_no, by=who(by), at_ms=app.clock.now_ms())
        reference = next(row.reference for row in app.store.list() if row.filing_id == number)
    done = {"reference": reference, "receipt_nos": receipt_no}
    output.show(done, lambda: [f"{reference} 已登记跟踪，申报流水号 {'、'.join(receipt_no)}"], as_json=as_json)
    return Exit.DONE


def poll(ref: Only = "", *, as_json: Json = False) -> int:
    from gongai.records.state import FlowName

    return _hasten(FlowName.TRACK, ref, "进度查询", as_json=as_json)


def reconcile(ref: Only = "", *, as_json: Json = False) -> int:
    from gongai.records.state import FlowName

    return _hasten(FlowName.SUBMIT, ref, "核查", as_json=as_json)


def _hasten(flow: object, ref: str, what: str, *, as_json: bool) -> int:
    from gongai.cli.filings import found
    from gongai.records.state import FilingState, FlowName
    from gongai.services import opening

    flow = FlowName(str(flow))
    with opening.installation() as book:
        filing_id = found(book.store, ref).row.filing_id if ref else None
        moved = book.store.hasten(flow, filing_id=filing_id)
        counts = book.store.counts()
    done = {"hastened": moved}
    lines = [f"已提前 {moved} 件的{what}，由 gongai run 或 gongai worker 执行；没有运行时请先启动"]
    if flow is FlowName.SUBMIT and counts.get(FilingState.UNKNOWN, 0) > moved:
        lines.append("其余“结果待核”的正在核查，或已等人决定（gongai review list）")
    output.show(done, lambda: lines, as_json=as_json)
    return Exit.DONE
