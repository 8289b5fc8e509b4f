"""
The profile of one portal: everything that differs from portal to portal, as data.

Written in TOML, exported as JSON Schema by `gongai schema`. Tables are keyed by name, not listed, so that a second
profile can extend a first one and say only what differs. Each noun of the language has a module of its own beside this
one: login, fields, actions, materials, wizard, lists.
"""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from gongai.records.base import Record
from gongai.sites.call import Answer
from gongai.sites.fields import FieldSpec, Items, Questions
from gongai.sites.lists import Detail, Listing, Notices, Receipts, Status
from gongai.sites.login import Applicant, Login, Session
from gongai.sites.materials import Materials
from gongai.sites.wizard import Wizard


class Limits(Record):
    """Figures of this portal."""

    settle_s: Annotated[
        float, Field(description="worst time until a stored filing shows in the lists, with margin")
    ] = 120
    looks: Annotated[int, Field(ge=1, description="looks, all empty, before a filing counts as not arrived")] = 2
    look_gap_s: float = 10
    action_s: Annotated[float, Field(description="how long one page action may take")] = 30
    track_minutes: float = 60
    hours: Annotated[
        str,
        Field(
            description="HH:MM-HH:MM in which filings are made; empty = always",
        ),
    ] = ""


class Profile(Record):
    """One portal."""

    key: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
    name: str
    version: str
    base_url: Annotated[str, Field(pattern=r"^https?://")]
    extends: str = ""
    unattended: Annotated[tuple[str, ...], Field(description="flows that may run without a person")] = (
        "submit",
        "track",
    )
    limits: Limits = Limits()
    facts: Annotated[
        dict[str, str], Field(description="further names for templates, each a template over the filing")
    ] = {}
    login: Login
    session: Session
    applicant: Annotated[
        Applicant | None,
        Field(description="left out where a login acts for one unit only: then `body` must compare the applicant"),
    ] = None
    catalogue: Annotated[str, Field(description="key of the site whose catalogue.toml is used, where it has none")] = ""
    fields: dict[str, FieldSpec]
    questions: Questions = Questions()
    items: Items = Items()
    materials: Materials = Materials()
    wizards: Annotated[dict[Literal["单项", "并联"], Wizard], Field(description="by kind of filing")]
    answer: Annotated[Answer, Field(description="how ordinary JSON answers of this portal are read")] = Answer()
    lists: Annotated[dict[str, Listing], Field(description="every list in which an application could stand")]
    detail: Detail
    notices: dict[str, Notices] = {}
    receipts: Receipts | None = None
    application_states: dict[str, Status]
    item_states: dict[str, Status]
    reads: Annotated[
        tuple[str, ...],
        Field(description="paths that pages only read by POST: let through where nothing may be written (scan, try)"),
    ] = ()
    defects: Annotated[tuple[str, ...], Field(description="known defects, for people")] = ()

    @model_validator(mode="after")
    def _never_for_the_wrong_applicant(self) -> "Profile":
        compared = {"applicant_id", "applicant_uscc", "applicant_name"}
        for kind, wizard in self.wizards.items():
            fixed = {rule.equals for rule in wizard.submit.body.values() if not rule.when}
            if not wizard.submit.unguarded and not fixed & compared:
                names = "、".join(sorted(compared))
                raise ValueError(f"wizards.{kind}.submit.body 须有一条比对申报主体（equals = {names} 之一）")
        return self
