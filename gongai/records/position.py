"""How far a filing has gone towards the portal, and the marks in its journal that say so."""

from enum import StrEnum


class Mark(StrEnum):
    """The journal events that move the position. Everything else in the journal is history."""

    ARMED = "armed"  # everything is compared; the click follows
    SENT = "sent"  # committed before the request leaves: the point of no return
    ANSWERED = "answered"  # the portal's answer, committed before the page sees it
    FILED = "filed"  # the portal holds the filing: by its answer, by a reconcile, or by a person's word
    NOT_FILED = "not_filed"  # reconciled: the portal does not hold it; may be sent again


class Position(StrEnum):
    CLEAR = "clear"  # nothing was sent, or what was sent is known not to have arrived
    OPEN = "open"  # sent, end not known: reconcile, never send
    ANSWERED = "answered"  # the portal answered; the answer in the journal decides
    FILED = "filed"  # the portal holds it: never send again
