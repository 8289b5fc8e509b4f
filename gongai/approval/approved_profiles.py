"""Approved profiles: nothing is submitted by a profile that a supervisor has not approved as it is at that moment."""

from dataclasses import dataclass, replace

import sqlalchemy as sa

from gongai import db
from gongai.db.audit_log import audit
from gongai.db.register import touched
from gongai.errors import ConfigError, NotApproved, UsageError
from gongai.queue import blockers
from gongai.records import blocker
from gongai.records.act import Act, By, act_of
from gongai.records.audit_act import AuditAct
from gongai.redact import scrub
from gongai.sites import Site

_a = db.approvals


@dataclass(frozen=True)
class Approval:
    """Who approved which version, when and why."""

    site: str
    digest: str
    version: str
    by: str
    reason: str
    at_ms: int


def require(engine: sa.Engine, site: Site) -> None:
    """Raises `NotApproved` unless somebody has approved exactly this version."""
    if of(engine, site) is not None:
        return
    raise NotApproved(
        f"平台 {site.key} 的配置 {site.profile.version}（摘要 {site.digest[:12]}）没有经主管批准，不提交。"
        f"请主管核对（gongai site check {site.key} --offline，gongai site show {site.key}）后运行："
        f"gongai site approve {site.key} --by 姓名 --reason 理由。批准后，等待的申报件自动继续",
        hold=blocker.approval(site.key, site.digest),
    )


def require_still(engine: sa.Engine, used: Site, now: Site) -> None:
    """Right before the request: the version in use, and the one on disk by now, are the same approved one."""
    require(engine, now)
    if now.digest != used.digest:
        raise ConfigError(
            f"平台 {used.key} 的配置在办理期间由 {used.digest[:12]} 改为 {now.digest[:12]}，本次没有提交，"
            "稍后按新配置重新办理"
        )


def of(engine: sa.Engine, site: Site) -> Approval | None:
    """Who approved this version; None: nobody."""
    with db.reading(engine) as connection:
        return _newest(connection, _a.c.site == site.key, _a.c.digest == site.digest)


def approve(engine: sa.Engine, site: Site, *, by: By, reason: str, at_ms: int) -> list[str]:
    """A supervisor's act on this version. Returns the filings that it lets go on."""
    with engine.begin() as connection:
        return approve_in(connection, site, act=act_of(by, at_ms=at_ms, reason=reason))


def approve_in(connection: sa.Connection, site: Site, *, act: Act) -> list[str]:
    """The same in the caller's transaction."""
    return approve_version(connection, site.key, site.digest, version=site.profile.version, act=act)


def approve_version(connection: sa.Connection, site: str, digest: str, *, version: str, act: Act) -> list[str]:
    """Write the act down and let the filings go on that waited for it; return their references."""
    if not act.who.strip():
        raise UsageError("请写明由谁批准")
    if not act.reason.strip():
        raise UsageError("请写明批准的理由")
    act = replace(act, reason=scrub(act.reason))
    before = _newest(connection, _a.c.site == site)
    row = {
        "site": site,
        "digest": digest,
        "version": version[:64],
        "by": act.who[:64],
        "reason": act.reason[:2000],
        "at_ms": act.at_ms,
    }
    touched(connection, _a, connection.execute(sa.insert(_a).values(row).returning(_a.c.id)).scalar_one())
    audit(
        connection,
        AuditAct.SITE_APPROVE,
        site,
        act=act,
        before=None if before is None else {"digest": before.digest, "version": before.version},
        after={"digest": digest, "version": version},
    )
    why = f"{act.who} 批准了平台配置 {version}（摘要 {digest[:12]}）：{act.reason}"
    # whatever version they were held for: what is loaded now is approved now
    act = replace(act, reason=why)
    released = blockers.release(connection, blocker.approval(site), act=act)
    return released + blockers.release(connection, blocker.answer(site), act=act)


def _newest(connection: sa.Connection, *which: sa.ColumnElement[bool]) -> Approval | None:
    columns = (_a.c.site, _a.c.digest, _a.c.version, _a.c.by, _a.c.reason, _a.c.at_ms)
    row = connection.execute(sa.select(*columns).where(*which).order_by(_a.c.id.desc()).limit(1)).one_or_none()
    return None if row is None else Approval(*row)
