"""
What a reconcile must mind where the submit itself is not in the journal, because a backup was put back.

Nobody knows whether anything was sent. What the portal shows of an earlier time is not ours; what it shows of a time
that cannot be told apart is for a person; and that it shows nothing proves nothing.
"""

from datetime import timedelta
from typing import Any

from gongai.connector.flow import Attempt
from gongai.connector.mappers.reading import Application
from gongai.connector.sighting import Sighting, only
from gongai.db.position import Mark

BLURRED = timedelta(hours=36)
"""A portal may give a date only, and its clock is not ours: rows of so long before may be ours or not."""
NOWHERE = (
    "数据库由旧备份恢复，此件可能已在备份之后发出。平台各列表中都没有查到，但不能排除已被退回或撤回后不再显示，"
    "不会自动重新提交，请在平台上核对后裁定"
)


def since_ms(attempt: Attempt) -> int | None:
    """From when on it may have been sent without our knowing; None where the journal tells of the submit itself."""
    sent: dict[str, Any] = attempt.journal.newest(Mark.SENT) or {}
    return int(sent["since_ms"]) if "recovery" in sent else None


def later_than(seen: Sighting, since: int) -> Sighting:
    """Without what is surely older."""
    earliest = since - int(BLURRED.total_seconds() * 1000)
    return only(seen, lambda row: row.filed_at_ms is None or row.filed_at_ms >= earliest)


def after(found: tuple[Application, ...], since: int) -> bool:
    """Whether all of it came to the portal after the database's last knowledge of the filing."""
    return all(row.filed_at_ms is not None and row.filed_at_ms >= since for row in found)


def was_attempted(attempt: Attempt) -> bool:
    """Whether anything proves that we worked at it: evidence that the database has forgotten, or a request of ours of
    which no end was known yet. Without, an owner may have filed it.
    """
    if (attempt.journal.newest(Mark.SENT) or {}).get("anchors"):
        return True
    ours = attempt.journal.newest_request()
    settled = attempt.journal.newest(Mark.NOT_FILED)
    return ours is not None and (settled is None or settled["at_ms"] < ours["at_ms"])
