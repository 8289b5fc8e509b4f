"""How a front end ends: one table from our errors to exit codes and HTTP statuses, used by programs and documents."""

from enum import IntEnum
from http import HTTPStatus

from gongai import errors


class Exit(IntEnum):
    """What the caller may conclude from the end of a command."""

    DONE = 0
    BUSINESS = 1
    USAGE = 2
    PERSON = 3
    BROKEN = 70
    LATER = 75
    INTERRUPTED = 130

    @property
    def meaning(self) -> str:
        return _MEANINGS[self]


_MEANINGS = {
    Exit.DONE: "已完成",
    Exit.BUSINESS: "业务上不成立：数据、材料、协议或状态不允许，改正后重新执行",
    Exit.USAGE: "用法或安装不对：参数、设置、密钥或数据库，改正后重新执行",
    Exit.PERSON: "需要人工处理：登录、验证码、页面变化等，处理后会自动继续",
    Exit.BROKEN: "程序出错：不是您的操作造成的，请把日志交给维护人员",
    Exit.LATER: "暂时办不了：平台或数据库没有应答，稍后再试即可",
    Exit.INTERRUPTED: "被中断（Ctrl-C）",
}

# the first that fits counts: special ones before their bases
_BY_ERROR: tuple[tuple[type[errors.GongaiError], Exit, HTTPStatus], ...] = (
    (errors.ConfigError, Exit.USAGE, HTTPStatus.INTERNAL_SERVER_ERROR),
    (errors.UsageError, Exit.USAGE, HTTPStatus.BAD_REQUEST),
    (errors.FilingError, Exit.BUSINESS, HTTPStatus.UNPROCESSABLE_ENTITY),
    (errors.AgreementError, Exit.BUSINESS, HTTPStatus.UNPROCESSABLE_ENTITY),
    (errors.NotApproved, Exit.PERSON, HTTPStatus.CONFLICT),
    (errors.InRecovery, Exit.PERSON, HTTPStatus.CONFLICT),
    (errors.MachineTrouble, Exit.LATER, HTTPStatus.SERVICE_UNAVAILABLE),
    (errors.PortalDown, Exit.LATER, HTTPStatus.SERVICE_UNAVAILABLE),
    (errors.SessionLost, Exit.LATER, HTTPStatus.SERVICE_UNAVAILABLE),
    (errors.LeaseLost, Exit.LATER, HTTPStatus.SERVICE_UNAVAILABLE),
    (errors.PortalRefused, Exit.BUSINESS, HTTPStatus.UNPROCESSABLE_ENTITY),
    (errors.LoginError, Exit.PERSON, HTTPStatus.CONFLICT),
    (errors.NotUnderstood, Exit.PERSON, HTTPStatus.CONFLICT),
    (errors.PageChanged, Exit.PERSON, HTTPStatus.CONFLICT),
    (errors.ReadBackMismatch, Exit.PERSON, HTTPStatus.CONFLICT),
    (errors.WrongApplicant, Exit.PERSON, HTTPStatus.CONFLICT),
    (errors.AlreadyThere, Exit.PERSON, HTTPStatus.CONFLICT),
    (errors.PortalError, Exit.LATER, HTTPStatus.BAD_GATEWAY),
    (errors.QueueError, Exit.BUSINESS, HTTPStatus.CONFLICT),
    (errors.GongaiError, Exit.BUSINESS, HTTPStatus.UNPROCESSABLE_ENTITY),
)


def exit_of(error: errors.GongaiError) -> Exit:
    """How a command ends that met `error`."""
    return next(code for kind, code, _ in _BY_ERROR if isinstance(error, kind))


def status_of(error: errors.GongaiError) -> HTTPStatus:
    """What an HTTP front end answers that met `error`."""
    return next(status for kind, _, status in _BY_ERROR if isinstance(error, kind))
