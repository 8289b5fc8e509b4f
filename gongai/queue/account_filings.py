"""The filings that need an account: while there are any, it cannot go."""

from dataclasses import dataclass

import sqlalchemy as sa

from gongai import db
from gongai.records.state import FilingState

_f = db.filings
_ENDED = (FilingState.CLOSED, FilingState.REJECTED, FilingState.CANCELLED, FilingState.REFUSED)


@dataclass(frozen=True)
class Living:
    """How many have not ended, and the oldest of them."""

    number: int
    first: str


def living(connection: sa.Connection, site: str, account: str) -> Living | None:
    """None: the account is not needed any more."""
    mine = (_f.c.site == site, _f.c.account == account, _f.c.state.not_in(_ENDED))
    first = connection.execute(sa.select(_f.c.reference).where(*mine).order_by(_f.c.id).limit(1)).scalar_one_or_none()
    if first is None:
        return None
    number = connection.execute(sa.select(sa.func.count()).select_from(_f).where(*mine)).scalar_one()
    return Living(number, first)
