"""What people read for the words that the records use."""

RESULTS = {
    "filed": "已提交",
    "refused": "需修改",
    "failed": "待复核",
    "unknown": "结果待核",
    "correction": "补正补全",
    "document": "结果文件",
    "closed": "办结",
    "vanished": "平台查不到",
    "unknown_state": "新状态码",
    "look_failed": "查不到进度",
    "give_back": "退回",
    "escalated": "提请协调",
    "captcha": "验证码",
    "password": "密码",
    "locked": "账号锁定",
    "applicant": "申报主体",
    "duplicate": "平台已有",
    "page_changed": "页面变化",
    "unapproved": "平台未批准",
    "site_changed": "平台改版",
    "form_noted": "表单记录",
    "question": "待回答",
    "look": "人工核查",
}
"""Kinds of results."""

ACCOUNTS = {
    "ready": "可用",
    "bad_password": "密码错误，等待更新",
    "expired": "密码已过期，等待更新",
    "locked": "已被平台锁定",
}

POSITIONS = {
    "clear": "尚未向平台提交",
    "open": "已向平台发出，结果未明",
    "answered": "平台已答复",
    "filed": "平台已收件",
}

JOBS = {
    "waiting": "等待",
    "running": "办理中",
    "unknown": "待核查",
    "parked": "等人决定",
    "done": "完成",
    "cancelled": "取消",
}

CONTROLS = {
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

FLOWS = {"submit": "代填代报", "track": "跟踪进度", "login_assist": "登录协助", "check_site": "平台检查"}

OUTCOMES = {
    "": "办理中",
    "filed": "已提交",
    "seen": "已查看",
    "refused": "需修改",
    "notyet": "稍后再办",
    "ask": "需要人工",
    "unknown": "结果未明",
    "late": "已过最晚时间",
    "lease_lost": "进程中断",
}
"""How attempts end."""

EVENTS = {
    "done": "✓",
    "failed": "✗ 未成功",
    "armed": "提交前全部核对一致",
    "sent": "→ 提交请求即将发出（已登记）",
    "answered": "← 平台已答复",
    "filed": "✓ 平台已收件",
    "not_filed": "平台没有此件",
    "pressed": "已按下提交",
    "second": "拦下了第二次提交",
}
"""Events of the journal."""

STEPS = {"submit": "提交", "review": "复核"}
"""Steps that are not named in Chinese by themselves."""

LEVELS = {"application": "申报", "item": "事项"}
"""The two levels of the portal's states."""


def of(table: dict[str, str], word: str) -> str:
    """The label, or the word itself where a newer program has written one that we do not know."""
    return table.get(word, word)
