"""The rows of attempts: begun with a claim, ended with its outcome."""

import sqlalchemy as sa

from gongai import db
from gongai.queue.job import Claim
from gongai.records.attempt_outcome import AttemptOutcome

_a = db.attempts
_DETAIL_CHARACTERS = 2000
_END = (
    sa.update(_a)
    .where(_a.c.job_id == sa.bindparam("job"), _a.c.fence == sa.bindparam("of"))
    .values(ended_ms=sa.bindparam("at"), outcome=sa.bindparam("how"), detail=sa.bindparam("text"))
)


def begin(connection: sa.Connection, claim: Claim, *, at_ms: int) -> None:
    row = {
        "job_id": claim.job_id,
        "filing_id": claim.filing_id,
        "fence": claim.lease.fence,
        "flow": claim.doing,
        "worker": claim.lease.worker,
        "started_ms": at_ms,
    }
    connection.execute(sa.insert(_a), row)


def end(connection: sa.Connection, claim: Claim, outcome: AttemptOutcome, *, detail: str, at_ms: int) -> None:
    values = {
        "job": claim.job_id,
        "of": claim.lease.fence,
        "at": at_ms,
        "how": outcome.value,
        "text": detail[:_DETAIL_CHARACTERS],
    }
    connection.execute(_END, values)
