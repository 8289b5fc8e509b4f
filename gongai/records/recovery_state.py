"""Whether a recovery is still under way."""

from enum import StrEnum


class RecoveryState(StrEnum):
    OPEN = "open"
    ENDED = "ended"
