"""Names of files: what a system can hold is counted in bytes."""

import re

BYTES = 255
"""What file systems take for one name; a Chinese character needs three of them, a rare one four."""

_SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,10}\Z")


def fitted(name: str, *, at_most: int = BYTES) -> str:
    """`name`, cut in front of its extension where it has more bytes than that. No character is cut in two."""
    if len(name.encode("utf-8", "replace")) <= at_most:
        return name
    found = _SUFFIX.search(name)
    suffix = found[0] if found else ""
    room = at_most - len(suffix)
    stem = name.removesuffix(suffix).encode("utf-8", "replace")[:room]
    return stem.decode("utf-8", "ignore") + suffix
