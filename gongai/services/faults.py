"""Faults of the program: where the rest is kept that no user is shown."""

import traceback
from pathlib import Path

from gongai.files import private
from gongai.redact import scrub

_OLDER = 200_000
"""So many bytes of earlier faults are kept."""


def record(error: BaseException, home: Path | None) -> Path | None:
    """Add it to `logs/errors.log`, scrubbed; None where it cannot be kept."""
    if home is None or not home.is_dir():
        return None
    lines = traceback.format_exception_only(error)
    at = traceback.format_tb(error.__traceback__)  # places only: the values in frames are people's data
    try:
        place = private.folder(home / "logs") / "errors.log"
        old = place.read_bytes()[-_OLDER:] if place.exists() else b""
        private.write(place, old + scrub("".join([*at, *lines]) + "\n").encode())
    except OSError:
        return None
    return place
