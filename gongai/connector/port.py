"""
What a flow may ask of a portal: the two ports between what a job does and how a browser does it.

Each method may raise more than it names: `PortalDown` (maintenance, no answer), `SessionLost` (logged out in the
middle), `NotUnderstood` (the answer is not the one that the profile describes) and `PortalError` (the portal did not do
what its profile says) can come from all that touch the portal. Errors of a browser or a connection come out as one of
these. What an error means for a filing is said in one place, `flow.ending`; after a submit the position in the journal
decides, whatever was raised.
"""

from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from gongai.connector.mappers.reading import Demand, Details, Document
from gongai.connector.sighting import Sighting
from gongai.connector.submission import Compare, Ending, Read
from gongai.records.filing import Filing
from gongai.records.noted import Noted
from gongai.records.receipt import ReceiptFile


class Portal(Protocol):
    """One portal, opened for one filing: one account, one session, one applicant.

    The order is `log_in`, `act_for_applicant`, then the reads, or `open_wizard`, `do_page` for each page and `submit`.
    Before `log_in` every method that needs a session raises `PortalError`. Everything but `submit` may be repeated.
    A returned mapping is what the journal keeps of the step.
    """

    def log_in(self, *, fresh: bool = False) -> Noted:
        """A session with enough time left for one filing; one that still holds is taken up again.

        `fresh` logs in anew, which on a portal with one session per account ends every older one, ours included.
        Returns account, whether the session was `reused`, until when it lasts, and by which name the same `session` is
        known again later (not its secret). Raises `BadPassword`,
        `PasswordExpired`, `AccountLocked` (none of them is tried again by a machine) and `NeedsPerson` (captcha and the
        like, with an image of it).
        """
        ...

    def forget_session(self) -> None:
        """The portal has ended the session that we hold: nobody takes it up again. Never raises."""
        ...

    def act_for_applicant(self) -> Noted:
        """Make the session act for the filing's applicant, and read back that it does.

        The portal's own id of the applicant is known to the body check from then on. Raises `WrongApplicant` where the
        account is not bound to the applicant, or the portal goes on acting for another: nothing may be sent then.
        """
        ...

    def listed(self) -> Sighting:
        """Every application of this filing's project in any list, drafts left out, each once: in the order of the
        profile's lists, and within one as the portal gives it. What has been filed may show late (`limits.settle_s`),
        and what is in none of its lists the portal may hold all the same.

        A list that was not understood, or not read to its end, is a gap in the answer and not raised.
        """
        ...

    def poll(self) -> Sighting:
        """Of `listed`, those about an item of this filing, whoever filed them, whatever became of them."""
        ...

    def open_wizard(self) -> Noted:
        """Open the pages for this kind of filing. Raises `PageChanged` where they do not come up as known."""
        ...

    def do_page(self, key: str) -> Noted:
        """Do what the profile lists for one page of the wizard, and read it back. The portal holds a draft at most.

        Raises `FilingError` (our record or a file must change first), `FormChanged` (the form is not the approved one;
        nothing was typed), `PageChanged`, `ReadBackMismatch`, `PageLeft`, and `PortalRefused` (the portal said no in
        words for people). `PortalError` before `open_wizard`.
        """
        ...

    def submit(self, compare: Compare, read: Read) -> Ending:
        """File, at most once, whatever the page does. The only method that must never be called again.

        `compare` sees the outgoing request and may stop it; then SENT is written under our lease, then the request
        leaves; `read` makes of the answer what ANSWERED keeps, before the page sees it. What goes wrong is in the
        ending and not raised: `NotSent` nothing left, `NoAnswer` it may have arrived, `Answered` with what the journal
        holds. Raises `PortalError` only before `log_in` and `open_wizard`.
        """
        ...

    def receipts(self, application_id: str) -> tuple[ReceiptFile, ...]:
        """The receipts of one application, kept as evidence. Empty where the portal has none, or not yet."""
        ...

    def details(self, application_id: str) -> Details:
        """Both levels of state, with what happened so far and what documents there are.

        Raises `PortalRefused` where the portal does not know the application, or does not show it to this account.
        """
        ...

    def demands(self) -> tuple[Demand, ...]:
        """What is asked of this applicant at the moment (补正, 补全), of all its applications, in the departments' own
        words.
        """
        ...

    def document(self, document: Document) -> ReceiptFile:
        """One result document, fetched and kept as evidence. Raises `PortalError` where it cannot be fetched."""
        ...

    def screenshot(self, name: str) -> Noted:
        """A masked screenshot of what is shown now, as the journal names it; empty where there is nothing to show.

        No step fails for want of a screenshot: a page that cannot be shown has none.
        """
        ...

    def close(self) -> None:
        """End the session in the browser; nothing of it stays open. Never raises, and may be called again."""
        ...


class FormSight(Enum):
    """What became of inspecting the first form of a wizard."""

    AS_APPROVED = "as_approved"
    CHANGED = "changed"  # not the one that was approved
    NOTHING_TYPED = "nothing_typed"  # the first page types nothing, or only after something that could leave a trace
    NOT_SHOWN = "not_shown"  # no form came up
    NOT_REACHED = "not_reached"  # the portal, the page or our example stood in the way


@dataclass(frozen=True)
class Inspected:
    """One first form. `reason` says, for people, how it has changed or why it was not reached."""

    sight: FormSight
    reason: str = ""


@dataclass(frozen=True)
class ReadSight:
    """What one read of the portal came to: a list, the notices, a detail, the receipts."""

    title: str
    rows: int
    total: int | None = None
    first: str = ""
    """The columns of the first row, for people."""
    trouble: str = ""
    """Why it was not understood, or not read to its end."""

    def __str__(self) -> str:
        if self.trouble:
            return f"{self.title}：{self.trouble}"
        said = f"（总数 {self.total}）" if self.total is not None else ""
        return f"{self.title}：{self.rows} 行{said}" + (f"，第一行：{self.first}" if self.first else "")


class Inspector(Protocol):
    """A site looked at without a filing under way: nothing is typed into it, and every write is stopped.

    The order is `open_login` alone, or `log_in`, then `inspect` for each kind of filing, then `close`.
    """

    def open_login(self) -> None:
        """Look whether the login page is there and the one we know. Nobody logs in.

        Raises `PortalDown`, and `PageChanged` where it is another page.
        """
        ...

    def log_in(self) -> None:
        """Take up the account's session or log in; raises as `Portal.log_in` does."""
        ...

    def inspect(self, filing: Filing) -> Inspected:
        """Open the first page for filings of this kind, as far as the form that would be filled, and compare it.

        Raises `WrongApplicant` and what stands in the way of every kind of filing (`PortalDown`, `SessionLost`).
        """
        ...

    def read(self, filing: Filing) -> tuple[ReadSight, ...]:
        """What each list and notice shows to this filing's applicant, and the first application's detail and receipts.

        What is not understood is told in its sight and not raised; raises as `inspect` does.
        """
        ...

    def stopped_writes(self) -> tuple[str, ...]:
        """Method and path of each write that the pages tried and that was stopped."""
        ...

    def close(self) -> None:
        """End the session in the browser."""
        ...
