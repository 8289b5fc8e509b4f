"""How far a filing has gone towards the portal. Position decides what may be done next, never an exception's type."""

from enum import StrEnum

import sqlalchemy as sa

from gongai import db


class Mark(StrEnum):
    """The journal events that move the position. Everything else in the journal is history."""

    ARMED = "armed"  # everything is compared; the click follows
    SENT = "sent"  # committed before the request leaves: the point of no return
    ANSWERED = "answered"  # the portal's answer, committed before the page sees it
    FILED = "filed"  # the portal holds the filing: by its answer, by a look, or by a person's word
    NOT_FILED = "not_filed"  # looked and settled: the portal does not hold it; may be sent again


class Position(StrEnum):
    CLEAR = "clear"  # nothing was sent, or what was sent is known not to have arrived
    OPEN = "open"  # sent, end not known: look, never send
    ANSWERED = "answered"  # the portal answered; the answer in the journal decides
    FILED = "filed"  # the portal holds it: never send again


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
