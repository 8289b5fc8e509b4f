"""`gongai poll | reconcile | follow`: polls of the portal: now instead of when due, and at what others filed."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gongai.cli import output, promise
from gongai.cli.help import Commands
from gongai.cli.options import By, Json, actor
from gongai.exits import Exit

if TYPE_CHECKING:
    from gongai.services.filings import Hastened

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
    from gongai.services import intake, opening, working

    with opening.installation() as app:
        done = intake.follow(app, actor(by), file, receipt_nos=receipt_no)
        idle = working.line(app)
    message = f"{done.reference} 已登记跟踪，申报流水号 {'、'.join(done.receipt_nos)}"
    output.show(done, lambda: [message], as_json=as_json)
    promise.tell(idle, as_json=as_json)
    return Exit.DONE


def poll(ref: Only = "", *, as_json: Json = False) -> int:
    from gongai.services import filings, opening, working

    with opening.installation() as app:
        done = filings.poll(app, actor(""), ref)
        idle = working.line(app)
    output.show(done, lambda: [_hastened(done, "进度查询")], as_json=as_json)
    promise.tell(idle, as_json=as_json)
    return Exit.DONE


def reconcile(ref: Only = "", *, as_json: Json = False) -> int:
    from gongai.services import filings, opening, working

    with opening.installation() as app:
        done = filings.reconcile(app, actor(""), ref)
        idle = working.line(app)
    lines = [_hastened(done, "核查")]
    if done.busy:
        lines.append("其余“结果待核”的正在核查，或已等人决定（gongai review list）")
    output.show(done, lambda: lines, as_json=as_json)
    promise.tell(idle, as_json=as_json)
    return Exit.DONE


def _hastened(done: "Hastened", what: str) -> str:
    return f"已提前 {done.hastened} 件的{what}，由正在运行的办理进程执行"
