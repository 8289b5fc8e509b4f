"""Whether records and files are as they were written."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from gongai import db
from gongai.db import chain
from gongai.db.record_key import key_if_any
from gongai.errors import UsageError
from gongai.evidence import anchor as anchors
from gongai.evidence.problem import Problem
from gongai.evidence.register_check import check_rows, check_signatures, unsigned_up_to
from gongai.evidence.store import ANCHOR, digest_of, folder_name
from gongai.records.state import FilingState

_NEEDS_RECORDS = (FilingState.UNKNOWN, FilingState.FILED, FilingState.CLOSED, FilingState.REJECTED)

COLUMNS = ("id", "filing_id", "fence", "step", "event", "at_ms", "data", "previous", "digest", "mac")


Digest = Callable[[str], tuple[str, int] | None]
"""SHA-256 and size of a stored file by name, None where there is none."""


def verify(connection: sa.Connection, root: Path, filing_id: int, *, key: bytes | None = None) -> list[Problem]:
    """Check chain, signatures, files and anchor of one filing, and what else the database says about it.

    Without `key` the anchor's signature is not checked; the records' where the connection has their key.
    """
    folder = root / folder_name(reference_of(connection, filing_id))
    present = {path.name for path in folder.iterdir() if not path.name.startswith(".")} if folder.is_dir() else set()

    def digest(name: str) -> tuple[str, int] | None:
        return digest_of(folder / name) if name in present else None

    rows = records(connection, filing_id)
    note = anchors.content_of(folder / ANCHOR) if ANCHOR in present else None
    return [
        *check_chain(rows, filing_id),
        *check_signatures(rows, key_if_any(connection), unsigned_up_to=unsigned_up_to(connection, filing_id)),
        *_check_something_there(connection, filing_id, rows),
        *check_rows(connection, filing_id),
        *check_files(rows, present - {ANCHOR}, digest, folder=folder.name),
        *check_anchor(rows, filing_id, note, key),
    ]


def records(connection: sa.Connection, filing_id: int) -> list[dict[str, Any]]:
    """The journal of a filing, oldest first."""
    journal = db.journal
    rows = sa.select(*(journal.c[name] for name in COLUMNS)).where(journal.c.filing_id == filing_id)
    return [dict(row) for row in connection.execute(rows.order_by(journal.c.id)).mappings()]


def reference_of(connection: sa.Connection, filing_id: int) -> str:
    """Raises `UsageError` where there is no such filing."""
    rows = sa.select(db.filings.c.reference).where(db.filings.c.id == filing_id)
    reference: str | None = connection.execute(rows).scalar_one_or_none()
    if reference is None:
        raise UsageError(f"没有编号为 {filing_id} 的申报件")
    return reference


def check_chain(rows: Sequence[Mapping[str, Any]], filing_id: int) -> Iterator[Problem]:
    previous = ""
    for place, row in enumerate(rows, 1):
        where = f"第 {place} 条记录（{row['step']} {row['event']}）"
        if row["previous"] != previous:
            yield Problem(where, "与上一条不衔接：此前有记录被删除、插入或调换")
        if row["filing_id"] != filing_id or chain.digest_of(row) != row["digest"]:
            yield Problem(where, "内容与其摘要不符：记录被改动")
        previous = row["digest"]


def _check_something_there(
    connection: sa.Connection, filing_id: int, rows: Sequence[Mapping[str, Any]]
) -> Iterator[Problem]:
    state = connection.execute(sa.select(db.filings.c.state).where(db.filings.c.id == filing_id)).scalar_one()
    if not rows and state in _NEEDS_RECORDS:
        yield Problem("办理记录", "一条也没有，而申报件已办理过：记录被删除")


def check_files(
    rows: Sequence[Mapping[str, Any]], present: set[str], digest: Digest, *, folder: str
) -> Iterator[Problem]:
    named: set[str] = set()
    for row in rows:
        for name, sha256 in file_refs(row["data"], folder):
            found = digest(name)
            named.add(name)
            if found is None:
                yield Problem(f"文件 {name}", "记录中有此文件，但文件已不存在")
            elif found[0] != sha256:
                yield Problem(f"文件 {name}", f"内容与记录中的摘要不符：文件被改动（现有 {found[1]} 字节）")
    for name in sorted(present - named):
        yield Problem(f"文件 {name}", "没有记录提到此文件：办理中断时留下，或事后放入", level="warn")


def check_anchor(
    rows: Sequence[Mapping[str, Any]], filing_id: int, note: bytes | None, key: bytes | None
) -> Iterator[Problem]:
    if note is None:
        if rows:
            yield Problem("封存文件", "不存在：无法确认最新的记录是否完整")
        return
    anchor = anchors.read(note)
    if anchor is None or anchor.filing_id != filing_id or (key is not None and not anchor.genuine(key)):
        yield Problem("封存文件", "签名或格式不对：封存文件被改动，或由另一把密钥签署")
    elif anchor.count > len(rows):
        yield Problem("封存文件", f"封存时有 {anchor.count} 条记录，现只有 {len(rows)} 条：有记录被删除")
    elif not anchor.agrees(filing_id, [row["digest"] for row in rows]):
        yield Problem("封存文件", f"封存时第 {anchor.count} 条记录与现有的不同：记录被删除、插入或改写")


def file_refs(data: Any, folder: str) -> Iterator[tuple[str, str]]:
    """Name and SHA-256 of every file a record's data refers to, at any depth.

    A reference is {"file", "sha256"}, or {"path", "sha256"} where the path leads into the filing's own folder; other
    paths are the filing's materials, which are not evidence.
    """
    if isinstance(data, Mapping):
        if "sha256" in data and isinstance(data.get("file"), str):
            yield data["file"], data["sha256"]
        elif "sha256" in data and isinstance(data.get("path"), str) and Path(data["path"]).parent.name == folder:
            yield Path(data["path"]).name, data["sha256"]
        for inner in data.values():
            yield from file_refs(inner, folder)
    elif isinstance(data, list | tuple):
        for inner in data:
            yield from file_refs(inner, folder)
