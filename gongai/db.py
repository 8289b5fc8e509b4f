"""
The one database: tables and engines.

SQLite by default, PostgreSQL by changing the URL. Times are integer milliseconds since 1970 UTC; states are text, so
partial indexes read the same on both. This module is a list of tables, hence its length.
"""

import importlib
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event

from gongai import drives
from gongai.errors import ConfigError

BUSY_TIMEOUT_MS = 30_000
"""How long a statement waits for another process's write transaction."""

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)
_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def _id() -> sa.Column[int]:
    return sa.Column("id", _ID, primary_key=True)


def _text(name: str, size: int = 64, default: str | None = "") -> sa.Column[str]:
    return sa.Column(name, sa.String(size), nullable=False, server_default=default)


def _number(name: str, default: int = 0) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger, nullable=False, server_default=str(default))


agreements = sa.Table(
    "agreements",
    metadata,
    sa.Column("agreement_no", sa.String(64), primary_key=True),
    sa.Column("record", sa.JSON, nullable=False),
    _number("updated_ms"),
)

filings = sa.Table(
    "filings",
    metadata,
    _id(),
    sa.Column("reference", sa.String(64), nullable=False, unique=True),
    _text("site"),
    _text("account"),
    _text("agreement_no"),
    _text("applicant_uscc", 18),
    _text("project_code"),  # 工程代码
    _text("business_key", 256),
    _number("revision", 1),
    sa.Column("supersedes", _ID, sa.ForeignKey("filings.id", ondelete="RESTRICT")),
    sa.Column("record", sa.JSON, nullable=False),
    _text("state", 16, "draft"),
    _text("why", 2000),  # what brought it into this state, in Chinese, shown to people
    _text("held_for", 160),  # held: the act that lets it go on, shared by many (`queue.holds`); "" = its own review
    sa.Column("receipt", sa.JSON),
    _text("portal_state", 64),
    _number("version"),
    _text("created_by"),
    _number("created_ms"),
    _number("updated_ms"),
    sa.UniqueConstraint("business_key", "revision"),
)
# a second live filing of the same thing is impossible, not merely refused
_LIVE = sa.text("state NOT IN ('refused', 'cancelled')")
sa.Index("uq_filings_live", filings.c.business_key, unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE)
sa.Index("ix_filings_supersedes", filings.c.supersedes)
sa.Index("ix_filings_state", filings.c.state, filings.c.updated_ms)

jobs = sa.Table(
    "jobs",
    metadata,
    _id(),
    sa.Column("filing_id", _ID, sa.ForeignKey("filings.id", ondelete="RESTRICT")),
    _text("flow", 24),
    _text("site"),
    _text("account"),
    _text("project"),  # 工程代码; "" where the job touches no project
    _text("state", 12, "waiting"),
    _number("priority", 5),  # 0 first
    _number("not_before_ms"),
    sa.Column("deadline_ms", sa.BigInteger),
    _number("attempt"),
    _number("trips"),  # how often it has been unknown
    _number("fence"),
    _number("heartbeat"),
    _text("worker"),
    _text("note", 2000),
    sa.Column("schedule_key", sa.String(128), unique=True),  # "name@fire time": a schedule fires once
    _number("created_ms"),
    _number("updated_ms"),
    sa.CheckConstraint("state IN ('waiting','running','unknown','parked','done','cancelled')", name="state"),
)
_WAITING = sa.text("state = 'waiting'")
_BUSY = sa.text("state IN ('running', 'unknown')")
_BUSY_PROJECT = sa.text("state IN ('running', 'unknown') AND project <> ''")
_ACTIVE = sa.text("state IN ('waiting', 'running', 'unknown', 'parked')")
sa.Index(
    "ix_jobs_ready",
    jobs.c.priority,
    jobs.c.not_before_ms,
    jobs.c.id,
    sqlite_where=_WAITING,
    postgresql_where=_WAITING,
)
# a claim whose nearest due rows all wait for a busy account jumps from account to account
sa.Index(
    "ix_jobs_ready_account",
    jobs.c.site,
    jobs.c.account,
    jobs.c.priority,
    jobs.c.not_before_ms,
    jobs.c.id,
    sqlite_where=_WAITING,
    postgresql_where=_WAITING,
)
# one login, one project: constraints, because counting and then claiming overshoots
sa.Index(
    "uq_jobs_account_busy",
    jobs.c.site,
    jobs.c.account,
    unique=True,
    sqlite_where=_BUSY,
    postgresql_where=_BUSY,
)
sa.Index(
    "uq_jobs_project_busy",
    jobs.c.project,
    unique=True,
    sqlite_where=_BUSY_PROJECT,
    postgresql_where=_BUSY_PROJECT,
)
sa.Index(
    "uq_jobs_active",
    jobs.c.filing_id,
    jobs.c.flow,
    unique=True,
    sqlite_where=_ACTIVE,
    postgresql_where=_ACTIVE,
)
sa.Index("ix_jobs_filing", jobs.c.filing_id)

attempts = sa.Table(
    "attempts",
    metadata,
    _id(),
    sa.Column("job_id", _ID, sa.ForeignKey("jobs.id", ondelete="RESTRICT"), nullable=False),
    sa.Column("filing_id", _ID, sa.ForeignKey("filings.id", ondelete="RESTRICT")),
    _number("fence"),
    _text("flow", 24),
    _text("worker"),
    _number("started_ms"),
    sa.Column("ended_ms", sa.BigInteger),
    _text("outcome", 24),
    _text("detail", 2000),
    sa.UniqueConstraint("job_id", "fence"),
)
sa.Index("ix_attempts_filing", attempts.c.filing_id)

journal = sa.Table(
    "journal",
    metadata,
    _id(),
    sa.Column("filing_id", _ID, sa.ForeignKey("filings.id", ondelete="RESTRICT"), nullable=False),
    sa.Column("job_id", _ID, sa.ForeignKey("jobs.id", ondelete="RESTRICT")),
    _number("fence"),
    _text("step"),
    _text("event", 24),  # done, failed, or a position.Mark
    _number("at_ms"),
    sa.Column("data", sa.JSON, nullable=False),
    _text("previous", 64),
    _text("digest", 64),
)
sa.Index("ix_journal_filing", journal.c.filing_id, journal.c.id)

status_events = sa.Table(
    "status_events",
    metadata,
    _id(),
    sa.Column("filing_id", _ID, sa.ForeignKey("filings.id", ondelete="RESTRICT"), nullable=False),
    _text("scope", 16),
    _text("ref"),
    _text("site_code"),
    _text("site_label", 128),
    sa.Column("national_code", sa.Integer),
    _text("fingerprint", 64),
    _number("at_ms"),
    _number("seen_ms"),
    sa.Column("record", sa.JSON, nullable=False),
    sa.UniqueConstraint("filing_id", "fingerprint"),
)

results = sa.Table(
    "results",
    metadata,
    _id(),
    sa.Column("filing_id", _ID, sa.ForeignKey("filings.id", ondelete="RESTRICT")),
    _text("kind", 32),
    _text("text", 4000),
    _text("picture", 255),
    sa.Column("due_ms", sa.BigInteger),
    _text("owner"),  # who has claimed it; "" = nobody yet
    _text("settled_by"),
    sa.Column("settled_ms", sa.BigInteger),
    _text("settlement", 2000),
    sa.Column("key", sa.String(160), unique=True),
    _number("created_ms"),
)
sa.Index("ix_results_open", results.c.settled_ms, results.c.created_ms)
sa.Index("ix_results_filing", results.c.filing_id)

outbox = sa.Table(
    "outbox",
    metadata,
    _id(),
    sa.Column("result_id", _ID, sa.ForeignKey("results.id", ondelete="RESTRICT"), nullable=False),
    _text("channel", 32),
    _number("attempt"),
    _number("next_ms"),
    sa.Column("delivered_ms", sa.BigInteger),
    _text("error", 500),
    sa.UniqueConstraint("result_id", "channel"),
)
_UNDELIVERED = sa.text("delivered_ms IS NULL")
sa.Index("ix_outbox_due", outbox.c.next_ms, sqlite_where=_UNDELIVERED, postgresql_where=_UNDELIVERED)

audit = sa.Table(
    "audit",
    metadata,
    _id(),
    _number("at_ms"),
    _text("who"),
    _text("act", 48),
    _text("subject", 128),
    sa.Column("before", sa.JSON),
    sa.Column("after", sa.JSON),
    _text("reason", 2000),
)

accounts = sa.Table(
    "accounts",
    metadata,
    sa.Column("site", sa.String(64), primary_key=True),
    sa.Column("login", sa.String(64), primary_key=True),
    sa.Column("units", sa.JSON, nullable=False),  # [{"uscc","name"}] the account may act for
    _text("agent"),
    _text("state", 16, "ready"),  # ready, bad_password, expired, locked
    _number("wrong_passwords"),  # since the last success, over all workers
    _number("updated_ms"),
)

secrets = sa.Table(
    "secrets",
    metadata,
    sa.Column("name", sa.String(160), primary_key=True),
    _text("key_id", 32),
    _text("algorithm", 16),
    sa.Column("nonce", sa.LargeBinary, nullable=False),
    sa.Column("ciphertext", sa.LargeBinary, nullable=False),
    sa.Column("until_ms", sa.BigInteger),  # for saved sessions: when the portal ends it
    _number("updated_ms"),
)

approvals = sa.Table(
    "approvals",
    metadata,
    _id(),
    _text("site"),
    _text("digest"),  # of the whole profile in use, catalogue and settings included
    _text("version"),  # as the profile calls itself, for people
    _text("by"),
    _text("reason", 2000),
    _number("at_ms"),
)
sa.Index("ix_approvals_site", approvals.c.site, approvals.c.id)

forms = sa.Table(
    "forms",
    metadata,
    _id(),
    _text("site"),
    _text("kind", 16),  # which wizard
    _text("page"),
    _text("digest"),
    sa.Column("record", sa.JSON, nullable=False),  # connector.mappers.form_map.FormMap
    sa.Column("changes", sa.JSON, nullable=False),  # against the map approved at that time
    _text("state", 12),
    _text("by"),
    _text("reason", 2000),
    _number("at_ms"),
    _number("decided_ms"),
    sa.CheckConstraint("state IN ('noted','proposed','approved','replaced')", name="state"),
    sa.UniqueConstraint("site", "kind", "page", "digest"),
)
# one form counts as the approved one of a page
_APPROVED = sa.text("state = 'approved'")
sa.Index(
    "uq_forms_approved",
    forms.c.site,
    forms.c.kind,
    forms.c.page,
    unique=True,
    sqlite_where=_APPROVED,
    postgresql_where=_APPROVED,
)

schedules = sa.Table(
    "schedules",
    metadata,
    sa.Column("name", sa.String(64), primary_key=True),
    _text("flow", 24),
    _text("site"),
    _text("cron"),
    _number("next_ms"),
)

APPEND_ONLY = (journal, status_events, audit, approvals)
"""Tables whose rows are never changed or removed; triggers refuse it."""


def refuse_changes(connection: sa.Connection) -> None:
    """Create the triggers that make `APPEND_ONLY` so. Repeat after each migration: SQLite drops them with a table."""
    for table in APPEND_ONLY:
        for act in ("UPDATE", "DELETE"):
            name = f"{table.name}_no_{act.lower()}"
            if connection.dialect.name == "sqlite":
                connection.exec_driver_sql(
                    f"CREATE TRIGGER IF NOT EXISTS {name} BEFORE {act} ON {table.name} "
                    f"BEGIN SELECT RAISE(ABORT, '{table.name} is append-only'); END"
                )
            else:
                connection.exec_driver_sql(
                    "CREATE OR REPLACE FUNCTION gongai_append_only() RETURNS trigger LANGUAGE plpgsql AS "
                    "$$ BEGIN RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ' is append-only'; END $$"
                )
                connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name} ON {table.name}")
                connection.exec_driver_sql(
                    f"CREATE TRIGGER {name} BEFORE {act} ON {table.name} "
                    "FOR EACH ROW EXECUTE FUNCTION gongai_append_only()"
                )


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


def connect(url: str) -> sa.Engine:
    """An engine with this package's settings. Raises `ConfigError` where the URL is unusable."""
    try:
        parsed = sa.make_url(url)
    except sa.exc.ArgumentError as error:
        raise ConfigError(
            f"数据库地址无法识别：{url}。请写成 sqlite:////路径/gongai.db 或 postgresql+psycopg://…"
        ) from error
    if parsed.get_backend_name() == "postgresql":
        return sa.create_engine(
            parsed,
            isolation_level="READ COMMITTED",
            pool_size=3,
            max_overflow=4,
            pool_pre_ping=True,
            hide_parameters=True,
        )
    if parsed.get_backend_name() != "sqlite":
        raise ConfigError(f"不支持的数据库：{parsed.get_backend_name()}。可用 sqlite 或 postgresql")
    return _sqlite(parsed)


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


def _sqlite(url: sa.URL) -> sa.Engine:
    module = sqlite_module()
    if url.database and url.database != ":memory:":
        folder = Path(url.database).parent
        if not folder.is_dir():
            raise ConfigError(f"数据库所在文件夹不存在：{folder}。请先运行 gongai init")
        kind = drives.file_system(folder)
        if kind in drives.NETWORK:
            raise ConfigError(f"数据库文件夹 {folder} 在网络盘上（{kind}），会损坏。请改放本机磁盘，或改用 PostgreSQL")
    engine = sa.create_engine(
        url,
        module=module,
        connect_args={"timeout": BUSY_TIMEOUT_MS / 1000, "check_same_thread": False},
        pool_size=4,
        max_overflow=4,
        hide_parameters=True,  # an error's text reaches logs, and the parameters are people's data
    )
    wal = wal_safe(module.sqlite_version_info)

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # the driver emits no BEGIN of its own; `begin` below does
        modes = (
            ("journal_mode=WAL", "synchronous=FULL", "journal_size_limit=67108864")
            if wal
            else ("journal_mode=DELETE", "synchronous=EXTRA")
        )
        for pragma in (f"busy_timeout={BUSY_TIMEOUT_MS}", "foreign_keys=ON", "trusted_schema=OFF", *modes):
            connection.execute("PRAGMA " + pragma)

    @event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        # a deferred BEGIN that later writes fails at once with BUSY_SNAPSHOT, whatever the timeout
        readonly = connection.get_execution_options().get("readonly")
        connection.exec_driver_sql("BEGIN" if readonly else "BEGIN IMMEDIATE")

    return engine
