"""`gongai results list | claim | release | assign | settle`: what people must know or do."""

from typing import TYPE_CHECKING, Annotated

import typer

from gongai.cli import output
from gongai.cli.help import Commands
from gongai.cli.options import LARGEST, By, Json, Reason, actor
from gongai.exits import Exit
from gongai.text import labels

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import RenderableType

Number = Annotated[int, typer.Argument(metavar="编号", help="结果的编号，见 gongai results list", min=1, max=LARGEST)]
All = Annotated[bool, typer.Option("--all", help="已处理的也列出")]
Owner = Annotated[str, typer.Option("--owner", metavar="姓名", help="只列此人认领的")]
About = Annotated[str, typer.Option("--filing", metavar="申报件号", help="只列这一件的")]
Limit = Annotated[
    int,
    typer.Option(
        "--limit",
        metavar="条数",
        help="最多列多少条；要处理的在前，按最迟时间，其后是通报，新的在前",
        min=1,
        max=LARGEST,
    ),
]
To = Annotated[str, typer.Option("--to", metavar="姓名", help="交给谁")]
Settlement = Annotated[str, typer.Option("--text", metavar="处理情况", help="怎么处理的")]


def commands() -> Commands:
    group = Commands(name="results", help="办理结果：每一件需要人知道或处理的事。")
    group.add(list_, name="list", help="列出还没有处理的结果。")
    group.add(claim, name="claim", help="认领一条结果，由自己处理。")
    group.add(release, name="release", help="退回自己认领的一条，别人可以再认领。")
    group.add(assign, name="assign", help="把一条结果交给别人处理，不论现在由谁认领（如原认领人请假）。")
    group.add(settle, name="settle", help="登记处理情况。申报件本身的去向在 gongai review 中决定。")
    return group


def list_(
    *, all_: All = False, owner: Owner = "", filing: About = "", limit: Limit = 1000, as_json: Json = False
) -> int:
    from gongai.services import inbox, opening

    with opening.installation() as app:
        found = inbox.list_(app, actor(""), open_only=not all_, owner=owner, reference=filing, limit=limit)

    def render() -> "Iterable[RenderableType]":
        from gongai.cli import tables
        from gongai.text.moments import when

        if not found.results:
            yield "没有待处理的结果"
            return
        table = tables.grid("编号", "时间", "申报件", "类型", "内容", "最迟", "认领")
        for one in found.results:
            text = one.text + (f"\n图片：{one.picture}" if one.picture else "")
            text += f"\n已处理（{one.settled_by}）：{one.settlement}" if one.settled_ms else ""
            kind = labels.of(labels.RESULTS, one.kind)
            table.add_row(str(one.id), when(one.created_ms), one.reference, kind, text, when(one.due_ms), one.owner)
        yield table
        if found.left_out:
            more = f"gongai results list --limit {found.total}"
            yield f"共 {found.total} 条，先列要处理的（急的在前），还有 {found.left_out} 条没有列出：{more}"

    output.show(found, render, as_json=as_json)
    return Exit.DONE


def claim(number: Number, *, by: By = "", as_json: Json = False) -> int:
    from gongai.services import inbox, opening

    with opening.installation() as app:
        done = inbox.claim(app, actor(by), number)
    output.show(done, lambda: [f"结果 {done.id} 已由 {done.owner} 认领"], as_json=as_json)
    return Exit.DONE


def release(number: Number, *, reason: Reason, by: By = "", as_json: Json = False) -> int:
    from gongai.services import inbox, opening

    with opening.installation() as app:
        done = inbox.release(app, actor(by), number, reason=reason)
    output.show(done, lambda: [f"结果 {done.id} 已退回，等待认领"], as_json=as_json)
    return Exit.DONE


def assign(number: Number, *, to: To, reason: Reason, by: By = "", as_json: Json = False) -> int:
    from gongai.services import inbox, opening

    with opening.installation() as app:
        done = inbox.hand_over(app, actor(by), number, to=to, reason=reason)
    was = f"（原由 {done.before} 认领）" if done.before else ""
    output.show(done, lambda: [f"结果 {done.id} 已交给 {done.owner}{was}"], as_json=as_json)
    return Exit.DONE


def settle(number: Number, *, text: Settlement, by: By = "", as_json: Json = False) -> int:
    from gongai.services import inbox, opening

    with opening.installation() as app:
        done = inbox.settle(app, actor(by), number, text=text)
    output.show(done, lambda: [f"结果 {done.id} 已登记处理情况"], as_json=as_json)
    return Exit.DONE
