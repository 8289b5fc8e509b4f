"""`gongai evidence show | verify | export`: what was kept of each filing, and whether it is as it was written."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gongai.cli import output
from gongai.cli.help import Commands
from gongai.cli.options import Json, Ref, actor
from gongai.exits import Exit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import RenderableType

Refs = Annotated[list[str], typer.Argument(metavar="申报件号…", help="要核验的申报件；不填 = 全部")]
Bundle = Annotated[Path | None, typer.Option("--file", metavar="文件", help="核验一个导出包，不需要数据库中有此件")]
To = Annotated[Path, typer.Option("--to", metavar="文件", help="导出到这个 zip 文件")]


def commands() -> Commands:
    group = Commands(name="evidence", help="办理留痕：每一步的记录、打码截图、请求与应答摘要、回执，逐条相链。")
    group.add(show, name="show", help="一件的留痕：文件夹、记录条数、文件。")
    group.add(verify, name="verify", help="核验记录和文件是否原样；发现改动则列出，退出码 1。")
    group.add(export, name="export", help="把一件的留痕导出成一个 zip，可在别处核验；解开后打开 index.html 查看。")
    return group


def show(ref: Ref, *, as_json: Json = False) -> int:
    from gongai.services import evidence, opening

    with opening.installation() as app:
        one = evidence.show(app, actor(""), ref)

    def render() -> "Iterable[RenderableType]":
        from gongai.cli import tables

        yield tables.pairs(
            (("文件夹", one.folder), ("记录", f"{one.records} 条"), ("最后一条的摘要", one.head or "（无）"))
        )
        table = tables.grid("文件", "大小")
        for file in one.files:
            table.add_row(file.name, f"{file.size / 1024:.0f} KB")
        yield table

    output.show(one, render, as_json=as_json)
    return Exit.DONE


def verify(refs: Refs = [], *, file: Bundle = None, as_json: Json = False) -> int:  # noqa: B006
    from gongai.services import evidence, opening

    if file is not None:
        return _verify_file(file, as_json=as_json)
    with opening.installation() as app:
        done = evidence.verify(app, actor(""), refs)

    def render() -> "Iterable[RenderableType]":
        from gongai.text.findings import MARKS

        for one in done.filings:
            if one.problems:
                yield f"{one.reference}：{'无改动，有提示' if one.ok else '与写下时不符'}"
                yield from (f"  {MARKS[problem.level]} {problem}" for problem in one.problems)
        if done.register:
            yield "登记簿（所有申报件、协议、批准、结果、状态、审计记录）："
            yield from (f"  {MARKS[problem.level]} {problem}" for problem in done.register)
        yield f"已核验 {len(done.filings)} 件，{len(done.broken)} 件与写下时不符"

    output.show(done, render, as_json=as_json)
    return Exit.DONE if done.ok else Exit.BUSINESS


def _verify_file(file: Path, *, as_json: bool) -> int:
    from gongai.services import evidence

    done = evidence.verify_bundle(actor(""), file)

    def render() -> "Iterable[RenderableType]":
        yield f"{file}：{'与写下时一致' if done.ok else '与写下时不符'}"
        yield from (f"  ✗ {one}" for one in done.problems)
        if done.ok:
            yield f"签名：{'由本机的密钥签发' if done.signed_here else '没有核验（不是本机签发，或本机没有安装）'}"

    output.show(done, render, as_json=as_json)
    return Exit.DONE if done.ok else Exit.BUSINESS


def export(ref: Ref, *, to: To, as_json: Json = False) -> int:
    from gongai.services import evidence, opening

    with opening.installation() as app:
        done = evidence.export(app, actor(""), ref, to=to)
    lines = [
        f"{done.reference} 的留痕已导出到 {to}。解开后用浏览器打开 index.html",
        f"最后一条记录的摘要（请另行保存，用于日后核对）：{done.head or '（还没有记录）'}",
    ]
    output.show(done, lambda: lines, as_json=as_json)
    return Exit.DONE
