"""The signed note of how far a filing's chain goes, without which the newest records could vanish unseen."""

import hmac
import json
from pathlib import Path
from typing import Annotated, Self

import sqlalchemy as sa
from pydantic import Field, ValidationError

from gongai import chain, db, private
from gongai.connector.evidence.store import ANCHOR, folder_name
from gongai.record import Record

ANCHOR_PURPOSE = "evidence anchor"
"""Give this to `Vault.derive` to get the key that signs."""


class Anchor(Record):
    """Count and head of the chain at one moment, signed under a key of the vault."""

    filing_id: int
    count: Annotated[int, Field(description="records in the chain")]
    head: Annotated[str, Field(description="digest of the last of them")]
    at_ms: int
    mac: str = ""

    def signed(self, key: bytes) -> Self:
        return self.model_copy(update={"mac": self._mac(key)})

    def genuine(self, key: bytes) -> bool:
        return hmac.compare_digest(self.mac, self._mac(key))

    def _mac(self, key: bytes) -> str:
        return hmac.digest(key, chain.canonical(self.model_dump(exclude={"mac"})).encode(), "sha256").hex()


def seal(connection: sa.Connection, root: Path, filing_id: int, *, key: bytes, at_ms: int) -> Anchor:
    """Note where the chain of a filing stands now. To be called after what it covers is committed.

    Records written later than the last seal are covered by the chain only: seal right after the first record of an
    attempt, after the portal's answer, and at the end.
    """
    journal = db.journal
    mine = journal.c.filing_id == filing_id
    count = connection.execute(sa.select(sa.func.count()).select_from(journal).where(mine)).scalar_one()
    newest = sa.select(journal.c.digest).where(mine).order_by(journal.c.id.desc()).limit(1)
    head = connection.execute(newest).scalar_one_or_none() or ""
    anchor = Anchor(filing_id=filing_id, count=count, head=head, at_ms=at_ms).signed(key)
    folder = private.folder(root / folder_name(_reference(connection, filing_id)))
    private.write(folder / ANCHOR, anchor.model_dump_json().encode())
    return anchor


def read(content: bytes) -> Anchor | None:
    """The anchor in a file, or None where it is not one."""
    try:
        return Anchor.model_validate(json.loads(content))
    except (ValueError, ValidationError):
        return None


def _reference(connection: sa.Connection, filing_id: int) -> str:
    reference: str = connection.execute(
        sa.select(db.filings.c.reference).where(db.filings.c.id == filing_id)
    ).scalar_one()
    return reference
