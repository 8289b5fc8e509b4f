"""What the portal says of a filing, as events that are only ever added."""

import hashlib
import json

import sqlalchemy as sa

from gongai import db, redact
from gongai.db.register import touched
from gongai.records.base import Payload
from gongai.records.receipt import StatusEvent

_f = db.filings
_WORDS = ("site_label", "office", "handler", "opinion")


def store_events(connection: sa.Connection, filing_id: int, events: tuple[StatusEvent, ...]) -> int:
    """Store what the portal said and was not known yet; return how many were new."""
    table = db.status_events
    if not events:
        return 0
    query = sa.select(table.c.scope, table.c.ref, table.c.fingerprint, table.c.record)
    known = connection.execute(query.where(table.c.filing_id == filing_id).order_by(table.c.id)).all()
    prints = {row.fingerprint for row in known}
    newest = {(row.scope, row.ref): _content(_shown(row.record)) for row in known}
    count = len(known)
    new: list[Payload] = []
    for event in events:
        record = event.model_dump(mode="json")
        content = _content(record)
        shown = _shown(record)
        slot = (event.scope, event.ref)
        if newest.get(slot) == _content(shown):
            continue
        # without a time of its own, a state that comes back later is news again
        turn = "" if event.at_ms is not None else str(count + len(new))
        fingerprint = hashlib.sha256((content + turn).encode()).hexdigest()
        if fingerprint in prints:
            continue
        prints.add(fingerprint)
        newest[slot] = _content(shown)
        new.append(
            {
                "filing_id": filing_id,
                "scope": event.scope,
                "ref": event.ref,
                "site_code": event.site_code,
                "site_label": shown["site_label"],
                "national_code": event.national_code,
                "fingerprint": fingerprint,
                "at_ms": event.at_ms or 0,
                "seen_ms": event.seen_ms,
                "record": shown,
            }
        )
    if new:
        added = connection.execute(sa.insert(table).returning(table.c.id), new)
        touched(connection, table, *added.scalars())
        whole = [event for event in events if event.scope == "application"] or list(events)
        label = redact.scrub(whole[-1].site_label or whole[-1].site_code)
        connection.execute(sa.update(_f).where(_f.c.id == filing_id).values(portal_state=label[:64]))
    return len(new)


def _shown(record: Payload) -> Payload:
    """The record with its words for people scrubbed; ref and code, which are compared, as they came."""
    return {**record, **{name: redact.scrub(str(record.get(name, ""))) for name in _WORDS}}


def _content(record: Payload) -> str:
    """What the portal said, without when and where we saw it."""
    return json.dumps({k: v for k, v in record.items() if k not in ("seen_ms", "source")}, sort_keys=True)
