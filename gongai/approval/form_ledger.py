"""The forms seen at the portals: for each page of a wizard the approved one, and what has been seen instead of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from gongai import db
from gongai.db.audit_log import audit
from gongai.errors import NotAllowed
from gongai.queue import blockers
from gongai.records import blocker, member
from gongai.records.act import Act
from gongai.records.audit_act import AuditAct
from gongai.records.blocker import BlockerKey
from gongai.records.form_state import FormState
from gongai.sites.forms.changes import Change
from gongai.sites.forms.form_map import FormMap

_t = db.forms


@dataclass(frozen=True)
class FormPlace:
    """One page of one wizard at one site."""

    site: str
    kind: str  # which wizard
    page: str

    def blocker(self, digest: str = "") -> BlockerKey:
        """A decision on this form of the page; without `digest`, on whatever it shows."""
        return blocker.form(self.site, self.kind, self.page, digest)

    def __str__(self) -> str:
        return f"{self.site}/{self.kind}/{self.page}"


@dataclass(frozen=True)
class FormRow:
    """One form that a page has shown."""

    id: int
    place: FormPlace
    digest: str
    form: FormMap
    changes: tuple[Change, ...]  # against the form approved at that time
    state: FormState | str
    by: str
    reason: str
    at_ms: int
    decided_ms: int

    @property
    def blocker(self) -> BlockerKey:
        return self.place.blocker(self.digest)


def approved(connection: sa.Connection, place: FormPlace) -> FormRow | None:
    """The form that the others of its page are compared with."""
    query = sa.select(_t).where(*_page(place), _t.c.state == FormState.APPROVED)
    row = connection.execute(query).one_or_none()
    return None if row is None else _row(row)


def proposed(connection: sa.Connection, site: str, kind: str = "") -> tuple[FormRow, ...]:
    """The changes that nobody has decided about, oldest first."""
    query = sa.select(_t).where(_t.c.site == site, _t.c.state == FormState.PROPOSED).order_by(_t.c.id)
    if kind:
        query = query.where(_t.c.kind == kind)
    return tuple(_row(row) for row in connection.execute(query))


def store(
    connection: sa.Connection,
    place: FormPlace,
    shown: FormMap,
    changes: Sequence[Change],
    state: FormState,
    *,
    act: Act,
) -> bool:
    """One row for each form of a page, however often it is seen. Returns whether that is news."""
    values = {
        "record": shown.model_dump(mode="json"),
        "changes": [one.model_dump(mode="json") for one in changes],
        "state": state,
        "by": act.who,
        "reason": act.reason,
        "at_ms": act.at_ms,
    }
    same = [*_page(place), _t.c.digest == shown.digest]
    was = connection.execute(sa.select(_t.c.state).where(*same)).scalar_one_or_none()
    if was is None:
        row = {"site": place.site, "kind": place.kind, "page": place.page, "digest": shown.digest, **values}
        connection.execute(sa.insert(_t).values(row))
    elif was != state:
        connection.execute(sa.update(_t).where(*same).values(**values))
    return bool(was != state)


def retract(connection: sa.Connection, place: FormPlace, *, at_ms: int) -> None:
    """The page shows the approved form again: what was proposed meanwhile has gone."""
    connection.execute(
        sa.update(_t)
        .where(*_page(place), _t.c.state == FormState.PROPOSED)
        .values(state=FormState.REPLACED, decided_ms=at_ms)
    )


def accept(connection: sa.Connection, row: FormRow, *, renames: Mapping[str, str], act: Act) -> list[str]:
    """Make a proposed form the approved one of its page; return the filings that go on."""
    place = row.place
    before = approved(connection, place)
    connection.execute(
        sa.update(_t)
        .where(*_page(place), _t.c.state == FormState.APPROVED)
        .values(state=FormState.REPLACED, decided_ms=act.at_ms)
    )
    changed = connection.execute(
        sa.update(_t)
        .where(_t.c.id == row.id, _t.c.state == FormState.PROPOSED)
        .values(state=FormState.APPROVED, by=act.who[:64], reason=act.reason[:2000], decided_ms=act.at_ms)
    )
    if changed.rowcount != 1:
        raise NotAllowed(f"变化 {row.id} 刚刚被别人处理，请用 gongai site changes {place.site} 查看")
    retract(connection, place, at_ms=act.at_ms)
    audit(
        connection,
        AuditAct.SITE_ACCEPT,
        str(place),
        act=act,
        before=None if before is None else {"form": before.id, "digest": before.digest},
        after={"form": row.id, "digest": row.digest, "renames": dict(renames)},
    )
    why = f"{act.who} 接受了平台表单的变化（{place.kind}·{place.page}）：{act.reason}"
    return blockers.release(connection, place.blocker(), act=replace(act, reason=why))


def _page(place: FormPlace) -> tuple[sa.ColumnElement[bool], ...]:
    return _t.c.site == place.site, _t.c.kind == place.kind, _t.c.page == place.page


def _row(row: sa.Row[Any]) -> FormRow:
    return FormRow(
        id=row.id,
        place=FormPlace(row.site, row.kind, row.page),
        digest=row.digest,
        form=FormMap.model_validate(row.record),
        changes=tuple(Change.model_validate(one) for one in row.changes),
        state=member.read(FormState, row.state),
        by=row.by,
        reason=row.reason,
        at_ms=row.at_ms,
        decided_ms=row.decided_ms,
    )
