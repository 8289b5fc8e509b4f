"""`gongai list | show | cancel`: what is in the queue, and what became of it."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from gongai.cli import output
from gongai.cli.help import Commands
from gongai.cli.options import By, Json, Reason, Ref, who
from gongai.exits import Exit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import RenderableType

    from gongai.queue.reads import FilingView
    from gongai.queue.store import Store

State = Annotated[
    list[str], typer.Option("--state", metavar="状态", help="只列这些状态（如 待人工 或 held），可写多次")
]
Project = Annotated[str, typer.Option("--project", metavar="工程代码", help="只列这个工程")]
Limit = Annotated[int, typer.Option("--limit", metavar="件数", help="最多列多少件", min=1)]


def register(tree: Commands) -> None:
    tree.add(list_, name="list", help="列出申报件：状态、申报流水号、下一步由人做什么。")
    tree.add(show, name="show", help="一件的全部情况：状态及原因、回执、平台进度、办理记录、待办、留痕所在。")
    tree.add(cancel, name="cancel", help="作废还没有提交的申报件。")


def list_(*, state: State = [], project: Project = "", limit: Limit = 200, as_json: Json = False) -> int:  # noqa: B006
    from gongai.queue.results import list_results
    from gongai.services import opening

    with opening.installation() as book:
        rows = book.store.list(states=[_state(one) for one in state], project=project, limit=limit)
        open_results = list_results(book.engine, limit=5000)
        counts = book.store.counts()
    mine = {row.reference: tuple(one for one in open_results if one.reference == row.reference) for row in rows}

    def people() -> "Iterable[RenderableType]":
        from gongai.cli import tables

        if not rows:
            yield "没有申报件。用 gongai add 文件… 加入"
            return
        yield tables.filings(tables.line_of(row, mine[row.reference]) for row in rows)
        yield "共 " + "，".join(f"{one.label} {number}" for one, number in counts.items())
        if len(rows) == limit:
            yield f"只列出了前 {limit} 件，可用 --limit 调整"

    output.show(
        {"filings": [_row(row, mine[row.reference]) for row in rows], "counts": counts}, people, as_json=as_json
    )
    return Exit.DONE


def show(ref: Ref, *, as_json: Json = False) -> int:
    from gongai.cli import filing_view
    from gongai.services import opening

    with opening.installation() as book:
        view = found(book.store, ref)
        data = filing_view.data(book, view)
    output.show(data, lambda: filing_view.words(data), as_json=as_json)
    return Exit.DONE


def cancel(ref: Ref, *, reason: Reason, by: By = "", as_json: Json = False) -> int:
    from gongai.services import opening

    with opening.installation() as book:
        view = found(book.store, ref)
        book.store.cancel(view.row.filing_id, by=who(by), reason=reason)
    done = {"reference": view.row.reference, "state": "cancelled"}
    output.show(done, lambda: [f"{view.row.reference} 已作废"], as_json=as_json)
    return Exit.DONE


def found(store: "Store", ref: str) -> "FilingView":
    """Raises `NotAllowed` where there is no such filing."""
    from gongai.errors import NotAllowed

    view = store.get(ref)
    if view is None:
        raise NotAllowed(f"没有申报件 {ref}。用 gongai list 查看")
    return view


def _state(text: str) -> Any:
    from gongai.errors import UsageError
    from gongai.records.state import FilingState

    for one in FilingState:
        if text.strip() in (one.value, one.label):
            return one
    known = "、".join(f"{one.label}（{one.value}）" for one in FilingState)
    raise UsageError(f"没有状态“{text}”。可用：{known}")


def _row(row: Any, results: Any) -> dict[str, Any]:
    from dataclasses import asdict

    from gongai.text import next_step

    return {**asdict(row), "state_label": row.state.label, "next_step": next_step.next_step(row, results)}
