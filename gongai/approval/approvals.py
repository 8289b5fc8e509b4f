"""A supervisor's act on one version of a site's profile: without it, nothing is filed at that site."""

from dataclasses import dataclass

import sqlalchemy as sa

from gongai import db
from gongai.errors import UsageError
from gongai.queue import audit, blockers
from gongai.redact import scrub

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


def of(engine: sa.Engine, site: str, digest: str) -> Approval | None:
    """The act that approved exactly this version; None: nobody has."""
    with db.reading(engine) as connection:
        return _newest(connection, _a.c.site == site, _a.c.digest == digest)


def approve(connection: sa.Connection, approval: Approval) -> list[str]:
    """Write the act down and let the filings go on that waited for it; return their references."""
    if not approval.by.strip():
        raise UsageError("请写明由谁批准")
    if not approval.reason.strip():
        raise UsageError("请写明批准的理由")
    reason = scrub(approval.reason)
    before = _newest(connection, _a.c.site == approval.site)
    row = {
        "site": approval.site,
        "digest": approval.digest,
        "version": approval.version[:64],
        "by": approval.by[:64],
        "reason": reason[:2000],
        "at_ms": approval.at_ms,
    }
    connection.execute(sa.insert(_a).values(row))
    audit.audit(
        connection,
        approval.at_ms,
        who=approval.by,
        act="site.approve",
        subject=approval.site,
        before=None if before is None else {"digest": before.digest, "version": before.version},
        after={"digest": approval.digest, "version": approval.version},
        reason=reason,
    )
    why = f"{approval.by} 批准了平台配置 {approval.version}（摘要 {approval.digest[:12]}）：{reason}"
    # whatever version they were held for: what is loaded now is approved now
    return blockers.release(
        connection, blockers.approval(approval.site, ""), by=approval.by, why=why, at_ms=approval.at_ms
    )


def _newest(connection: sa.Connection, *which: sa.ColumnElement[bool]) -> Approval | None:
    columns = (_a.c.site, _a.c.digest, _a.c.version, _a.c.by, _a.c.reason, _a.c.at_ms)
    row = connection.execute(sa.select(*columns).where(*which).order_by(_a.c.id.desc()).limit(1)).one_or_none()
    return None if row is None else Approval(*row)
