"""
A flow is a list of steps. Running it twice must not file twice.

Steps with effect READ or DRAFT may be repeated. SUBMIT may not: it is entered only from position CLEAR, and after it
the position in the journal decides, whatever exception came.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum

from gongai.connector.journal import Journal
from gongai.connector.port import Portal
from gongai.db.taken_numbers import ReceiptNumbers
from gongai.errors import (
    AccountLocked,
    AgreementError,
    AlreadyThere,
    BadPassword,
    FilingError,
    FormChanged,
    GongaiError,
    InRecovery,
    LeaseLost,
    MachineTrouble,
    NeedsPerson,
    NotApproved,
    NotUnderstood,
    PageChanged,
    PasswordExpired,
    PortalDown,
    PortalError,
    PortalRefused,
    ReadBackMismatch,
    SessionLost,
    WrongApplicant,
)
from gongai.records.filing import Filing
from gongai.records.finding import Finding
from gongai.records.noted import Datum, Exact, Noted, Said
from gongai.records.outcome import Ask, AskKind, NotYet, Outcome, Refused
from gongai.records.plan import Plan
from gongai.sites import Site
from gongai.sites.facts import Facts

RETRY_AFTER = timedelta(minutes=2)
"""After an error of the portal or the page in a step that may be repeated."""
LOST_AFTER = timedelta(seconds=5)
"""After a session that was lost: the next one is made anew."""
SHUT_AFTER = timedelta(minutes=10)
"""After a maintenance page or no answer."""


class Effect(Enum):
    READ = "read"  # may be repeated
    DRAFT = "draft"  # may be repeated: the portal keeps a draft at most
    SUBMIT = "submit"  # at most once


@dataclass
class Attempt:
    """One try at one filing: what every step is given. The slots of `facts` are filled from step to step."""

    filing: Filing
    plan: Plan
    site: Site
    portal: Portal
    journal: Journal
    recheck: Callable[[], None]
    """Raises `AgreementError` or `FilingError` where the agreement or a material no longer holds."""
    facts: Facts
    numbers: ReceiptNumbers
    """Which applications of this portal are this filing's, and which another's."""


@dataclass(frozen=True)
class Step:
    """One journaled step. `act` returns what the journal keeps of it."""

    name: str
    effect: Effect
    act: Callable[[Attempt], Noted]


def take(step: Step, attempt: Attempt) -> Noted:
    """Do one repeatable step with its screenshots and its record; give back what the journal keeps."""
    began = time.monotonic()
    try:
        data: dict[str, Datum] = dict(step.act(attempt))
    except (LeaseLost, MachineTrouble):
        raise  # another worker has the filing, or nothing can be written: not one more word from us
    except GongaiError as error:
        screenshot = attempt.portal.screenshot(f"{step.name}-出错")
        attempt.journal.failed(
            step.name, {"error": Exact(type(error).__name__), "text": Said(str(error), 500), **screenshot}
        )
        raise
    data["ms"] = round((time.monotonic() - began) * 1000)
    attempt.journal.done(step.name, {**data, **attempt.portal.screenshot(step.name)})
    return data


def ended(attempt: Attempt, error: GongaiError) -> Outcome:
    """What an error means, and what it leaves behind: a session that the portal has ended is not taken up again."""
    if isinstance(error, SessionLost):
        attempt.portal.forget_session()
    return ending(error)


def ending(error: GongaiError) -> Outcome:
    """What an error in a repeatable step means for the filing.

    `LeaseLost` is raised again: nothing may be written. So is trouble of the machine: it says nothing about a filing.
    """
    text = str(error)
    match error:
        case LeaseLost() | MachineTrouble():
            raise error
        case InRecovery(hold=hold):
            return Ask(AskKind.RECOVERY, text, hold=hold)
        case FilingError(findings=findings):
            return Refused(findings or (_finding("申报件", text),))
        case AgreementError(findings=findings, hold=hold):
            return Refused(findings or (_finding("申报件", text),), hold)
        case PortalDown():
            return NotYet(text, SHUT_AFTER, counts=False)
        case SessionLost():
            return NotYet(text, LOST_AFTER)
        case NeedsPerson():
            return Ask(AskKind.CAPTCHA, text, error.image)
        case BadPassword() | PasswordExpired():
            return Ask(AskKind.PASSWORD, text)
        case AccountLocked():
            return Ask(AskKind.LOCKED, text)
        case WrongApplicant():
            return Ask(AskKind.APPLICANT, text)
        case AlreadyThere():
            return Ask(AskKind.DUPLICATE, text)
        case PortalRefused():
            return Refused((_finding("平台提示", text),))
        case NotApproved(hold=hold):
            return Ask(AskKind.UNAPPROVED, text, hold=hold)
        case FormChanged(hold=hold):
            return Ask(AskKind.DRIFT, text, hold=hold)
        case NotUnderstood(call=call):
            return Ask(AskKind.NOT_UNDERSTOOD, text, call=call)
        case PageChanged():
            return Ask(AskKind.PAGE_CHANGED, text)
        case ReadBackMismatch() | PortalError():
            return NotYet(text, RETRY_AFTER)
        case _:
            return NotYet(text, RETRY_AFTER)


def _finding(field_name: str, text: str) -> Finding:
    return Finding(field=field_name, value="", rule=text, remedy="请按提示修改后重新提交")
