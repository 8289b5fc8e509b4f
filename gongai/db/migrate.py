"""Brings the database to the tables of this program, and says when one of the two is too old."""

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import event

from gongai import db
from gongai.errors import ConfigError
from gongai.files import private

_LOCK = 0x676F6E67
"""PostgreSQL advisory lock of one migration at a time; SQLite has its write lock."""


def upgrade(engine: sa.Engine) -> bool:
    """Run what is missing, all or nothing; return whether anything was. Raises `ConfigError` on a newer database."""
    have, want = current(engine), head()
    if have == want:
        return False
    _refuse_newer(have)
    if have is not None and engine.dialect.name == "sqlite":
        _copy_aside(engine, have)
    own = _engine(engine)
    try:
        with own.begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(sa.text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
            if _revision(connection) == want:
                return False  # another process was faster
            config = _config()
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            # batch migrations re-create tables, and SQLite drops their triggers with them
            db.refuse_changes(connection)
            if connection.dialect.name == "sqlite":
                broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
                if broken:
                    raise ConfigError(f"数据库升级未完成，已全部撤回：{len(broken)} 行引用不完整")
    finally:
        own.dispose()
    return True


def require_current(engine: sa.Engine) -> None:
    """Raises `ConfigError` unless the database has exactly the tables of this program."""
    have = current(engine)
    if have is None:
        raise ConfigError("数据库尚未建立。请先运行 gongai init")
    if have != head():
        _refuse_newer(have)
        raise ConfigError(
            f"数据库版本较旧（{have}，本程序需要 {head()}）。请停止所有 gongai 进程后运行 gongai init 升级"
        )


def current(engine: sa.Engine) -> str | None:
    """The revision of the database; None where there are no tables yet."""
    if not db.is_made(engine):
        return None
    with db.reading(engine) as connection:
        return _revision(connection)


def head() -> str:
    """The revision of this program."""
    newest = ScriptDirectory.from_config(_config()).get_current_head()
    assert newest is not None
    return newest


def _refuse_newer(have: str | None) -> None:
    known = {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
    if have is not None and have not in known:
        raise ConfigError(f"数据库版本较新（{have}，本程序只认识到 {head()}）。请升级 gongai，不要用旧程序打开")


def _revision(connection: sa.Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _engine(engine: sa.Engine) -> sa.Engine:
    """An engine of our own: with foreign keys on, re-creating a table deletes or refuses the rows that point to it."""
    own = db.connect(engine.url.render_as_string(hide_password=False))
    if own.dialect.name == "sqlite":

        @event.listens_for(own, "connect")
        def unbind(connection: sa.engine.interfaces.DBAPIConnection, _record: object) -> None:
            connection.cursor().execute("PRAGMA foreign_keys=OFF")

    return own


def _copy_aside(engine: sa.Engine, have: str) -> None:
    """A copy before the first change. VACUUM INTO gives one file that is whole; copying the file would not."""
    if not engine.url.database:
        return
    target = Path(engine.url.database).with_suffix(f".before-{have}")
    target.unlink(missing_ok=True)
    private.create(target, b"")  # an empty file may be filled, and this one is closed to other users
    raw = engine.raw_connection()
    try:
        raw.cursor().execute("VACUUM INTO ?", (str(target),))
    finally:
        raw.close()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    return config
