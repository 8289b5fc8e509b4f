"""Where a filing stands by its journal. Position decides what may be done next, never an exception's type."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
import structlog

from gongai import db
from gongai.db import chain, register
from gongai.db.record_key import key_if_any
from gongai.records.position import Mark, Position

__all__ = ["Mark", "Position", "position"]

log = structlog.get_logger(__name__)

_AFTER = {
    Mark.SENT: Position.OPEN,
    Mark.ANSWERED: Position.ANSWERED,
    Mark.FILED: Position.FILED,
    Mark.NOT_FILED: Position.CLEAR,
}


def position(connection: sa.Connection, filing_id: int) -> Position:
    """The position after the newest deciding mark of this filing (one revision).

    What we did not write, as far as the key can tell, moves nothing back: it counts as sent, which leads to a look into
    the portal's lists and never to a second submit. Where the answer would let a filing be sent, every record of it is
    looked at: a mark may have been taken away, or turned into another.
    """
    journal = db.journal
    newest = (
        sa.select(journal)
        .where(journal.c.filing_id == filing_id, journal.c.event.in_([mark.value for mark in _AFTER]))
        .order_by(journal.c.id.desc())
        .limit(1)
    )
    row = connection.execute(newest).mappings().one_or_none()
    found = Position.CLEAR if row is None else _AFTER[Mark(row["event"])]
    key = key_if_any(connection)
    if key is None:  # nobody can tell, and nobody can write
        return found
    if found is Position.CLEAR or row is None or not row["mac"]:
        ours = _all_ours(connection, filing_id, key)
    else:
        ours = _in_its_place(connection, row, key)
    if ours:
        return found
    log.error("办理记录不是本程序写下的，按“已发出、未知”处理，请核验留痕", filing_id=filing_id)
    return Position.OPEN


def _in_its_place(connection: sa.Connection, row: Mapping[Any, Any], key: bytes) -> bool:
    journal = db.journal
    before = sa.select(journal.c.digest).where(journal.c.filing_id == row["filing_id"], journal.c.id < row["id"])
    previous = connection.execute(before.order_by(journal.c.id.desc()).limit(1)).scalar_one_or_none() or ""
    return chain.signed(key, row) and row["digest"] == chain.digest_of(row) and row["previous"] == previous


def _all_ours(connection: sa.Connection, filing_id: int, key: bytes) -> bool:
    """Unsigned records count as far as they were there when signing began (`register.take_over`)."""
    journal = db.journal
    query = sa.select(journal).where(journal.c.filing_id == filing_id).order_by(journal.c.id)
    rows = connection.execute(query).mappings().all()
    digests = ["", *(row["digest"] for row in rows)]
    unsigned = [place for place, row in enumerate(rows, 1) if not row["mac"]]
    if unsigned:
        head = register.noted(connection, register.JOURNAL, str(filing_id))
        if head not in digests or unsigned[-1] > digests.index(head):
            return False
    return all(
        row["previous"] == previous
        and row["digest"] == chain.digest_of(row)
        and (not row["mac"] or chain.signed(key, row))
        for previous, row in zip(digests, rows, strict=False)
    )
