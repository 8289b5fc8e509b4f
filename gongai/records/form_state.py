"""Where a form stands that a page of a portal has shown."""

from enum import StrEnum


class FormState(StrEnum):
    NOTED = "noted"  # differs from the approved one in what cannot spoil a filing
    PROPOSED = "proposed"  # differs in what could: waits for a supervisor
    APPROVED = "approved"  # the one that the others of its page are compared with
    REPLACED = "replaced"
