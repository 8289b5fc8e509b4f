"""`gongai agreement add | list | show | stop`: the written delegations without which nothing is submitted."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gongai.cli import output, promise
from gongai.cli.help import Commands
from gongai.cli.options import By, Json, Reason, actor
from gongai.exits import Exit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import RenderableType

    from gongai.records.agreement import Agreement

Files = Annotated[list[Path], typer.Argument(metavar="文件…", help="协议（JSON）；其中 file 指向已签章的协议文件")]
Number = Annotated[str, typer.Argument(metavar="协议编号", help="委托协议编号")]
SealSeen = Annotated[bool, typer.Option("--seal-seen", help="本人已打开签章件，核对过签字或印章")]
On = Annotated[str, typer.Option("--on", metavar="日期", help="终止日期，如 2026-03-01；不填 = 今天")]


def commands() -> Commands:
    group = Commands(
        name="agreement", help="代办协议：谁委托、委托哪些项目和阶段、从何时到何时。没有有效协议不会提交。"
    )
    group.add(add, name="add", help="登记或更新协议，并记下签章件的 SHA-256。")
    group.add(list_, name="list", help="列出协议及今天是否有效。")
    group.add(show, name="show", help="一份协议的内容，以及今天不能据以提交的原因。")
    group.add(stop, name="stop", help="登记协议终止：此后不再据此提交，已提交的照常跟踪。")
    return group


def add(files: Files, *, seal_seen: SealSeen = False, by: By = "", as_json: Json = False) -> int:
    from gongai.services import agreements, opening, working

    with opening.installation() as app:
        done = agreements.add(app, actor(by), files, seal_seen=seal_seen)
        idle = working.line(app) if any(one.released for one in done) else ""

    def render() -> "Iterable[RenderableType]":
        from gongai.text.findings import one_line
        from gongai.text.released import released

        for one in done:
            yield f"协议 {one.agreement_no} 已登记" + ("" if one.problems else "，今天可据以提交")
            yield from (f"  ! {problem}" for problem in one.problems)
            yield from (f"  {one_line(note)}" for note in one.notes)
            if one.released:
                yield f"  {released(one.released)}"

    output.show({"agreements": done}, render, as_json=as_json)
    promise.tell(idle, as_json=as_json)
    return Exit.DONE


def list_(*, as_json: Json = False) -> int:
    from gongai.services import agreements, opening

    with opening.installation() as app:
        found = agreements.list_(app, actor(""))

    def render() -> "Iterable[RenderableType]":
        from gongai.cli import tables

        if not found:
            yield "没有协议。用 gongai agreement add 文件… 登记"
            return
        table = tables.grid("协议编号", "委托单位", "阶段", "项目", "有效期", "今天能否提交")
        for view in found:
            one = view.agreement
            stages = "、".join(map(str, one.stages))
            able = "；".join(view.problems) or "能"
            table.add_row(one.agreement_no, one.principal.name, stages, f"{len(one.projects)} 个", _span(one), able)
        yield table

    output.show({"agreements": found}, render, as_json=as_json)
    return Exit.DONE


def show(number: Number, *, as_json: Json = False) -> int:
    from gongai.services import agreements, opening

    with opening.installation() as app:
        view = agreements.show(app, actor(""), number)

    def render() -> "Iterable[RenderableType]":
        from gongai.cli import tables

        one = view.agreement
        rows = (
            ("协议编号", one.agreement_no),
            ("委托单位", f"{one.principal.name}（{one.principal.uscc}）"),
            ("帮代办中心", one.centre),
            ("代办员", one.agent),
            ("项目", "\n".join(one.projects)),
            ("阶段", "、".join(map(str, one.stages))),
            ("事项", "、".join(one.items) or "所列阶段的全部事项"),
            ("权限", "、".join(view.power_labels)),
            ("签订日期", str(one.signed_at or "")),
            ("有效期", _span(one)),
            ("签章件", one.file),
            ("已核对签章", "是" if one.seal_seen else "否"),
            ("状态", view.state_label),
            ("终止", f"{one.stopped_at or ''} {one.stop_reason}".strip()),
            ("今天能否提交", "；".join(view.problems) or "能"),
        )
        yield tables.pairs((name, value) for name, value in rows if value)

    output.show({"agreement": view}, render, as_json=as_json)
    return Exit.DONE


def stop(number: Number, *, reason: Reason, on: On = "", by: By = "", as_json: Json = False) -> int:
    from gongai.services import agreements, opening

    day = _day(on)
    with opening.installation() as app:
        done = agreements.stop(app, actor(by), number, reason=reason, on=day)
    message = f"协议 {done.agreement_no} 已登记终止（{done.stopped_at}）：不再据此提交"
    output.show(done, lambda: [message], as_json=as_json)
    return Exit.DONE


def _day(text: str) -> date | None:
    from gongai.errors import UsageError

    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise UsageError(f"--on 应为日期，如 2026-03-01（现为“{text}”）") from error


def _span(one: "Agreement") -> str:
    return f"{one.valid_from or '?'} 至 {one.valid_to or '?'}"
