"""Filings that others made: 帮办 ones, or an owner's own. They are followed, and can never be submitted."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from gongai import db
from gongai.db import chain
from gongai.db.position import Mark
from gongai.errors import AlreadyQueued
from gongai.queue import audit
from gongai.queue.intake import insert_filing
from gongai.queue.outcomes import enqueue_poll
from gongai.records.filing import Filing
from gongai.records.receipt import Receipt
from gongai.records.state import FilingState
from gongai.redact import scrub_json


def follow(engine: sa.Engine, filing: Filing, *, receipt_nos: Sequence[str], by: str, at_ms: int) -> int:
    """Keep a filing that the portal holds already under these 申报流水号, and look at it from now on.

    Its position is FILED from the first moment, so no flow ever submits it. Raises `AlreadyQueued` where the same thing
    is in the books already.
    """
    receipt = Receipt(
        application_nos=tuple(receipt_nos),
        filed_as=filing.applicant.uscc,
        account=filing.account,
        filed_at_ms=at_ms,
        found_by="person",
    )
    kept = receipt.model_dump(mode="json", exclude_defaults=True)
    why = f"由他人申报，{by} 登记跟踪，申报流水号 {'、'.join(receipt_nos)}"
    try:
        with engine.begin() as connection:
            filing_id = insert_filing(
                connection, filing, agreement_no=filing.agreement_no, by=by, at_ms=at_ms, draft=True
            )
            chain.append(
                connection,
                filing_id=filing_id,
                step="submit",
                event=Mark.FILED.value,
                at_ms=at_ms,
                data=scrub_json({**kept, "by": by}),
            )
            connection.execute(
                sa.update(db.filings)
                .where(db.filings.c.id == filing_id)
                .values(state=FilingState.FILED, receipt=kept, why=why)
            )
            enqueue_poll(
                connection,
                filing_id=filing_id,
                site=filing.site,
                account=filing.account,
                project=filing.project.eng_code or filing.project.project_code,
                at_ms=at_ms,
            )
            audit.audit(connection, at_ms, who=by, act="filing.follow", subject=str(filing_id), after=kept)
            return filing_id
    except IntegrityError as error:
        raise AlreadyQueued("同一申请人、工程、事项、轮次的申报件已在库中，请用 gongai list 查看") from error
