"""The agreements that are registered."""

import sqlalchemy as sa

from gongai import db
from gongai.records.agreement import Agreement, load_agreement


def list_agreements(engine: sa.Engine) -> tuple[Agreement, ...]:
    """By number."""
    query = sa.select(db.agreements.c.record).order_by(db.agreements.c.agreement_no)
    with db.reading(engine) as connection:
        return tuple(load_agreement(record) for record in connection.execute(query).scalars())
