"""The files of one filing: pictures, receipts, answers. Text is scrubbed before it reaches the disk."""

import hashlib
import json
import re
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field

from gongai import private, redact
from gongai.errors import PortalError
from gongai.record import Record

ANCHOR = "anchor.json"
TEXT = {".txt", ".json", ".jsonl", ".html", ".htm", ".xml", ".csv", ".har", ".log", ".yaml", ".md"}
"""What is scrubbed. Pictures are masked when they are taken; documents of the portal are kept as they came."""

_CHUNK = 1 << 20
_NUMBER = re.compile(r"(\d{4,})-")
_UNSAFE = re.compile(r"[^\w.-]+")


class FileRef(Record):
    """How a journal record names a file."""

    file: Annotated[str, Field(description="name in the filing's folder")]
    sha256: Annotated[str, Field(description="digest of what is stored")]
    size: Annotated[int, Field(description="bytes")]
    kind: Annotated[str, Field(description="screenshot, receipt, request, answer, result, …")]

    def as_data(self) -> dict[str, Any]:
        """For the `data` of a journal record; verification finds it there at any depth."""
        return self.model_dump()


class Store:
    """Keeps files for one filing, in the order they came, and never replaces one."""

    def __init__(self, root: Path, reference: str) -> None:
        self.folder = root / folder_name(reference)

    def keep(self, kind: str, name: str, content: bytes | str | Path) -> FileRef:
        """Store `content` as NNNN-kind-name. It is on the disk when this returns."""
        private.folder(self.folder)
        chunks = [_scrubbed(name, content)] if _is_text(name, content) else _chunks(content)
        waiting, digest, size = private.write_waiting(self.folder, chunks)
        try:
            return FileRef(file=self._settle(waiting, f"{kind}-{name}"), sha256=digest, size=size, kind=kind)
        finally:
            waiting.unlink(missing_ok=True)

    def room(self, name: str) -> Path:
        """Where something large may be written to before it is taken in by `adopt`."""
        private.folder(self.folder)
        return self.folder / f".{secrets.token_hex(8)}-{_label(name)}"

    def adopt(self, kind: str, path: Path, sha256: str) -> FileRef:
        """Take in what was written to a `room`, as it is. Raises `PortalError` where it is not what was received."""
        digest, size = digest_of(path)
        if digest != sha256:
            path.unlink()
            raise PortalError(f"文件 {path.name} 写入磁盘后与收到的内容不一致，请检查磁盘后重新下载")
        private.harden(path)
        name = path.name.partition("-")[2]
        return FileRef(file=self._settle(path, f"{kind}-{name}"), sha256=digest, size=size, kind=kind)

    def _settle(self, waiting: Path, name: str) -> str:
        numbers = (_NUMBER.match(path.name) for path in self.folder.iterdir())
        number = max((int(found[1]) for found in numbers if found), default=0)
        while True:
            number += 1
            target = self.folder / f"{number:04d}-{_label(name)}"
            try:
                private.settle(waiting, target)
            except FileExistsError:  # another process kept a file of the same number and name
                continue
            return target.name


def folder_name(reference: str) -> str:
    """A safe folder name that differs for different references."""
    safe = _UNSAFE.sub("_", reference).strip(".")[:80]
    if safe == reference:
        return safe
    return f"{safe}-{hashlib.sha256(reference.encode()).hexdigest()[:8]}"


def _label(name: str) -> str:
    return _UNSAFE.sub("_", redact.scrub(name)).lstrip(".")[-80:] or "file"


def digest_of(path: Path) -> tuple[str, int]:
    """SHA-256 and size of a file of any size."""
    digest, size = hashlib.sha256(), 0
    for chunk in _chunks(path):
        digest.update(chunk)
        size += len(chunk)
    return digest.hexdigest(), size


def _is_text(name: str, content: bytes | str | Path) -> bool:
    return isinstance(content, str) or Path(name).suffix.lower() in TEXT


def _scrubbed(name: str, content: bytes | str | Path) -> bytes:
    raw = content if isinstance(content, str | bytes) else content.read_bytes()
    text = raw if isinstance(raw, str) else raw.decode("utf-8", "replace")
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
