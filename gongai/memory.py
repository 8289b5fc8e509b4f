"""What this process holds in memory stays there: no core dumps, no other program of the same user reads along."""

import contextlib
import ctypes
import sys

_SET_DUMPABLE = 4
"""`PR_SET_DUMPABLE` of prctl(2)."""


def keep_private() -> None:
    """From now on, for this process and, as to core dumps, for all that it starts: the browser too holds a password."""
    with contextlib.suppress(ImportError):  # there is none on Windows, and no core dumps either
        import resource

        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform.startswith("linux"):
        # a collector that the kernel pipes dumps to takes no notice of the limit
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_SET_DUMPABLE, 0, 0, 0, 0)
