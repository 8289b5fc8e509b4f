"""What a result tells a person, or asks of one."""

from enum import StrEnum


class ResultKind(StrEnum):
    FILED = "filed"
    REFUSED = "refused"
    FAILED = "failed"
    UNKNOWN = "unknown"  # does the portal hold the filing? only a person can tell
    CORRECTION = "correction"  # 补正补全
    DOCUMENT = "document"  # a document of the result was fetched
    CLOSED = "closed"
    REJECTED = "rejected"  # taken by the portal and then refused: the next round is the next act
    DOUBLED = "doubled"  # the portal holds a second application for the same thing, and it is none of ours
    VANISHED = "vanished"  # in none of the portal's lists any more
    UNKNOWN_STATE = "unknown_state"  # a state code of the portal that the profile does not know
    LOOK_FAILED = "look_failed"  # the portal's state could not be read, again and again
    GIVE_BACK = "give_back"
    ESCALATED = "escalated"
    CAPTCHA = "captcha"
    PASSWORD = "password"
    LOCKED = "locked"
    APPLICANT = "applicant"
    DUPLICATE = "duplicate"
    PAGE_CHANGED = "page_changed"
    UNAPPROVED = "unapproved"
    SITE_CHANGED = "site_changed"
    FORM_NOTED = "form_noted"
    NOT_UNDERSTOOD = "not_understood"  # an answer of the portal is not the one that the profile describes
    RECOVERY = "recovery"  # the database is older than what it did: nothing is submitted until that is settled
    MACHINE = "machine"  # trouble of the machine itself: no browser, no disk, no database
    QUESTION = "question"
    LOOK = "look"


NEWS = frozenset({ResultKind.FILED, ResultKind.DOCUMENT, ResultKind.CLOSED, ResultKind.FORM_NOTED})
"""Kinds that ask for nothing: all others are somebody's duty."""
