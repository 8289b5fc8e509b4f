"""How many messages there are of a choice: a list that is cut says how much it leaves out."""

import sqlalchemy as sa

from gongai import db
from gongai.queue import results
from gongai.records.result_kind import NEWS

_t = db.results


def count(engine: sa.Engine, *, open_only: bool = True, owner: str = "", reference: str = "") -> int:
    """The same choice as `results.list_results`."""
    query = sa.select(sa.func.count()).select_from(_t.outerjoin(db.filings, db.filings.c.id == _t.c.filing_id))
    query = query.where(*results.chosen(open_only=open_only, owner=owner, reference=reference))
    with db.reading(engine) as connection:
        return int(connection.execute(query).scalar_one())


def apart(engine: sa.Engine) -> int:
    """Open duties that belong to no single filing: a site check that failed, a question that many wait for."""
    news = [kind.value for kind in NEWS]
    mine = (_t.c.settled_ms.is_(None), _t.c.filing_id.is_(None), _t.c.kind.not_in(news))
    with db.reading(engine) as connection:
        return int(connection.execute(sa.select(sa.func.count()).select_from(_t).where(*mine)).scalar_one())
