"""References given before a backup was put back: no other filing may have them."""

import re
from dataclasses import dataclass

import sqlalchemy as sa

from gongai import db

_OURS = re.compile(r"GA-(\d+)")
_AT_LEAST, _A_MINUTE, _AT_MOST = 1000, 10, 100_000
"""Numbers that are passed over when a database is put back: more than were drawn since it was copied."""


@dataclass(frozen=True)
class GoneReferences:
    """`folders`: names of their evidence, where that is there. `passed`: how far numbers run ahead of the rows."""

    folders: frozenset[str]
    passed: int = 0

    def holds(self, reference: str) -> bool:
        if not self.folders:
            return False
        from gongai.evidence import folder_name  # with its journal's log, which hardly ever is needed here

        return folder_name(reference) in self.folders


def known(connection: sa.Connection) -> GoneReferences:
    """Those that any recovery has told of, and those of which nobody can tell: their evidence may lie elsewhere."""
    r = db.recoveries
    folders: set[str] = set()
    passed = 0
    rows = sa.select(r.c.orphans, r.c.newest_filing, r.c.since_ms, r.c.began_ms).order_by(r.c.id)
    for row in connection.execute(rows):
        names = {one["folder"] for one in row.orphans}
        folders |= names
        drawn = max((int(found[1]) for one in names if (found := _OURS.match(one))), default=0)
        minutes = max(0, row.began_ms - row.since_ms) // 60_000
        passed += max(min(_AT_LEAST + _A_MINUTE * minutes, _AT_MOST), drawn - row.newest_filing - passed)
    return GoneReferences(frozenset(folders), passed)
