"""
What the portal held of the same thing before we sent anything, and whether a row of now is still that.

A portal may take up the id of a withdrawn application again for what is filed next: an id alone is not the row.
"""

from collections.abc import Iterable
from typing import Any

from gongai.connector.flow import Attempt
from gongai.connector.mappers.reading import Application
from gongai.records.noted import Datum, Exact, Noted

DUPLICATE_CHECK = "查重"
NOTHING = ("refused", "withdrawn")
"""Meanings of a state in which nothing was granted."""


def noted(rows: Iterable[Application]) -> Noted:
    kept = tuple(rows)
    more: list[Datum] = [{"id": Exact(one.id), "number": Exact(one.number), "state": Exact(one.state)} for one in kept]
    return {"known": [Exact(one.id) for one in kept], **({"known_rows": more} if more else {})}


def ids(attempt: Attempt) -> frozenset[str]:
    return frozenset(_kept(attempt).get("known", ()))


def unchanged(attempt: Attempt, row: Application) -> bool:
    """Whether this row stood there before, and says of itself what it said then."""
    return row.id in ids(attempt) and not changed(attempt, row)


def changed(attempt: Attempt, row: Application) -> bool:
    """Whether its id stood there before with another number, or with nothing granted, which is no more so.

    An older version kept the ids alone: there is nothing to compare then.
    """
    for one in _kept(attempt).get("known_rows", ()):
        if one["id"] == row.id:
            state = attempt.site.profile.application_states.get(row.state)
            alive = row.state != one["state"] and (state is None or state.meaning not in NOTHING)
            return alive or row.number != one["number"]
    return False


def _kept(attempt: Attempt) -> dict[str, Any]:
    return attempt.journal.newest_of(DUPLICATE_CHECK) or {}
