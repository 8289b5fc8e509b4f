"""Questions that end when the portal no longer gives cause: a look that succeeds settles them."""

from collections.abc import Mapping

import sqlalchemy as sa

from gongai.queue import results
from gongai.queue.job import Claim
from gongai.queue.verdict import site_job_key
from gongai.records.act import SYSTEM, Act
from gongai.records.outcome import Seen
from gongai.records.result_kind import ResultKind
from gongai.records.state import FlowName

_ENDS: Mapping[ResultKind, str] = {
    ResultKind.CORRECTION: "平台不再要求这项补正",
    ResultKind.UNKNOWN_STATE: "状态码已认识，或状态已改变",
    ResultKind.VANISHED: "平台上又查得到",
    ResultKind.DOUBLED: "平台上不再有另一件",
}
"""What each look finds anew, and what is said where one finds it no more."""
_FROM_THE_LISTS = frozenset({ResultKind.VANISHED, ResultKind.DOUBLED})
_ONCE_CLOSED = {ResultKind.CORRECTION: "平台已办结，不必再补正", ResultKind.FILED: "平台已办结"}
_SEEN_AGAIN = results.ANSWERABLE | {ResultKind.LOOK_FAILED}


def settle_ended(connection: sa.Connection, claim: Claim, seen: Seen, *, at_ms: int) -> None:
    """In the transaction that records what was seen, after its own messages were written."""
    if claim.filing_id is None:
        results.settle_key(connection, site_job_key(claim.flow, claim.site), act=Act(SYSTEM, at_ms, "再次检查已经完成"))
    if claim.flow is not FlowName.TRACK or claim.filing_id is None:
        return
    _settle(connection, claim.filing_id, "已能查到平台进度", at_ms, *_SEEN_AGAIN)
    told = [results.key_of_filing(claim.filing_id, one.key) for one in seen.notes if one.key]
    nameless = {one.kind for one in seen.notes if not one.key}  # not to be told from the ones before
    for kind, why in _ENDS.items():
        if kind not in nameless and not (seen.partly and kind in _FROM_THE_LISTS):
            _settle(connection, claim.filing_id, why, at_ms, kind, but=told)
    if seen.closed:
        for kind, why in _ONCE_CLOSED.items():
            _settle(connection, claim.filing_id, why, at_ms, kind)


def _settle(
    connection: sa.Connection, filing_id: int, why: str, at_ms: int, *kinds: ResultKind, but: list[str] | None = None
) -> None:
    results.withdraw(connection, filing_id, kinds, act=Act(SYSTEM, at_ms, why), but=but or ())
