"""
The plan of a filing: page by page and in order, all that will be typed, chosen, pressed, pushed and sent. Pure data.

It is made once for an attempt, before a browser is opened. Pages, read-back, the guard's comparison and the evidence
take what they need from it and look nothing up again, so its digest in the journal stands for what was done.
"""

import hashlib
import json
from typing import Annotated, Literal

from pydantic import Field

from gongai.records.base import Record
from gongai.records.steps import (
    AnswerQuestions,
    AnyStep,
    Fill,
    FillBlocks,
    PlannedAnswer,
    PlannedField,
    PlannedItem,
    PlannedMaterial,
    Slot,
    Text,
    TickItems,
)

ValueKind = Literal["text", "number", "date", "yes_no", "switch", "lines"]
"""As what kind of value a part of a request is compared; a switch that is off may be left out of it."""


class PlannedPage(Record):
    """One step of the wizard and what is done on it, in order."""

    key: Annotated[str, Field(description="the profile's key of the page")]
    title: str
    when: Annotated[str, Field(description="gone through only where this slot says so; empty = always")] = ""
    steps: tuple[AnyStep, ...] = ()


class PlannedComparison(Record):
    """One part of the submit request and what it must say."""

    name: str
    path: Annotated[str, Field(description="where in the request")]
    how: Literal["equal", "set", "json_set"] = "equal"
    kind: Annotated[ValueKind, Field(description="as what kind of value it is compared")] = "text"
    when: Annotated[str, Field(description="compared only where this slot says so; empty = always")] = ""
    equals: Annotated[str, Field(description="the profile's name of the value")]
    meant: Annotated[
        tuple[str, ...] | Slot | None, Field(description="what it must say; nothing: the filing has no such value")
    ]


class Plan(Record):
    """What will be typed, pushed and sent. It fills, reads back, guards the request and stands in the evidence."""

    site: str
    kind: Annotated[Literal["单项", "并联"], Field(description="which wizard")]
    filing_reference: str = ""
    filing_sha256: Annotated[str, Field(description="digest of the filing that the plan was made from")]
    applicant_uscc: str
    applicant_name: str
    account: str
    address: Annotated[Text, Field(description="of the wizard, below the portal's own")] = ""
    pages: tuple[PlannedPage, ...] = ()
    comparisons: Annotated[tuple[PlannedComparison, ...], Field(description="what the submit request must say")] = ()
    materials: Annotated[
        tuple[PlannedMaterial, ...], Field(description="every file that may leave, by a push or with the request")
    ] = ()
    profile_version: str = ""

    @property
    def sha256(self) -> str:
        """Digest of the canonical JSON: two plans with the same digest do the same thing."""
        return digest(self)

    @property
    def steps(self) -> tuple[AnyStep, ...]:
        """Those of all pages, in order."""
        return tuple(step for page in self.pages for step in page.steps)

    @property
    def fields(self) -> tuple[PlannedField, ...]:
        """Every field of the portal's own form that will be filled."""
        return tuple(one for step in self.steps if isinstance(step, Fill | FillBlocks) for one in step.fields)

    @property
    def answers(self) -> tuple[PlannedAnswer, ...]:
        found = (one for step in self.steps if isinstance(step, AnswerQuestions) for one in step.answers)
        return tuple(dict.fromkeys(found))

    @property
    def items(self) -> tuple[PlannedItem, ...]:
        """What a joint filing ticks and leaves; none for a single item."""
        return tuple(one for step in self.steps if isinstance(step, TickItems) for one in step.items)

    def page(self, key: str) -> PlannedPage:
        """Raises `KeyError` where this filing does not go through such a page."""
        return {page.key: page for page in self.pages}[key]


def digest(record: Record) -> str:
    """SHA-256 over the record's JSON with sorted keys and no blanks."""
    text = json.dumps(record.model_dump(mode="json"), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
