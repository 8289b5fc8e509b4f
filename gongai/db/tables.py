"""
The tables of the one database.

Times are integer milliseconds since 1970 UTC; states are text, so partial indexes read the same on SQLite and
PostgreSQL. This module is a list, hence its length.
"""

import sqlalchemy as sa

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
    _text("held_for", 160),  # the act that lets it go on, shared by many (`records.blocker`); "" = its own review
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
    _number("reconcile_attempts"),  # how often it has been unknown
    _number("unread"),  # how often in a row an answer of the portal was not understood
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
    _text("event", 24),  # records.journal_event
    _number("at_ms"),
    sa.Column("data", sa.JSON, nullable=False),
    _text("previous", 64),
    _text("digest", 64),
    _text("mac", 64),  # "" = written before records were signed
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

receipt_numbers = sa.Table(
    "receipt_numbers",
    metadata,
    _id(),
    _text("site"),
    _text("kind", 2),  # "id": the portal's own id of an application; "no": its number for people
    _text("value", 128),
    sa.Column("filing_id", _ID, sa.ForeignKey("filings.id", ondelete="RESTRICT"), nullable=False),
    sa.UniqueConstraint("site", "kind", "value"),
)
sa.Index("ix_receipt_numbers_filing", receipt_numbers.c.filing_id)

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
    _text("via", 16),  # by which front end: cli, console, api, mcp, worker, scheduler; "" = not known
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
    _text("state", 16, "ready"),  # records.account_state
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
    sa.Column("record", sa.JSON, nullable=False),  # sites.forms.form_map.FormMap
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

proofs = sa.Table(  # see `db.register`
    "proofs",
    metadata,
    _id(),
    _text("table_name", 32),
    _text("name", 160),
    _text("content", 64),  # digest of what the row held
    _text("mac", 64),  # over this row and the mac of the one before
)
sa.Index("ix_proofs_name", proofs.c.table_name, proofs.c.name, proofs.c.id)

schedules = sa.Table(
    "schedules",
    metadata,
    sa.Column("name", sa.String(64), primary_key=True),
    _text("flow", 24),
    _text("site"),
    _text("cron"),
    _number("next_ms"),
)

recoveries = sa.Table(
    "recoveries",
    metadata,
    _id(),
    _text("state", 8, "open"),
    _text("because", 2000),  # in Chinese, shown to people
    _number("since_ms"),  # up to this moment the database knows what was done
    _number("began_ms"),
    _number("newest_filing"),  # the newest there was: those up to it are marked, whatever clocks say
    _number("marked_ms"),  # when all that may have left since was marked so; 0 = not yet
    sa.Column("orphans", sa.JSON, nullable=False),  # [{"folder","count","head"}] evidence of filings that are not here
    sa.Column("ended_ms", sa.BigInteger),
    _text("ended_by"),
    _text("reason", 2000),
    sa.CheckConstraint("state IN ('open','ended')", name="state"),
)
_RECOVERING = sa.text("state = 'open'")
sa.Index(
    "uq_recoveries_open",
    recoveries.c.state,
    unique=True,
    sqlite_where=_RECOVERING,
    postgresql_where=_RECOVERING,
)

proven_lists = sa.Table(
    "proven_lists",
    metadata,
    _text("site"),
    _text("digest"),  # of the way in which the list is read (`sites.reading_digest`)
    _text("title", 200),  # of the list that first showed a row, for people
    _number("at_ms"),
    sa.PrimaryKeyConstraint("site", "digest"),
)

processes = sa.Table(  # who works here now: see `queue.processes`
    "processes",
    metadata,
    sa.Column("name", sa.String(64), primary_key=True),
    _text("role", 16),  # records.process_role
    _text("host"),
    _number("pid"),
    _number("started_ms"),
    _number("seen_ms"),
)

APPEND_ONLY = (journal, status_events, audit, approvals, proofs)
"""Tables whose rows are never changed or removed; triggers refuse it."""
