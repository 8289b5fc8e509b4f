"""Files that only the owner may read, written whole or not at all."""

import hashlib
import os
import secrets
from collections.abc import Iterable
from pathlib import Path

FILE_MODE = 0o600
FOLDER_MODE = 0o700
_NAME_CHARACTERS = 40
"""So many, each of four bytes, leave room for the rest of a file's name."""


def folder(path: Path) -> Path:
    """Make `path` and what is missing above it, each closed to other users."""
    for missing in [*reversed(path.parents), path]:
        if not missing.is_dir():
            missing.mkdir(mode=FOLDER_MODE, exist_ok=True)
    return path


def name_part(text: str) -> str:
    """A name that people gave, as part of a file's name: no folder in it, not too long, and no two alike."""
    plain = "".join(c if c.isalnum() or c in "-_." else "_" for c in text)[:_NAME_CHARACTERS]
    return plain if plain == text else f"{plain}~{hashlib.sha256(text.encode()).hexdigest()[:8]}"


def write(path: Path, data: bytes) -> None:
    """Put `data` at `path` so that after a crash the old or the new content is there, never half of it."""
    waiting, _digest, _size = write_waiting(path.parent, [data])
    try:
        waiting.replace(path)
    except BaseException:
        waiting.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def create(path: Path, data: bytes) -> None:
    """Put `data` at `path`. Raises `FileExistsError` where something is there already."""
    waiting, _digest, _size = write_waiting(path.parent, [data])
    try:
        commit_rename(waiting, path)
    finally:
        waiting.unlink(missing_ok=True)


def write_waiting(beside: Path, chunks: Iterable[bytes]) -> tuple[Path, str, int]:
    """Write a file of no final name yet; give its path, SHA-256 and size. The caller renames or removes it."""
    path = beside / f".{secrets.token_hex(8)}.part"
    digest, size = hashlib.sha256(), 0
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE)
    try:
        with os.fdopen(handle, "wb") as file:
            for chunk in chunks:
                file.write(chunk)
                digest.update(chunk)
                size += len(chunk)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return path, digest.hexdigest(), size


def commit_rename(waiting: Path, path: Path) -> None:
    """Give a waiting file its name. Raises `FileExistsError` where something is there already."""
    os.link(waiting, path)  # unlike rename, refuses to replace
    waiting.unlink()
    sync_folder(path.parent)


def sync_folder(path: Path) -> None:
    """Make the names in a folder as lasting as the bytes behind them."""
    if os.name == "nt":  # cannot open a folder there, and needs no such step
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
