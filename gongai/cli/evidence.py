"""`gongai evidence show | verify | export`: what was kept of each filing, and whether it is as it was written."""

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gongai.cli import output
from gongai.cli.help import Commands
from gongai.cli.options import Json, Ref
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
    group.add(export, name="export", help="把一件的留痕导出成一个文件，可在别处核验。")
    return group


def show(ref: Ref, *, as_json: Json = False) -> int:
    from gongai import db
    from gongai.cli.filings import found
    from gongai.evidence import folder_name
    from gongai.evidence.verify import records as records_of
    from gongai.services import opening

    with opening.installation() as book:
        row = found(book.store, ref).row
        folder = book.settings.evidence / folder_name(row.reference)
        with db.reading(book.engine) as connection:
            records = records_of(connection, row.filing_id)
    files = sorted(path for path in folder.iterdir() if path.is_file()) if folder.is_dir() else []
    data = {
        "reference": row.reference,
        "folder": str(folder),
        "records": len(records),
        "head": records[-1]["digest"] if records else "",
        "files": [{"name": path.name, "size": path.stat().st_size} for path in files],
    }

    def people() -> "Iterable[RenderableType]":
        from gongai.cli import tables

        yield tables.pairs(
            (("文件夹", str(folder)), ("记录", f"{len(records)} 条"), ("最后一条的摘要", str(data["head"]) or "（无）"))
        )
        table = tables.grid("文件", "大小")
        for path in files:
            table.add_row(path.name, f"{path.stat().st_size / 1024:.0f} KB")
        yield table

    output.show(data, people, as_json=as_json)
    return Exit.DONE


def verify(refs: Refs = [], *, file: Bundle = None, as_json: Json = False) -> int:  # noqa: B006
    from gongai.cli.filings import found
    from gongai.evidence import ANCHOR_PURPOSE
    from gongai.services import opening

    if file is not None:
        return _verify_file(file, as_json=as_json)
    with opening.installation() as book:
        key = book.vault.derive(ANCHOR_PURPOSE)
        rows = [found(book.store, ref).row for ref in refs] or list(book.store.list(limit=1_000_000))
        checked = {row.reference: _problems(book, row.filing_id, key) for row in rows}
    broken = {name for name, problems in checked.items() if any(one.level == "stop" for one in problems)}
    data = {
        "checked": len(checked),
        "broken": sorted(broken),
        "filings": [
            {"reference": name, "ok": name not in broken, "problems": found} for name, found in checked.items()
        ],
    }

    def people() -> "Iterable[RenderableType]":
        for name, problems in checked.items():
            if problems:
                yield f"{name}：{'与写下时不符' if name in broken else '无改动，有提示'}"
                yield from (f"  {'✗' if one.level == 'stop' else '!'} {one}" for one in problems)
        yield f"已核验 {len(checked)} 件，{len(broken)} 件与写下时不符"

    output.show(data, people, as_json=as_json)
    return Exit.BUSINESS if broken else Exit.DONE


def _verify_file(file: Path, *, as_json: bool) -> int:
    """A bundle by itself, on any machine. Its signature can be judged only where the key is that signed it."""
    from gongai.errors import GongaiError
    from gongai.evidence import ANCHOR_PURPOSE, verify_export
    from gongai.services import opening

    problems = [one for one in verify_export(file) if one.level == "stop"]
    ours = False
    with contextlib.suppress(GongaiError), opening.installation() as book:
        key = book.vault.derive(ANCHOR_PURPOSE)
        ours = not any(one.level == "stop" for one in verify_export(file, key=key))
    data = {"file": str(file), "ok": not problems, "signed_here": ours, "problems": problems}

    def people() -> "Iterable[RenderableType]":
        yield f"{file}：{'与写下时不符' if problems else '与写下时一致'}"
        yield from (f"  ✗ {one}" for one in problems)
        if not problems:
            yield f"签名：{'由本机的密钥签发' if ours else '没有核验（不是本机签发，或本机没有安装）'}"

    output.show(data, people, as_json=as_json)
    return Exit.BUSINESS if problems else Exit.DONE


def export(ref: Ref, *, to: To, as_json: Json = False) -> int:
    from gongai import db
    from gongai.cli.filings import found
    from gongai.evidence import export as export_bundle
    from gongai.services import opening

    with opening.installation() as book:
        row = found(book.store, ref).row
        with db.reading(book.engine) as connection:
            head = export_bundle(
                connection, book.settings.evidence, row.filing_id, to.absolute(), at_ms=book.clock.now_ms()
            )
    data = {"reference": row.reference, "file": str(to), "head": head}
    words = [
        f"{row.reference} 的留痕已导出到 {to}",
        f"最后一条记录的摘要（请另行保存，用于日后核对）：{head or '（还没有记录）'}",
    ]
    output.show(data, lambda: words, as_json=as_json)
    return Exit.DONE


def _problems(book: Any, filing_id: int, key: bytes) -> list[Any]:
    from gongai import db, evidence

    with db.reading(book.engine) as connection:
        return evidence.verify(connection, book.settings.evidence, filing_id, key=key)
