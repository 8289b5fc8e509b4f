"""The one database: its tables, how it is opened, and what holds between its rows."""

from gongai.db.engines import connect, is_made, reading
from gongai.db.record_key import keyed
from gongai.db.sqlite import sqlite_module, wal_safe
from gongai.db.tables import (
    APPEND_ONLY,
    accounts,
    agreements,
    approvals,
    attempts,
    audit,
    filings,
    forms,
    jobs,
    journal,
    metadata,
    outbox,
    proofs,
    proven_lists,
    receipt_numbers,
    recoveries,
    results,
    schedules,
    secrets,
    status_events,
)
from gongai.db.triggers import refuse_changes

__all__ = [
    "APPEND_ONLY",
    "accounts",
    "agreements",
    "approvals",
    "attempts",
    "audit",
    "connect",
    "filings",
    "forms",
    "is_made",
    "jobs",
    "journal",
    "keyed",
    "metadata",
    "outbox",
    "proofs",
    "proven_lists",
    "reading",
    "receipt_numbers",
    "recoveries",
    "refuse_changes",
    "results",
    "schedules",
    "secrets",
    "sqlite_module",
    "status_events",
    "wal_safe",
]
