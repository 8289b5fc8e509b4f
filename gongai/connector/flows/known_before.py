"""
What the portal held of the same thing before we sent anything, and whether a row of now is still that.

A portal may take up the id of a withdrawn application again for what is filed next: an id alone is not the row.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from gongai.connector.flow import Attempt
from gongai.connector.mappers.reading import Application
from gongai.records.noted import Datum, Exact, Noted
from gongai.sites.lists import NOTHING, Status

DUPLICATE_CHECK = "查重"


def noted(rows: Iterable[Application]) -> Noted:
    kept = tuple(rows)
    more: list[Datum] = [{"id": Exact(one.id), "number": Exact(one.number), "state": Exact(one.state)} for one in kept]
    return {"known": [Exact(one.id) for one in kept], **({"known_rows": more} if more else {})}


@dataclass(frozen=True)
class Known:
    """What the newest duplicate check of this filing has kept."""

    ids: frozenset[str]
    rows: Mapping[str, Mapping[str, str]]
    """By id. An older version kept the ids alone: there is nothing to compare then."""
    states: Mapping[str, Status]

    def unchanged(self, row: Application) -> bool:
        """Whether this row stood there before, and says of itself what it said then."""
        return row.id in self.ids and not self.changed(row)

    def changed(self, row: Application) -> bool:
        """Whether its id stood there before with another number, or with nothing granted, which is no more so."""
        one = self.rows.get(row.id)
        if one is None:
            return False
        state = self.states.get(row.state)
        alive = row.state != one["state"] and (state is None or state.meaning not in NOTHING)
        return alive or row.number != one["number"]


def of(attempt: Attempt) -> Known:
    kept = attempt.journal.newest_of(DUPLICATE_CHECK) or {}
    rows = {one["id"]: one for one in reversed(kept.get("known_rows", ()))}
    return Known(frozenset(kept.get("known", ())), rows, attempt.site.profile.application_states)
