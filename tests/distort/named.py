"""The calls that a profile names, and what of their answers it names: told by the profile, not by the readers."""

from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Literal

from gongai.sites.call import Call, Html
from gongai.sites.lists import Listing, Notices
from gongai.sites.site_profile import Profile
from gongai.sites.wizard import Submit
from tests.distort.exchange import Asked

Weight = Literal["must", "may"]
"""must: without it the answer says nothing; may: left out by portals where there is nothing to say."""


@dataclass(frozen=True)
class Key:
    """One place of an answer that the profile names: its dotted path, from the root of the answer."""

    path: str
    weight: Weight = "must"
    flag: bool = False
    """Says whether the call succeeded, or why not."""

    @property
    def steps(self) -> tuple[str, ...]:
        """Names on the way, `[]` where all of a list are meant."""
        return tuple(part for step in self.path.split(".") for part in _parts(step))


@dataclass(frozen=True)
class NamedCall:
    """One call of the profile. `role` is how the recordings and the reports call it."""

    role: str
    call: Call
    keys: tuple[Key, ...] = ()
    html: Html | None = None

    def fits(self, asked: Asked) -> bool:
        if self.call.method != asked.method or not fnmatchcase(asked.path, _any_slot(self.call.path)):
            return False
        words = asked.words
        fixed = {name: value for name, value in self.call.params.items() if "{" not in value}
        if asked.method == "POST" and not self.call.form:
            return True
        return all(words.get(name) == value for name, value in fixed.items())


def calls_of(profile: Profile) -> tuple[NamedCall, ...]:
    return tuple(_calls(profile))


def roles_of(profile: Profile, asked: Asked) -> tuple[str, ...]:
    """What the profile calls a request: a make may have one address for several, read in several ways."""
    return tuple(one.role for one in calls_of(profile) if one.fits(asked))


def _calls(profile: Profile) -> Iterator[NamedCall]:
    ok = (Key(profile.answer.ok, flag=True), Key(profile.answer.message, "may", flag=True))
    applicant = profile.applicant
    if applicant is not None:
        told_there = (Key(applicant.current_id),) if applicant.current == applicant.units else ()
        units = (*ok, *_rows(applicant.rows, must=(applicant.id, applicant.uscc)), *told_there)
        yield _named("units", applicant.units, *units)
        if applicant.switch is not None:
            yield _named("switch", applicant.switch, *ok)
        if applicant.current is not None and applicant.current != applicant.units:
            yield _named("current", applicant.current, *ok, Key(applicant.current_id))
    for name, listing in profile.lists.items():
        yield _named(f"lists.{name}", listing.call, *ok, *_of_list(listing))
    detail = profile.detail
    must = (detail.item_id, detail.item_name, detail.item_state)
    past = {"must": (detail.history_state,), "may": (detail.history_at, detail.history_user, detail.history_opinion)}
    item_history = f"{detail.items}[].{detail.item_history}" if detail.item_history else ""
    titles = (detail.document_title, detail.document_number, detail.document_name)
    columns = (
        *_rows(detail.items, must=must, may=(detail.item_number, detail.item_opinion)),
        *_rows(detail.history, **past, weight="may"),
        *_rows(item_history, **past, weight="may"),
        *_rows(detail.documents, must=(detail.document_id,), may=titles, weight="may"),
        *((Key(detail.materials, "may"),) if detail.materials else ()),
    )
    some = (
        Key(detail.state),
        *(key for one in (detail.id, detail.project_code, detail.applicant) for key in _some(one)),
    )
    yield _named("detail", detail.call, *ok, *some, *columns)
    if detail.document_file is not None:
        yield _named("document", detail.document_file)
    for name, notices in profile.notices.items():
        yield _named(f"notices.{name}", notices.call, *ok, *_of_notices(notices))
        if notices.more is not None:
            more = _rows(notices.details, must=(notices.detail_name, notices.detail_text), may=(notices.paper,))
            yield _named(f"notices.{name}.more", notices.more, *ok, *more)
    if profile.receipts is not None:
        receipts = profile.receipts
        yield _named("receipts", receipts.call, *ok, *_rows(receipts.rows, must=(receipts.kind, receipts.id)))
        yield _named("receipt", receipts.file)
    materials = profile.materials
    if not materials.inline:
        yield _named("materials.push", materials.push, *ok, Key(materials.instance))
        yield _named("materials.files", materials.files, *ok, *_rows(materials.files_rows, must=(materials.file_name,)))
        found = (materials.found_material, materials.found_instance, materials.found_file)
        yield _named("materials.found", materials.found, *ok, *_rows(materials.found_rows, must=found))
    for kind, wizard in profile.wizards.items():
        if not wizard.submit.unguarded:
            yield NamedCall(f"submit.{kind}", wizard.submit.call, _of_submit(wizard.submit), wizard.submit.html)
        for page in wizard.pages.values():
            for act in page.acts.values():
                path = getattr(act, "call", "")
                if path:
                    method: Literal["GET", "POST"] = "GET" if path.startswith("GET ") else "POST"
                    called = Call(method=method, path=path.removeprefix("GET ").removeprefix("POST "))
                    yield NamedCall(f"save.{kind}.{page.title}", called, ok)
                check = getattr(act, "check", None)
                if check is not None:
                    yield _named(f"check.{kind}.{page.title}", check.call, Key(check.ok))


def _named(role: str, call: Call, *keys: Key) -> NamedCall:
    """A page has no flag: that it is the expected one is its yes."""
    kept = tuple(dict.fromkeys(key for key in keys if key.path and not (call.html is not None and key.flag)))
    return NamedCall(role, call, kept, call.html)


def _of_list(listing: Listing) -> tuple[Key, ...]:
    must = (listing.id, listing.project_code, listing.items)
    total = str(getattr(listing, "total", ""))  # not in every version of the language
    return (*_rows(listing.rows, must=must, may=(listing.number, listing.state, listing.filed_at)), *_some(total))


def _of_notices(notices: Notices) -> tuple[Key, ...]:
    may = (notices.text, notices.id, notices.ref, notices.due)  # a demand without words is passed on all the same
    return _rows(notices.rows, must=(notices.application,), may=may)


def _of_submit(submit: Submit) -> tuple[Key, ...]:
    named = (*submit.ids, *submit.numbers)
    return (
        Key(submit.answer.ok, flag=True),
        Key(submit.answer.message, "may", flag=True),
        *(Key(path) for path in named),
    )


def _rows(
    path: str, *, must: tuple[str, ...] = (), may: tuple[str, ...] = (), weight: Weight = "must"
) -> tuple[Key, ...]:
    if not path:
        return ()
    inside = path if path.endswith("[]") else f"{path}[]"
    columns = (
        *(Key(f"{inside}.{one}", weight) for one in must if one),
        *(Key(f"{inside}.{one}", "may") for one in may),
    )
    return (Key(path, weight), *(one for one in columns if not one.path.endswith(".")))


def _some(path: str) -> tuple[Key, ...]:
    return (Key(path),) if path else ()


def _parts(step: str) -> tuple[str, ...]:
    name = step.removesuffix("[]")
    return (*((name,) if name else ()), *(("[]",) if step.endswith("[]") else ()))


def _any_slot(path: str) -> str:
    out, depth = "", 0
    for sign in path:
        depth += sign == "{"
        out += "" if depth else sign
        if sign == "}":
            depth -= 1
            out += "*"
    return out
