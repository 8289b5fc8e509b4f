"""What people read for the words that the records use. A test finds each word that has no label here."""

from collections.abc import Mapping
from enum import StrEnum

from gongai.records.account_state import AccountState
from gongai.records.actor import FrontEnd
from gongai.records.attempt_outcome import AttemptOutcome
from gongai.records.audit_act import AuditAct
from gongai.records.form_state import FormState
from gongai.records.journal_event import JournalEvent
from gongai.records.position import Position
from gongai.records.process_role import ProcessRole
from gongai.records.recovery_state import RecoveryState
from gongai.records.result_kind import ResultKind
from gongai.records.state import FlowName, JobState

Labels = Mapping[str, str]

RESULTS: Labels = {
    ResultKind.FILED: "已提交",
    ResultKind.REFUSED: "需修改",
    ResultKind.FAILED: "待复核",
    ResultKind.UNKNOWN: "结果待核",
    ResultKind.CORRECTION: "补正补全",
    ResultKind.DOCUMENT: "结果文件",
    ResultKind.CLOSED: "办结",
    ResultKind.REJECTED: "未批准",
    ResultKind.DOUBLED: "平台上有两件",
    ResultKind.VANISHED: "平台查不到",
    ResultKind.UNKNOWN_STATE: "新状态码",
    ResultKind.LOOK_FAILED: "查不到进度",
    ResultKind.GIVE_BACK: "退回",
    ResultKind.ESCALATED: "提请协调",
    ResultKind.CAPTCHA: "验证码",
    ResultKind.PASSWORD: "密码",
    ResultKind.LOCKED: "账号锁定",
    ResultKind.APPLICANT: "申报主体",
    ResultKind.DUPLICATE: "平台已有",
    ResultKind.PAGE_CHANGED: "页面变化",
    ResultKind.UNAPPROVED: "平台未批准",
    ResultKind.SITE_CHANGED: "平台改版",
    ResultKind.FORM_NOTED: "表单记录",
    ResultKind.NOT_UNDERSTOOD: "平台答复看不懂",
    ResultKind.RECOVERY: "恢复模式",
    ResultKind.MACHINE: "本机故障",
    ResultKind.QUESTION: "待回答",
    ResultKind.LOOK: "人工核查",
}

ACCOUNTS: Labels = {
    AccountState.READY: "可用",
    AccountState.BAD_PASSWORD: "密码错误，等待更新",
    AccountState.EXPIRED: "密码已过期，等待更新",
    AccountState.LOCKED: "已被平台锁定",
}

POSITIONS: Labels = {
    Position.CLEAR: "平台没有本件的提交（没有提交过，或已核查为没有收到）",
    Position.OPEN: "已向平台发出，结果未明",
    Position.ANSWERED: "平台已答复",
    Position.FILED: "平台已收件",
}

JOBS: Labels = {
    JobState.WAITING: "等待",
    JobState.RUNNING: "办理中",
    JobState.UNKNOWN: "待核查",
    JobState.PARKED: "等人决定",
    JobState.DONE: "完成",
    JobState.CANCELLED: "取消",
}

FORMS: Labels = {
    FormState.NOTED: "已记录，不影响填报",
    FormState.PROPOSED: "待定",
    FormState.APPROVED: "已批准",
    FormState.REPLACED: "已被取代",
}

ROLES: Labels = {
    ProcessRole.WORKER: "办理进程",
    ProcessRole.SCHEDULER: "调度",
}

RECOVERIES: Labels = {
    RecoveryState.OPEN: "进行中",
    RecoveryState.ENDED: "已结束",
}

CONTROLS: Labels = {
    "text": "文字",
    "textarea": "多行文字",
    "number": "数字",
    "select": "下拉",
    "multiselect": "下拉多选",
    "date": "日期",
    "daterange": "日期范围",
    "year": "年份",
    "radio": "单选",
    "checkbox": "多选",
    "switch": "开关",
    "tree": "树",
    "cascader": "级联",
    "richtext": "富文本",
    "upload": "上传",
    "readonly": "只核对",
}

FLOWS: Labels = {
    FlowName.SUBMIT: "代填代报",
    FlowName.RECONCILE: "核查",
    FlowName.TRACK: "跟踪进度",
    FlowName.LOGIN_ASSIST: "登录协助",
    FlowName.CHECK_SITE: "平台检查",
}

OUTCOMES: Labels = {
    AttemptOutcome.RUNNING: "办理中",
    AttemptOutcome.FILED: "已提交",
    AttemptOutcome.SEEN: "已查看",
    AttemptOutcome.REFUSED: "需修改",
    AttemptOutcome.NOT_YET: "稍后再办",
    AttemptOutcome.ASK: "需要人工",
    AttemptOutcome.UNKNOWN: "结果未明",
    AttemptOutcome.LATE: "已过最晚时间",
    AttemptOutcome.MISMATCHED: "任务与申报件不符",
    AttemptOutcome.LEASE_LOST: "进程中断",
}

EVENTS: Labels = {
    JournalEvent.DONE: "✓",
    JournalEvent.FAILED: "✗ 未成功",
    JournalEvent.ARMED: "提交前全部核对一致",
    JournalEvent.SENT: "→ 提交请求即将发出（已登记）",
    JournalEvent.ANSWERED: "← 平台已答复",
    JournalEvent.FILED: "✓ 平台已收件",
    JournalEvent.NOT_FILED: "平台没有此件",
    JournalEvent.PRESSED: "已按下提交",
    JournalEvent.STOPPED: "拦下了又一次提交",
    JournalEvent.STRAY: "拦下了发往别处的请求",
}

ACTS: Labels = {
    AuditAct.AGREEMENT_SAVE: "登记协议",
    AuditAct.FILING_ADD: "加入队列",
    AuditAct.FILING_FOLLOW: "登记跟踪",
    AuditAct.FILING_AGAIN: "以下一轮重新申报",
    AuditAct.FILING_WAITING: "转为待申报",
    AuditAct.FILING_RUNNING: "转为办理中",
    AuditAct.FILING_FILED: "转为已提交",
    AuditAct.FILING_CLOSED: "转为办结",
    AuditAct.FILING_REJECTED: "转为未批准",
    AuditAct.FILING_HELD: "转为待人工",
    AuditAct.FILING_REFUSED: "转为需修改",
    AuditAct.FILING_UNKNOWN: "转为结果待核",
    AuditAct.FILING_FAILED: "转为待复核",
    AuditAct.FILING_CANCELLED: "转为已作废",
    AuditAct.REVIEW_PORTAL_HAS_IT: "复核：平台已有此件",
    AuditAct.REVIEW_PORTAL_HAS_NOT: "复核：平台没有此件",
    AuditAct.REVIEW_CANNOT_TELL: "复核：无法判断",
    AuditAct.REVIEW_RETRY: "复核：重试",
    AuditAct.REVIEW_EDIT: "复核：修改后重新申报",
    AuditAct.REVIEW_DONE_BY_HAND: "复核：已人工申报",
    AuditAct.REVIEW_GIVE_BACK: "复核：退回帮代办员",
    AuditAct.REVIEW_ESCALATE: "复核：提请协调",
    AuditAct.REVIEW_CANCEL: "复核：作废",
    AuditAct.RESULT_CLAIM: "认领结果",
    AuditAct.RESULT_RELEASE: "退回认领",
    AuditAct.RESULT_ASSIGN: "转交结果",
    AuditAct.RESULT_SETTLE: "处理结果",
    AuditAct.JOB_REAPED: "收回任务",
    AuditAct.FENCED_OFF: "拒绝迟到的写入",
    AuditAct.RECOVERY_BEGIN: "进入恢复模式",
    AuditAct.RECOVERY_END: "结束恢复模式",
    AuditAct.SITE_APPROVE: "批准平台配置",
    AuditAct.SITE_ACCEPT: "接受表单变化",
    AuditAct.ACCOUNT_ADD: "录入账号",
    AuditAct.ACCOUNT_UNITS: "更改账号绑定单位",
    AuditAct.ACCOUNT_PASSWORD: "更新密码",
    AuditAct.ACCOUNT_UNLOCK: "解除账号锁定",
    AuditAct.ACCOUNT_LOGIN: "人工登录",
    AuditAct.ACCOUNT_REMOVE: "删除账号",
}

FRONT_ENDS: Labels = {
    FrontEnd.COMMAND_LINE: "命令行",
    FrontEnd.CONSOLE: "控制台",
    FrontEnd.API: "接口",
    FrontEnd.MCP: "助手",
    FrontEnd.WORKER: "办理进程",
    FrontEnd.SCHEDULER: "调度",
}

STEPS: Labels = {"submit": "提交", "review": "复核", "recovery": "恢复备份"}
"""Steps that are not named in Chinese by themselves."""

LEVELS: Labels = {"application": "申报", "item": "事项"}
"""The two levels of the portal's states."""

TABLES: Mapping[type[StrEnum], Labels] = {
    AccountState: ACCOUNTS,
    AttemptOutcome: OUTCOMES,
    AuditAct: ACTS,
    FlowName: FLOWS,
    FormState: FORMS,
    FrontEnd: FRONT_ENDS,
    JobState: JOBS,
    JournalEvent: EVENTS,
    Position: POSITIONS,
    ProcessRole: ROLES,
    RecoveryState: RECOVERIES,
    ResultKind: RESULTS,
}
"""The labels of each enum that has none of its own."""


def of(table: Labels, code: str) -> str:
    """The label, or the word itself where a newer program has written one that we do not know."""
    return table.get(code, code)
