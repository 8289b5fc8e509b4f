"""What a person must do next about a filing: one line, from its state and its open questions."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from gongai.records.state import FilingState

if TYPE_CHECKING:
    from gongai.queue.reads import FilingRow
    from gongai.queue.results import ResultRow

_BY_KIND = {
    "captcha": "运行 gongai login assist {site}/{account}，人工输入验证码",
    "password": "核对密码后运行 gongai account password {site}/{account}",
    "locked": "联系平台解锁后运行 gongai account unlock {site}/{account}",
    "applicant": "核对申报主体与账号绑定的单位，再 gongai review decide {reference}",
    "duplicate": "到平台核实是否同一件，再 gongai review decide {reference}",
    "page_changed": "核对平台页面与平台配置（gongai site check {site}），再 gongai review decide {reference}",
    "question": "按提示处理后 gongai review decide {reference}",
    "unknown": "登录平台查看有无此件，再 gongai review decide {reference}",
    "correction": "按补正通知准备材料并答复平台（gongai show {reference}）",
    "vanished": "到平台核实此件去向（gongai show {reference}）",
    "unknown_state": "核实平台新状态码的含义并补充平台配置",
    "look_failed": "如有急事请登录平台查看进度",
    "give_back": "修改后 gongai review decide {reference} --decision edit",
    "escalated": "等待协调结果",
}
"""By kind of open result; kinds that are only news are not here."""

_BY_HOLD = {
    "approval": "主管核对平台配置后运行 gongai site approve {site}",
    "form": "主管用 gongai site changes {site} 核对后运行 gongai site accept {site}",
}
"""By what a held filing shares with others: one act lets all of them go on."""

_BY_STATE = {
    FilingState.DRAFT: "确认后加入队列",
    FilingState.WAITING: "无需处理，等待自动办理",
    FilingState.RUNNING: "无需处理，正在自动办理",
    FilingState.FILED: "无需处理，自动跟踪进度",
    FilingState.CLOSED: "无（已办结）",
    FilingState.HELD: "按提示处理后 gongai review decide {reference}",
    FilingState.REFUSED: "修改后重新 gongai add，或 gongai review decide {reference}",
    FilingState.UNKNOWN: "无需处理，自动到平台核查",
    FilingState.FAILED: "查看 gongai show {reference}，再 gongai review decide {reference}",
    FilingState.CANCELLED: "无（已作废）",
}


def next_step(row: "FilingRow", results: Sequence["ResultRow"] = ()) -> str:
    """`results`: the open ones of this filing. The newest that asks for something decides."""
    asked = next((one.kind for one in sorted(results, key=lambda one: -one.id) if one.kind in _BY_KIND), "")
    shared = _BY_HOLD.get(row.held_for.partition(":")[0]) if row.state is FilingState.HELD else None
    words = _BY_KIND.get(asked) or shared or _BY_STATE[row.state]
    return words.format(site=row.site, account=row.account, reference=row.reference)


def needs_person(row: "FilingRow", results: Sequence["ResultRow"] = ()) -> bool:
    """Whether somebody is waited for."""
    asking = any(one.kind in _BY_KIND for one in results)
    return asking or row.state in (FilingState.HELD, FilingState.REFUSED, FilingState.FAILED, FilingState.DRAFT)
