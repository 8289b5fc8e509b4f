"""A copy of the database is whole and taken while others write, and goes back only into an empty place."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from gongai import db
from gongai.backup import dump
from gongai.errors import ConfigError
from gongai.queue import recovery
from gongai.queue.store import Store
from tests import record_key
from tests.queue import postgres
from tests.queue.cast import claimed, filed, queue


def copied(engine: sa.Engine, folder: Path) -> Path:
    target = folder / "copy"
    target.write_bytes(b"")
    dump.dump(engine, target)
    return target


@pytest.fixture
def elsewhere(url: str, tmp_path: Path) -> str:
    """An empty place of the same kind."""
    if url.startswith("sqlite"):
        return f"sqlite:///{tmp_path / 'other' / 'gongai.db'}"
    name = f"{sa.make_url(url).database}_other"
    return postgres.create(url, name)


def test_what_was_there_when_it_was_copied_is_there_again(
    store: Store, engine: sa.Engine, elsewhere: str, tmp_path: Path
) -> None:
    queue(store)
    file = copied(engine, tmp_path)
    store.record_outcome(claimed(store), filed())
    assert dump.check(engine.dialect.name, file) == ""
    dump.load(elsewhere, file)
    other = record_key.connect(elsewhere)
    try:
        again = Store(other, clock=store.clock, policy=store.policy)
        assert [one.state.value for one in again.list()] == ["waiting"]
        recovery.begin(again.ledger, "由备份恢复", since_ms=store.clock.now_ms())
        assert [one.state.value for one in again.list()] == ["unknown"]
        with db.reading(other) as connection:
            found = recovery.current(connection)
            assert found is not None
            assert recovery.unsettled(connection, found).looking == ("T-00001",)
        assert not recovery.end_if_settled(again.ledger)
    finally:
        other.dispose()


def test_a_copy_is_taken_while_another_writes(store: Store, engine: sa.Engine, tmp_path: Path) -> None:
    queue(store)
    with engine.begin() as connection:
        connection.execute(sa.update(db.jobs).values(note="halfway"))
        file = copied(engine, tmp_path)
    assert dump.check(engine.dialect.name, file) == ""


def test_a_place_that_is_not_empty_is_refused(store: Store, engine: sa.Engine, url: str, tmp_path: Path) -> None:
    file = copied(engine, tmp_path)
    with pytest.raises(ConfigError, match=r"已存在|不是空的"):
        dump.load(url, file)


def test_what_is_no_database_is_told(engine: sa.Engine, tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"no database at all" * 100)
    assert dump.check(engine.dialect.name, tmp_path / "x")
