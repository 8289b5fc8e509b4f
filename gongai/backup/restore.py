"""
Puts a backup back into an empty home folder, and opens recovery mode there.

Everything is unpacked beside its place first; the database comes last, and without it no command works. A restore that
was broken off is begun anew by the same command.
"""

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from gongai import db
from gongai import settings as all_settings
from gongai.backup import dump
from gongai.backup.manifest import EVIDENCE, SETTINGS, SITES, SITES_DIR, Manifest
from gongai.backup.verify import unpack, verify
from gongai.clock import at
from gongai.credentials import key as keys
from gongai.db import migrate
from gongai.errors import ConfigError
from gongai.files import private
from gongai.queue import recovery
from gongai.queue.ledger import Ledger
from gongai.records.act import By
from gongai.settings import Settings

LedgerOf = Callable[[sa.Engine, Settings], Ledger]
"""The ledger of the restored database, with the channels that its settings name."""

STAGE = ".restoring"
_DATABASE = ".database"


@dataclass(frozen=True)
class Restored:
    home: Path
    manifest: Manifest
    key_file: Path
    key_there: bool
    missing_sites: bool
    """Profiles that lay outside the home folder: they are put into its `sites`, the setting must be looked at."""


def restore(
    home: Path, env: Mapping[str, str], file: Path, *, key: Path | None, by: By, ledger_of: LedgerOf
) -> Restored:
    """Raises `ConfigError` where the home is not empty or the backup is not whole; then nothing is changed."""
    _require_empty(home)
    private.folder(home)
    _found, problems = verify(file, scratch=home if home.is_dir() else None)
    if problems:
        more = f"（共 {len(problems)} 处）" if problems[1:] else ""
        raise ConfigError(f"备份不完整，没有恢复：{problems[0]}{more}")
    stage = home / STAGE
    shutil.rmtree(stage, ignore_errors=True)
    private.folder(stage)
    found = unpack(file, lambda name: _place(stage, name))
    all_settings.prepare(stage)
    settings = all_settings.load(stage, env)  # its own, or a database that the settings name elsewhere
    _take_key(key, settings.key_path, found)
    dump.load(settings.database_url, stage / _DATABASE)
    engine = db.connect(settings.database_url)
    try:
        migrate.upgrade(engine)
        when = at(found.made_ms).strftime("%Y-%m-%d %H:%M")
        recovery.begin(
            ledger_of(engine, settings),
            f"数据库由 {when} 的备份恢复",
            by=by,
            since_ms=found.made_ms,
            marking=False,
        )
    finally:
        engine.dispose()
    for path in sorted(stage.iterdir(), key=lambda one: one.name.startswith("gongai.db")):
        path.rename(home / path.name)
    stage.rmdir()
    private.sync_folder(home)
    now = all_settings.load(home, env)
    outside = any(name.startswith(SITES_DIR) for name in found.members)
    return Restored(home, found, now.key_path, now.key_path.exists(), outside)


def _require_empty(home: Path) -> None:
    if not home.exists():
        return
    there = [path.name for path in home.iterdir()]
    if STAGE in there and "gongai.db" not in there:  # an earlier restore was broken off: all of this is its own
        for path in home.iterdir():
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
        return
    if there:
        raise ConfigError(f"数据文件夹 {home} 不是空的，没有恢复。请把它整个移开（不要删除），或设置另一个 GONGAI_HOME")


def _place(stage: Path, name: str) -> Path | None:
    if name.startswith("database/"):
        return stage / _DATABASE
    if name == SETTINGS:
        return stage / all_settings.FILE
    if name.startswith(EVIDENCE):
        return stage / "evidence" / name.removeprefix(EVIDENCE)
    if name.startswith(SITES):
        return stage / "sites" / name.removeprefix(SITES)
    if name.startswith(SITES_DIR):
        return stage / "sites" / name.removeprefix(SITES_DIR)
    return None


def _take_key(given: Path | None, place: Path, found: Manifest) -> None:
    """Put the key where the settings look for it. One that is there already is only compared."""
    if given is None and not place.exists():
        return
    source = place if place.exists() else given
    assert source is not None
    key = keys.load(source)
    if found.key_id and key.id != found.key_id:
        raise ConfigError(f"密钥文件 {source} 不是这份备份所用的密钥（{found.key_id}），没有恢复。请换正确的密钥文件")
    if source is not place:
        private.folder(place.parent)
        private.create(place, source.read_bytes())
