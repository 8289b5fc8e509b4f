"""The plan of a filing: every value that will be typed, every file that will be pushed, in order. Pure data."""

import hashlib
import json
from typing import Annotated, Literal

from pydantic import Field

from gongai.records.base import Record

EntryKind = str
"""How a value is put in and compared; the names are those of the site profile's widgets."""


class PlanEntry(Record):
    """One field of the form and what stands in it."""

    page: Annotated[str, Field(description="the wizard step, by its title")]
    section: Annotated[str, Field(description="visible heading above the field")]
    label: Annotated[str, Field(description="visible label of the field")]
    kind: Annotated[EntryKind, Field(description="how the value is entered: text, select, date, …")]
    value: Annotated[str | tuple[str, ...], Field(description="what a person would type or choose")]
    source: Annotated[str, Field(description="where it comes from, e.g. project.invest_wan")] = ""
    canonical: Annotated[
        str | tuple[str, ...], Field(description="what the page must hold and send for it, for read-back and guard")
    ] = ""


class PlannedMaterial(Record):
    """One file and the row of the material list that it belongs to."""

    name: Annotated[str, Field(description="the material as the portal's list names it")]
    path: str
    file_name: Annotated[str, Field(description="the name under which the portal will list it")]
    size: int
    sha256: str
    required: bool = True
    tolerant: Annotated[bool, Field(description="容缺: may be missing at filing")] = False


class PlannedAnswer(Record):
    """A situation question and the answers to give, by their visible texts."""

    question: str
    answers: tuple[str, ...]
    place: Annotated[Literal["stage", "items"], Field(description="asked for the stage or for one of its items")] = (
        "items"
    )


class PlannedItem(Record):
    """A matter of a joint filing and whether its box is ticked."""

    code: str
    name: str
    line: Literal["并联", "并行"] = "并联"
    selected: bool = True


class Plan(Record):
    """What will be typed, pushed and sent. It fills, reads back, guards the request and stands in the evidence."""

    site: str
    filing_reference: str = ""
    filing_sha256: Annotated[str, Field(description="digest of the filing that the plan was made from")]
    applicant_uscc: str
    applicant_name: str
    account: str
    entries: tuple[PlanEntry, ...] = ()
    materials: tuple[PlannedMaterial, ...] = ()
    answers: tuple[PlannedAnswer, ...] = ()
    items: tuple[PlannedItem, ...] = ()
    profile_version: str = ""

    @property
    def sha256(self) -> str:
        """Digest of the canonical JSON: two plans with the same digest do the same thing."""
        return digest(self)


def digest(record: Record) -> str:
    """SHA-256 over the record's JSON with sorted keys and no blanks."""
    text = json.dumps(record.model_dump(mode="json"), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
