"""Every error of the package, and what a filing comes to where it stops a step that may be repeated."""

from datetime import timedelta

from gongai import errors
from gongai.connector.flow import RETRY_AFTER, SHUT_AFTER
from gongai.errors import GongaiError
from gongai.records import blocker
from gongai.records.finding import Finding
from gongai.records.outcome import Ask, AskKind, NotYet, Outcome, Refused

TEXT = "平台的原话"
WAITS_FOR = blocker.approval("x")
RECOVERY = blocker.recovery()
FORM = blocker.form("x", "单项", "填写")
OWN = (Finding(field="材料", value="", rule="缺少", remedy="补上"),)


def _refused(field: str) -> Refused:
    return Refused((Finding(field=field, value="", rule=TEXT, remedy="请按提示修改后重新提交"),))


LATER = NotYet(TEXT, RETRY_AFTER)
ENDINGS: tuple[tuple[GongaiError, Outcome], ...] = (
    (errors.GongaiError(TEXT), LATER),
    (errors.ConfigError(TEXT), LATER),
    (errors.UsageError(TEXT), LATER),
    (errors.FilingError(TEXT), _refused("申报件")),
    (errors.FilingError(TEXT, OWN), Refused(OWN)),
    (errors.MaterialChanged(TEXT), _refused("申报件")),
    (errors.AgreementError(TEXT), _refused("申报件")),
    (errors.AgreementError(TEXT, OWN), Refused(OWN)),
    (errors.NotApproved(TEXT, hold=WAITS_FOR), Ask(AskKind.UNAPPROVED, TEXT, hold=WAITS_FOR)),
    (errors.InRecovery(TEXT, hold=RECOVERY), Ask(AskKind.RECOVERY, TEXT, hold=RECOVERY)),
    (errors.PortalError(TEXT), LATER),
    (errors.PortalDown(TEXT), NotYet(TEXT, SHUT_AFTER, counts=False)),
    (errors.SessionLost(TEXT), NotYet(TEXT, timedelta(seconds=5))),
    (errors.NotUnderstood(TEXT, call="/list"), Ask(AskKind.NOT_UNDERSTOOD, TEXT, call="/list")),
    (errors.PageLeft(TEXT), LATER),
    (errors.PageChanged(TEXT), Ask(AskKind.PAGE_CHANGED, TEXT)),
    (errors.FormChanged(TEXT, hold=FORM), Ask(AskKind.DRIFT, TEXT, hold=FORM)),
    (errors.ReadBackMismatch(TEXT), LATER),
    (errors.WrongApplicant(TEXT), Ask(AskKind.APPLICANT, TEXT)),
    (errors.AlreadyThere(TEXT), Ask(AskKind.DUPLICATE, TEXT)),
    (errors.PortalRefused(TEXT), _refused("平台提示")),
    (errors.ReadRefused(TEXT), LATER),
    (errors.LoginError(TEXT), LATER),
    (errors.BadPassword(TEXT), Ask(AskKind.PASSWORD, TEXT)),
    (errors.PasswordExpired(TEXT), Ask(AskKind.PASSWORD, TEXT)),
    (errors.AccountLocked(TEXT), Ask(AskKind.LOCKED, TEXT)),
    (errors.NeedsPerson(TEXT, image="p.png"), Ask(AskKind.CAPTCHA, TEXT, "p.png")),
    (errors.QueueError(TEXT), LATER),
    (errors.AlreadyQueued(TEXT), LATER),
    (errors.NotAllowed(TEXT), LATER),
)
"""All but `LeaseLost` and `MachineTrouble`, which end in no outcome."""
