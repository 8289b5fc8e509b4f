"""From a portal's lists and details to our records."""

import contextlib
import hashlib
import json
import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from gongai.clock import at, to_ms
from gongai.connector.mappers.page_reading import as_data
from gongai.errors import PortalError
from gongai.records.raw import Raw
from gongai.records.receipt import StatusEvent
from gongai.sites.lists import Detail, Listing, Notices, Status
from gongai.sites.paths import flat, pluck, rows, text
from gongai.sites.wizard import Submit

Scope = Literal["application", "item"]


@dataclass(frozen=True)
class Application:
    """One row of a portal's list: an application that the portal holds."""

    id: str
    number: str
    project_code: str
    items: tuple[str, ...]
    state: str
    filed_at_ms: int | None
    listed_in: str


@dataclass(frozen=True)
class Document:
    """A result document the portal offers."""

    id: str
    title: str
    number: str
    name: str


@dataclass(frozen=True)
class Demand:
    """Something the applicant must do, in the department's own words."""

    title: str
    application_id: str
    ref: str
    text: str
    due: date | None
    paper: bool


@dataclass(frozen=True)
class Details:
    """One application as its detail page tells it."""

    application_id: str
    state: str
    applicant: str
    material_ids: tuple[str, ...]
    item_ids: tuple[str, ...]
    item_numbers: tuple[str, ...]
    events: tuple[StatusEvent, ...]
    item_states: dict[str, str]
    documents: tuple[Document, ...]


def applications(answer: Raw, listing: Listing) -> tuple[Application, ...]:
    """The rows of one page of a list."""
    return tuple(
        Application(
            id=text(row, listing.id),
            number=text(row, listing.number),
            project_code=normal(text(row, listing.project_code)),
            items=flat(pluck(row, listing.items)),
            state=text(row, listing.state),
            filed_at_ms=moment(pluck(row, listing.filed_at)) if listing.filed_at else None,
            listed_in=listing.title,
        )
        for row in rows(answer, listing.rows)
    )


def normal(code: str) -> str:
    """Engineering codes are compared after `#n` has become `-n` (codes.md §3.1)."""
    return code.strip().upper().replace("#", "-")


def moment(value: Raw) -> int | None:
    """A portal's time as milliseconds: epoch milliseconds, or text in the offices' time zone (rule K13)."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return int(value)
    if isinstance(value, str) and value.strip().isdigit():
        return int(value)
    if isinstance(value, str) and value.strip():
        try:
            return to_ms(datetime.fromisoformat(value.strip().replace("/", "-")))
        except ValueError:
            return None
    return None


def day(value: Raw) -> date | None:
    when = moment(value)
    return None if when is None else at(when).date()


def submit_data(text: str, submit: Submit, *, status: int = 200, location: str = "") -> dict[str, Raw]:
    """A submit answer as data, whatever it came as: JSON, a page, or a redirect. Empty where it is none of them."""
    if submit.html is None and not submit.location:
        try:
            answer = json.loads(text)
        except ValueError:
            return {}
        return answer if status == 200 and isinstance(answer, dict) else {}
    data: dict[str, Raw] = {"status": str(status), "location": location}
    for name, pattern in submit.location.items():
        found = re.search(pattern, location)
        data[name] = found[1] if found else ""
    if submit.html is not None and status == 200:
        with contextlib.suppress(PortalError):  # not the page that proves anything
            data |= as_data(text, submit.html)
    return data


def receipt_facts(answer: Raw, submit: Submit) -> dict[str, Raw]:
    """What the journal keeps of a submit answer."""
    facts = {
        "ids": list(_all(answer, submit.ids)),
        "numbers": list(_all(answer, submit.numbers)),
        "item_numbers": list(_all(answer, submit.item_numbers)),
    }
    # a yes is no proof, whatever it names: what it is about is looked up before anything is believed (`flows.binding`)
    return {
        "ok": text(answer, submit.answer.ok) in submit.answer.ok_values,
        "message": text(answer, submit.answer.message),
        **facts,
    }


def details(answer: Raw, spec: Detail, application_id: str, seen_ms: int, *, states: "States") -> Details:
    """Both levels of state, history and documents of one application."""
    state = text(answer, spec.state)
    items = rows(answer, spec.items)

    def past(scope: Scope, ref: str, history: list[Raw]) -> list[StatusEvent]:
        return [
            states.event(
                scope,
                ref,
                text(row, spec.history_state),
                seen_ms=seen_ms,
                at_ms=moment(pluck(row, spec.history_at)),
                handler=text(row, spec.history_user),
                opinion=text(row, spec.history_opinion),
            )
            for row in history
        ]

    events = past("application", application_id, rows(answer, spec.history) if spec.history else [])
    if not any(event.site_code == state for event in events):  # told in the list, not in the history
        events.append(states.event("application", application_id, state, seen_ms=seen_ms))
    for item in items:
        ref, code = text(item, spec.item_number) or text(item, spec.item_id), text(item, spec.item_state)
        history = past("item", ref, rows(item, spec.item_history) if spec.item_history else [])
        if not any(event.site_code == code for event in history):
            history.append(states.event("item", ref, code, seen_ms=seen_ms, opinion=text(item, spec.item_opinion)))
        events += history
    return Details(
        application_id=application_id,
        state=state,
        applicant=text(answer, spec.applicant),
        material_ids=flat(pluck(answer, spec.materials)) if spec.materials else (),
        item_ids=tuple(text(item, spec.item_id) for item in items),
        item_numbers=tuple(text(item, spec.item_number) for item in items),
        events=tuple(events),
        item_states={text(item, spec.item_name): text(item, spec.item_state) for item in items},
        documents=_documents(answer, spec),
    )


def demand(row: Raw, more: Raw, spec: Notices) -> Demand:
    """What is asked of the applicant and until when; `more` holds what is wrong per material."""
    wrong = rows(more, spec.details) if spec.details else []
    parts = [
        text(row, spec.text),
        *(f"《{text(one, spec.detail_name)}》{text(one, spec.detail_text)}" for one in wrong),
    ]
    return Demand(
        title=spec.title,
        application_id=text(row, spec.application),
        ref=text(row, spec.ref) if spec.ref else "",
        text="；".join(part for part in parts if part),
        due=day(pluck(row, spec.due)) if spec.due else None,
        paper=bool(spec.paper) and any(text(one, spec.paper) in ("true", "1") for one in wrong),
    )


@dataclass(frozen=True)
class States:
    """The status map of a site. Unknown codes are kept as they came and never guessed."""

    application: dict[str, Status]
    item: dict[str, Status]

    def known(self, scope: Scope, code: str) -> Status | None:
        return (self.application if scope == "application" else self.item).get(code)

    def event(
        self,
        scope: Scope,
        ref: str,
        code: str,
        *,
        seen_ms: int,
        at_ms: int | None = None,
        handler: str = "",
        opinion: str = "",
    ) -> StatusEvent:
        status = self.known(scope, code)
        return StatusEvent.model_validate(
            {
                "scope": scope,
                "ref": ref,
                "site_code": code,
                "site_label": status.label if status else "",
                "national_code": status.national if status else None,
                "handler": handler,
                "opinion": opinion,
                "at_ms": at_ms,
                "source": "detail",
                "seen_ms": seen_ms,
            }
        )


def fingerprint(event: StatusEvent) -> str:
    """What makes two sightings the same event: everything but when we saw it."""
    return hashlib.sha256(event.model_dump_json(exclude={"seen_ms"}).encode()).hexdigest()


def _documents(answer: Raw, spec: Detail) -> tuple[Document, ...]:
    if not spec.documents:
        return ()
    return tuple(
        Document(
            id=text(row, spec.document_id),
            title=text(row, spec.document_title),
            number=text(row, spec.document_number),
            name=text(row, spec.document_name),
        )
        for row in flat_rows(pluck(answer, spec.documents))
    )


def flat_rows(value: Raw) -> list[Raw]:
    """Rows that may lie in lists of lists, as `items[].documents` gives them."""
    if isinstance(value, list):
        return [row for one in value for row in (flat_rows(one) if isinstance(one, list) else [one]) if row]
    return []


def _all(answer: Raw, paths: tuple[str, ...]) -> tuple[str, ...]:
    found = [value for path in paths for value in flat(pluck(answer, path))]
    return tuple(dict.fromkeys(found))
