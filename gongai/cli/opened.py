"""Opening the installation: only as much of it as a command needs, because a list must come at once."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    import sqlalchemy as sa

    from gongai.app import App
    from gongai.clock import Clock
    from gongai.credentials.accounts import Accounts
    from gongai.credentials.vault import Vault
    from gongai.queue.store import Store
    from gongai.settings import Settings


@dataclass(frozen=True)
class Ledger:
    """The database and its reader: enough for whatever touches no portal and sets no time."""

    settings: "Settings"
    engine: "sa.Engine"
    clock: "Clock"
    store: "Store"


def settings() -> "Settings":
    """The settings of this process. The one place where commands meet the environment."""
    from gongai import settings as all_settings

    return all_settings.load(None, os.environ)


def home() -> "Path | None":
    """The home folder where it can be told, for error reports."""
    try:
        return settings().home
    except Exception:  # the settings may be what is broken
        return None


@contextmanager
def ledger() -> "Iterator[Ledger]":
    """Raises `ConfigError` where the installation is not set up."""
    from gongai import db
    from gongai.clock import SystemClock
    from gongai.queue.store import Store

    found = settings()
    engine = db.connect(found.database_url)
    try:
        _require_current(engine)
        clock = SystemClock()
        yield Ledger(found, engine, clock, Store(engine, clock=clock))
    finally:
        engine.dispose()


@contextmanager
def app() -> "Iterator[App]":
    """Everything. Raises `ConfigError` where the installation is not set up."""
    from gongai.app import build

    opened = build(settings())
    try:
        yield opened
    finally:
        opened.close()


def vault(book: Ledger) -> "Vault":
    from gongai.credentials import key as keys
    from gongai.credentials.vault import Vault

    found = book.settings
    return Vault(book.engine, keys.load(found.key_path), book.clock, algorithm=found.cipher)


def accounts(book: Ledger) -> "Accounts":
    from gongai.credentials.accounts import Accounts

    return Accounts(book.engine, vault(book), book.clock)


def _require_current(engine: "sa.Engine") -> None:
    """The quick way to say yes; whoever must say no, or is in doubt, asks the migrations."""
    import sqlalchemy as sa

    from gongai import db

    have: Sequence[object] = []
    if db.is_made(engine):
        with suppress(sa.exc.DatabaseError), db.reading(engine) as connection:
            have = connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalars().all()
    if [str(one) for one in have] == [_newest()]:
        return
    from gongai.db import migrate

    migrate.require_current(engine)


def _newest() -> str:
    """The number of the newest migration, from its file's name (v0001_….py)."""
    from importlib import resources

    files = resources.files("gongai.db.migrations.versions").iterdir()
    return max((file.name[1:5] for file in files if file.name.startswith("v")), default="")
