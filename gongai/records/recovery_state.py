"""Recovery mode as the tables write it: whether it is still under way, and the step of its records in a journal."""

from enum import StrEnum

RECOVERY_STEP = "recovery"
"""The step of a record that names an anchor which the database has fallen behind: found, told and settled."""


class RecoveryState(StrEnum):
    OPEN = "open"
    ENDED = "ended"
