"""Where a filing stands by its journal. Position decides what may be done next, never an exception's type."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
import structlog

from gongai import db
from gongai.db import chain, register
from gongai.db.record_key import key_if_any
from gongai.records.position import Mark, Position

__all__ = ["Mark", "Position", "position"]

log = structlog.get_logger(__name__)

_AFTER = {
    Mark.SENT: Position.OPEN,
    Mark.ANSWERED: Position.ANSWERED,
    Mark.FILED: Position.FILED,
    Mark.NOT_FILED: Position.CLEAR,
}


def position(connection: sa.Connection, filing_id: int) -> Position:
    """The position after the newest deciding mark of this filing (one revision).

    A mark that we did not write, as far as the key can tell, moves nothing back: it counts as sent, which leads to a
    look into the portal's lists and never to a second submit.
    """
    journal = db.journal
    newest = (
        sa.select(journal)
        .where(journal.c.filing_id == filing_id, journal.c.event.in_([mark.value for mark in _AFTER]))
        .order_by(journal.c.id.desc())
        .limit(1)
    )
    row = connection.execute(newest).mappings().one_or_none()
    if row is None:
        return Position.CLEAR
    if proven(connection, row):
        return _AFTER[Mark(row["event"])]
    log.error("办理记录不是本程序写下的，按“已发出、未知”处理，请核验留痕", filing_id=filing_id, record=row["id"])
    return Position.OPEN


def proven(connection: sa.Connection, row: Mapping[Any, Any]) -> bool:
    """Whether a record was written by us, in its place. Where there is no key nobody can tell, and nobody can write."""
    key = key_if_any(connection)
    if key is None:
        return True
    journal = db.journal
    if not row["mac"]:
        return _taken_over(connection, row)
    before = sa.select(journal.c.digest).where(journal.c.filing_id == row["filing_id"], journal.c.id < row["id"])
    previous = connection.execute(before.order_by(journal.c.id.desc()).limit(1)).scalar_one_or_none() or ""
    return chain.signed(key, row) and row["digest"] == chain.digest_of(row) and row["previous"] == previous


def _taken_over(connection: sa.Connection, row: Mapping[Any, Any]) -> bool:
    """An unsigned record counts where it is part of what stood there when signing began (`register.take_over`)."""
    journal = db.journal
    head = register.noted(connection, register.JOURNAL, str(row["filing_id"]))
    known = []
    rows = sa.select(journal).where(journal.c.filing_id == row["filing_id"]).order_by(journal.c.id)
    previous = ""
    for one in connection.execute(rows).mappings():
        if one["previous"] != previous or one["digest"] != chain.digest_of(one):
            return False
        previous = one["digest"]
        known.append(one["id"])
        if previous == head:
            return row["id"] in known
    return False
