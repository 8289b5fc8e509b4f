"""A database in memory that is back at its beginning in a moment, with the statements already compiled."""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import StaticPool

from gongai import db
from gongai.db import register
from tests import record_key


def _never() -> bool:
    return False


class Memory:
    """`trouble()` is asked before each transaction: True makes it fail like a database that is busy or gone."""

    def __init__(self, alter: Callable[[sa.Connection], None] | None = None) -> None:
        module = db.sqlite_module()
        self._trouble: Callable[[], bool] = _never
        self._template = module.connect(":memory:", check_same_thread=False)
        self._live: Any = module.connect(":memory:", check_same_thread=False, isolation_level=None)
        make = sa.create_engine("sqlite://", module=module, creator=lambda: self._template, poolclass=StaticPool)
        with make.begin() as connection:
            db.metadata.create_all(connection)
            db.refuse_changes(connection)
            if alter is not None:
                alter(connection)
        made = sa.create_engine("sqlite://", module=module, creator=lambda: self._live, poolclass=StaticPool)
        register.attach(made)
        self.engine = record_key.signing(made)

        @event.listens_for(self.engine, "begin")
        def begin(connection: sa.Connection) -> None:
            if self._trouble():
                raise OperationalError("BEGIN", None, Exception("database is locked"))
            connection.exec_driver_sql("BEGIN")

    def reset(self, trouble: Callable[[], bool] = _never) -> None:
        self._trouble = _never
        self._template.backup(self._live)
        self._live.execute("PRAGMA foreign_keys=ON")
        self._trouble = trouble

    def copied(self) -> Any:
        """A backup of it as it is now."""
        copy = self._live.__class__(":memory:", check_same_thread=False, isolation_level=None)
        self._live.backup(copy)
        return copy

    def put_back(self, copy: Any) -> None:
        copy.backup(self._live)

    def close(self) -> None:
        self.engine.dispose()
        self._live.close()
        self._template.close()
