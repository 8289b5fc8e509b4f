"""Backups: made while the installation runs, checked anywhere, put back into an empty home."""

from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from gongai.app import App
from gongai.backup import create as creating
from gongai.backup import restore as restoring
from gongai.backup import verify as verifying
from gongai.clock import SystemClock
from gongai.credentials import key as keys
from gongai.errors import ConfigError, UsageError
from gongai.files import private
from gongai.queue.ledger import Ledger
from gongai.records.actor import Actor
from gongai.services import opening
from gongai.services.documents import Document
from gongai.settings import Settings


@dataclass(frozen=True)
class Created:
    """`key_file`: where a copy of the key lies; empty where none was made."""

    file: str
    size: int
    filings: int
    evidence_files: int
    key_file: str


@dataclass(frozen=True)
class Verified:
    file: str
    problems: tuple[str, ...]
    made_ms: int
    filings: int
    evidence_files: int
    key_id: str

    @property
    def ok(self) -> bool:
        return not self.problems

    def document(self) -> Document:
        return {**vars(self), "ok": self.ok}


@dataclass(frozen=True)
class Restored:
    """`key_file`: where the key must be; `key_there`: whether it is. `outside`: profiles came from outside the home."""

    home: str
    made_ms: int
    filings: int
    evidence_files: int
    key_file: str
    key_there: bool
    outside: bool


def create(app: App, actor: Actor, *, to: Path, key: Path | None = None) -> Created:
    """Raises `ConfigError` where there is no room, or the key would lie beside what it opens."""
    folder = to.expanduser().absolute()
    copied = None if key is None else _key_place(app.settings, key.expanduser().absolute(), folder)
    done = creating.create(app.settings, app.engine, app.clock, folder=folder)
    if copied is not None and not copied.exists():
        private.folder(copied.parent)
        private.create(copied, app.settings.key_path.read_bytes())
    return Created(
        file=str(done.file),
        size=done.size,
        filings=done.manifest.filings,
        evidence_files=done.manifest.evidence_files,
        key_file="" if copied is None else str(copied),
    )


def verify(actor: Actor, file: Path) -> Verified:
    """On any machine. Raises `ConfigError` where it is no backup."""
    _require_file(file)
    found, problems = verifying.verify(file)
    return Verified(str(file), problems, found.made_ms, found.filings, found.evidence_files, found.key_id)


def restore(actor: Actor, file: Path, *, key: Path | None = None) -> Restored:
    """Into the home of this process, which must be empty. Raises `ConfigError`; then nothing is changed."""
    _require_file(file)
    if key is not None:
        keys.load(key)
    home, env = opening.settings().home, opening.environment()
    done = restoring.restore(home, env, file, key=key, by=actor, ledger_of=_ledger)
    return Restored(
        home=str(done.home),
        made_ms=done.manifest.made_ms,
        filings=done.manifest.filings,
        evidence_files=done.manifest.evidence_files,
        key_file=str(done.key_file),
        key_there=done.key_there,
        outside=done.missing_sites,
    )


def _ledger(engine: sa.Engine, settings: Settings) -> Ledger:
    return App(settings, engine, SystemClock()).store.ledger


def _key_place(settings: Settings, place: Path, folder: Path) -> Path:
    """Where the key is copied to. Raises where that is beside the backup, or holds another key already."""
    place = place / settings.key_path.name if place.is_dir() else place
    if place.parent == folder or folder in place.parents:
        raise UsageError(f"密钥不要和备份放在一起：拿到 {folder} 的人就能解开密码。请给 --key 另选一处")
    own = keys.load(settings.key_path)
    if place.exists() and keys.load(place).id != own.id:
        raise ConfigError(f"{place} 是另一把密钥，没有覆盖。请给 --key 另选一处")
    return place


def _require_file(file: Path) -> None:
    if not file.is_file():
        raise UsageError(f"没有文件 {file}")
