"""What the portal took and then refused is handed in again: as a filing of its own, in the next round."""

from dataclasses import dataclass, replace

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from gongai.db.audit_log import audit
from gongai.errors import AlreadyQueued, NotAllowed
from gongai.queue import filing_rows, results
from gongai.queue.intake import insert_filing
from gongai.records.act import Act
from gongai.records.audit_act import AuditAct
from gongai.records.filing import Filing
from gongai.records.result_kind import ResultKind
from gongai.records.state import FilingState

ONLY_REFUSED = "申报件 {reference} 的状态是{state}：只有平台收件后没有批准的（未批准）才以下一轮重新申报"


@dataclass(frozen=True)
class NextRound:
    reference: str
    round: int
    owner: str


def again(engine: sa.Engine, before_id: int, filing: Filing, *, act: Act) -> NextRound:
    """Queue the next round; the questions about the last one are settled.

    Raises `NotAllowed` where that was not refused or this is another thing, `AlreadyQueued` where it is there already.
    """
    try:
        with engine.begin() as connection:
            old = filing_rows.read(connection, before_id)
            if old.state is not FilingState.REJECTED:
                raise NotAllowed(ONLY_REFUSED.format(reference=old.reference, state=old.state.label))
            last = old.filing()
            if filing.model_copy(update={"round": last.round}).business_key != old.business_key:
                raise NotAllowed("申请人、工程或事项与原件不同，这是另一件：请用 gongai add 作为新件申报")
            if filing.round != last.round + 1:
                raise NotAllowed(f"原件是第 {last.round} 轮，重新申报应是第 {last.round + 1} 轮")
            added = insert_filing(connection, filing, agreement_no=filing.agreement_no, act=act, owner=old.created_by)
            became = replace(act, reason=f"以第 {filing.round} 轮重新申报：{added.reference}")
            results.withdraw(connection, old.id, (ResultKind.REJECTED,), act=became)
            audit(
                connection,
                AuditAct.FILING_AGAIN,
                old.reference,
                act=act,
                before={"round": last.round},
                after={"round": filing.round, "reference": added.reference},
            )
            return NextRound(added.reference, filing.round, old.created_by or act.who)
    except IntegrityError as error:
        raise AlreadyQueued(f"同一件的第 {filing.round} 轮已在库中，请用 gongai list 查看") from error
