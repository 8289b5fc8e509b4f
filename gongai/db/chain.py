"""The chained records of a filing and how one is added: shared by all who write one (connector, review)."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from gongai import db
from gongai.records.base import Payload
from gongai.records.journal_event import JournalEvent
from gongai.records.noted import Noted, plain


def canonical(payload: Any) -> str:
    """The one way a record is written down for hashing."""
    return json.dumps(payload, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def chain(previous: str, payload: Any) -> str:
    """The digest of a record that follows the record with digest `previous` ("" for the first)."""
    return hashlib.sha256(f"{previous}\n{canonical(payload)}".encode()).hexdigest()


def append(
    connection: sa.Connection,
    *,
    filing_id: int,
    step: str,
    event: JournalEvent,
    at_ms: int,
    data: Noted,
    job_id: int | None = None,
    fence: int = 0,
) -> str:
    """Add one record in the caller's transaction and return its digest."""
    table = db.journal
    newest = sa.select(table.c.digest).where(table.c.filing_id == filing_id).order_by(table.c.id.desc()).limit(1)
    previous = connection.execute(newest).scalar_one_or_none() or ""
    payload = payload_of(filing_id=filing_id, fence=fence, step=step, event=str(event), at_ms=at_ms, data=plain(data))
    digest = chain(previous, payload)
    connection.execute(sa.insert(table).values({**payload, "job_id": job_id, "previous": previous, "digest": digest}))
    return digest


def payload_of(*, filing_id: int, fence: int, step: str, event: str, at_ms: int, data: Mapping[str, Any]) -> Payload:
    """What of a record is hashed."""
    return {
        "filing_id": filing_id,
        "fence": fence,
        "step": step,
        "event": event,
        "at_ms": at_ms,
        "data": dict(data),
    }
