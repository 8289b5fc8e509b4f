"""`gongai review list | show | decide`: what a supervisor decides about filings that cannot go on by themselves."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gongai.cli import output
from gongai.cli.help import Commands
from gongai.cli.options import By, Json, Reason, Ref, who
from gongai.exits import Exit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import RenderableType

    from gongai.app import App
    from gongai.queue.decision import Decision
    from gongai.records.filing import Filing

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
    from gongai.queue.results import list_results
    from gongai.queue.review import Review
    from gongai.services import opening
    from gongai.text import next_step

    with opening.installation() as book:
        rows = Review(book.engine, clock=book.clock).waiting()
        open_results = list_results(book.engine, limit=5000)
    mine = {row.reference: [one for one in open_results if one.reference == row.reference] for row in rows}

    def people() -> "Iterable[RenderableType]":
        from gongai.cli import tables

        if not rows:
            yield "没有等人决定的申报件"
            return
        table = tables.grid("申报件", "项目", "事项", "状态", "原因", "下一步")
        for row in rows:
            step = next_step.next_step(row, mine[row.reference])
            table.add_row(row.reference, row.project, tables.item_of(row), row.state.label, row.why, step)
        table.columns[0].no_wrap = True
        yield table

    data = [
        {
            "reference": row.reference,
            "state": row.state,
            "why": row.why,
            "next_step": next_step.next_step(row, mine[row.reference]),
        }
        for row in rows
    ]
    output.show({"filings": data}, people, as_json=as_json)
    return Exit.DONE


def show(ref: Ref, *, as_json: Json = False) -> int:
    from gongai.cli import filing_view
    from gongai.queue.review import Review
    from gongai.services import opening

    with opening.installation() as book:
        case = Review(book.engine, clock=book.clock).show(ref)
        data = filing_view.data(book, case.view)
    data["decisions"] = [{"decision": one.value, "label": one.label} for one in case.decisions]

    def people() -> "Iterable[RenderableType]":
        yield from filing_view.words(data)
        yield "现在可以作的决定：" + ("、".join(f"{one.value}（{one.label}）" for one in case.decisions) or "（无）")

    output.show(data, people, as_json=as_json)
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
    from gongai.queue.review import Review
    from gongai.services import opening

    chosen = _decision(decision)
    with opening.installation() as app:
        review = Review(app.engine, clock=app.clock, policy=app.store.policy, channels=app.store.channels)
        case = review.show(ref)
        changed = _edited(app, file) if file is not None else None
        filing_id = review.decide(
            case.view.row.filing_id,
            chosen,
            by=who(by),
            reason=reason,
            version=case.view.row.version,
            receipt_nos=receipt_no,
            level=level,
            filing=changed,
        )
        now = app.store.get(str(filing_id))
    assert now is not None
    row = now.row
    done = {"reference": row.reference, "decision": chosen, "state": row.state, "why": row.why, "by": who(by)}
    words = f"{ref}：{chosen.label}。现在是 {row.reference}，状态 {row.state.label}"
    output.show(done, lambda: [words], as_json=as_json)
    return Exit.DONE


def _decision(text: str) -> "Decision":
    from gongai.errors import UsageError
    from gongai.queue.decision import Decision

    for one in Decision:
        if text.strip() in (one.value, one.label):
            return one
    raise UsageError(f"没有决定“{text}”。可用：{DECISIONS}")


def _edited(app: "App", file: Path) -> "Filing":
    """The corrected record, checked as at intake."""
    from gongai.errors import FilingError
    from gongai.records.filing import read_filing
    from gongai.rules.filing import seal
    from gongai.services import filings

    filing = read_filing(str(file))
    stops = [one for one in filings.findings(app, filing) if one.level == "stop"]
    if stops:
        raise FilingError(f"修改后的申报件仍有 {len(stops)} 处问题，没有改动", stops)
    return seal(filing)
