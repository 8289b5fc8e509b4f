"""How many messages there are of a choice: a list that is cut says how much it leaves out."""

import sqlalchemy as sa

from gongai import db
from gongai.queue import results

_t = db.results


def count(engine: sa.Engine, *, open_only: bool = True, owner: str = "", reference: str = "") -> int:
    """The same choice as `results.list_results`."""
    query = sa.select(sa.func.count()).select_from(_t.outerjoin(db.filings, db.filings.c.id == _t.c.filing_id))
    query = query.where(*results.chosen(open_only=open_only, owner=owner, reference=reference))
    with db.reading(engine) as connection:
        return int(connection.execute(query).scalar_one())
