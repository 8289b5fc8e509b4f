"""SQLite as the ledger needs it: a version that is safe with WAL, write locks taken at BEGIN, no network drive."""

import importlib
import sqlite3
from pathlib import Path
from types import ModuleType
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event

from gongai.errors import ConfigError
from gongai.files import drives

BUSY_TIMEOUT_MS = 30_000
"""How long a statement waits for another process's write transaction."""


def wal_safe(version: tuple[int, ...]) -> bool:
    """Whether this SQLite has the fix of the WAL-reset corruption (3.51.3, 3.50.7, 3.44.6)."""
    return version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51) or (3, 44, 6) <= version < (3, 45)


def sqlite_module() -> ModuleType:
    """One SQLite library for all our processes: the packaged newer one where the system's is not safe with WAL."""
    if wal_safe(sqlite3.sqlite_version_info):
        return sqlite3
    try:
        return importlib.import_module("pysqlite3.dbapi2")
    except ImportError:
        return sqlite3


def engine(url: sa.URL) -> sa.Engine:
    module = sqlite_module()
    if not url.database:
        raise ConfigError("设置项 database_url 没有写明文件。请写成 sqlite:////路径/gongai.db，或留空用数据文件夹中的")
    if url.database and url.database != ":memory:":
        folder = Path(url.database).parent
        if not folder.is_dir():
            raise ConfigError(f"数据库所在文件夹不存在：{folder}。请先运行 gongai init")
        kind = drives.file_system(folder)
        if kind in drives.NETWORK:
            raise ConfigError(f"数据库文件夹 {folder} 在网络盘上（{kind}），会损坏。请改放本机磁盘，或改用 PostgreSQL")
    made = sa.create_engine(
        url,
        module=module,
        connect_args={"timeout": BUSY_TIMEOUT_MS / 1000, "check_same_thread": False},
        pool_size=4,
        max_overflow=4,
        hide_parameters=True,  # an error's text reaches logs, and the parameters are people's data
    )
    wal = wal_safe(module.sqlite_version_info)

    @event.listens_for(made, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # the driver emits no BEGIN of its own; `begin` below does
        modes = (
            ("journal_mode=WAL", "synchronous=FULL", "journal_size_limit=67108864")
            if wal
            else ("journal_mode=DELETE", "synchronous=EXTRA")
        )
        for pragma in (
            f"busy_timeout={BUSY_TIMEOUT_MS}",
            "foreign_keys=ON",
            "recursive_triggers=ON",
            "trusted_schema=OFF",
            *modes,
        ):
            connection.execute("PRAGMA " + pragma)

    @event.listens_for(made, "begin")
    def begin(connection: sa.Connection) -> None:
        # a deferred BEGIN that later writes fails at once with BUSY_SNAPSHOT, whatever the timeout
        readonly = connection.get_execution_options().get("readonly")
        connection.exec_driver_sql("BEGIN" if readonly else "BEGIN IMMEDIATE")

    return made
