"""
What the anchors on the disk prove and the database does not know: it was restored, or set back, from an older state.

The signature of an anchor is not asked here. Whoever could forge one could only bring about that people look.

What it cannot tell: a copy of the database that was made in the moment between `armed` and `sent`, put back by hand
after the process died before it wrote one more record. Between `sent` and the request nothing may take time, so that
record is sealed with the next one. `gongai backup restore` needs no proof, and is right then as well.
"""

import contextlib
import os
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from gongai import db
from gongai.evidence.anchor import content_of, copy_of, head_of, is_damaged, read, settled_heads
from gongai.evidence.store import ANCHOR, folder_name

_NUMBERED = re.compile(r"\d{4,}-")

_j = db.journal


@dataclass(frozen=True)
class Lost:
    """One anchor that the journal does not reach, or does not agree with. No filing: it is not in the database."""

    folder: str
    head: str
    count: int  # records when it was sealed
    known: int  # records in the database
    filing_id: int | None = None

    def __str__(self) -> str:
        if is_damaged(self.head):
            return f"{self.folder}：封存文件已损坏，看不出封存时有多少条记录"
        if self.filing_id is None:
            return f"{self.folder}：数据库中没有此件，留痕封存时有 {self.count} 条记录"
        return f"{self.folder}：留痕封存时有 {self.count} 条记录，数据库中只有 {self.known} 条或与之不同"


@dataclass(frozen=True)
class Anchors:
    """Where anchors lie: in the folders of the evidence, and where a second copy is kept."""

    evidence: Path
    copies: Path | None = None

    def of(self, folder: str) -> Iterator[bytes]:
        """The anchors of one filing: none, one, or two."""
        paths = [self.evidence / folder / ANCHOR]
        if self.copies is not None:
            paths.append(copy_of(self.copies, folder))
        for path in paths:
            try:
                yield content_of(path)
            except (FileNotFoundError, NotADirectoryError):
                continue

    def folders(self) -> frozenset[str]:
        """The names of all folders of evidence, anchored or not, and of those known by their second copy."""
        with contextlib.suppress(FileNotFoundError, NotADirectoryError), os.scandir(self.evidence) as entries:
            names = {entry.name for entry in entries if entry.is_dir()}
            return frozenset(names | self._copied())
        return frozenset(self._copied())

    def filed(self, folder: str) -> bool:
        """Whether a folder without an anchor holds evidence: an attempt that ended before its first record."""
        return any(_NUMBERED.match(path.name) for path in _listed(self.evidence / folder))

    def _copied(self) -> set[str]:
        if self.copies is None:
            return set()
        end = copy_of(self.copies, "").name
        return {path.name.removesuffix(end) for path in _listed(self.copies) if path.name.endswith(end)}


def lost_of(engine: sa.Engine, anchors: Anchors, filing_id: int, reference: str) -> tuple[Lost, ...]:
    """The same for one filing."""
    folder = folder_name(reference)
    contents = set(anchors.of(folder))
    if not contents:
        return ()
    with db.reading(engine) as connection:
        return tuple(_lost(connection, folder, contents, filing_id))


def orphans(engine: sa.Engine, anchors: Anchors) -> tuple[Lost, ...]:
    """Evidence of filings that are not in the database: by the names of the folders alone, and so in a moment."""
    folders = anchors.folders()
    with db.reading(engine) as connection:
        strange = folders - _filings(connection).keys()
        settled = settled_orphans(connection) if strange else frozenset()
    found = [one for folder in sorted(strange) for one in _orphaned(anchors, folder, set(anchors.of(folder)))]
    return tuple(one for one in found if (one.folder, one.head) not in settled)


def lost(engine: sa.Engine, anchors: Anchors) -> tuple[Lost, ...]:
    """Everything that the anchors know and the database does not; what an earlier recovery has told of is left out."""
    # the disk first: what another worker writes meanwhile must not make the database look old
    sealed = {folder: set(anchors.of(folder)) for folder in sorted(anchors.folders())}
    found: list[Lost] = []
    with db.reading(engine) as connection:
        filings = _filings(connection)
        newest = _newest(connection)
        settled = settled_orphans(connection)
        for folder, contents in sealed.items():
            filing_id = filings.get(folder)
            if filing_id is None:
                found += [one for one in _orphaned(anchors, folder, contents) if (one.folder, one.head) not in settled]
                continue
            count, head = newest.get(filing_id, (0, ""))
            # mostly it is the anchor of the newest record; only where it is not, the whole chain is read
            if not all(_is(content, filing_id, count, head) for content in contents):
                found += _lost(connection, folder, contents, filing_id)
    return tuple(found)


def settled_orphans(connection: sa.Connection) -> frozenset[tuple[str, str]]:
    """Folder and head of what earlier recoveries have told of."""
    rows = connection.execute(sa.select(db.recoveries.c.orphans)).scalars()
    return frozenset((one["folder"], one["head"]) for orphans in rows for one in orphans)


def _lost(connection: sa.Connection, folder: str, contents: Collection[bytes], filing_id: int) -> Iterator[Lost]:
    digests = _digests(connection, filing_id)
    settled = settled_heads(connection, filing_id)
    for content in sorted(contents):
        anchor, head = read(content), head_of(content)
        if (anchor is None or not anchor.agrees(filing_id, digests)) and head not in settled:
            yield Lost(folder, head, 0 if anchor is None else anchor.count, len(digests), filing_id)


def _orphaned(anchors: Anchors, folder: str, contents: Collection[bytes]) -> Iterator[Lost]:
    if not contents and anchors.filed(folder):
        yield Lost(folder, "", 0, 0)
    for content in sorted(contents):
        anchor = read(content)
        yield Lost(folder, head_of(content), 0 if anchor is None else anchor.count, 0)


def _is(content: bytes, filing_id: int, count: int, head: str) -> bool:
    anchor = read(content)
    return anchor is not None and (anchor.filing_id, anchor.count, anchor.head) == (filing_id, count, head)


def _filings(connection: sa.Connection) -> Mapping[str, int]:
    rows = connection.execute(sa.select(db.filings.c.id, db.filings.c.reference))
    return {folder_name(row.reference): row.id for row in rows}


def _newest(connection: sa.Connection) -> Mapping[int, tuple[int, str]]:
    """How many records each filing has, and the digest of the newest."""
    each = sa.select(_j.c.filing_id, sa.func.count().label("records"), sa.func.max(_j.c.id).label("newest"))
    counted = each.group_by(_j.c.filing_id).subquery()
    rows = sa.select(counted.c.filing_id, counted.c.records, _j.c.digest).join(_j, _j.c.id == counted.c.newest)
    return {row.filing_id: (row.records, row.digest) for row in connection.execute(rows)}


def _digests(connection: sa.Connection, filing_id: int) -> Sequence[str]:
    rows = sa.select(_j.c.digest).where(_j.c.filing_id == filing_id).order_by(_j.c.id)
    return list(connection.execute(rows).scalars())


def _listed(folder: Path) -> Iterator[Path]:
    try:
        yield from folder.iterdir()
    except (FileNotFoundError, NotADirectoryError):
        return
