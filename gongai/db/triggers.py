"""What the database itself refuses: changing or removing rows of the tables that only grow."""

import sqlalchemy as sa

from gongai.db.tables import APPEND_ONLY

_REFUSES = (
    "CREATE OR REPLACE FUNCTION gongai_append_only() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ' is append-only'; END $$"
)


def refuse_changes(connection: sa.Connection) -> None:
    """Create the triggers that make `APPEND_ONLY` so. Repeat after each migration: SQLite drops them with a table."""
    if connection.dialect.name == "sqlite":
        for table in APPEND_ONLY:
            _refuse_on_sqlite(connection, table)
        return
    connection.exec_driver_sql(_REFUSES)
    for table in APPEND_ONLY:
        for act, each in (("UPDATE", "ROW"), ("DELETE", "ROW"), ("TRUNCATE", "STATEMENT")):
            name = f"{table.name}_no_{act.lower()}"
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name} ON {table.name}")
            connection.exec_driver_sql(
                f"CREATE TRIGGER {name} BEFORE {act} ON {table.name} "
                f"FOR EACH {each} EXECUTE FUNCTION gongai_append_only()"
            )
            # a session that plays a replica passes by ordinary triggers
            connection.exec_driver_sql(f"ALTER TABLE {table.name} ENABLE ALWAYS TRIGGER {name}")


def _refuse_on_sqlite(connection: sa.Connection, table: sa.Table) -> None:
    end = f"BEGIN SELECT RAISE(ABORT, '{table.name} is append-only'); END"
    for act in ("UPDATE", "DELETE"):
        connection.exec_driver_sql(
            f"CREATE TRIGGER IF NOT EXISTS {table.name}_no_{act.lower()} BEFORE {act} ON {table.name} {end}"
        )
    # INSERT OR REPLACE removes a row without its delete trigger, unless the connection has recursive_triggers on:
    # other programs have not
    there = " OR ".join(
        " AND ".join(f"{one} = NEW.{one}" for one in names)
        for names in (["id"], *([column.name for column in unique.columns] for unique in _uniques(table)))
    )
    connection.exec_driver_sql(
        f"CREATE TRIGGER IF NOT EXISTS {table.name}_no_replace BEFORE INSERT ON {table.name} "
        f"WHEN EXISTS (SELECT 1 FROM {table.name} WHERE {there}) {end}"
    )


def _uniques(table: sa.Table) -> list[sa.UniqueConstraint]:
    return [one for one in table.constraints if isinstance(one, sa.UniqueConstraint)]
