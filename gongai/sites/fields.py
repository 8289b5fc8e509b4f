"""Where the values of a filing stand on a portal's forms, and the questions and item lists beside them."""

from typing import Annotated

from pydantic import Field

from gongai.records.base import Record
from gongai.sites.controls import Kind


class FieldSpec(Record):
    """Where one value of the canonical record stands on the portal's form."""

    source: Annotated[str, Field(description="dotted path in the filing, e.g. project.invest_wan, or a {template}")]
    group: Annotated[str, Field(description="name of the group that a `fill` action fills together")]
    section: str = ""
    label: str
    kind: Kind
    dictionary: Annotated[
        str, Field(description="dictionary of the catalogue that turns codes into the page's labels")
    ] = ""
    labels: Annotated[dict[str, str], Field(description="code → label, where no dictionary holds it")] = {}
    shown: Annotated[str, Field(description="how the page writes an option, from {code} and {label}")] = "{label}"
    search: Annotated[
        str, Field(description="what to type into a remote select before choosing; may be a {template}")
    ] = ""
    part: Annotated[int | None, Field(description="which part of a split value, from 0; none = all")] = None
    split: Annotated[str, Field(description="separator of a list value")] = ""
    when: Annotated[str, Field(description="only where this path of the filing is not empty, or `path=value`")] = ""
    optional: Annotated[bool, Field(description="an empty value is left alone")] = True


class Questions(Record):
    """Situation questions (情形)."""

    row: Annotated[str, Field(description="CSS selector of one question block")] = ""
    text: Annotated[str, Field(description="CSS selector of its text, inside the block")] = ""
    choice: Annotated[str, Field(description="CSS selector of one answer, inside the block")] = ""
    chosen: Annotated[str, Field(description="CSS selector that a chosen answer matches")] = ""
    answer_id: Annotated[str, Field(description="the portal's id of an answer, from {question} and {answer}")] = (
        "{answer}"
    )


class Items(Record):
    """The item lists of a joint filing (并联审批事项, 并行推进事项)."""

    row: str = ""
    name: str = ""
    box: str = ""
    chosen: Annotated[str, Field(description="CSS selector that the box of a chosen row matches")] = ""
    item_id: Annotated[str, Field(description="the portal's id of an item, from {code}")] = "{code}"
