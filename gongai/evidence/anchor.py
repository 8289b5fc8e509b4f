"""The signed note of how far a filing's chain goes, without which the newest records could vanish unseen."""

import hashlib
import hmac
import json
import logging
import stat
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Self

import sqlalchemy as sa
from pydantic import Field, ValidationError

from gongai import db
from gongai.db.canonical import canonical
from gongai.evidence.store import ANCHOR, folder_name
from gongai.files import private
from gongai.records.base import Record
from gongai.records.recovery_state import RECOVERY_STEP

ANCHOR_PURPOSE = "evidence anchor"
"""Give this to `Vault.derive` to get the key that signs."""


_COPY = ".anchor.json"
_UNREADABLE = "sha256:"
_MOST = 1 << 16
"""Bytes of an anchor: a real one has some hundred."""

log = logging.getLogger(__name__)
"""To standard error where a command has set up no log: what it prints is a document."""


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


def seal(
    connection: sa.Connection, root: Path, filing_id: int, *, key: bytes, at_ms: int, copies: Path | None = None
) -> Anchor | None:
    """Note where the chain of a filing stands now. To be called after what it covers is committed.

    Records written later than the last seal are covered by the chain only: seal after the portal's answer and at the
    end of an attempt. Where the seal that is there does not agree with the chain, it is left, so that verification
    goes on saying so, and None is the answer; unless a record of the chain itself names it, as recovery mode writes
    one. `copies`: where a second copy is kept, on another disk, so that one lost disk does not take both.
    """
    journal = db.journal
    rows = sa.select(journal.c.digest).where(journal.c.filing_id == filing_id).order_by(journal.c.id)
    digests = list(connection.execute(rows).scalars())
    folder = folder_name(_reference(connection, filing_id))
    path = root / folder / ANCHOR
    if path.exists():
        content = content_of(path)
        old = read(content)
        agrees = old is not None and old.genuine(key) and old.agrees(filing_id, digests)
        if not agrees and head_of(content) not in settled_heads(connection, filing_id):
            log.error("办理留痕与封存文件不符，未重新封存，请核验", extra={"filing_id": filing_id})
            return None
    head = digests[-1] if digests else ""
    anchor = Anchor(filing_id=filing_id, count=len(digests), head=head, at_ms=at_ms).signed(key)
    private.folder(path.parent)
    private.write(path, anchor.model_dump_json().encode())
    if copies is not None:
        private.folder(copies)
        private.write(copy_of(copies, folder), anchor.model_dump_json().encode())
    return anchor


def copy_of(copies: Path, folder: str) -> Path:
    """Where the second copy of the anchor of this folder lies."""
    return copies / f"{folder}{_COPY}"


def content_of(path: Path) -> bytes:
    """What lies where an anchor should: empty where it is no file of an anchor's size (a pipe, a device, a folder)."""
    status = path.stat()
    return path.read_bytes() if stat.S_ISREG(status.st_mode) and status.st_size <= _MOST else b""


def read(content: bytes) -> Anchor | None:
    """The anchor in a file, or None where it is not one."""
    try:
        return Anchor.model_validate(json.loads(content))
    except (ValueError, ValidationError, RecursionError):
        return None


def head_of(content: bytes) -> str:
    """What tells one anchor from another; also of one that cannot be read."""
    anchor = read(content)
    return anchor.head if anchor is not None else f"{_UNREADABLE}{hashlib.sha256(content).hexdigest()}"


def is_damaged(head: str) -> bool:
    """Whether the file from which a head came (`head_of`) holds no anchor."""
    return head.startswith(_UNREADABLE)


def settled_heads(connection: sa.Connection, filing_id: int) -> frozenset[str]:
    """The anchors that a record of this filing's chain names as those of a database that is lost."""
    table = db.journal
    rows = sa.select(table.c.data).where(table.c.filing_id == filing_id, table.c.step == RECOVERY_STEP)
    return frozenset(str(head) for data in connection.execute(rows).scalars() for head in data.get("anchors", ()))


def _reference(connection: sa.Connection, filing_id: int) -> str:
    reference: str = connection.execute(
        sa.select(db.filings.c.reference).where(db.filings.c.id == filing_id)
    ).scalar_one()
    return reference
