"""The database as one file, copied while others work on it, and back again into an empty place."""

import os
import shutil
import subprocess
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import sqlalchemy as sa

from gongai import db
from gongai.errors import ConfigError
from gongai.files import private

_FOLDERS = ("usr/lib/postgresql/*/bin", "usr/pgsql-*/bin")
_CHUNK = 1 << 20
_SAID = 300
"""So many characters of what a program of PostgreSQL said are shown."""


def dump(engine: sa.Engine, target: Path) -> None:
    """Copy it as it is at one moment to `target`, an empty file of the owner's. Raises `ConfigError`."""
    if engine.dialect.name == "postgresql":
        _run("pg_dump", engine.url, ["--format=custom", "--no-owner", f"--file={target}"])
        return
    with closing(engine.raw_connection()) as source, closing(db.sqlite_module().connect(target)) as copy:
        assert source.driver_connection is not None
        source.driver_connection.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")  # the copy is one file, without a -wal beside it
        sound = copy.execute("PRAGMA quick_check").fetchone()[0]
    if sound != "ok":
        raise ConfigError(f"数据库已损坏（{sound}），没有备份。请运行 gongai doctor，并保留较早的备份")


def check(kind: str, file: Path) -> str:
    """What is wrong with a dump; "" where it can be opened."""
    if kind == "postgresql":
        try:
            _programs("pg_restore", ["--list", str(file)], {})
        except ConfigError as error:
            return str(error)
        return ""
    module = db.sqlite_module()
    try:
        with closing(module.connect(f"file:{file}?mode=ro&immutable=1", uri=True)) as copy:
            sound = str(copy.execute("PRAGMA integrity_check").fetchone()[0])
            copy.execute("SELECT version_num FROM alembic_version").fetchone()
    except module.DatabaseError as error:
        return f"打不开：{error}"
    return "" if sound == "ok" else sound


def load(url: str, file: Path) -> None:
    """Put a dump into the database at this address, which must be empty or not there. Raises `ConfigError`."""
    parsed = sa.make_url(url)
    if parsed.get_backend_name() == "postgresql":
        _require_empty(url)
        _run("pg_restore", parsed, ["--no-owner", "--single-transaction", "--exit-on-error", str(file)])
        return
    place = Path(parsed.database or "")
    if place.exists():
        raise ConfigError(f"数据库 {place} 已存在，没有恢复。请先把它移开")
    private.folder(place.parent)
    with file.open("rb") as source:  # may lie on another disk
        waiting, _digest, _size = private.write_waiting(place.parent, iter(lambda: source.read(_CHUNK), b""))
    private.commit_rename(waiting, place)
    file.unlink()


def _require_empty(url: str) -> None:
    engine = db.connect(url)
    try:
        if sa.inspect(engine).get_table_names():
            raise ConfigError("PostgreSQL 库不是空的，没有恢复。请先建一个空库，并让 database_url 指向它")
    finally:
        engine.dispose()


def _run(program: str, url: sa.URL, arguments: Sequence[str]) -> None:
    # the password goes by the environment: a command line can be read by every user of the machine
    env = {"PGPASSWORD": url.password} if url.password else {}
    address = url.set(drivername="postgresql", password=None).render_as_string(hide_password=False)
    _programs(program, [f"--dbname={address}", *arguments], {name: str(value) for name, value in env.items()})


def _programs(program: str, arguments: Sequence[str], env: dict[str, str]) -> None:
    newest = [one for pattern in _FOLDERS for one in sorted(Path("/").glob(f"{pattern}/{program}"), reverse=True)]
    found = shutil.which(program) or next(map(str, newest), None)
    if found is None:
        raise ConfigError(f"没有找到 {program}。请安装与服务器同一大版本的 PostgreSQL 客户端程序")
    done = subprocess.run(
        [found, *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env={**os.environ, **env},
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode:
        raise ConfigError(f"{program} 没有成功：{done.stderr.strip()[:_SAID]}")
