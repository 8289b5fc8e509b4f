"""Whether an account is in use by a worker or a person right now: whoever logs in beside them would throw them out."""

import sqlalchemy as sa

from gongai import db
from gongai.errors import NotAllowed
from gongai.records.state import JobState


def require_free(engine: sa.Engine, site: str, account: str) -> None:
    """Raises `NotAllowed` while a job of the account is running, or has an end that nobody knows yet."""
    jobs = db.jobs
    busy = sa.select(jobs.c.worker, jobs.c.state).where(
        jobs.c.site == site, jobs.c.account == account, jobs.c.state.in_([JobState.RUNNING, JobState.UNKNOWN])
    )
    with db.reading(engine) as connection:
        row = connection.execute(busy).first()
    if row is None:
        return
    why = f"正在由 {row.worker} 使用" if row.state == JobState.RUNNING else "有一件结果待核"
    raise NotAllowed(
        f"平台账号 {site}/{account} {why}。此时再登录会把它挤下线，因此没有登录。"
        "请等它办完再试（gongai list 可查看），或换一个账号"
    )
