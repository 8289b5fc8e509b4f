"""What somebody did, as the audit calls it. A row that is once written keeps its word for ever."""

from enum import StrEnum

from gongai.records.state import FilingState


class AuditAct(StrEnum):
    AGREEMENT_SAVE = "agreement.save"
    FILING_ADD = "filing.add"
    FILING_FOLLOW = "filing.follow"
    FILING_AGAIN = "filing.again"  # refused by the portal, and handed in again in the next round
    FILING_WAITING = "filing.waiting"
    FILING_RUNNING = "filing.running"
    FILING_FILED = "filing.filed"
    FILING_CLOSED = "filing.closed"
    FILING_REJECTED = "filing.rejected"
    FILING_HELD = "filing.held"
    FILING_REFUSED = "filing.refused"
    FILING_UNKNOWN = "filing.unknown"
    FILING_FAILED = "filing.failed"
    FILING_CANCELLED = "filing.cancelled"
    REVIEW_PORTAL_HAS_IT = "review.portal_has_it"
    REVIEW_PORTAL_HAS_NOT = "review.portal_has_not"
    REVIEW_CANNOT_TELL = "review.cannot_tell"
    REVIEW_RETRY = "review.retry"
    REVIEW_EDIT = "review.edit"
    REVIEW_DONE_BY_HAND = "review.done_by_hand"
    REVIEW_GIVE_BACK = "review.give_back"
    REVIEW_ESCALATE = "review.escalate"
    REVIEW_CANCEL = "review.cancel"
    RESULT_CLAIM = "result.claim"
    RESULT_RELEASE = "result.release"  # given back by who had taken it
    RESULT_ASSIGN = "result.assign"  # handed to somebody else
    RESULT_SETTLE = "result.settle"
    JOB_REAPED = "job.reaped"
    FENCED_OFF = "fenced-off"  # a late writer was refused
    RECOVERY_BEGIN = "recovery.begin"  # the database was found, or restored, older than what it did
    RECOVERY_END = "recovery.end"
    SITE_APPROVE = "site.approve"
    SITE_ACCEPT = "site.accept"
    ACCOUNT_ADD = "account.add"
    ACCOUNT_UNITS = "account.units"
    ACCOUNT_PASSWORD = "account.password"
    ACCOUNT_UNLOCK = "account.unlock"
    ACCOUNT_LOGIN = "account.login"  # a person logged in for the machine
    ACCOUNT_REMOVE = "account.remove"


def filing_in(state: FilingState) -> AuditAct:
    """The act by which a filing came into this state."""
    return AuditAct(f"filing.{state.value}")
