"""`gongai results list | claim | settle`: what people must know or do."""

from typing import TYPE_CHECKING, Annotated

import typer

from gongai.cli import output
from gongai.cli.help import Commands
from gongai.cli.options import By, Json, who
from gongai.exits import Exit
from gongai.text import labels

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import RenderableType

Number = Annotated[int, typer.Argument(metavar="编号", help="结果的编号，见 gongai results list")]
All = Annotated[bool, typer.Option("--all", help="已处理的也列出")]
Owner = Annotated[str, typer.Option("--owner", metavar="姓名", help="只列此人认领的")]
About = Annotated[str, typer.Option("--filing", metavar="申报件号", help="只列这一件的")]
Settlement = Annotated[str, typer.Option("--text", metavar="处理情况", help="怎么处理的")]


def commands() -> Commands:
    group = Commands(name="results", help="办理结果：每一件需要人知道或处理的事。")
    group.add(list_, name="list", help="列出还没有处理的结果。")
    group.add(claim, name="claim", help="认领一条结果，由自己处理。")
    group.add(settle, name="settle", help="登记处理情况。申报件本身的去向在 gongai review 中决定。")
    return group


def list_(*, all_: All = False, owner: Owner = "", filing: About = "", as_json: Json = False) -> int:
    from gongai.queue.results import list_results
    from gongai.services import opening

    with opening.installation() as book:
        rows = list_results(book.engine, open_only=not all_, owner=owner, reference=filing, limit=1000)

    def people() -> "Iterable[RenderableType]":
        from gongai.cli import tables
        from gongai.cli.filing_view import when

        if not rows:
            yield "没有待处理的结果"
            return
        table = tables.grid("编号", "时间", "申报件", "类型", "内容", "最迟", "认领")
        for one in rows:
            text = one.text + (f"\n图片：{one.picture}" if one.picture else "")
            text += f"\n已处理（{one.settled_by}）：{one.settlement}" if one.settled_ms else ""
            kind = labels.of(labels.RESULTS, one.kind)
            table.add_row(str(one.id), when(one.created_ms), one.reference, kind, text, when(one.due_ms), one.owner)
        for column in (table.columns[0], table.columns[2]):
            column.no_wrap = True
        yield table

    output.show({"results": rows}, people, as_json=as_json)
    return Exit.DONE


def claim(number: Number, *, by: By = "", as_json: Json = False) -> int:
    from gongai.queue.results import claim_result
    from gongai.services import opening

    with opening.installation() as book:
        claim_result(book.engine, number, by=who(by), at_ms=book.clock.now_ms())
    done = {"id": number, "owner": who(by)}
    output.show(done, lambda: [f"结果 {number} 已由 {who(by)} 认领"], as_json=as_json)
    return Exit.DONE


def settle(number: Number, *, text: Settlement, by: By = "", as_json: Json = False) -> int:
    from gongai.queue.results import settle_result
    from gongai.services import opening

    with opening.installation() as book:
        settle_result(book.engine, number, by=who(by), settlement=text, at_ms=book.clock.now_ms())
    done = {"id": number, "settled_by": who(by), "settlement": text}
    output.show(done, lambda: [f"结果 {number} 已登记处理情况"], as_json=as_json)
    return Exit.DONE
