"""How one attempt ended: the only thing that travels from the connector to the queue."""

from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from gongai.records.blocker import BlockerKey
from gongai.records.finding import Finding
from gongai.records.receipt import Receipt, StatusEvent
from gongai.records.result_kind import ResultKind


class AskKind(StrEnum):
    """What a person is asked for."""

    CAPTCHA = "captcha"  # 图形验证码等：登录协助
    PASSWORD = "password"  # 密码错误或已过期：更新密码
    LOCKED = "locked"  # 账号被锁定
    APPLICANT = "applicant"  # 申报主体不符
    DUPLICATE = "duplicate"  # 平台上已有同一件
    PAGE_CHANGED = "page_changed"  # 页面与平台配置不符
    QUESTION = "question"  # 平台提出的其他问题
    NOT_UNDERSTOOD = "not_understood"  # 平台的答复看不懂：平台改版，或平台配置写错
    LOOK = "look"  # 自动核查无法得出结论
    UNAPPROVED = "unapproved"  # 平台配置的这一版没有经主管批准
    RECOVERY = "recovery"  # 数据库由旧备份恢复，尚未核清备份之后发出的件
    DRIFT = "site_changed"  # 平台的表单与批准时不同


@dataclass(frozen=True)
class Note:
    """Something a person must know besides the state: 补正 notice, result document, vanished from the lists."""

    kind: ResultKind
    text: str
    due_ms: int | None = None
    key: str = ""  # a second note with the same key is none


@dataclass(frozen=True)
class Filed:
    """The portal holds the filing."""

    receipt: Receipt


@dataclass(frozen=True)
class Seen:
    """The portal was read and nothing was sent."""

    note: str
    events: tuple[StatusEvent, ...] = ()
    notes: tuple[Note, ...] = ()
    closed: bool = False
    refusal: str = ""
    """Closed, and refused in whole or in part: what and why, in the portal's words."""
    look_again: timedelta | None = None
    partly: bool = False
    """Rows of the lists could not be read: that something is not among them says nothing."""


@dataclass(frozen=True)
class Refused:
    """The portal, or our own check, said no: the filing must change first."""

    findings: tuple[Finding, ...]
    hold: BlockerKey | None = None
    """What would let it through, where that is not in the filing: the agreement."""


@dataclass(frozen=True)
class NotYet:
    """Nothing was sent, or it is known not to have arrived. Try again later."""

    because: str
    after: timedelta
    counts: bool = True  # False: the portal was shut or the lease was lost; no attempt is spent
    absent: bool = False  # True: a reconcile looked and the portal does not hold it; may be sent again


@dataclass(frozen=True)
class Ask:
    """A person must do something before we can go on."""

    kind: AskKind
    question: str
    picture: str = ""
    hold: BlockerKey | None = None
    """What it waits for, where many filings wait for one act (`queue.blockers`): the question is asked once for all."""
    call: str = ""
    """Whose answer was not understood."""


@dataclass(frozen=True)
class Unknown:
    """Something was sent and its end is not known: reconcile, never press again."""

    because: str
    after: timedelta = field(default_factory=timedelta)
    counts: bool = True
    """False: a wait that belongs to the looking, not a look that came to nothing."""


Outcome = Filed | Seen | Refused | NotYet | Ask | Unknown
