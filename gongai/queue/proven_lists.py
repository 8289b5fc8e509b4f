"""Which of a site's lists have ever read a row: an empty one of the others says nothing of what the portal holds."""

from dataclasses import dataclass

import sqlalchemy as sa

from gongai import db
from gongai.clock import Clock

_t = db.proven_lists


@dataclass(frozen=True)
class ProvenLists:
    """The lists of one site."""

    engine: sa.Engine
    site: str
    clock: Clock

    def known(self, digest: str) -> bool:
        query = sa.select(_t.c.digest).where(_t.c.site == self.site, _t.c.digest == digest)
        with db.reading(self.engine) as connection:
            return connection.execute(query).first() is not None

    def learn(self, digest: str, title: str) -> None:
        """Keep that it has; two workers may find it at once."""
        there = sa.exists().where(_t.c.site == self.site, _t.c.digest == digest)
        row = (sa.literal(self.site), sa.literal(digest), sa.literal(title[:200]), sa.literal(self.clock.now_ms()))
        new = sa.select(*row).where(~there)
        with self.engine.begin() as connection:
            connection.execute(_t.insert().from_select(["site", "digest", "title", "at_ms"], new))
