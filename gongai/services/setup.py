"""Setting an installation up, or upgrading it: home folder, key, database. May be repeated."""

import contextlib
from dataclasses import dataclass
from pathlib import Path

from gongai import db, redact
from gongai import settings as all_settings
from gongai.clock import SystemClock
from gongai.credentials import key
from gongai.credentials.vault import Vault, locked_with
from gongai.db import migrate, register
from gongai.db.record_key import RECORDS_PURPOSE
from gongai.errors import ConfigError
from gongai.evidence import ANCHOR_PURPOSE, require_no_seal
from gongai.files import private
from gongai.records.actor import Actor
from gongai.settings import Settings


@dataclass(frozen=True)
class Database:
    """`before`: its version as it was found, None where it was made now. `noted`: how many rows from before there was a
    register were noted now as they stand: signatures begin here."""

    address: str
    before: str | None
    now: str
    noted: int = 0

    @property
    def change(self) -> str:
        if self.before is None:
            return "已建立"
        return "已是最新" if self.before == self.now else f"已由 {self.before} 升级到 {self.now}"


@dataclass(frozen=True)
class Installed:
    home: str
    settings: str
    key_file: str
    key_created: bool
    database: Database


def init(settings: Settings, actor: Actor) -> Installed:
    """Make what is missing and upgrade what is old; data that is there stays. Raises `ConfigError`."""
    all_settings.prepare(settings.home)
    return Installed(
        home=str(settings.home),
        settings=str(settings.home / all_settings.FILE),
        key_file=str(settings.key_path),
        key_created=_key(settings),
        database=_database(settings),
    )


def _key(settings: Settings) -> bool:
    if settings.key_path.exists():
        key.load(settings.key_path)  # says what is wrong with it now, not at the first login
        return False
    _refuse_second_key(settings)
    key.create(settings.key_path)
    return True


def _refuse_second_key(settings: Settings) -> None:
    """A new key beside a vault that another one has locked would open nothing, and hide that the old one is missing."""
    engine = db.connect(settings.database_url)
    try:
        needed = locked_with(engine)
    finally:
        engine.dispose()
    if needed:
        raise ConfigError(
            f"找不到密钥文件 {settings.key_path}，而已存的密码要用密钥 {'、'.join(sorted(needed))}，没有新建密钥。"
            "请把备份的密钥文件放回原处并执行 chmod 600。确已丢失的，密码无法恢复：请把数据文件夹整个移开（保留留痕），"
            "重新 gongai init、录入账号，已报出的件用 gongai follow 登记跟踪"
        )


def _database(settings: Settings) -> Database:
    engine = db.connect(settings.database_url)
    if engine.dialect.name == "sqlite" and engine.url.database:
        with contextlib.suppress(FileExistsError):
            private.create(Path(engine.url.database), b"")  # an empty database, closed to other users from the start
    try:
        before = migrate.current(engine)
        migrate.upgrade(engine)
        # made now, so that a backup taken before the first filing can still check what is signed later
        vault = Vault(engine, key.load(settings.key_path), SystemClock(), algorithm=settings.cipher)
        vault.derive(ANCHOR_PURPOSE)
        record_key = vault.derive(RECORDS_PURPOSE)
        with db.keyed(engine, lambda: record_key).begin() as connection:
            require_no_seal(connection, settings.evidence)
            noted = register.take_over(connection)
        return Database(redact.address(engine.url.render_as_string(hide_password=True)), before, migrate.head(), noted)
    finally:
        engine.dispose()
