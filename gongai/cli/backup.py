"""`gongai backup create | verify | restore | status | end-recovery`: copies, and what putting one back means."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gongai.cli import output, promise
from gongai.cli.help import Commands
from gongai.cli.options import By, Json, Reason, actor
from gongai.exits import Exit

if TYPE_CHECKING:
    from gongai.services.backup import Restored

To = Annotated[Path, typer.Option("--to", metavar="文件夹", help="备份放在哪里，宜在另一块盘上；文件名按时间自动取")]
KeyTo = Annotated[
    Path | None,
    typer.Option("--key", metavar="文件", help="另把密钥文件抄到这里，不能和备份放在一起；不填 = 不抄"),
]
KeyFrom = Annotated[
    Path | None, typer.Option("--key", metavar="文件", help="这份备份所用的密钥文件；不填 = 稍后自行放回")
]
Backup = Annotated[Path, typer.Argument(metavar="备份文件", help="gongai backup create 生成的文件")]


def commands() -> Commands:
    group = Commands(name="backup", help="备份与恢复：数据库、留痕、平台配置、设置，合成一个文件；密钥另放。")
    group.add(create, name="create", help="备份。可在办理中执行；备份完整落盘后才有正式文件名。")
    group.add(verify, name="verify", help="核验一份备份：逐个文件核对摘要，并打开其中的数据库。")
    group.add(
        restore,
        name="restore",
        help="恢复到空的数据文件夹，并进入恢复模式：备份之后可能发出的件先到平台核查，核清之前不提交新的。",
    )
    group.add(status, name="status", help="是否在恢复模式，还有什么没有核清。")
    group.add(end_recovery, name="end-recovery", help="结束恢复模式（主管）。每件都到平台核查过才可结束。")
    return group


def create(*, to: To, key: KeyTo = None, as_json: Json = False) -> int:
    from gongai.services import backup, opening

    with opening.installation() as app:
        done = backup.create(app, actor(""), to=to, key=key)
    lines = [
        f"已备份到 {done.file}（{done.size / (1 << 20):.1f} MB，{done.filings} 件，留痕文件 {done.evidence_files} 个）",
        f"密钥另抄在 {done.key_file}" if done.key_file else "密钥不在备份中，请确认已另行备份（--key）",
        "其中有证件号码和手机号，请按个人信息保管",
    ]
    output.show(done, lambda: lines, as_json=as_json)
    return Exit.DONE


def verify(file: Backup, *, as_json: Json = False) -> int:
    from gongai.services import backup

    done = backup.verify(actor(""), file)

    def render() -> Iterator[str]:
        from gongai.text.moments import when

        yield f"{file}：{'完整' if done.ok else '不完整，不能用来恢复'}"
        yield from (f"  ✗ {one}" for one in done.problems)
        yield f"备份于 {when(done.made_ms)}，{done.filings} 件，留痕文件 {done.evidence_files} 个"
        if done.key_id:
            yield f"恢复时要用密钥 {done.key_id}"

    output.show(done, render, as_json=as_json)
    return Exit.DONE if done.ok else Exit.BUSINESS


def restore(file: Backup, *, key: KeyFrom = None, by: By = "", as_json: Json = False) -> int:
    from gongai.services import backup

    done = backup.restore(actor(by), file, key=key)
    output.show(done, lambda: _restored(done), as_json=as_json)
    return Exit.DONE


def status(*, as_json: Json = False) -> int:
    from gongai.services import opening, recovery

    with opening.installation() as app:
        found = recovery.state(app)

    def render() -> Iterator[str]:
        if found is None:
            yield "不在恢复模式"
            return
        yield found.line
        yield from (f"  待自动核查  {one}" for one in found.looking)
        yield from (f"  待人工裁定  {one}" for one in found.asked)
        yield from (f"  数据库中没有的留痕  {one}" for one in found.orphans)
        yield f"下一步：{found.next_step}"

    output.show({"recovery": found}, render, as_json=as_json)
    return Exit.DONE


def end_recovery(*, reason: Reason, by: By = "", as_json: Json = False) -> int:
    from gongai.services import opening, recovery, working

    with opening.installation() as app:
        done = recovery.end(app, actor(by), reason=reason)
        idle = working.line(app)
    output.show(done, lambda: ["恢复模式已结束，等待的申报件自动继续"], as_json=as_json)
    promise.tell(idle, as_json=as_json)
    return Exit.DONE


def _restored(done: "Restored") -> Iterator[str]:
    from gongai.text.moments import when

    yield f"已恢复到 {done.home}：{when(done.made_ms)} 的备份，{done.filings} 件，留痕文件 {done.evidence_files} 个"
    if not done.key_there:
        yield f"请把密钥文件放到 {done.key_file}，并执行 chmod 600"
    if done.outside:
        yield "设置 sites_dir 所指文件夹的平台配置，已放入数据文件夹的 sites；请核对这项设置"
    yield "现在是恢复模式：备份之后可能发出的件先到平台核查，核清之前不提交新的申报件（gongai backup status）"
    yield "下一步：gongai doctor，再 gongai run"
