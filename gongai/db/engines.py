"""Engines: SQLite by default, PostgreSQL by changing the URL."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from gongai import redact
from gongai.db import register, sqlite
from gongai.errors import ConfigError


def connect(url: str) -> sa.Engine:
    """An engine with this package's settings. Raises `ConfigError` where the URL is unusable."""
    try:
        parsed = sa.make_url(url)
    except (sa.exc.ArgumentError, ValueError):  # the second of a port that is no number
        raise ConfigError(
            "设置项 database_url 的地址无法识别（可能含有密码，不显示）。请写成 sqlite:////路径/gongai.db 或 postgresql+psycopg://…"
        ) from None  # the library's own error repeats the address
    if "@" in (parsed.host or ""):
        raise ConfigError(f"数据库地址 {redact.address(url)} 的密码中有 @，请写成 %40（其余特殊字符同理）")
    for secret in (parsed.password, *(parsed.query.get(name) for name in ("password", "sslpassword"))):
        if isinstance(secret, str) and len(secret) >= redact.MIN_SECRET:
            redact.know(secret)  # for good: whatever a driver says is logged without it
    if parsed.get_backend_name() == "postgresql":
        made = sa.create_engine(
            parsed,
            isolation_level="READ COMMITTED",
            pool_size=3,
            max_overflow=4,
            pool_pre_ping=True,
            hide_parameters=True,
        )
        register.attach(made)
        return made
    if parsed.get_backend_name() != "sqlite":
        raise ConfigError(f"不支持的数据库：{parsed.get_backend_name()}。可用 sqlite 或 postgresql")
    made = sqlite.engine(parsed)
    register.attach(made)
    return made


def is_made(engine: sa.Engine) -> bool:
    """False where a first look would make the file of a SQLite database: empty, and open to other users."""
    file = engine.url.database
    return engine.dialect.name != "sqlite" or not file or file == ":memory:" or Path(file).exists()


def reader(engine: sa.Engine) -> sa.Engine:
    """The same database for reading only: no write lock is taken."""
    return engine.execution_options(readonly=True)


@contextmanager
def reading(engine: sa.Engine) -> Iterator[sa.Connection]:
    """A connection that reads one snapshot and never takes the write lock."""
    with reader(engine).connect() as connection:
        yield connection
