"""SHA-256 of a file, read piece by piece so that 100 MB need no more memory than one."""

import hashlib
from pathlib import Path


def file_sha256(path: str | Path) -> str:
    """Hex digest of what lies on disk now. Raises OSError like any reading does."""
    with Path(path).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
