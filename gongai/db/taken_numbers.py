"""
Whose an application of a portal is: each of its ids and numbers belongs to one filing of that portal, ever.

An answer that names the application of another filing is not an answer to us. The unique index decides; reading first
only lets us say so in words.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from gongai.db.engines import reading
from gongai.db.tables import filings, receipt_numbers

_n = receipt_numbers
_CHARACTERS = 128


@dataclass(frozen=True)
class ReceiptNumbers:
    """What the filings of one portal have, as seen by one of them."""

    engine: sa.Engine
    site: str
    filing_id: int

    def of_another(self, *, ids: Iterable[str], numbers: Iterable[str]) -> str:
        """The 申报件号 of another filing that has one of these, "" where none has."""
        with reading(self.engine) as connection:
            return _of_another(connection, self.site, self.filing_id, tuple(_values(ids, numbers)))

    def of_any(self, *, ids: Iterable[str], numbers: Iterable[str]) -> str:
        """The same, this filing included."""
        with reading(self.engine) as connection:
            return _of_another(connection, self.site, 0, tuple(_values(ids, numbers)))

    def take(self, *, ids: Iterable[str], numbers: Iterable[str]) -> str:
        """All of these are this filing's from now on; or, where another has one of them, its 申报件号, and none is."""
        with self.engine.begin() as connection:
            savepoint = connection.begin_nested()
            other = take(connection, self.site, self.filing_id, ids=ids, numbers=numbers)
            (savepoint.rollback if other else savepoint.commit)()
            return other


def take(connection: sa.Connection, site: str, filing_id: int, *, ids: Iterable[str], numbers: Iterable[str]) -> str:
    """The same in the caller's transaction, which must not be committed where this gives a 申报件号."""
    wanted = tuple(_values(ids, numbers))
    if wanted:
        rows = [{"site": site, "kind": kind, "value": value, "filing_id": filing_id} for kind, value in wanted]
        connection.execute(_insert(connection).values(rows).on_conflict_do_nothing())
    return _of_another(connection, site, filing_id, wanted)


def _of_another(connection: sa.Connection, site: str, filing_id: int, wanted: tuple[tuple[str, str], ...]) -> str:
    query = (
        sa.select(filings.c.reference)
        .join(_n, _n.c.filing_id == filings.c.id)
        .where(_n.c.site == site, _n.c.filing_id != filing_id, sa.tuple_(_n.c.kind, _n.c.value).in_(wanted))
        .order_by(_n.c.id)
        .limit(1)
    )
    return (connection.execute(query).scalar_one_or_none() or "") if wanted else ""


def _values(ids: Iterable[str], numbers: Iterable[str]) -> Iterator[tuple[str, str]]:
    for kind, values in (("id", ids), ("no", numbers)):
        for value in dict.fromkeys(values):
            if value:
                yield kind, value[:_CHARACTERS]


def _insert(connection: sa.Connection) -> Any:
    return (postgresql if connection.dialect.name == "postgresql" else sqlite).insert(_n)
