"""The states of a filing and of a job. Portal states are kept apart from these (see `filing.StatusEvent`)."""

from enum import StrEnum


class FilingState(StrEnum):
    """Where a filing stands on our side."""

    DRAFT = "draft"  # 草稿: kept, not queued
    WAITING = "waiting"  # 待申报: a worker may take it
    RUNNING = "running"  # 办理中: a worker has it
    FILED = "filed"  # 已提交: the portal holds it, its states are followed
    CLOSED = "closed"  # 办结: the portal ended it
    REJECTED = "rejected"  # 未批准: taken by the portal and then refused, in whole or in part
    HELD = "held"  # 待人工: a person must answer something first
    REFUSED = "refused"  # 需修改: data, materials or agreement must change
    UNKNOWN = "unknown"  # 结果待核: sent, no answer seen; only a reconcile decides
    FAILED = "failed"  # 待复核: technical, retries spent
    CANCELLED = "cancelled"  # 已作废

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    FilingState.DRAFT: "草稿",
    FilingState.WAITING: "待申报",
    FilingState.RUNNING: "办理中",
    FilingState.FILED: "已提交",
    FilingState.CLOSED: "办结",
    FilingState.REJECTED: "未批准",
    FilingState.HELD: "待人工",
    FilingState.REFUSED: "需修改",
    FilingState.UNKNOWN: "结果待核",
    FilingState.FAILED: "待复核",
    FilingState.CANCELLED: "已作废",
}


class JobState(StrEnum):
    """Where one piece of work stands in the ledger."""

    WAITING = "waiting"  # may be claimed from its not-before time on
    RUNNING = "running"  # leased by a worker
    UNKNOWN = "unknown"  # sent, its end is not known: the next claim reconciles; account and project stay closed
    PARKED = "parked"  # waits for a person's decision; the account is free
    DONE = "done"
    CANCELLED = "cancelled"


class FlowName(StrEnum):
    """The kinds of work: what a job can ask for, and, as its attempts are called, `RECONCILE`."""

    SUBMIT = "submit"  # 代填代报: fill in and file; reconciles first where something was sent
    RECONCILE = "reconcile"  # 核查: an attempt of a submit job that only looks what became of what was sent
    TRACK = "track"  # 跟踪: read the portal's states
    LOGIN_ASSIST = "login_assist"  # 登录协助: a person at the browser of an account
    CHECK_SITE = "check_site"  # 平台检查
