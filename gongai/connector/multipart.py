"""
The body of a form post with files, as it reaches the guard: everything but the bytes of files that lie on disk.

The browser does not show these to an interceptor, and what it does not show it would not send. So the guard puts the
planned files back in their places, from disk, and sends the body itself: the same bytes, but checked, and only once.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gongai import charsets
from gongai.connector.mappers.answers import gathered
from gongai.errors import PageChanged
from gongai.records.steps import PlannedMaterial

CHUNK = 1 << 20
FILES = "@files"
"""In the fields: each file part as `field=file name`."""
NAMES = "@names"
"""In the fields: the names of all files."""
_QUOTED = re.compile(r'(\w+)="([^"]*)"')
_BOUNDARY = re.compile(r'boundary="?([^";]+)"?', re.IGNORECASE)


@dataclass(frozen=True)
class Part:
    """One part: its head as it came, what it is called, and its content, empty for a file on disk."""

    head: bytes
    name: str
    file_name: str | None
    content: bytes


@dataclass(frozen=True)
class Body:
    """A whole body, ready to be sent: its pieces in order, in memory or on disk."""

    pieces: tuple[bytes | Path, ...]
    length: int
    sha256: str

    def stream(self) -> Iterator[bytes]:
        for piece in self.pieces:
            yield from (piece,) if isinstance(piece, bytes) else _chunks(piece)


def parts(raw: bytes, content_type: str, charset: str = "") -> tuple[Part, ...]:
    """Cut a body into its parts. Raises `PageChanged` where it is not one."""
    found = _BOUNDARY.search(content_type)
    if found is None:
        raise PageChanged("提交请求的 multipart 内容没有分隔标记，已拦下")
    edge = b"--" + found[1].encode("latin-1")
    pieces = (b"\r\n" + raw).split(b"\r\n" + edge)
    if len(pieces) < 2 or not pieces[-1].startswith(b"--"):
        raise PageChanged("提交请求的 multipart 内容不完整，已拦下")
    return tuple(_part(piece, charset) for piece in pieces[1:-1])


def fields(found: Sequence[Part], charset: str = "") -> dict[str, Any]:
    """The fields of a form; one that occurs several times is a list. Files are told apart from them."""
    plain = [part for part in found if part.file_name is None]
    values = gathered((part.name, _entered(part.content, charset)) for part in plain)
    files = [part for part in found if part.file_name]
    if files:
        values[FILES] = [f"{part.name}={part.file_name}" for part in files]
        values[NAMES] = [part.file_name for part in files]
    return values


def body(raw: bytes, content_type: str, files: Sequence[PlannedMaterial], charset: str = "") -> Body:
    """The body with every planned file in its place. Raises `PageChanged` for a file that nobody planned."""
    found = _BOUNDARY.search(content_type)
    edge = b"--" + (found[1].encode("latin-1") if found else b"")
    pieces: list[bytes | Path] = []
    digest = hashlib.sha256()
    length = 0
    for part in parts(raw, content_type, charset):
        lead = edge + b"\r\n" + part.head + b"\r\n\r\n"
        planned = _planned(part, files)
        middle: bytes | Path = part.content if planned is None else Path(planned.path)
        for piece in (lead, middle, b"\r\n"):
            own = hashlib.sha256()
            pieces.append(piece)
            length += _feed(piece, digest, own)
            if planned is not None and piece is middle and own.hexdigest() != planned.sha256:
                raise PageChanged(f"材料 {part.file_name} 在检查之后变了，已拦下，未提交。请重新核对并提交新版本")
    pieces.append(edge + b"--\r\n")
    length += _feed(edge + b"--\r\n", digest)
    return Body(tuple(pieces), length, digest.hexdigest())


def _part(piece: bytes, charset: str) -> Part:
    head, _, content = piece.removeprefix(b"\r\n").partition(b"\r\n\r\n")
    parameters = dict(_QUOTED.findall(_entered(head, charset)))
    file_name = _plain(parameters["filename"]) if "filename" in parameters else None
    return Part(head, _plain(parameters.get("name", "")), file_name, content)


def _entered(raw: bytes, charset: str) -> str:
    return charsets.entered(charsets.decode(raw, charset), charset)


def _planned(part: Part, files: Sequence[PlannedMaterial]) -> PlannedMaterial | None:
    """The planned file of a part; None for a part that is not a file, or a file input left empty."""
    if not part.file_name:
        return None
    named = {one.sha256: one for one in files if one.file_name == part.file_name}
    if len(named) > 1:  # nothing in the part says which of them is meant
        raise PageChanged(
            f"计划中有 {len(named)} 个内容不同的文件都叫 {part.file_name}，不能确定是哪一个，已拦下。请改名"
        )
    planned = next(iter(named.values()), None)
    if planned is None:
        raise PageChanged(f"提交请求带有计划之外的文件 {part.file_name}，已拦下，未提交")
    if part.content and hashlib.sha256(part.content).hexdigest() != planned.sha256:
        raise PageChanged(f"提交请求中文件 {part.file_name} 的内容与计划的材料不同，已拦下，未提交")
    return planned


def _feed(piece: bytes | Path, *digests: Any) -> int:
    """Read a piece once for all digests; its length in bytes."""
    length = 0
    for chunk in (piece,) if isinstance(piece, bytes) else _chunks(piece):
        for digest in digests:
            digest.update(chunk)
        length += len(chunk)
    return length


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk


def _plain(quoted: str) -> str:
    """As browsers write names into a part's head: three characters are escaped, the rest stands as it is."""
    return quoted.replace("%22", '"').replace("%0D", "\r").replace("%0A", "\n")
