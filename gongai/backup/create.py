"""Makes a backup: the database first, then the evidence, so that what the database names is there."""

import hashlib
import json
import os
import secrets
import shutil
import time
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import sqlalchemy as sa

import gongai
from gongai import db
from gongai import settings as all_settings
from gongai.backup import dump
from gongai.backup.manifest import DATABASES, EVIDENCE, NAME, SETTINGS, SITES, SITES_DIR, Manifest, Member
from gongai.clock import Clock, at
from gongai.db import migrate
from gongai.errors import ConfigError
from gongai.files import private
from gongai.settings import Settings

_CHUNK = 1 << 20
_PART = ".gongai-{}.part"
_FORGOTTEN_S = 24 * 3600
"""A half-made backup of so long ago belongs to a process that was killed."""


@dataclass(frozen=True)
class Created:
    file: Path
    size: int
    manifest: Manifest


def create(settings: Settings, engine: sa.Engine, clock: Clock, *, folder: Path) -> Created:
    """Write one backup into `folder`. It has its name only once it is whole and on the disk. Raises `ConfigError`."""
    private.folder(folder)
    _sweep(folder)
    _require_room(settings, folder)
    made_ms = clock.now_ms()
    target = folder / f"gongai-{at(made_ms).strftime('%Y%m%d-%H%M%S')}.zip"
    waiting, copied = folder / _PART.format(secrets.token_hex(6)), folder / _PART.format(secrets.token_hex(6))
    try:
        private.create(copied, b"")
        dump.dump(engine, copied)
        manifest = _write(waiting, settings, engine, copied, made_ms=made_ms)
        size = waiting.stat().st_size
        try:
            private.commit_rename(waiting, target)
        except FileExistsError as error:
            raise ConfigError(f"同名的备份已存在：{target}。请稍后再试") from error
        return Created(target, size, manifest)
    finally:
        waiting.unlink(missing_ok=True)
        copied.unlink(missing_ok=True)


def _write(waiting: Path, settings: Settings, engine: sa.Engine, copied: Path, *, made_ms: int) -> Manifest:
    kind = engine.dialect.name
    members: dict[str, Member] = {}
    handle = os.open(waiting, os.O_RDWR | os.O_CREAT | os.O_EXCL, private.FILE_MODE)
    with os.fdopen(handle, "w+b") as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            members[DATABASES[kind]] = _add(archive, DATABASES[kind], copied, packed=kind == "sqlite")
            for name, path in _files(settings):
                try:
                    members[name] = _add(archive, name, path, packed=not name.startswith(EVIDENCE))
                except FileNotFoundError:  # taken away since the folder was read
                    continue
            manifest = Manifest.model_validate(
                {
                    "program": gongai.__version__,
                    "made_ms": made_ms,
                    "database": kind,
                    "revision": migrate.current(engine) or "",
                    "members": members,
                    **_known(engine),
                }
            )
            archive.writestr(NAME, json.dumps(manifest.model_dump(mode="json"), ensure_ascii=False, indent=1))
        file.flush()
        os.fsync(file.fileno())
    return manifest


def _files(settings: Settings) -> Iterator[tuple[str, Path]]:
    file = settings.home / all_settings.FILE
    if file.is_file():
        yield SETTINGS, file
    yield from _below(settings.home / "sites", SITES)
    if settings.sites_dir is not None and settings.sites_dir != settings.home / "sites":
        yield from _below(settings.sites_dir, SITES_DIR)
    yield from _below(settings.evidence, EVIDENCE)


def _below(folder: Path, name: str) -> Iterator[tuple[str, Path]]:
    """Regular files only, without those that are just being written."""
    if not folder.is_dir():
        return
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink() and not path.name.endswith(".part"):
            yield f"{name}{path.relative_to(folder).as_posix()}", path


def _add(archive: zipfile.ZipFile, name: str, path: Path, *, packed: bool) -> Member:
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as source:
        entry = zipfile.ZipInfo(name, time.localtime()[:6])
        entry.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
        entry.external_attr = private.FILE_MODE << 16
        with archive.open(entry, "w", force_zip64=True) as member:
            for chunk in _chunks(source):
                member.write(chunk)
                digest.update(chunk)
                size += len(chunk)
    return Member(size=size, sha256=digest.hexdigest())


def _chunks(source: BinaryIO) -> Iterator[bytes]:
    while chunk := source.read(_CHUNK):
        yield chunk


def _known(engine: sa.Engine) -> dict[str, object]:
    with db.reading(engine) as connection:
        filings = connection.execute(sa.select(sa.func.count()).select_from(db.filings)).scalar_one()
        key_id = connection.execute(sa.select(db.secrets.c.key_id).limit(1)).scalar_one_or_none()
    return {"filings": filings, "key_id": key_id or ""}


def _require_room(settings: Settings, folder: Path) -> None:
    database = Path(sa.make_url(settings.database_url).database or "")
    parts = [path.stat().st_size for _name, path in _files(settings)]
    parts += [2 * database.stat().st_size] if database.is_file() else []
    need, free = sum(parts), shutil.disk_usage(folder).free
    if free < need:
        raise ConfigError(f"{folder} 只剩 {free >> 20} MB，备份约需 {(need >> 20) + 1} MB。请腾出空间或换一个文件夹")


def _sweep(folder: Path) -> None:
    """What killed processes left half-made."""
    for path in folder.glob(_PART.format("*")):
        if time.time() - path.stat().st_mtime > _FORGOTTEN_S:
            path.unlink(missing_ok=True)
