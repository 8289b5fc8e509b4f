"""One claimed job: everything a worker may know, and the lease under which it may act."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from gongai.db.lease import Lease
from gongai.records.agreement import Agreement
from gongai.records.filing import Filing
from gongai.records.state import FlowName


@dataclass(frozen=True)
class Claim:
    """A job in the hands of one worker. `filing` is the record as it was checked at intake."""

    job_id: int
    flow: FlowName
    site: str
    account: str
    project: str  # 工程代码; "" where the job touches no project
    filing_id: int | None
    filing: Filing | None
    agreement: Agreement | None
    attempt: int  # this one included
    reconcile_attempts: int  # how often it has been unknown before
    lease: Lease
    unread: int = 0  # how often in a row an answer was not understood
    deadline_ms: int | None = None
    looks: bool = False  # something was sent: nothing is filed now, it is looked up

    @property
    def doing(self) -> FlowName:
        """What people are told that is done."""
        return FlowName.RECONCILE if self.looks else self.flow


def claim_of(row: sa.Row[Any]) -> Claim:
    """A row of `jobs` that is in somebody's hands, without the records that belong to it."""
    return Claim(
        job_id=row.id,
        flow=FlowName(row.flow),
        site=row.site,
        account=row.account,
        project=row.project,
        filing_id=row.filing_id,
        filing=None,
        agreement=None,
        attempt=row.attempt,
        reconcile_attempts=row.reconcile_attempts,
        lease=Lease(row.id, row.fence, row.worker),
        unread=row.unread,
        deadline_ms=row.deadline_ms,
    )
