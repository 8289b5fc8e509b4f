"""Filings that others made: 帮办 ones, or an owner's own. They are followed, and can never be submitted."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from gongai.db import chain
from gongai.db.transitions import filing_transition
from gongai.errors import AlreadyQueued
from gongai.queue.intake import insert_filing
from gongai.queue.outcomes import enqueue_poll
from gongai.queue.receipts import require_ours
from gongai.records.act import By, act_of
from gongai.records.audit_act import AuditAct
from gongai.records.filing import Filing
from gongai.records.journal_event import JournalEvent
from gongai.records.noted import Said, exact
from gongai.records.receipt import Receipt
from gongai.records.state import FilingState


def follow(engine: sa.Engine, filing: Filing, *, receipt_nos: Sequence[str], by: By, at_ms: int) -> int:
    """Store a filing that the portal holds already under these 申报流水号, and look at it from now on.

    Its position is FILED from the first moment, so no flow ever submits it. Raises `AlreadyQueued` where the same thing
    is in the books already, `NotAllowed` where another filing has one of the numbers.
    """
    act = act_of(by, at_ms=at_ms)
    receipt = Receipt(
        application_nos=tuple(receipt_nos),
        filed_as=filing.applicant.uscc,
        account=filing.account,
        filed_at_ms=at_ms,
        found_by="person",
    )
    stored = receipt.model_dump(mode="json", exclude_defaults=True)
    why = f"由他人申报，{act.who} 登记跟踪，申报流水号 {'、'.join(receipt_nos)}"
    try:
        with engine.begin() as connection:
            added = insert_filing(connection, filing, agreement_no=filing.agreement_no, act=act, draft=True)
            filing_id = added.id
            require_ours(connection, filing.site, filing_id, receipt_nos)
            chain.append(
                connection,
                filing_id=filing_id,
                step="submit",
                event=JournalEvent.FILED,
                at_ms=at_ms,
                data={**{name: exact(one) for name, one in stored.items()}, "by": Said(act.who)},
            )
            filing_transition(
                connection,
                added,
                FilingState.FILED,
                act=act,
                why=why,
                receipt=stored,
                what=AuditAct.FILING_FOLLOW,
                after=stored,
            )
            enqueue_poll(
                connection,
                filing_id=filing_id,
                site=filing.site,
                account=filing.account,
                project=filing.project.eng_code or filing.project.project_code,
                due_ms=at_ms,
                at_ms=at_ms,
            )
            return filing_id
    except IntegrityError as error:
        raise AlreadyQueued("同一申请人、工程、事项、轮次的申报件已在库中，请用 gongai list 查看") from error
