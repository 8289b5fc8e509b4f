"""From a portal's lists and details to our records."""

import contextlib
import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from gongai.connector.mappers.answers import from_json
from gongai.connector.mappers.page_reading import as_data
from gongai.connector.mappers.part import Part, head
from gongai.connector.mappers.times import day, moment
from gongai.errors import PortalError
from gongai.records.engineering_code import compared
from gongai.records.noted import Datum, Exact, Said
from gongai.records.raw import Raw
from gongai.records.receipt import StatusEvent
from gongai.sites.lists import Detail, Listing, Notices, Status
from gongai.sites.paths import pluck, text
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
    due_text: str = ""
    """The portal's own words for the time, where they are no day that we can read."""


@dataclass(frozen=True)
class Details:
    """One application as its detail page tells it."""

    application_id: str
    state: str
    applicant: str
    material_ids: tuple[str, ...]
    item_ids: tuple[str, ...]
    item_numbers: tuple[str, ...]
    item_names: tuple[str, ...]
    events: tuple[StatusEvent, ...]
    item_states: dict[str, str]
    documents: tuple[Document, ...]
    project_code: str = ""
    """"" where the profile does not say where it stands."""


def application(row: Part, listing: Listing) -> Application:
    """One row of a list. Raises `NotUnderstood` where it lacks what an application is told by."""
    return Application(
        id=row.ident(listing.id),
        number=row.told(listing.number),
        project_code=compared(row.code(listing.project_code)),
        items=row.idents(listing.items),
        state=row.value(listing.state),
        filed_at_ms=moment(row.raw(listing.filed_at)),
        listed_in=listing.title,
    )


def submit_data(text: str, submit: Submit, *, status: int = 200, location: str = "") -> dict[str, Raw]:
    """A submit answer as data, whatever it came as: JSON, a page, or a redirect. Empty where it is none of them."""
    if submit.html is None and not submit.location:
        try:
            answer = from_json(text)
        except ValueError:
            return {}
        return answer if _succeeded(status) and isinstance(answer, dict) else {}
    data: dict[str, Raw] = {"status": str(status), "location": location}
    for name, pattern in submit.location.items():
        found = re.search(pattern, location)
        data[name] = found[1] if found else ""
    if submit.html is not None and _succeeded(status):
        with contextlib.suppress(PortalError):  # not the page that proves anything
            data |= as_data(text, submit.html, sure=False)
    return data


def _succeeded(status: int) -> bool:
    return 200 <= status < 300


def receipt_facts(answer: Raw, submit: Submit) -> dict[str, Datum]:
    """What the journal keeps of a submit answer."""
    facts: dict[str, Datum] = {
        "ids": [Exact(one) for one in _all(answer, submit.ids)],
        "numbers": [Exact(one) for one in _all(answer, submit.numbers)],
        "item_numbers": [Exact(one) for one in _all(answer, submit.item_numbers)],
    }
    # a yes is no proof, whatever it names: what it is about is looked up before anything is believed (`flows.binding`)
    return {
        "ok": text(answer, submit.answer.ok) in submit.answer.ok_values,
        "message": Said(text(answer, submit.answer.message)),
        **facts,
    }


def details(answer: Part, spec: Detail, application_id: str, seen_ms: int, *, states: "States") -> Details:
    """Both levels of state, history and documents of one application. Raises `NotUnderstood`."""
    if spec.id and (told := answer.ident(spec.id)) != application_id:
        raise answer.trouble(f"问的是申报实例 {application_id}，答的是 {head(told)}")
    state = answer.ident(spec.state)
    items = answer.rows(spec.items)
    if not items:
        raise answer.trouble(f"{spec.items} 里一个事项也没有")

    def past(scope: Scope, ref: str, history: Sequence[Part]) -> list[StatusEvent]:
        return [
            states.event(
                scope,
                ref,
                row.value(spec.history_state),
                seen_ms=seen_ms,
                at_ms=moment(row.raw(spec.history_at)),
                handler=row.words(spec.history_user),
                opinion=row.words(spec.history_opinion),
            )
            for row in history
        ]

    events = past("application", application_id, answer.rows(spec.history) if spec.history else ())
    if not any(event.site_code == state for event in events):  # told in the list, not in the history
        events.append(states.event("application", application_id, state, seen_ms=seen_ms))
    for item in items:
        ref, code = item.value(spec.item_number) or item.ident(spec.item_id), item.ident(spec.item_state)
        history = past("item", ref, item.rows(spec.item_history) if spec.item_history else ())
        if not any(event.site_code == code for event in history):
            history.append(states.event("item", ref, code, seen_ms=seen_ms, opinion=item.words(spec.item_opinion)))
        events += history
    return Details(
        application_id=application_id,
        state=state,
        applicant=answer.ident(spec.applicant) if spec.applicant else "",
        material_ids=answer.listed(spec.materials),
        item_ids=tuple(item.ident(spec.item_id) for item in items),
        item_numbers=tuple(item.value(spec.item_number) for item in items),
        item_names=tuple(item.ident(spec.item_name) for item in items),
        events=tuple(events),
        item_states=_item_states(items, spec),
        documents=_documents(answer, spec),
        project_code=compared(answer.ident(spec.project_code)) if spec.project_code else "",
    )


def _item_states(items: Sequence[Part], spec: Detail) -> dict[str, str]:
    """By name; two items of one name are told apart, so that neither state hides the other."""
    found: dict[str, str] = {}
    for item in items:
        name = item.ident(spec.item_name)
        if name in found:
            name = f"{name}（{item.value(spec.item_number) or item.ident(spec.item_id)}）"
        found[name] = item.ident(spec.item_state)
    return found


def demand(row: Part, more: Part, spec: Notices) -> Demand:
    """What is asked of the applicant and until when; `more` holds what is wrong per material."""
    wrong = more.rows(spec.details) if spec.details else ()
    parts = [
        row.value(spec.text),
        *(f"《{one.words(spec.detail_name)}》{one.words(spec.detail_text)}" for one in wrong),
    ]
    due = row.raw(spec.due)
    until = day(due)
    return Demand(
        title=spec.title,
        application_id=row.ident(spec.application),
        ref=row.value(spec.ref),
        text="；".join(part for part in parts if part),
        due=until,
        paper=bool(spec.paper) and any(one.value(spec.paper) in ("true", "1") for one in wrong),
        due_text="" if until or not spec.due else head(str(due)) if due not in (None, "") else "平台没有写明",
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


def _documents(answer: Part, spec: Detail) -> tuple[Document, ...]:
    if not spec.documents:
        return ()
    return tuple(
        Document(
            id=row.ident(spec.document_id),
            title=row.words(spec.document_title),
            number=row.words(spec.document_number),
            name=row.words(spec.document_name),
        )
        for row in answer.rows(spec.documents)
    )


def _all(answer: Raw, paths: tuple[str, ...]) -> tuple[str, ...]:
    """Ids and numbers, each once. An object, a flag or a list written as text is none: it is looked up then."""
    found = (one for path in paths for value in _flat(pluck(answer, path)) if (one := _ident(value)))
    return tuple(dict.fromkeys(found))


def _flat(value: Raw) -> Iterator[Raw]:
    if isinstance(value, list):
        for one in value:
            yield from _flat(one)
    else:
        yield value


def _ident(value: Raw) -> str:
    if isinstance(value, str):
        bare = value.strip()
        return "" if bare.startswith(("[", "{")) else bare
    return str(value) if type(value) is int and value > 0 else ""
