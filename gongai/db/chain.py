"""The chained records of a filing and how one is added: shared by all who write one (connector, review)."""

import hashlib
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from gongai import db
from gongai.db.canonical import canonical
from gongai.db.record_key import genuine, key_of, mac
from gongai.records.base import Payload
from gongai.records.journal_event import JournalEvent
from gongai.records.noted import Noted, plain

_SIGNED = "journal"
_HASHED = ("filing_id", "fence", "step", "event", "at_ms", "data")


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
    """Add one record in the caller's transaction and return its digest. Raises `ConfigError` where there is no key."""
    key = key_of(connection)
    table = db.journal
    newest = sa.select(table.c.digest).where(table.c.filing_id == filing_id).order_by(table.c.id.desc()).limit(1)
    previous = connection.execute(newest).scalar_one_or_none() or ""
    payload = payload_of(filing_id=filing_id, fence=fence, step=step, event=str(event), at_ms=at_ms, data=plain(data))
    digest = chain(previous, payload)
    links = {"previous": previous, "digest": digest, "mac": mac(key, _SIGNED, digest)}
    connection.execute(sa.insert(table).values({**payload, "job_id": job_id, **links}))
    return digest


def signed(key: bytes, row: Mapping[Any, Any]) -> bool:
    """Whether a record was written by somebody who has the key; its digest is looked at elsewhere."""
    return genuine(key, row["mac"], _SIGNED, row["digest"])


def digest_of(row: Mapping[Any, Any]) -> str:
    """What the digest of a stored record must be."""
    return chain(row["previous"], payload_of(**{name: row[name] for name in _HASHED}))


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
