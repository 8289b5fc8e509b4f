"""The forms seen at the portals: for each page of a wizard the approved one, and what has been seen instead of it."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from gongai import db
from gongai.errors import NotAllowed
from gongai.queue import audit, blockers

_t = db.forms


@dataclass(frozen=True)
class FormRow:
    """One form that a page has shown."""

    id: int
    site: str
    kind: str
    page: str
    digest: str
    record: dict[str, Any]
    changes: list[dict[str, Any]]
    state: str
    by: str
    reason: str
    at_ms: int
    decided_ms: int

    @property
    def blocker(self) -> str:
        return blockers.form(self.site, self.kind, self.page, self.digest)


def approved(connection: sa.Connection, site: str, kind: str, page: str) -> FormRow | None:
    """The form that the others of its page are compared with."""
    query = sa.select(_t).where(*_page(site, kind, page), _t.c.state == "approved")
    return _row(connection.execute(query).one_or_none())


def proposed(connection: sa.Connection, site: str, kind: str = "") -> tuple[FormRow, ...]:
    """The changes that nobody has decided about, oldest first."""
    query = sa.select(_t).where(_t.c.site == site, _t.c.state == "proposed").order_by(_t.c.id)
    if kind:
        query = query.where(_t.c.kind == kind)
    return tuple(_known(row) for row in connection.execute(query))


def store(
    connection: sa.Connection,
    *,
    site: str,
    kind: str,
    page: str,
    digest: str,
    record: dict[str, Any],
    changes: list[dict[str, Any]],
    state: str,
    at_ms: int,
    by: str = "",
    reason: str = "",
) -> bool:
    """One row for each form of a page, however often it is seen. Returns whether that is news."""
    values = {"record": record, "changes": changes, "state": state, "by": by, "reason": reason, "at_ms": at_ms}
    same = [*_page(site, kind, page), _t.c.digest == digest]
    was = connection.execute(sa.select(_t.c.state).where(*same)).scalar_one_or_none()
    if was is None:
        row = {"site": site, "kind": kind, "page": page, "digest": digest, **values}
        connection.execute(sa.insert(_t).values(row))
    elif was != state:
        connection.execute(sa.update(_t).where(*same).values(**values))
    return was != state


def retract(connection: sa.Connection, site: str, kind: str, page: str, *, at_ms: int) -> None:
    """The page shows the approved form again: what was proposed meanwhile has gone."""
    connection.execute(
        sa.update(_t)
        .where(*_page(site, kind, page), _t.c.state == "proposed")
        .values(state="replaced", decided_ms=at_ms)
    )


def accept(
    connection: sa.Connection, row: FormRow, *, by: str, reason: str, renames: dict[str, str], at_ms: int
) -> list[str]:
    """Make a proposed form the approved one of its page; return the filings that go on."""
    page = _page(row.site, row.kind, row.page)
    connection.execute(sa.update(_t).where(*page, _t.c.state == "approved").values(state="replaced", decided_ms=at_ms))
    changed = connection.execute(
        sa.update(_t)
        .where(_t.c.id == row.id, _t.c.state == "proposed")
        .values(state="approved", by=by[:64], reason=reason[:2000], decided_ms=at_ms)
    )
    if changed.rowcount != 1:
        raise NotAllowed(f"变化 {row.id} 刚刚被别人处理，请用 gongai site changes {row.site} 查看")
    retract(connection, row.site, row.kind, row.page, at_ms=at_ms)
    audit.audit(
        connection,
        at_ms,
        who=by,
        act="site.accept",
        subject=f"{row.site}/{row.kind}/{row.page}",
        after={"form": row.id, "digest": row.digest, "renames": renames},
        reason=reason,
    )
    why = f"{by} 接受了平台表单的变化（{row.kind}·{row.page}）：{reason}"
    return blockers.release(connection, blockers.form(row.site, row.kind, row.page, ""), by=by, why=why, at_ms=at_ms)


def _page(site: str, kind: str, page: str) -> tuple[sa.ColumnElement[bool], ...]:
    return _t.c.site == site, _t.c.kind == kind, _t.c.page == page


def _row(row: Any) -> FormRow | None:
    return None if row is None else _known(row)


def _known(row: Any) -> FormRow:
    return FormRow(**row._mapping)
