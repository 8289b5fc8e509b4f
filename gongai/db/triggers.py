"""What the database itself refuses: changing or removing rows of the tables that only grow."""

import sqlalchemy as sa

from gongai.db.tables import APPEND_ONLY


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
