"""
Every error this package raises on purpose. Each is named by what to do next; `str()` of each is Chinese, for people.

GongaiError
├── ConfigError            the installation is wrong: fix it and start again
├── UsageError             the command was called wrongly: call it again, corrected
├── FilingError            the local record is wrong: a person must change it
│   └── MaterialChanged    a file on disk is not the one that was checked
├── AgreementError         no valid agreement covers this: get one, or give the filing back
├── NotApproved            this version of the site's profile is not approved: a supervisor looks at it first
├── InRecovery             the database is older than what it did: nothing new is submitted until that is settled
├── MachineTrouble         this machine cannot work: the worker waits; no filing's attempt is spent
├── PortalError            the portal did not do what its profile says
│   ├── PortalDown         maintenance, or no answer: try later, no attempt is spent
│   ├── SessionLost        logged out in the middle: log in and start the attempt anew
│   ├── NotUnderstood      an answer was read and not understood: it says nothing, a person looks; no attempt is spent
│   ├── ReadRefused        the portal declined to answer a question: it says nothing about the filing; asked again later
│   ├── PageLeft           the page moved away under our hands: start the attempt anew
│   ├── PageChanged        the form is not the one we know: stop before typing
│   │   └── FormChanged    compared with the approved form: a supervisor decides about the change, once for all
│   ├── ReadBackMismatch   the portal shows another value than we typed
│   ├── WrongApplicant     the portal would file for another unit: stop
│   ├── AlreadyThere       the portal holds a filing for the same thing: a person decides
│   ├── PortalRefused      the portal said no in words: a person changes the filing
│   └── LoginError         not let in
│       ├── BadPassword    never tried again by itself
│       ├── PasswordExpired
│       ├── AccountLocked
│       └── NeedsPerson    captcha, second factor, new terms
└── QueueError
    ├── AlreadyQueued      the same filing is in the queue already
    ├── NotAllowed         the state does not allow this act
    └── LeaseLost          another worker took the job over: stop at once
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gongai.records.blocker import BlockerKey
    from gongai.records.finding import Finding


class GongaiError(Exception):
    """Base class of every error this package raises on purpose."""


class ConfigError(GongaiError):
    """The installation is wrong: fix it and start again."""


class UsageError(GongaiError):
    """The command was called wrongly: call it again, corrected."""


class FilingError(GongaiError):
    """The local record is wrong: a person must change it. Carries every finding, not only the first."""

    def __init__(self, message: str, findings: "Sequence[Finding]" = ()) -> None:
        super().__init__(message)
        self.findings = tuple(findings)


class MaterialChanged(FilingError):
    """A file on disk is not the one that was checked."""


class AgreementError(GongaiError):
    """No valid agreement covers this: get one, or give the filing back."""

    def __init__(self, message: str, findings: "Sequence[Finding]" = (), *, hold: "BlockerKey | None" = None) -> None:
        super().__init__(message)
        self.findings = tuple(findings)
        self.hold = hold


class NotApproved(GongaiError):
    """No supervisor has approved the profile as it is now: nothing may be submitted by it."""

    def __init__(self, message: str, *, hold: "BlockerKey | None" = None) -> None:
        super().__init__(message)
        self.hold = hold


class InRecovery(GongaiError):
    """The database was restored, or set back: what it has forgotten is settled before anything new is submitted."""

    def __init__(self, message: str, *, hold: "BlockerKey | None" = None) -> None:
        super().__init__(message)
        self.hold = hold


class MachineTrouble(GongaiError):
    """This machine cannot work: no browser, no room on the disk, evidence that cannot be written, no database."""


class PortalError(GongaiError):
    """The portal did not do what its profile says."""


class PortalDown(PortalError):
    """The portal is in maintenance, or does not answer. No attempt is spent on it."""


class SessionLost(PortalError):
    """The portal logged us out in the middle of work."""


class NotUnderstood(PortalError):
    """The portal answered something else than its profile says. Never a reason to believe that something is not there.

    The text names the call, what was expected and what was found, and whether profile or portal is the likely cause.
    What waits for the same `call` to be understood again is asked about once.
    """

    def __init__(self, message: str, *, call: str = "") -> None:
        super().__init__(message)
        self.call = call


class ReadRefused(PortalError):
    """The portal answered a read by saying no. Nothing follows for the filing: nobody has to change it."""

    def __init__(self, message: str, *, words: str = "") -> None:
        super().__init__(message)
        self.words = words


class PageLeft(PortalError):
    """The page was reloaded or moved to another address while we worked on it."""


class PageChanged(PortalError):
    """The form on the page is not the one in the profile."""


class FormChanged(PageChanged):
    """The form is not the one that was approved."""

    def __init__(self, message: str, *, hold: "BlockerKey | None" = None) -> None:
        super().__init__(message)
        self.hold = hold


class ReadBackMismatch(PortalError):
    """The portal shows another value than the one we typed."""


class WrongApplicant(PortalError):
    """The portal would file for another unit than the agreement's principal."""


class AlreadyThere(PortalError):
    """The portal already holds a filing for the same project and item."""


class PortalRefused(PortalError):
    """The portal said no, in words that only a person can act on."""


class LoginError(PortalError):
    """The portal did not let us in."""


class BadPassword(LoginError):
    """The portal says that the name or the password is wrong. Trying again by machine could lock the account."""


class PasswordExpired(LoginError):
    """The portal wants a new password first."""


class AccountLocked(LoginError):
    """The portal has locked this account."""


class NeedsPerson(LoginError):
    """The portal asks for something only a person can give."""

    def __init__(self, message: str, *, image: str = "") -> None:
        super().__init__(message)
        self.image = image


class QueueError(GongaiError):
    """Base class of what goes wrong in the queue."""


class AlreadyQueued(QueueError):
    """The same filing (applicant, project, item, round) is in the queue already."""


class NotAllowed(QueueError):
    """The state of the filing does not allow this act."""


class LeaseLost(QueueError):
    """Another worker took the job over: stop at once and touch nothing."""
