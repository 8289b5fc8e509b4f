"""Approved profiles: nothing is submitted by a profile that a supervisor has not approved as it is at that moment."""

import sqlalchemy as sa

from gongai.approval import approvals
from gongai.approval.approvals import Approval
from gongai.errors import ConfigError, NotApproved
from gongai.queue import blockers
from gongai.sites import Site


def require(engine: sa.Engine, site: Site) -> None:
    """Raises `NotApproved` unless somebody has approved exactly this version."""
    if approvals.of(engine, site.key, site.digest) is not None:
        return
    raise NotApproved(
        f"平台 {site.key} 的配置 {site.profile.version}（摘要 {site.digest[:12]}）没有经主管批准，不提交。"
        f"请主管核对（gongai site check {site.key} --offline，gongai site show {site.key}）后运行："
        f"gongai site approve {site.key} --by 姓名 --reason 理由。批准后，等待的申报件自动继续",
        hold=blockers.approval(site.key, site.digest),
    )


def require_still(engine: sa.Engine, used: Site, now: Site) -> None:
    """Right before the request: the version in use, and the one on disk by now, are the same approved one."""
    require(engine, now)
    if now.digest != used.digest:
        raise ConfigError(
            f"平台 {used.key} 的配置在办理期间由 {used.digest[:12]} 改为 {now.digest[:12]}，本次没有提交，"
            "稍后按新配置重新办理"
        )


def approve(engine: sa.Engine, site: Site, *, by: str, reason: str, at_ms: int) -> list[str]:
    """A supervisor's act on this version. Returns the filings that it lets go on."""
    with engine.begin() as connection:
        return approve_in(connection, site, by=by, reason=reason, at_ms=at_ms)


def approve_in(connection: sa.Connection, site: Site, *, by: str, reason: str, at_ms: int) -> list[str]:
    """The same in the caller's transaction."""
    act = Approval(site.key, site.digest, site.profile.version, by, reason, at_ms)
    return approvals.approve(connection, act)


def of(engine: sa.Engine, site: Site) -> Approval | None:
    """Who approved this version; None: nobody."""
    return approvals.of(engine, site.key, site.digest)
