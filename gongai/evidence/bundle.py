"""A filing's evidence in one file that can be checked anywhere, without database or network."""

import hashlib
import json
import os
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from gongai.evidence.anchor import content_of
from gongai.evidence.problem import Problem
from gongai.evidence.register_check import check_signatures, unsigned_up_to
from gongai.evidence.store import ANCHOR, digest_of, folder_name
from gongai.evidence.verify import check_anchor, check_chain, check_files, records, reference_of
from gongai.files import private

FORMAT = 1
JOURNAL = "journal.jsonl"
MANIFEST = "manifest.json"
FILES = "files/"
_CHUNK = 1 << 20


def export(
    connection: sa.Connection,
    root: Path,
    filing_id: int,
    target: Path,
    *,
    at_ms: int,
    pages: Mapping[str, str] | None = None,
) -> str:
    """Write the evidence of a filing to `target` (zip, for the owner only). Gives the head of its chain.

    `pages`: texts for people that lie beside the journal, by name.
    """
    reference = reference_of(connection, filing_id)
    folder = root / folder_name(reference)
    rows = records(connection, filing_id)
    stored = sorted(path for path in folder.iterdir() if path.is_file()) if folder.is_dir() else []
    files = [path for path in stored if not path.name.startswith(".") and path.name != ANCHOR]
    head = rows[-1]["digest"] if rows else ""
    journal = "".join(json.dumps(row, ensure_ascii=False, sort_keys=True) + "\n" for row in rows).encode()
    members: list[tuple[str, bytes | Path]] = [(JOURNAL, journal)]
    members += [(name, text.encode()) for name, text in (pages or {}).items()]
    members += [(FILES + path.name, path) for path in files]
    if (folder / ANCHOR).is_file():
        members.append((ANCHOR, content_of(folder / ANCHOR)))
    manifest = {
        "format": FORMAT,
        "filing_id": filing_id,
        "reference": reference,
        "exported_ms": at_ms,
        "count": len(rows),
        "head": head,
        "unsigned_up_to": unsigned_up_to(connection, filing_id),
        "members": {name: _digest(content) for name, content in members},
    }
    members.append((MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1).encode()))
    _write(target, members)
    return head


def verify_export(path: Path, *, key: bytes | None = None, record_key: bytes | None = None) -> list[Problem]:
    """Check an exported bundle by itself. With `key` also the signature of its anchor, with `record_key` those of its
    records. Raises `FileNotFoundError` where there is no such file: that says nothing about evidence.
    """
    try:
        with zipfile.ZipFile(path) as bundle:
            return list(_check(bundle, key, record_key))
    except FileNotFoundError:
        raise
    except (OSError, zipfile.BadZipFile, ValueError, KeyError, TypeError) as error:
        return [Problem(path.name, f"无法读取，文件已损坏或不是办理留痕导出包（{error}）")]


def _check(bundle: zipfile.ZipFile, key: bytes | None, record_key: bytes | None) -> Iterator[Problem]:
    names = bundle.namelist()
    manifest = json.loads(bundle.read(MANIFEST))
    if manifest["format"] != FORMAT:
        yield Problem(MANIFEST, f"格式版本 {manifest['format']} 无法识别，请用新版 gongai 核验")
        return
    for name in sorted(set(names) - set(manifest["members"]) - {MANIFEST}):
        yield Problem(name, "清单中没有此文件：事后放入")
    if len(names) != len(set(names)):
        yield Problem(Path(bundle.filename or "").name, "同名文件出现两次：导出包被改动")
    for name, digest in manifest["members"].items():
        if name not in names:
            yield Problem(name, "清单中有此文件，但导出包中没有")
        elif _member(bundle, name)[0] != digest:
            yield Problem(name, "内容与清单中的摘要不符：文件被改动")
    rows = [json.loads(line) for line in bundle.read(JOURNAL).splitlines()]
    filing_id = manifest["filing_id"]
    yield from check_chain(rows, filing_id)
    yield from check_signatures(rows, record_key, unsigned_up_to=manifest.get("unsigned_up_to"))
    if manifest["count"] != len(rows) or manifest["head"] != (rows[-1]["digest"] if rows else ""):
        yield Problem(MANIFEST, f"清单写明 {manifest['count']} 条记录，与现有 {len(rows)} 条不符：有记录被删除或插入")
    present = {name.removeprefix(FILES) for name in names if name.startswith(FILES)}
    yield from check_files(
        rows,
        present,
        lambda name: _member(bundle, FILES + name) if name in present else None,
        folder=folder_name(manifest["reference"]),
    )
    yield from check_anchor(rows, filing_id, bundle.read(ANCHOR) if ANCHOR in names else None, key)


def _member(bundle: zipfile.ZipFile, name: str) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    with bundle.open(name) as member:
        while chunk := member.read(_CHUNK):
            digest.update(chunk)
            size += len(chunk)
    return digest.hexdigest(), size


def _digest(content: bytes | Path) -> str:
    return digest_of(content)[0] if isinstance(content, Path) else hashlib.sha256(content).hexdigest()


def _write(target: Path, members: list[tuple[str, Any]]) -> None:
    private.folder(target.parent)
    waiting, _sha256, _size = private.write_waiting(target.parent, [])
    try:
        with zipfile.ZipFile(waiting, "w", zipfile.ZIP_DEFLATED) as bundle:
            for name, content in members:
                if isinstance(content, Path):
                    bundle.write(content, name)
                else:
                    bundle.writestr(name, content)
        with waiting.open("rb") as file:
            os.fsync(file.fileno())
        waiting.replace(target)
    finally:
        waiting.unlink(missing_ok=True)
    private.sync_folder(target.parent)
