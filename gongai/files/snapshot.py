"""A file's content as it was at one moment: read once, and whatever is asked of it afterwards is asked of that."""

import hashlib
import io
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

IN_MEMORY = 32 * 1024 * 1024
"""Larger files wait in a nameless file of this machine's, which only this process can open."""
_CHUNK = 1 << 20


@dataclass(frozen=True)
class Snapshot:
    """`content` may be read and moved about in until the `with` block ends; the file itself is not opened again."""

    content: BinaryIO
    size: int
    sha256: str


@contextmanager
def taken(path: Path) -> Iterator[Snapshot]:
    """Read the file once. Raises OSError like any reading does."""
    with path.open("rb") as file, _room(path.stat().st_size) as content:
        digest, size = hashlib.sha256(), 0
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
            size += len(chunk)
            content.write(chunk)
        content.seek(0)
        yield Snapshot(content, size, digest.hexdigest())


@contextmanager
def _room(size: int) -> Iterator[BinaryIO]:
    if size <= IN_MEMORY:
        with io.BytesIO() as memory:
            yield memory
    else:
        with tempfile.TemporaryFile() as disk:
            yield disk
