"""What a person must do next about a filing: one line, from its state and its open questions."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from gongai.records.blocker import BlockerKind, kind_of
from gongai.records.result_kind import ResultKind
from gongai.records.state import FilingState

if TYPE_CHECKING:
    from gongai.queue.reads import FilingRow
    from gongai.queue.results import ResultRow

_BY_KIND: Mapping[str, str] = {
    ResultKind.CAPTCHA: "运行 gongai login assist {site}/{account}，人工输入验证码",
    ResultKind.PASSWORD: "核对密码后运行 gongai account password {site}/{account}",
    ResultKind.LOCKED: "联系平台解锁后运行 gongai account unlock {site}/{account}",
    ResultKind.APPLICANT: "绑定办妥后 gongai account units {site}/{account}；否则 gongai review decide {reference}",
    ResultKind.DUPLICATE: "到平台核实是否同一件，再 gongai review decide {reference}",
    ResultKind.PAGE_CHANGED: "核对平台页面与平台配置（gongai site check {site}），再 gongai review decide {reference}",
    ResultKind.NOT_UNDERSTOOD: "核对平台与平台配置（gongai site check {site}），再 gongai review decide {reference}",
    ResultKind.QUESTION: "按提示处理后 gongai review decide {reference}",
    ResultKind.UNKNOWN: "登录平台查看有无此件，再 gongai review decide {reference}",
    ResultKind.CORRECTION: "按补正通知准备材料并答复平台（gongai show {reference}）",
    ResultKind.REJECTED: "与建设单位核对原因，改好后 gongai again {reference} --file 文件，以下一轮重新申报",
    ResultKind.DOUBLED: "到平台核实是否重复申报，重复的申请撤件（gongai show {reference}）",
    ResultKind.VANISHED: "到平台核实此件去向（gongai show {reference}）",
    ResultKind.UNKNOWN_STATE: "核实平台新状态码的含义并补充平台配置",
    ResultKind.LOOK_FAILED: "如有急事请登录平台查看进度",
    ResultKind.GIVE_BACK: "修改后 gongai review decide {reference} --decision edit",
    ResultKind.ESCALATED: "等待协调结果",
}
"""By kind of open result; kinds that are only news are not here."""

_URGENT_FIRST = (
    ResultKind.UNKNOWN,  # until somebody looks, it may be filed twice or not at all
    ResultKind.CORRECTION,  # the portal's own deadline runs
    ResultKind.DOUBLED,
    ResultKind.VANISHED,
    ResultKind.REJECTED,
    ResultKind.ESCALATED,
    ResultKind.GIVE_BACK,
    ResultKind.LOCKED,
    ResultKind.PASSWORD,
    ResultKind.CAPTCHA,
    ResultKind.APPLICANT,
    ResultKind.DUPLICATE,
    ResultKind.QUESTION,
    ResultKind.NOT_UNDERSTOOD,
    ResultKind.PAGE_CHANGED,
    ResultKind.LOOK_FAILED,
    ResultKind.UNKNOWN_STATE,
)
"""Which of several open questions decides what is done next; of one kind, the one that is due first."""

_BY_BLOCKER: Mapping[BlockerKind, str] = {
    BlockerKind.APPROVAL: "主管核对平台配置后运行 gongai site approve {site}",
    BlockerKind.FORM: "主管用 gongai site changes {site} 核对后运行 gongai site accept {site}",
    BlockerKind.ACCOUNT: "运行 gongai account password {site}/{account}；锁定的，平台解锁后 gongai account unlock",
    BlockerKind.LOGIN: "运行 gongai login assist {site}/{account}，人工输入验证码",
    BlockerKind.RELOGIN: "运行 gongai login assist {site}/{account}，人工输入验证码后自动核查平台是否收到",
    BlockerKind.UNIT: "办妥绑定后运行 gongai account units {site}/{account} --unit 信用代码=名称",
    BlockerKind.RECOVERY: "等恢复模式结束（gongai backup status）",
    BlockerKind.ANSWER: "核对平台与平台配置（gongai site check {site}），批准新配置后自动继续；平台已恢复的选一件重试",
    BlockerKind.AGREEMENT: "更新代办协议 {agreement}（gongai agreement add），或修改后重新 gongai add",
}
"""By what a filing waits for with others: one act lets all of them go on."""

_BY_STATE: Mapping[FilingState, str] = {
    FilingState.DRAFT: "确认后加入队列",
    FilingState.WAITING: "无需处理，等待自动办理",
    FilingState.RUNNING: "无需处理，正在自动办理",
    FilingState.FILED: "无需处理，自动跟踪进度",
    FilingState.CLOSED: "无（已办结）",
    FilingState.REJECTED: "无（未批准，已处理）；要重新申报时 gongai again {reference} --file 文件",
    FilingState.HELD: "按提示处理后 gongai review decide {reference}",
    FilingState.REFUSED: "修改后重新 gongai add，或 gongai review decide {reference}",
    FilingState.UNKNOWN: "无需处理，自动到平台核查",
    FilingState.FAILED: "查看 gongai show {reference}，再 gongai review decide {reference}",
    FilingState.CANCELLED: "无（已作废）",
}


NOBODY = "没有办理进程在运行，不会自动办理：请运行 gongai run"
"""In place of what would be done automatically, where nobody does it."""
AUTOMATIC = frozenset({FilingState.WAITING, FilingState.RUNNING, FilingState.FILED, FilingState.UNKNOWN})


def next_step(row: "FilingRow", results: Sequence["ResultRow"] = (), *, lives: bool = True) -> str:
    """`results`: the open ones of this filing. The most urgent decides. `lives`: somebody works."""
    asked = min((one for one in results if one.kind in _BY_KIND), key=_urgency, default=None)
    key = kind_of(row.held_for) if row.state in (FilingState.HELD, FilingState.REFUSED) else None
    shared = None if key is None else _BY_BLOCKER[key]
    alone = NOBODY if row.state in AUTOMATIC and not lives else _BY_STATE[row.state]
    text = shared or alone if asked is None else _BY_KIND[asked.kind]
    return text.format(site=row.site, account=row.account, reference=row.reference, agreement=row.agreement_no)


def _urgency(one: "ResultRow") -> tuple[int, float, int]:
    rank = _URGENT_FIRST.index(ResultKind(one.kind))
    return rank, float("inf") if one.due_ms is None else one.due_ms, -one.id


def needs_person(row: "FilingRow", results: Sequence["ResultRow"] = ()) -> bool:
    """Whether somebody is waited for."""
    asking = any(one.kind in _BY_KIND for one in results)
    return asking or row.state in (FilingState.HELD, FilingState.REFUSED, FilingState.FAILED, FilingState.DRAFT)
