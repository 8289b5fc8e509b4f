"""`gongai check | plan | add`: filings from files, looked at before anything is queued."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gongai.cli import output, promise
from gongai.cli.help import Commands
from gongai.cli.options import By, Files, Json, actor
from gongai.exits import Exit

if TYPE_CHECKING:
    from gongai.services.intake import FileReport

Partial = Annotated[
    bool, typer.Option("--partial", help="有问题的不入队，其余照常入队（默认：有一件不合格则全部不入队）")
]


def register(tree: Commands) -> None:
    tree.add(check, name="check", help="核对申报件：一次列出全部问题，不入队。")
    tree.add(plan, name="plan", help="显示填报计划：每一栏填什么、来自哪里；要交的材料、情形回答和事项。不入队。")
    tree.add(add, name="add", help="核对并加入队列，由 gongai run 自动办理。")


def check(files: Files, *, as_json: Json = False) -> int:
    from gongai.services import intake, opening

    with opening.installation() as app:
        report = intake.check_files(app, actor(""), files)
    output.show(
        report,
        lambda: (line for one in report.files for line in _lines(one, one.verdict)),
        as_json=as_json,
    )
    return Exit.DONE if report.ok else Exit.BUSINESS


def plan(file: Annotated[Path, typer.Argument(metavar="文件", help="申报件（JSON）")], *, as_json: Json = False) -> int:
    from gongai.cli import plan_view
    from gongai.services import intake, opening

    with opening.installation() as app:
        masked = plan_view.masked(intake.plan(app, actor(""), file))
    output.show({"plan": masked}, lambda: plan_view.render(masked), as_json=as_json)
    return Exit.DONE


def add(files: Files, *, partial: Partial = False, by: By = "", as_json: Json = False) -> int:
    from gongai.services import intake, opening, working

    with opening.installation() as app:
        report = intake.add_files(app, actor(by), files, partial=partial)
        idle = working.line(app) if report.queued else ""
    output.show(
        report,
        lambda: (line for one in report.files for line in _lines(one, one.end)),
        as_json=as_json,
    )
    promise.tell(idle, as_json=as_json)
    return Exit.DONE if report.ok else Exit.BUSINESS


def _lines(report: "FileReport", verdict: str) -> Iterator[str]:
    from gongai.text.findings import two_lines

    yield f"{report.path.name}：{verdict}"
    for finding in report.findings:
        what, remedy = two_lines(finding)
        yield f"  {what}"
        yield f"      {remedy}"
