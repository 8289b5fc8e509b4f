"""Migrations and tables agree, run all or nothing, and a database of another version is refused with words."""

import re
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from gongai import db
from gongai.db import migrate
from gongai.errors import ConfigError


@pytest.fixture
def empty(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'new.db'}"


def schema(engine: sa.Engine) -> dict[str, str]:
    query = "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name <> 'alembic_version'"
    with db.reading(engine) as connection:
        rows = connection.exec_driver_sql(query).all()
    return {name: " ".join(sorted(re.split(r"[\s,()]+", sql))) for name, sql in rows}


def test_the_migrated_tables_are_exactly_those_of_the_program(sqlite_url: str, empty: str) -> None:
    migrated, made = db.connect(sqlite_url), db.connect(empty)
    with made.begin() as connection:
        db.metadata.create_all(connection)
        db.refuse_changes(connection)
    assert schema(migrated) == schema(made), "run tests.queue.test_migrate after adding a migration for the change"
    migrated.dispose()
    made.dispose()


def test_both_databases_have_the_same_tables_columns_and_indexes(engine: sa.Engine) -> None:
    found = sa.inspect(engine)
    for table in db.metadata.sorted_tables:
        assert {column["name"] for column in found.get_columns(table.name)} == set(table.columns.keys())
        indexes = {index["name"] for index in found.get_indexes(table.name)}
        assert {index.name for index in table.indexes} <= indexes


def test_an_upgrade_is_done_once(empty: str) -> None:
    engine = db.connect(empty)
    with pytest.raises(ConfigError, match="gongai init"):
        migrate.require_current(engine)
    assert migrate.upgrade(engine) is True
    assert migrate.upgrade(engine) is False
    migrate.require_current(engine)
    engine.dispose()


def test_a_database_of_the_first_release_is_brought_up_with_everything_in_it(empty: str) -> None:
    engine = db.connect(empty)
    config = Config()
    config.set_main_option("script_location", str(Path(migrate.__file__).parent / "migrations"))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.execute(
            sa.text("INSERT INTO filings (reference, site, record, state) VALUES ('A', 's', '{}', 'held')")
        )
    assert migrate.upgrade(engine) is True
    with db.reading(engine) as connection:
        row = connection.execute(sa.select(db.filings)).one()
        assert connection.execute(sa.select(db.approvals)).all() == [], "nothing is approved by an upgrade"
    assert (row.reference, row.state, row.held_for) == ("A", "held", "")
    copy = Path(str(engine.url.database)).with_suffix(".before-0001")
    assert copy.stat().st_size > 0
    assert copy.stat().st_mode & 0o077 == 0, "as closed to other users as the database itself"
    engine.dispose()


def test_what_was_held_for_its_account_before_is_let_go_by_a_password_or_a_login_after(empty: str) -> None:
    engine = db.connect(empty)
    config = Config()
    config.set_main_option("script_location", str(Path(migrate.__file__).parent / "migrations"))
    kinds = ("captcha", "password", "locked", "question")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0002")
        for number, kind in enumerate(kinds, start=1):
            connection.execute(
                sa.text(
                    "INSERT INTO filings (id, reference, site, account, business_key, record, state) "
                    "VALUES (:id, :id, 'yunxi', 'a', :id, '{}', 'held')"
                ),
                {"id": number},
            )
            connection.execute(
                sa.text("INSERT INTO results (filing_id, kind) VALUES (:id, :kind)"), {"id": number, "kind": kind}
            )
        connection.execute(sa.text("INSERT INTO jobs (filing_id, flow, trips) VALUES (1, 'submit', 2)"))
    assert migrate.upgrade(engine) is True
    with db.reading(engine) as connection:
        held = connection.execute(sa.select(db.filings.c.held_for).order_by(db.filings.c.id)).scalars().all()
        assert held == ["login:yunxi/a", "account:yunxi/a", "account:yunxi/a", ""]
        assert connection.execute(sa.select(db.jobs.c.reconcile_attempts)).scalar_one() == 2
    engine.dispose()


def set_version(engine: sa.Engine, version: str) -> None:
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = :v"), {"v": version})


def test_a_newer_database_is_refused(engine: sa.Engine) -> None:
    set_version(engine, "9999")
    for act in (migrate.upgrade, migrate.require_current):
        with pytest.raises(ConfigError, match="较新"):
            act(engine)


def test_a_migration_that_fails_leaves_everything_as_it_was(sqlite_url: str) -> None:
    engine = db.connect(sqlite_url)
    with engine.begin() as connection:
        connection.execute(sa.text("DELETE FROM alembic_version"))
    before = schema(engine)
    with pytest.raises(sa.exc.OperationalError, match="already exists"):
        migrate.upgrade(engine)
    assert schema(engine) == before
    assert migrate.current(engine) is None
    engine.dispose()
