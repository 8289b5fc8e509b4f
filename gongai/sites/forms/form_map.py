"""What one page of a wizard asks for, as a record that can be approved: as it stood before anything was typed."""

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gongai.records.base import Record
from gongai.records.steps import FillInnerForms
from gongai.sites.actions import BlocksAction, FillAction, OneControl
from gongai.sites.controls import Control, Kind
from gongai.sites.fields import FieldSpec
from gongai.sites.site_profile import Profile
from gongai.sites.wizard import Page

_TYPED = frozenset({Kind.TEXT, Kind.TEXTAREA, Kind.NUMBER, Kind.DATE})
"""Kinds whose placeholder is the page's own word; lists show in its place what is chosen."""
_NOISE = re.compile(r"[\s*:?]+")
_IDENT = re.compile(r";[^/]*|(?<=/)[0-9a-fA-F-]{16,}(?=/|$)|\d{4,}")
"""What differs in an address from session to session, or from filing to filing."""
_NUMBER = re.compile(r"[（(]?\d+[)）]?$")


class FormField(Record):
    """One control; several of the same section and label, as in repeated blocks, are one."""

    section: str
    label: str
    kind: str
    required: bool = False
    options: tuple[str, ...] = ()
    """Only where the profile says what they should be: other lists depend on the filing."""
    placeholder: str = ""
    length: int = 0

    @property
    def key(self) -> tuple[str, str]:
        return fold_section(self.section), fold(self.label)

    def __str__(self) -> str:
        return f"{self.section} {self.label}".strip()


class FormMap(Record):
    """All that one page asks for, in the order of the page, and where its plain HTML forms would be sent."""

    fields: tuple[FormField, ...]
    calls: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        text = json.dumps(self.model_dump(mode="json"), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()

    def find(self, place: "Place") -> FormField | None:
        return next((one for one in self.fields if place.fits(one)), None)


@dataclass(frozen=True)
class Place:
    """One control that the profile names on a page."""

    section: str  # "" = any
    label: str
    listed: bool = False  # its options come from a dictionary or from the profile
    block: str = ""  # the group of a repeated block: there may be none of it on the page
    sometimes: bool = False  # only on some conditions

    def fits(self, field: FormField) -> bool:
        section, label = field.key
        return fold(self.label) == label and (not self.section or fold_section(self.section) == section)


def fold(text: str) -> str:
    """A label as it is compared: width, blanks, stars and colons do not matter."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", text)).casefold()


def fold_section(text: str) -> str:
    """A heading the same way, and without the number of a repeated block."""
    return _NUMBER.sub("", fold(text))


def places(page: Page, profile: Profile) -> tuple[Place, ...]:
    """Every control that the profile names on a page."""
    found = []
    for action in page.acts.values():
        if isinstance(action, OneControl) and action.label:
            found.append(Place(action.section, action.label, sometimes=bool(action.when or action.optional)))
        if isinstance(action, FillAction | BlocksAction):
            block = action.group if isinstance(action, BlocksAction) else ""
            found += [
                _place(spec, block, sometimes=bool(action.when or spec.when))
                for spec in profile.fields.values()
                if spec.group == action.group
            ]
    return tuple(found)


def inner_places(step: FillInnerForms) -> tuple[Place, ...]:
    """The fields of the items' own forms (一张表单) that a plan fills."""
    return tuple(Place("", one.label) for form in step.forms for one in form.fields)


def form_map(controls: Iterable[Control], calls: Sequence[str], known: Sequence[Place]) -> FormMap:
    """The record of what a page shows. A control that cannot be typed into demands nothing."""
    fields: dict[tuple[str, str], FormField] = {}
    for one in controls:
        field = FormField(
            section=one.section,
            label=one.label,
            kind=one.kind.value,
            required=one.required and one.enabled,
            placeholder=one.placeholder if one.kind in _TYPED else "",
            length=one.length,
        )
        if any(place.listed and place.fits(field) for place in known):
            field = field.model_copy(update={"options": one.options})
        fields.setdefault(field.key, field)
    return FormMap(fields=tuple(fields.values()), calls=tuple(_IDENT.sub("*", one) for one in calls))


def _place(spec: FieldSpec, block: str, *, sometimes: bool) -> Place:
    return Place(spec.section, spec.label, bool(spec.dictionary or spec.labels), block, sometimes)
