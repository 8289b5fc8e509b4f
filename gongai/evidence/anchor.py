"""The signed note of how far a filing's chain goes, without which the newest records could vanish unseen."""

import hmac
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Self

import sqlalchemy as sa
import structlog
from pydantic import Field, ValidationError

from gongai import db
from gongai.db.canonical import canonical
from gongai.evidence.store import ANCHOR, folder_name
from gongai.files import private
from gongai.records.base import Record

ANCHOR_PURPOSE = "evidence anchor"
"""Give this to `Vault.derive` to get the key that signs."""


log = structlog.get_logger(__name__)


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

    def agrees(self, filing_id: int, digests: Sequence[str]) -> bool:
        """Whether `digests` are the same chain, or one that has grown since."""
        there = self.count <= len(digests) and self.head == (digests[self.count - 1] if self.count else "")
        return self.filing_id == filing_id and there

    def _mac(self, key: bytes) -> str:
        return hmac.digest(key, canonical(self.model_dump(exclude={"mac"})).encode(), "sha256").hex()


def seal(connection: sa.Connection, root: Path, filing_id: int, *, key: bytes, at_ms: int) -> Anchor | None:
    """Note where the chain of a filing stands now. To be called after what it covers is committed.

    Records written later than the last seal are covered by the chain only: seal after the portal's answer and at the
    end of an attempt. Where the seal that is there does not agree with the chain, it is left, so that verification
    goes on saying so, and None is the answer.
    """
    journal = db.journal
    rows = sa.select(journal.c.digest).where(journal.c.filing_id == filing_id).order_by(journal.c.id)
    digests = list(connection.execute(rows).scalars())
    path = root / folder_name(_reference(connection, filing_id)) / ANCHOR
    if path.exists():
        old = read(path.read_bytes())
        if old is None or not old.genuine(key) or not old.agrees(filing_id, digests):
            log.error("办理留痕与封存文件不符，未重新封存，请核验", filing_id=filing_id)
            return None
    head = digests[-1] if digests else ""
    anchor = Anchor(filing_id=filing_id, count=len(digests), head=head, at_ms=at_ms).signed(key)
    private.folder(path.parent)
    private.write(path, anchor.model_dump_json().encode())
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
