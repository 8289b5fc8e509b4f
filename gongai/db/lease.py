"""The right to work on one job. Held by whoever bumped the fence last; proved inside the transaction that needs it."""

from dataclasses import dataclass

import sqlalchemy as sa

from gongai import db
from gongai.errors import LeaseLost
from gongai.records.state import JobState


@dataclass(frozen=True)
class Lease:
    """One worker's hold on one job. A higher fence makes every lower one void."""

    job_id: int
    fence: int
    worker: str


def assert_held(connection: sa.Connection, lease: Lease) -> None:
    """Prove, in the caller's transaction, that `lease` is still the one in force, and renew it.

    Raises `LeaseLost`. The UPDATE locks the row until the caller commits, so nobody can take the job over between this
    proof and what the caller writes with it.
    """
    jobs = db.jobs
    change = (
        sa.update(jobs)
        .where(jobs.c.id == lease.job_id, jobs.c.fence == lease.fence, jobs.c.state == JobState.RUNNING)
        .values(heartbeat=jobs.c.heartbeat + 1)
    )
    if connection.execute(change).rowcount != 1:
        raise LeaseLost(
            f"任务 {lease.job_id} 已被其他进程接管（凭证 {lease.fence} 已失效），本进程立即停止，不再操作平台"
        )
