"""The files of one filing: screenshots, receipts, answers. Text is scrubbed before it reaches the disk."""

import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

from pydantic import Field

from gongai import redact
from gongai.files import private
from gongai.files.names import fitted
from gongai.records.base import Record
from gongai.records.noted import Exact, Noted

ANCHOR = "anchor.json"
TEXT = {".txt", ".json", ".jsonl", ".html", ".htm", ".xml", ".csv", ".har", ".log", ".yaml", ".md"}
"""What is scrubbed. Screenshots are masked when they are taken; documents of the portal are kept as they came."""

_CHUNK = 1 << 20
_LABEL_BYTES = 200
"""Leaves room for the number in front, and for the path inside an exported bundle."""
_FOLDER_BYTES = 240
"""Leaves room for the digest behind."""
_NUMBER = re.compile(r"(\d{4,})-")
_UNSAFE = re.compile(r"[^\w.-]+")


class FileRef(Record):
    """How a journal record names a file."""

    file: Annotated[str, Field(description="name in the filing's folder")]
    sha256: Annotated[str, Field(description="digest of what is stored")]
    size: Annotated[int, Field(description="bytes")]
    kind: Annotated[str, Field(description="screenshot, receipt, request, answer, result, …")]

    def as_data(self) -> Noted:
        """For the `data` of a journal record; verification finds it there at any depth."""
        return {"file": Exact(self.file), "sha256": Exact(self.sha256), "size": self.size, "kind": Exact(self.kind)}


class Store:
    """Keeps files for one filing, in the order they came, and never replaces one."""

    def __init__(self, root: Path, reference: str) -> None:
        self.folder = root / folder_name(reference)

    def store(self, kind: str, name: str, content: bytes | str | Path) -> FileRef:
        """Store `content` as NNNN-kind-name. It is on the disk when this returns.

        A `Path` is a document that somebody else made: taken as it is. Text given as `str` or `bytes` is scrubbed.
        """
        private.folder(self.folder)
        text = isinstance(content, str) or Path(name).suffix.lower() in TEXT
        chunks = _chunks(content) if isinstance(content, Path) or not text else [_scrubbed(name, content)]
        waiting, digest, size = private.write_waiting(self.folder, chunks)
        try:
            return FileRef(file=self._commit(waiting, f"{kind}-{name}"), sha256=digest, size=size, kind=kind)
        finally:
            waiting.unlink(missing_ok=True)

    def _commit(self, waiting: Path, name: str) -> str:
        numbers = (_NUMBER.match(path.name) for path in self.folder.iterdir())
        number = max((int(found[1]) for found in numbers if found), default=0)
        while True:
            number += 1
            target = self.folder / f"{number:04d}-{_label(name)}"
            try:
                private.commit_rename(waiting, target)
            except FileExistsError:  # another process kept a file of the same number and name
                continue
            return target.name


def folder_name(reference: str) -> str:
    """A safe folder name that differs for different references."""
    safe = fitted(_UNSAFE.sub("_", reference).strip(".")[:80], at_most=_FOLDER_BYTES)
    if safe == reference:
        return safe
    return f"{safe}-{hashlib.sha256(reference.encode()).hexdigest()[:8]}"


def _label(name: str) -> str:
    return fitted(_UNSAFE.sub("_", redact.scrub(name)).lstrip("."), at_most=_LABEL_BYTES) or "file"


def digest_of(path: Path) -> tuple[str, int]:
    """SHA-256 and size of a file of any size."""
    digest, size = hashlib.sha256(), 0
    for chunk in _chunks(path):
        digest.update(chunk)
        size += len(chunk)
    return digest.hexdigest(), size


def _scrubbed(name: str, content: bytes | str) -> bytes:
    text = content if isinstance(content, str) else content.decode("utf-8", "replace")
    if Path(name).suffix.lower() in (".json", ".har"):
        try:
            clean = json.dumps(redact.scrub_json(json.loads(text)), ensure_ascii=False)
        except ValueError:
            pass  # not JSON after all: scrub it as text
        else:
            return redact.scrub(clean).encode()
    return redact.scrub(text).encode("utf-8", "replace")


def _chunks(content: bytes | str | Path) -> Iterator[bytes]:
    if not isinstance(content, Path):
        yield content if isinstance(content, bytes) else content.encode()
        return
    with content.open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield chunk
