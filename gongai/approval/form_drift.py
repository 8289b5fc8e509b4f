"""Forms that change: each page of a wizard is compared with the approved one before the first key is typed on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from gongai import db
from gongai.approval import forms
from gongai.approval.forms import FormRow
from gongai.clock import Clock
from gongai.errors import FormChanged
from gongai.queue import blockers, results
from gongai.queue.policy import Policy
from gongai.sites import Site
from gongai.sites.controls import Control
from gongai.sites.forms.changes import Change, compare, misfits, stops
from gongai.sites.forms.form_map import FormMap, Place, form_map

SYSTEM = "gongai"


@dataclass(frozen=True)
class Watch:
    """Looks at the pages of one wizard. What it finds is kept and told once, whoever comes by."""

    engine: sa.Engine
    clock: Clock
    site: Site
    kind: str
    policy: Policy
    channels: tuple[str, ...] = ()
    checking: bool = False  # no filing is in hand: what is as approved lets those go on that wait for it

    def inspect(self, page: str, controls: Sequence[Control], calls: Sequence[str], known: Sequence[Place]) -> None:
        """Compare one page. Raises `FormChanged` where the change must be decided about first."""
        shown = form_map(controls, calls, known)
        try:
            self._inspect(page, shown, known)
        except IntegrityError:  # another worker saw the same in the same moment; its rows are visible now
            self._inspect(page, shown, known)

    def _inspect(self, page: str, shown: FormMap, known: Sequence[Place]) -> None:
        now = self.clock.now_ms()
        with self.engine.begin() as connection:
            base = forms.approved(connection, self.site.key, self.kind, page)
            if base is None:
                self._first(connection, page, shown, now, known)
                return
            if base.digest == shown.digest:
                if self.checking:
                    self._as_before(connection, page, now)
                return
            changes = compare(FormMap.model_validate(base.record), shown, known=known)
            stopped = bool(stops(changes))
            state = "proposed" if stopped else "noted"
            if self._store(connection, page, shown, state, now, changes):
                self._report(connection, page, shown, changes, now)
        if stopped:
            raise FormChanged(self._words(page, changes), hold=self._blocker(page, shown))

    def _first(self, connection: sa.Connection, page: str, shown: FormMap, now: int, known: Sequence[Place]) -> None:
        """Under an approved profile, what a page shows first is what later looks are compared with."""
        reason = "首次登记：此后与它比对"
        if self._store(connection, page, shown, "approved", now, (), by=SYSTEM, reason=reason):
            self._write(
                connection,
                kind="form_noted",
                text=f"平台 {self.site.key}“{self.kind}”的页面 {page} 首次登记：{len(shown.fields)} 个栏目。"
                f"此后每次填写前与它比对；请核对一次平台页面与配置是否一致{_doubts(shown, known)}",
                key=f"first:{self._blocker(page, shown)}",
                now=now,
            )

    def _as_before(self, connection: sa.Connection, page: str, now: int) -> None:
        """The portal has taken its change back."""
        forms.retract(connection, self.site.key, self.kind, page, at_ms=now)
        hold = blockers.form(self.site.key, self.kind, page, "")
        blockers.release(connection, hold, by=SYSTEM, why="平台检查：表单与批准时相同", at_ms=now)

    def _store(
        self,
        connection: sa.Connection,
        page: str,
        shown: FormMap,
        state: str,
        now: int,
        changes: Sequence[Change],
        *,
        by: str = "",
        reason: str = "",
    ) -> bool:
        return forms.store(
            connection,
            site=self.site.key,
            kind=self.kind,
            page=page,
            digest=shown.digest,
            record=shown.model_dump(mode="json"),
            changes=[one.model_dump(mode="json") for one in changes],
            state=state,
            at_ms=now,
            by=by,
            reason=reason,
        )

    def _report(
        self, connection: sa.Connection, page: str, shown: FormMap, changes: Sequence[Change], now: int
    ) -> None:
        if stops(changes):
            due = now + int(self.policy.result_due / timedelta(milliseconds=1))
            text, key = self._words(page, changes), self._blocker(page, shown)
            self._write(connection, kind="site_changed", text=text, key=key, now=now, due_ms=due)
        else:
            text = f"平台 {self.site.key}“{self.kind}”的页面 {page} 有不影响填报的变化，照常办理：\n{listed(changes)}"
            self._write(connection, kind="form_noted", text=text, key=f"noted:{self._blocker(page, shown)}", now=now)

    def _write(
        self, connection: sa.Connection, *, kind: str, text: str, key: str, now: int, due_ms: int | None = None
    ) -> None:
        results.write(
            connection,
            filing_id=None,
            kind=kind,
            text=text,
            key=key,
            at_ms=now,
            channels=self.channels,
            due_ms=due_ms,
        )

    def _blocker(self, page: str, shown: FormMap) -> str:
        return blockers.form(self.site.key, self.kind, page, shown.digest)

    def _words(self, page: str, changes: Sequence[Change]) -> str:
        return words(self.site.key, self.kind, page, changes)


def require_known(engine: sa.Engine, site: str, kind: str) -> None:
    """Raises `FormChanged` while a change of this wizard waits for a decision: no browser is opened for it."""
    with db.reading(engine) as connection:
        waiting = forms.proposed(connection, site, kind)
    if waiting:
        row = waiting[0]
        raise FormChanged(words(site, kind, row.page, changes_of(row)), hold=row.blocker)


def changes_of(row: FormRow) -> tuple[Change, ...]:
    return tuple(Change.model_validate(one) for one in row.changes)


def words(site: str, kind: str, page: str, changes: Sequence[Change]) -> str:
    """For people: what changed, old beside new, and what to do."""
    return (
        f"平台 {site}“{kind}”的页面 {page} 与批准的表单不同，填写前已停下：\n{listed(changes)}\n"
        f"请主管用 gongai site changes {site} 核对；确认后 gongai site accept {site} 编号 --by 姓名 --reason 理由"
        "（改名加 --rename 原名=新名），等待的申报件随即继续"
    )


def listed(changes: Sequence[Change], most: int = 20) -> str:
    told = [str(one) for one in changes[:most]]
    return "\n".join([*told, f"……另有 {len(changes) - most} 处"] if len(changes) > most else told)


def _doubts(shown: FormMap, known: Sequence[Place]) -> str:
    """What does not fit between profile and page. It stops nothing by itself: fields may come with an answer."""
    extra = [str(one) for one in shown.fields if one.required and not any(place.fits(one) for place in known)]
    told = f"。配置没有写明的必填栏目：{'、'.join(extra)}" if extra else ""
    missing = misfits(shown, known=known)
    return told + (f"。配置写明、此时页面上没有的栏目：\n{listed(missing)}" if missing else "")
