"""Where an application is found again: lists, detail, notices, receipts, and what its states mean."""

from typing import Annotated, Literal

from pydantic import Field

from gongai.records.base import Record
from gongai.sites.call import Call

USUAL_PAGE = 10
"""Rows of the smallest page that portals give: fewer are no whole page."""


class Paged(Record):
    """What is read page by page, to its end."""

    title: str
    call: Call
    rows: str
    total: Annotated[
        str, Field(description="path of how many rows the whole list has; without it a list ends with an empty page")
    ] = ""
    page_size: int = 50
    pages: Annotated[int, Field(description="how many pages are read at most")] = 20

    @property
    def turns(self) -> bool:
        """Whether another page can be asked for."""
        return self._names("{page}")

    @property
    def sized(self) -> bool:
        """Whether the portal is told how many rows we want."""
        return self._names("{page_size}")

    @property
    def whole_below(self) -> int:
        """How many rows may be only a page of a list that is not turned and tells no total; fewer are all of it."""
        return self.page_size

    @property
    def columns(self) -> tuple[str, ...]:
        """The paths by which a row is known."""
        return ()

    def _names(self, slot: str) -> bool:
        return any(slot in text for text in (self.call.path, *self.call.params.values()))


class Listing(Paged):
    """One list in which an application of ours could stand."""

    id: str
    number: str
    project_code: str
    items: Annotated[str, Field(description="path of the ids (or names) of the row's items, e.g. items[].itemVerId")]
    state: str = ""
    filed_at: str = ""
    arrives: Annotated[
        bool, Field(description="what has just been filed may stand here first; false for lists of what was withdrawn")
    ] = True
    draft: Annotated[bool, Field(description="rows here are drafts, not filings")] = False

    @property
    def whole_below(self) -> int:
        """The portal's page, where the profile says how long it is."""
        return self.page_size if "page_size" in self.model_fields_set else USUAL_PAGE

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(filter(None, (self.id, self.number, self.project_code, self.items)))


class Detail(Record):
    """The detail of one application, with both levels of state."""

    call: Call
    unknown: Annotated[
        str, Field(description="regular expression: the portal's words when it does not know the application")
    ] = ""
    id: Annotated[str, Field(description="path of the application id: the detail is of the one that was asked for")] = (
        ""
    )
    project_code: Annotated[str, Field(description="path of the project or engineering code")] = ""
    state: str
    applicant: Annotated[str, Field(description="path of the applicant's USCC")] = ""
    materials: Annotated[str, Field(description="path of the list of material instance ids")] = ""
    items: str
    item_id: str
    item_number: str
    item_name: str
    item_state: str
    item_opinion: str = ""
    history: Annotated[str, Field(description="what happened to the application as a whole")] = ""
    item_history: Annotated[str, Field(description="column of an item: what happened to it")] = ""
    history_state: str = ""
    history_at: str = ""
    history_user: str = ""
    history_opinion: str = ""
    documents: str = ""
    document_title: str = ""
    document_number: str = ""
    document_file: Annotated[Call | None, Field(description="download of {document_id}")] = None
    document_id: str = ""
    document_name: str = ""


class Notices(Paged):
    """A list of things the applicant must do (补全, 补正): what is asked and until when."""

    id: Annotated[str, Field(description="column: id of the notice, {notice_id} in `more`")] = ""
    more: Annotated[Call | None, Field(description="call with what is wrong per material")] = None
    application: Annotated[str, Field(description="column: application id the notice belongs to")]
    ref: str = ""
    text: str
    due: str = ""
    details: Annotated[str, Field(description="list of what is wrong per material")] = ""
    detail_name: str = ""
    detail_text: str = ""
    paper: Annotated[str, Field(description="flag of a detail: papers must be handed in at the window")] = ""

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(filter(None, (self.id, self.application, self.ref, self.text)))


NOTHING = ("refused", "withdrawn")
"""Meanings of a state in which nothing was granted."""


class Status(Record):
    """What a portal's state code means."""

    label: str
    meaning: Literal[
        "handling", "correct", "supplement", "paused", "agreed", "agreed_owing", "refused", "withdrawn", "ended"
    ]
    national: int | None = None


class Receipts(Record):
    """The receipts (回执) of an application."""

    call: Call
    rows: str
    kind: str
    id: str
    file: Call
