"""How a portal's profile is told to people."""

from typing import TYPE_CHECKING

from gongai.text.moments import minute

if TYPE_CHECKING:
    from gongai.approval.approved_profiles import Approval
    from gongai.sites.wizard import Wizard


def approved(act: "Approval | None") -> str:
    """Who has approved this version."""
    if act is None:
        return "没有批准：不能提交（gongai site approve）"
    return f"{act.by} 于 {minute(act.at_ms)} 批准：{act.reason}"


def submitted(wizard: "Wizard") -> str:
    """How well the submit is held: a supervisor who approves should know where it is not."""
    if wizard.submit.unguarded:
        return "拦不住（按下之前登记，中断后核查；页面自己连发两次拦不下，内容不能事先比对）"
    return "由关口核对后发出，只发一次"
