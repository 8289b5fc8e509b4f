"""References given before a backup was put back: their evidence is there, and no other filing may have them."""

import re
from dataclasses import dataclass

import sqlalchemy as sa

from gongai import db

_OURS = re.compile(r"GA-(\d+)")


@dataclass(frozen=True)
class GoneReferences:
    """By the names of their folders."""

    folders: frozenset[str]

    @property
    def newest(self) -> int:
        """The largest number that was drawn; the next one is above it."""
        return max((int(found[1]) for one in self.folders if (found := _OURS.match(one))), default=0)

    def holds(self, reference: str) -> bool:
        if not self.folders:
            return False
        from gongai.evidence import folder_name  # with its journal's log, which hardly ever is needed here

        return folder_name(reference) in self.folders


def known(connection: sa.Connection) -> GoneReferences:
    """Those that any recovery has told of."""
    rows = connection.execute(sa.select(db.recoveries.c.orphans)).scalars()
    return GoneReferences(frozenset(one["folder"] for orphans in rows for one in orphans))
