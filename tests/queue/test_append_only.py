"""Journal, status events, audit and approvals can be added to, and nothing else."""

import sqlite3

import pytest
import sqlalchemy as sa

from gongai import db
from gongai.approval.approved_profiles import approve_version
from gongai.db.position import Mark
from gongai.queue.status_events import store_events
from gongai.queue.store import Store
from gongai.records.act import Act
from tests.queue.cast import claimed, mark, queue
from tests.queue.test_outcomes import TestPolls


@pytest.mark.parametrize("table", db.APPEND_ONLY, ids=lambda table: str(table.name))
@pytest.mark.parametrize("act", ["UPDATE", "DELETE"])
def test_the_database_refuses_to_change_or_remove_a_record(store: Store, table: sa.Table, act: str) -> None:
    filing_id = queue(store)
    mark(store, claimed(store), Mark.ARMED)
    with store.engine.begin() as connection:
        store_events(connection, filing_id, (TestPolls().event("1", 5),))
        approve_version(connection, "yunxi", "d" * 64, version="1", act=Act("示例主管", 1, "已核对"))
    change = sa.update(table).values(id=table.c.id) if act == "UPDATE" else sa.delete(table)
    with pytest.raises(sa.exc.DBAPIError, match="append-only"), store.engine.begin() as connection:
        connection.execute(change)
    with db.reading(store.engine) as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one() > 0


@pytest.mark.parametrize("ours", [True, False], ids=["our connection", "another program's"])
@pytest.mark.parametrize("table", ["journal", "audit", "status_events", "approvals", "proofs"])
def test_a_record_cannot_be_replaced_under_its_number(store: Store, table: str, ours: bool) -> None:
    """SQLite's REPLACE removes the old row without its delete trigger where a connection has not asked for it."""
    if store.engine.dialect.name != "sqlite":
        pytest.skip("REPLACE is SQLite's; PostgreSQL's ON CONFLICT updates, which is refused")
    filing_id = queue(store)
    mark(store, claimed(store), Mark.ARMED)
    with store.engine.begin() as connection:
        store_events(connection, filing_id, (TestPolls().event("1", 5),))
        approve_version(connection, "yunxi", "d" * 64, version="1", act=Act("示例主管", 1, "已核对"))
    again = f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}"
    raw = store.engine.raw_connection() if ours else None
    driver = raw.cursor() if raw is not None else sqlite3.connect(store.engine.url.database or "").cursor()
    with pytest.raises(Exception, match="append-only"):
        driver.execute(again)
    driver.connection.rollback()
    driver.connection.close() if raw is None else raw.close()


def test_a_filing_with_history_cannot_be_deleted(store: Store) -> None:
    queue(store)
    with pytest.raises(sa.exc.IntegrityError), store.engine.begin() as connection:
        connection.execute(sa.delete(db.filings))
