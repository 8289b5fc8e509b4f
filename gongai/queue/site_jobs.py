"""What an inspection of a site needs from the ledger: an account to log in with, and filings to open its forms with."""

from collections.abc import Mapping

import sqlalchemy as sa

from gongai import db
from gongai.records.account_state import AccountState
from gongai.records.filing import Filing

_f = db.filings
_a = db.accounts


def account_of(connection: sa.Connection, site: str) -> str:
    """The account of the newest filing that may log in by itself, else any such account; "" where there is none."""
    ready = sa.select(_a.c.login).where(_a.c.site == site, _a.c.state == AccountState.READY).order_by(_a.c.login)
    logins = list(connection.execute(ready).scalars())
    if not logins:
        return ""
    used = sa.select(_f.c.account).where(_f.c.site == site, _f.c.account.in_(logins)).order_by(_f.c.id.desc()).limit(1)
    found: str | None = connection.execute(used).scalar_one_or_none()
    return found or logins[0]


def examples(engine: sa.Engine, site: str, account: str) -> Mapping[str, Filing]:
    """The newest filing of each kind that this account has made there."""
    query = sa.select(_f.c.record).where(_f.c.site == site, _f.c.account == account).order_by(_f.c.id.desc()).limit(200)
    found: dict[str, Filing] = {}
    with db.reading(engine) as connection:
        for record in connection.execute(query).scalars():
            if record.get("kind") not in found:
                filing = Filing.model_validate(record)
                found[filing.kind] = filing
    return found
