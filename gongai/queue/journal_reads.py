"""The journal of one filing, as people read it."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from gongai import db
from gongai.redact import scrub


@dataclass(frozen=True)
class JournalLine:
    """One record, without its figures."""

    at_ms: int
    step: str
    event: str
    text: str


def journal_of(engine: sa.Engine, filing_id: int) -> tuple[JournalLine, ...]:
    """Oldest first."""
    table = db.journal
    query = sa.select(table.c.at_ms, table.c.step, table.c.event, table.c.data).where(table.c.filing_id == filing_id)
    with db.reading(engine) as connection:
        rows = connection.execute(query.order_by(table.c.id)).all()
    return tuple(JournalLine(row.at_ms, row.step, row.event, _text_in(row.data)) for row in rows)


def _text_in(record: dict[str, Any]) -> str:
    text = record.get("text") or record.get("reason") or record.get("because") or ""
    numbers = record.get("application_nos") or record.get("numbers") or ()
    parts = [str(text), "、".join(map(str, numbers)) if isinstance(numbers, list | tuple) else ""]
    if "ms" in record:
        parts.append(f"{record['ms'] / 1000:.1f} 秒")
    return scrub("，".join(part for part in parts if part))
