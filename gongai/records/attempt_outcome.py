"""How an attempt ended, as its row says it. The first six are the outcomes of the connector by name."""

from enum import StrEnum
from typing import assert_never

from gongai.records.outcome import Ask, Filed, NotYet, Outcome, Refused, Seen, Unknown


class AttemptOutcome(StrEnum):
    RUNNING = ""  # not ended
    FILED = "filed"
    SEEN = "seen"
    REFUSED = "refused"
    NOT_YET = "notyet"
    ASK = "ask"
    UNKNOWN = "unknown"
    LATE = "late"  # past its deadline before it began
    MISMATCHED = "mismatched"  # job and filing do not fit together; nothing was done
    LEASE_LOST = "lease_lost"  # its worker disappeared


def of(outcome: Outcome) -> AttemptOutcome:
    """The word for what the connector gave back."""
    match outcome:
        case Filed():
            return AttemptOutcome.FILED
        case Seen():
            return AttemptOutcome.SEEN
        case Refused():
            return AttemptOutcome.REFUSED
        case NotYet():
            return AttemptOutcome.NOT_YET
        case Ask():
            return AttemptOutcome.ASK
        case Unknown():
            return AttemptOutcome.UNKNOWN
        case _:
            assert_never(outcome)
