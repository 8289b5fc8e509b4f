"""`gongai agreement add | list | show | stop`: the written delegations without which nothing is submitted."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gongai.cli import output
from gongai.cli.help import Commands
from gongai.cli.options import By, Json, Reason, who
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
    from gongai.records.agreement import read_agreement
    from gongai.services import opening

    agreements = [_sealed(read_agreement(str(path)), path, seal_seen=seal_seen) for path in files]
    with opening.installation() as book:
        for one in agreements:
            book.store.save_agreement(one, by=who(by))
        today = _today(book.clock)
    rows = [{"agreement_no": one.agreement_no, "problems": problems(one, today)} for one in agreements]

    def people() -> "Iterable[RenderableType]":
        for row in rows:
            yield f"协议 {row['agreement_no']} 已登记" + ("" if row["problems"] else "，今天可据以提交")
            yield from (f"  ! {one}" for one in row["problems"])

    output.show({"agreements": rows}, people, as_json=as_json)
    return Exit.DONE


def list_(*, as_json: Json = False) -> int:
    from gongai.services import opening

    with opening.installation() as book:
        agreements = _all(book)
        today = _today(book.clock)

    def people() -> "Iterable[RenderableType]":
        from gongai.cli import tables

        if not agreements:
            yield "没有协议。用 gongai agreement add 文件… 登记"
            return
        table = tables.grid("协议编号", "委托单位", "阶段", "项目", "有效期", "今天能否提交")
        for one in agreements:
            wrong = problems(one, today)
            span = f"{one.valid_from or '?'} 至 {one.valid_to or '?'}"
            stages = "、".join(map(str, one.stages))
            table.add_row(
                one.agreement_no, one.principal.name, stages, f"{len(one.projects)} 个", span, "；".join(wrong) or "能"
            )
        yield table

    data = [{**_data(one), "problems": problems(one, today)} for one in agreements]
    output.show({"agreements": data}, people, as_json=as_json)
    return Exit.DONE


def show(number: Number, *, as_json: Json = False) -> int:
    from gongai.services import opening

    with opening.installation() as book:
        one = _found(book, number)
        today = _today(book.clock)
    wrong = problems(one, today)

    def people() -> "Iterable[RenderableType]":
        from gongai.cli import tables
        from gongai.records.agreement import POWERS
        from gongai.rules.delegation import STATES

        yield tables.pairs(
            (name, value)
            for name, value in (
                ("协议编号", one.agreement_no),
                ("委托单位", f"{one.principal.name}（{one.principal.uscc}）"),
                ("帮代办中心", one.centre),
                ("代办员", one.agent),
                ("项目", "\n".join(one.projects)),
                ("阶段", "、".join(map(str, one.stages))),
                ("事项", "、".join(one.items) or "所列阶段的全部事项"),
                ("权限", "、".join(POWERS[power] for power in one.powers)),
                ("签订日期", str(one.signed_at or "")),
                ("有效期", f"{one.valid_from or '?'} 至 {one.valid_to or '?'}"),
                ("签章件", one.file),
                ("已核对签章", "是" if one.seal_seen else "否"),
                ("状态", STATES.get(one.state, str(one.state))),
                ("终止", f"{one.stopped_at or ''} {one.stop_reason}".strip()),
                ("今天能否提交", "；".join(wrong) or "能"),
            )
            if value
        )

    output.show({"agreement": {**_data(one), "problems": wrong}}, people, as_json=as_json)
    return Exit.DONE


def stop(number: Number, *, reason: Reason, on: On = "", by: By = "", as_json: Json = False) -> int:
    from gongai.errors import UsageError
    from gongai.services import opening

    with opening.installation() as book:
        one = _found(book, number)
        try:
            day = date.fromisoformat(on) if on else _today(book.clock)
        except ValueError as error:
            raise UsageError(f"--on 应为日期，如 2026-03-01（现为“{on}”）") from error
        stopped = one.model_copy(update={"state": 7, "stop_reason": reason, "stopped_at": day})
        book.store.save_agreement(stopped, by=who(by))
    done = {"agreement_no": number, "stopped_at": day, "stop_reason": reason}
    output.show(done, lambda: [f"协议 {number} 已登记终止（{day}）：不再据此提交"], as_json=as_json)
    return Exit.DONE


def problems(agreement: "Agreement", today: date) -> list[str]:
    """Why nothing may be submitted under it today, whatever the filing."""
    from gongai.rules.delegation import IN_FORCE, STATES

    found = []
    if agreement.state != IN_FORCE:
        found.append(f"状态为“{STATES.get(agreement.state, agreement.state)}”")
    if agreement.stopped_at or agreement.stop_reason:
        found.append(f"已终止（{agreement.stopped_at or agreement.stop_reason}）")
    if agreement.valid_from is None or agreement.valid_to is None:
        found.append("没有写明有效期")
    elif not agreement.valid_from <= today <= agreement.valid_to:
        found.append("今天不在有效期内")
    if agreement.signed_at is None or agreement.signed_at > today:
        found.append("没有签订日期，或签订日期在今天之后")
    if not agreement.seal_seen:
        found.append("没有人核对过签章（核对后加 --seal-seen 重新登记）")
    if "submit" not in agreement.powers:
        found.append("没有授予代报权限")
    if not agreement.file or not Path(agreement.file).is_file():
        found.append("签章件不存在")
    return found


def _sealed(agreement: "Agreement", path: Path, *, seal_seen: bool) -> "Agreement":
    """With the digest of the signed file as it lies here now. Raises `FilingError` where it is another or none."""
    from gongai.errors import FilingError
    from gongai.files.digest import file_sha256
    from gongai.records.finding import Finding
    from gongai.rules.identifiers import uscc_problem

    def refuse(field: str, value: str, rule: str, remedy: str) -> FilingError:
        finding = Finding(field=field, value=value, rule=rule, remedy=remedy)
        return FilingError(f"协议 {agreement.agreement_no or path.name} 没有登记：{rule}", [finding])

    if not agreement.agreement_no:
        raise refuse("agreement_no 委托协议编号", "", "没有协议编号", "请填写")
    if (wrong := uscc_problem(agreement.principal.uscc)) is not None:
        raise refuse("principal.uscc 统一社会信用代码", agreement.principal.uscc, wrong, "请按营业执照填写")
    if not agreement.file:
        raise refuse("file 签章件", "", "没有签章件，协议视为未签订", "请写明已签章协议文件的路径")
    try:
        digest = file_sha256(agreement.file)
    except OSError as error:
        raise refuse("file 签章件", Path(agreement.file).name, "签章件不存在或打不开", "请核对路径") from error
    if agreement.file_sha256 and agreement.file_sha256.lower() != digest:
        raise refuse("file_sha256", agreement.file_sha256[:12], "签章件与写明的 SHA-256 不符", "请核对是否同一个文件")
    return agreement.model_copy(update={"file_sha256": digest, "seal_seen": agreement.seal_seen or seal_seen})


def _all(book: Any) -> "list[Agreement]":
    import sqlalchemy as sa

    from gongai import db
    from gongai.records.agreement import load_agreement

    with db.reading(book.engine) as connection:
        records = connection.execute(sa.select(db.agreements.c.record).order_by(db.agreements.c.agreement_no)).scalars()
        return [load_agreement(record) for record in records]


def _found(book: Any, number: str) -> "Agreement":
    from gongai.errors import NotAllowed

    one: Agreement | None = book.store.get_agreement(number)
    if one is None:
        raise NotAllowed(f"没有协议 {number}。用 gongai agreement list 查看")
    return one


def _data(agreement: "Agreement") -> dict[str, Any]:
    """Without what is personal."""
    from gongai.redact import scrub_json

    data: dict[str, Any] = scrub_json(agreement.model_dump(mode="json"))
    return data


def _today(clock: Any) -> date:
    from gongai.clock import today

    return today(clock)
