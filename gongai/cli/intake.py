"""`gongai check | plan | add`: filings from files, looked at before anything is queued."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gongai.cli import output
from gongai.cli.help import Commands
from gongai.cli.options import By, Files, Json, who
from gongai.exits import Exit

if TYPE_CHECKING:
    from gongai.app import App
    from gongai.records.filing import Filing
    from gongai.records.finding import Finding

Partial = Annotated[
    bool, typer.Option("--partial", help="有问题的不入队，其余照常入队（默认：有一件不合格则全部不入队）")
]


def register(tree: Commands) -> None:
    tree.add(check, name="check", help="核对申报件：一次列出全部问题，不入队。")
    tree.add(plan, name="plan", help="显示填报计划：每一栏填什么、来自哪里；要交的材料、情形回答和事项。不入队。")
    tree.add(add, name="add", help="核对并加入队列，由 gongai run 自动办理。")


def check(files: Files, *, as_json: Json = False) -> int:
    from gongai.services import opening

    with opening.installation() as app:
        reports = [_look(app, path, power_for_advice=None) for path in files]
    output.show({"files": [one.data() for one in reports]}, lambda: _report(reports), as_json=as_json)
    return Exit.BUSINESS if any(one.stops for one in reports) else Exit.DONE


def plan(file: Annotated[Path, typer.Argument(metavar="文件", help="申报件（JSON）")], *, as_json: Json = False) -> int:
    from gongai.cli import plan_view
    from gongai.records.filing import read_filing
    from gongai.services import filings as service
    from gongai.services import opening

    with opening.installation() as app:
        filing = read_filing(str(file))
        made = service.plan(app, filing)
        masked = plan_view.masked(made)
    output.show({"plan": masked}, lambda: plan_view.words(masked), as_json=as_json)
    return Exit.DONE


def add(files: Files, *, partial: Partial = False, by: By = "", as_json: Json = False) -> int:
    from gongai.services import opening

    with opening.installation() as app:
        reports = [_look(app, path) for path in files]
        _twice(reports)
        good = [one for one in reports if not one.stops]
        queued = good if partial or len(good) == len(reports) else []
        _queue(app, queued, by=who(by), together=not partial)
    done = {
        "queued": [one.data() for one in reports if one.filing_id],
        "refused": [one.data() for one in reports if one.stops],
    }
    output.show(done, lambda: _report(reports, adding=True), as_json=as_json)
    return Exit.BUSINESS if any(one.stops for one in reports) else Exit.DONE


class _Report:
    """One file and what was found in it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.filing: Filing | None = None
        self.findings: list[Finding] = []
        self.filing_id: int | None = None
        self.reference = ""

    @property
    def stops(self) -> "list[Finding]":
        return [one for one in self.findings if one.level == "stop"]

    def data(self) -> dict[str, Any]:
        return {
            "file": str(self.path),
            "ok": not self.stops,
            "reference": self.reference,
            "findings": self.findings,
        }


def _look(app: "App", path: Path, *, power_for_advice: str | None = "submit") -> _Report:
    """`power_for_advice` None: a 帮办 filing may be looked at, though never submitted."""
    from gongai.errors import FilingError
    from gongai.records.filing import read_filing
    from gongai.services import filings as service

    report = _Report(path)
    try:
        filing = report.filing = read_filing(str(path))
    except FilingError as error:
        report.findings += error.findings or [_finding("文件", path.name, str(error), "请改正后重试")]
        return report
    if filing.service_mode == "帮办" and power_for_advice is None:
        report.findings += service.findings(app, filing, power=None)
        report.findings.append(
            _finding(
                "service_mode 服务方式",
                "帮办",
                "帮办件只核对、制作计划和跟踪，不会提交",
                "由建设单位自行提交",
                stop=False,
            )
        )
        return report
    report.findings += service.findings(app, filing)
    return report


def _twice(reports: list[_Report]) -> None:
    """The same thing in two of the files: the second is refused here, before the database would."""
    seen: dict[str, Path] = {}
    for report in reports:
        if report.filing is None or report.stops:
            continue
        first = seen.setdefault(report.filing.business_key, report.path)
        if first is not report.path:
            words = "与本次的另一个文件是同一件（申请人、工程、事项、轮次相同）"
            report.findings.append(_finding("文件", report.path.name, f"{words}：{first.name}", "请去掉其中一个"))


def _queue(app: "App", reports: list[_Report], *, by: str, together: bool) -> None:
    """`together`: in one transaction, so that a clash with what is queued already lets none in."""
    from gongai.errors import AlreadyQueued, FilingError
    from gongai.records.actor import Actor, FrontEnd
    from gongai.services import filings as service

    filings = [(report, report.filing) for report in reports if report.filing is not None]
    if together:
        ids = service.add_all(app, Actor(by, FrontEnd.COMMAND_LINE), [filing for _report, filing in filings])
        for (report, _filing), filing_id in zip(filings, ids, strict=True):
            _note(app, report, filing_id)
        return
    for report, filing in filings:
        try:
            _note(app, report, service.add(app, Actor(by, FrontEnd.COMMAND_LINE), filing))
        except AlreadyQueued as error:
            report.findings.append(_finding("申报件", report.path.name, str(error), "无需再次加入"))
        except FilingError as error:
            report.findings += error.findings


def _note(app: "App", report: _Report, filing_id: int) -> None:
    report.filing_id = filing_id
    view = app.store.get(str(filing_id))
    report.reference = view.row.reference if view is not None else ""


def _finding(field: str, value: str, rule: str, remedy: str, *, stop: bool = True) -> "Finding":
    from gongai.records.finding import Finding

    return Finding(field=field, value=value, rule=rule, remedy=remedy, level="stop" if stop else "warn")


def _report(reports: list[_Report], *, adding: bool = False) -> list[str]:
    lines: list[str] = []
    for report in reports:
        if report.filing_id:
            state = f"已入队 {report.reference}"
        elif report.stops:
            state = f"{len(report.stops)} 处问题" + ("，没有入队" if adding else "")
        else:
            state = "合格，但本批有不合格的，没有入队（可用 --partial 只入队合格的）" if adding else "合格"
        lines.append(f"{report.path.name}：{state}")
        for one in report.findings:
            mark = "✗" if one.level == "stop" else "!"
            lines += [f"  {mark} {one.field}：{one.value or '（空）'}", f"      {one.rule}。{one.remedy}"]
    return lines
