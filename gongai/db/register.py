"""
The register (登记簿): for each row that says what was done, a signed and chained note of what it holds.

Whoever changes such a row calls `touched` in the same transaction; right before the commit the rows are read once more
and noted. One chain over all tables: a row that was changed, put in or taken away, a filing deleted whole included, no
longer agrees with it, and nobody without the key can write a note that does.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event

from gongai.db import tables
from gongai.db.canonical import canonical
from gongai.db.record_key import genuine, key_of, mac
from gongai.records.state import FilingState

_LOCK = 0x7265676973
"""PostgreSQL advisory lock of one note at a time, taken last in a transaction; SQLite has its write lock."""

_PENDING = "gongai_touched"
_p = tables.proofs

SETTLED = frozenset(
    {
        *(FilingState.HELD, FilingState.FILED, FilingState.CLOSED),
        *(FilingState.REFUSED, FilingState.REJECTED, FilingState.CANCELLED),
    }
)
"""States that say what was done. The others are under way: the position in the journal decides about them."""


@dataclass(frozen=True)
class Covered:
    """One table: which column names a row, and which of its columns are noted."""

    table: sa.Table
    name: str
    columns: tuple[str, ...]

    @property
    def key(self) -> sa.Column[Any]:
        column: sa.Column[Any] = self.table.c[self.name]
        return column

    def content(self, row: Mapping[Any, Any]) -> str:
        """What is noted of a row."""
        held = {name: row[name] for name in self.columns}
        if self.table is tables.filings and row["state"] not in SETTLED:
            held["state"] = ""
        return hashlib.sha256(canonical(held).encode()).hexdigest()

    def rows(self) -> sa.Select[Any]:
        return sa.select(self.key, *(self.table.c[name] for name in self.columns if name != self.name))


def _all_but(table: sa.Table, *left: str) -> tuple[str, ...]:
    return tuple(one.name for one in table.c if one.name not in left)


COVERED: Mapping[str, Covered] = {
    one.table.name: one
    for one in (
        Covered(
            tables.filings,
            "reference",
            _all_but(tables.filings, "why", "held_for", "portal_state", "version", "updated_ms"),
        ),
        Covered(tables.agreements, "agreement_no", ("record",)),
        Covered(tables.approvals, "id", _all_but(tables.approvals)),
        Covered(tables.results, "id", _all_but(tables.results, "owner", "key")),
        Covered(tables.status_events, "id", _all_but(tables.status_events)),
        Covered(tables.audit, "id", _all_but(tables.audit)),
    )
}

JOURNAL = "journal"
"""Notes under this name say how far a filing's journal went when its records were not yet signed."""


def touched(connection: sa.Connection, table: sa.Table, *names: object) -> None:
    """Rows of a covered table were written in this transaction. Raises `ConfigError` where there is no key."""
    key_of(connection)
    pending: dict[tuple[str, object], None] = connection.info.setdefault(_PENDING, {})
    pending.update({(table.name, name): None for name in names})


def attach(engine: sa.Engine) -> None:
    """Make the engine note at each commit what was touched; `db.connect` does it."""

    @event.listens_for(engine, "commit")
    def commit(connection: sa.Connection) -> None:
        pending = connection.info.pop(_PENDING, None)
        if pending:
            note(connection, list(_contents(connection, pending)))

    @event.listens_for(engine, "rollback")
    def rollback(connection: sa.Connection) -> None:
        connection.info.pop(_PENDING, None)


def note(connection: sa.Connection, entries: Iterable[tuple[str, str, str]]) -> None:
    """Add entries of table, name and content to the chain."""
    key = key_of(connection)
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    newest = sa.select(_p.c.mac).order_by(_p.c.id.desc()).limit(1)
    previous: str = connection.execute(newest).scalar_one_or_none() or ""
    rows = []
    for table, name, content in entries:
        previous = mac(key, previous, table, name, content)
        rows.append({"table_name": table, "name": name, "content": content, "mac": previous})
    if rows:
        connection.execute(sa.insert(_p), rows)


def noted(connection: sa.Connection, table: str, name: str) -> str | None:
    """What the newest note of a row says it holds; None where there is no note, "" where the note is not genuine."""
    newest = sa.select(_p).where(_p.c.table_name == table, _p.c.name == name).order_by(_p.c.id.desc()).limit(1)
    row = connection.execute(newest).mappings().one_or_none()
    if row is None:
        return None
    before = sa.select(_p.c.mac).where(_p.c.id < row["id"]).order_by(_p.c.id.desc()).limit(1)
    previous: str = connection.execute(before).scalar_one_or_none() or ""
    good = genuine(key_of(connection), row["mac"], previous, table, name, row["content"])
    return str(row["content"]) if good else ""


def take_over(connection: sa.Connection) -> int:
    """Note everything that stood there before there was a register; return how many rows. Does nothing a second time.

    From here on the records are signed. What is older is only as good as the database was at this moment.
    """
    signed = sa.select(tables.journal.c.id).where(tables.journal.c.mac != "").limit(1)
    if connection.execute(sa.select(_p.c.id).limit(1)).first() or connection.execute(signed).first():
        return 0
    entries = [
        (name, str(row[one.name]), one.content(row))
        for name, one in COVERED.items()
        for row in connection.execute(one.rows().order_by(one.key)).mappings()
    ]
    j = tables.journal
    last = sa.select(sa.func.max(j.c.id)).group_by(j.c.filing_id)
    heads = connection.execute(sa.select(j.c.filing_id, j.c.digest).where(j.c.id.in_(last)).order_by(j.c.filing_id))
    entries += [(JOURNAL, str(filing_id), digest) for filing_id, digest in heads]
    note(connection, entries)
    return len(entries)


def _contents(connection: sa.Connection, pending: Iterable[tuple[str, Any]]) -> Iterator[tuple[str, str, str]]:
    by_table: dict[str, list[Any]] = {}
    for table, name in pending:
        by_table.setdefault(table, []).append(name)
    for table, names in by_table.items():
        one = COVERED[table]
        for row in connection.execute(one.rows().where(one.key.in_(names)).order_by(one.key)).mappings():
            yield table, str(row[one.name]), one.content(row)
