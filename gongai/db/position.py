"""Where a filing stands by its journal. Position decides what may be done next, never an exception's type."""

import sqlalchemy as sa

from gongai import db
from gongai.records.position import Mark, Position

__all__ = ["Mark", "Position", "position"]

_AFTER = {
    Mark.SENT: Position.OPEN,
    Mark.ANSWERED: Position.ANSWERED,
    Mark.FILED: Position.FILED,
    Mark.NOT_FILED: Position.CLEAR,
}


def position(connection: sa.Connection, filing_id: int) -> Position:
    """The position after the newest deciding mark of this filing (one revision)."""
    journal = db.journal
    newest = (
        sa.select(journal.c.event)
        .where(journal.c.filing_id == filing_id, journal.c.event.in_([mark.value for mark in _AFTER]))
        .order_by(journal.c.id.desc())
        .limit(1)
    )
    event = connection.execute(newest).scalar_one_or_none()
    return Position.CLEAR if event is None else _AFTER[Mark(event)]
