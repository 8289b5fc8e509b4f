"""Forms that change: each page of a wizard is compared with the approved one before the first key is typed on it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from gongai import db
from gongai.approval import form_ledger, form_report
from gongai.approval.form_ledger import FormPlace
from gongai.errors import FormChanged
from gongai.queue import blockers, results
from gongai.queue.ledger import Ledger, Writer
from gongai.records.act import SYSTEM, Act
from gongai.records.form_state import FormState
from gongai.records.result_kind import ResultKind
from gongai.sites import Site
from gongai.sites.controls import Control
from gongai.sites.forms.changes import compare, stops
from gongai.sites.forms.form_map import FormMap, Place, form_map


@dataclass(frozen=True)
class FormWatch:
    """Looks at the pages of one wizard. What it finds is stored and reported once, whoever comes by."""

    ledger: Ledger
    site: Site
    kind: str
    checking: bool = False  # no filing is in hand: what is as approved lets those go on that wait for it

    def inspect(self, page: str, controls: Sequence[Control], calls: Sequence[str], known: Sequence[Place]) -> None:
        """Compare one page. Raises `FormChanged` where the change must be decided about first."""
        place = FormPlace(self.site.key, self.kind, page)
        shown = form_map(controls, calls, known)
        try:
            self._inspect(place, shown, known)
        except IntegrityError:  # another worker saw the same in the same moment; its rows are visible now
            self._inspect(place, shown, known)

    def _inspect(self, place: FormPlace, shown: FormMap, known: Sequence[Place]) -> None:
        with self.ledger.writing(self.ledger.act("")) as writer:
            base = form_ledger.approved(writer.connection, place)
            if base is None:
                _first(writer, place, shown, known)
                return
            if base.digest == shown.digest:
                if self.checking:
                    _as_before(writer, place)
                return
            changes = compare(base.form, shown, known=known)
            stopped = bool(stops(changes))
            state = FormState.PROPOSED if stopped else FormState.NOTED
            news = form_ledger.store(writer.connection, place, shown, changes, state, act=writer.act)
            key = str(place.blocker(shown.digest))
            if news and stopped:
                due = writer.at_ms + int(writer.policy.result_due / timedelta(milliseconds=1))
                text = form_report.stopped(place, changes)
                results.write(
                    writer,
                    filing_id=None,
                    kind=ResultKind.SITE_CHANGED,
                    text=text,
                    key=key,
                    due_ms=due,
                    again=True,  # the portal may have taken the same change back before
                )
            elif news:
                _note(writer, f"noted:{key}", form_report.noted(place, changes))
        if stopped:
            raise FormChanged(form_report.stopped(place, changes), hold=place.blocker(shown.digest))


def require_known(engine: sa.Engine, site: str, kind: str) -> None:
    """Raises `FormChanged` while a change of this wizard waits for a decision: no browser is opened for it."""
    with db.reading(engine) as connection:
        waiting = form_ledger.proposed(connection, site, kind)
    if waiting:
        row = waiting[0]
        raise FormChanged(form_report.stopped(row.place, row.changes), hold=row.blocker)


def _first(writer: Writer, place: FormPlace, shown: FormMap, known: Sequence[Place]) -> None:
    """Under an approved profile, what a page shows first is what later inspections are compared with."""
    act = Act(SYSTEM, writer.at_ms, "首次登记：此后与它比对")
    if form_ledger.store(writer.connection, place, shown, (), FormState.APPROVED, act=act):
        _note(writer, f"first:{place.blocker(shown.digest)}", form_report.first_observed(place, shown, known))


def _as_before(writer: Writer, place: FormPlace) -> None:
    """The portal has taken its change back."""
    form_ledger.retract(writer.connection, place, at_ms=writer.at_ms)
    act = replace(writer.act, who=SYSTEM, reason="平台检查：表单与批准时相同")
    blockers.release(writer.connection, place.blocker(), act=act)


def _note(writer: Writer, key: str, text: str) -> None:
    results.write(writer, filing_id=None, kind=ResultKind.FORM_NOTED, text=text, key=key)
