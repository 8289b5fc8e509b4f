"""
Whether an application came to the portal before our request was sent: then it is somebody else's, whatever it is about.

Only what is surely earlier counts: clocks differ, and many portals show the day or the hour of a filing and no more.
"""

from datetime import timedelta

from gongai.clock import at
from gongai.connector.flow import Attempt
from gongai.connector.flows import restored
from gongai.connector.mappers.reading import Application
from gongai.db.position import Mark

CLOCKS_DIFFER = timedelta(minutes=10)
_HOUR = int(timedelta(hours=1).total_seconds() * 1000)
_DAY = 24 * _HOUR
_EAST = 8 * _HOUR
"""How far the offices' midnight is before the one of UTC."""


def sent_ms(attempt: Attempt) -> int | None:
    """When the newest request was sent; None where a restored database has forgotten that."""
    sent = attempt.journal.newest(Mark.SENT)
    return None if sent is None or restored.since_ms(attempt) is not None else int(sent["at_ms"])


def surely_before(row: Application, sent: int) -> bool:
    """A row that tells no time may be of any."""
    filed = row.filed_at_ms
    if filed is None:
        return False
    if not filed % _DAY or not (filed + _EAST) % _DAY:  # a midnight of ours or of UTC: the day alone was written
        return at(filed).date() < at(sent).date()
    told_to = filed if filed % _HOUR else filed + _HOUR
    return told_to + int(CLOCKS_DIFFER.total_seconds() * 1000) < sent
