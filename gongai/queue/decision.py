"""What a supervisor may decide about a filing, by its state and by how far it has gone. A pure table."""

from enum import StrEnum

from gongai.records.position import Position
from gongai.records.state import FilingState


class Decision(StrEnum):
    """The acts of a review."""

    PORTAL_HAS_IT = "portal_has_it"  # looked: the portal holds it, under this number
    PORTAL_HAS_NOT = "portal_has_not"  # looked: it does not; may be sent again
    CANNOT_TELL = "cannot_tell"  # looked: not clear; stays unknown
    RETRY = "retry"
    EDIT = "edit"  # a corrected record becomes the next revision
    DONE_BY_HAND = "done_by_hand"  # a person filed it at the portal, under this number
    GIVE_BACK = "give_back"  # to the agent who brought it
    ESCALATE = "escalate"
    CANCEL = "cancel"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    Decision.PORTAL_HAS_IT: "平台已有此件",
    Decision.PORTAL_HAS_NOT: "平台没有此件",
    Decision.CANNOT_TELL: "无法判断",
    Decision.RETRY: "重试",
    Decision.EDIT: "修改后重新申报",
    Decision.DONE_BY_HAND: "已人工申报",
    Decision.GIVE_BACK: "退回帮代办员",
    Decision.ESCALATE: "提请协调",
    Decision.CANCEL: "作废",
}

LEVELS = ("上级", "部门会商", "领导小组")
"""To whom a matter can be taken (G19–G21)."""

_UNCLEAR = (Decision.PORTAL_HAS_IT, Decision.PORTAL_HAS_NOT, Decision.CANNOT_TELL, Decision.RETRY, Decision.ESCALATE)
_FREE = (
    Decision.RETRY,
    Decision.EDIT,
    Decision.DONE_BY_HAND,
    Decision.GIVE_BACK,
    Decision.ESCALATE,
    Decision.CANCEL,
)
REVIEWED = (FilingState.UNKNOWN, FilingState.FAILED, FilingState.REFUSED, FilingState.HELD)


def allowed(state: FilingState, at: Position) -> tuple[Decision, ...]:
    """The decisions that may be taken now. Nothing that could send twice is among them."""
    if state not in REVIEWED:
        return ()
    if at is Position.FILED:
        return (Decision.PORTAL_HAS_IT, Decision.RETRY, Decision.ESCALATE)
    if state is FilingState.REFUSED:
        # refused by the portal's own answer: that answer is the last mark, and the matter is closed there
        return _UNCLEAR if at is Position.OPEN else _FREE
    if state is FilingState.UNKNOWN or at is not Position.CLEAR:
        return _UNCLEAR
    return _FREE
