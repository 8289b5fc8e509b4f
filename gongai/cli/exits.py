"""The exit codes: one table, used by the program, its help and its documents."""

from enum import IntEnum

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
_BY_ERROR: tuple[tuple[type[errors.GongaiError], Exit], ...] = (
    (errors.ConfigError, Exit.USAGE),
    (errors.UsageError, Exit.USAGE),
    (errors.NotApproved, Exit.PERSON),
    (errors.PortalDown, Exit.LATER),
    (errors.SessionLost, Exit.LATER),
    (errors.LeaseLost, Exit.LATER),
    (errors.PortalRefused, Exit.BUSINESS),
    (errors.LoginError, Exit.PERSON),
    (errors.PageChanged, Exit.PERSON),
    (errors.ReadBackMismatch, Exit.PERSON),
    (errors.WrongApplicant, Exit.PERSON),
    (errors.AlreadyThere, Exit.PERSON),
    (errors.PortalError, Exit.LATER),
    (errors.GongaiError, Exit.BUSINESS),
)


def exit_of(error: errors.GongaiError) -> Exit:
    return next(code for kind, code in _BY_ERROR if isinstance(error, kind))
