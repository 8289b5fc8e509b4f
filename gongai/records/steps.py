"""
The steps of a plan: what is done on a page, with every value, text and file that it needs. Pure data.

A step says what is done; where on the page that is (selectors, calls) stands in the profile's action of the same page
and name. What only the portal can tell, such as its own id of a draft, is a `Slot`, filled on the way (`sites.facts`).
"""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from gongai.records.base import Record

FieldKind = str
"""How a value is put in and compared; the names are those of the site profile's controls."""


class Slot(Record):
    """A value that is known only once the portal or a page of it has said it."""

    slot: Annotated[str, Field(description="name of the value, e.g. project_id")]


class Slotted(Record):
    """A text with slots in it."""

    model_config = ConfigDict(str_strip_whitespace=False)

    parts: tuple[str | Slot, ...]

    def __str__(self) -> str:
        return "".join(one if isinstance(one, str) else f"{{{one.slot}}}" for one in self.parts)


Text = str | Slotted
"""What is typed, searched, matched or pressed."""


class PlannedField(Record):
    """One field of the form and what stands in it."""

    section: Annotated[str, Field(description="visible heading above the field; in a block it is the block's own")]
    label: Annotated[str, Field(description="visible label of the field; in a table the title of the column")]
    kind: Annotated[FieldKind, Field(description="how the value is entered: text, select, date, …")]
    value: Annotated[str | tuple[str, ...], Field(description="what a person would type or choose")]
    source: Annotated[str, Field(description="where it comes from, e.g. project.invest_wan")] = ""
    canonical: Annotated[
        str | tuple[str, ...], Field(description="what the page must hold and send for it, for read-back and guard")
    ] = ""
    search: Annotated[str, Field(description="typed into a remote list before choosing")] = ""
    block: Annotated[int, Field(description="which record of a list, from 0; its block or row on the page")] = 0


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


class PlannedInput(Record):
    """One field of an item's own form, by its label."""

    label: str
    value: str


class PlannedForm(Record):
    """一张表单: the fields of one item's own form."""

    item: Annotated[str, Field(description="code of the item")]
    fields: tuple[PlannedInput, ...]


class Step(Record):
    """What every step says."""

    name: Annotated[str, Field(description="the profile's key of the action")]
    when: Annotated[str, Field(description="done only where this slot says so; empty = always")] = ""


class Fill(Step):
    do: Literal["fill"] = "fill"
    fields: tuple[PlannedField, ...]


class FillBlocks(Step):
    do: Literal["blocks"] = "blocks"
    heading: Annotated[str, Field(description="what one block is called")] = ""
    add: Annotated[Text, Field(description="the button that adds one")] = ""
    fields: tuple[PlannedField, ...]

    @property
    def count(self) -> int:
        """How many blocks are to be there."""
        return len({one.block for one in self.fields})

    def heading_of(self, block: int) -> str:
        """What people call one of them."""
        return f"{self.heading} {block + 1}"

    def of(self, block: int) -> tuple[PlannedField, ...]:
        return tuple(one for one in self.fields if one.block == block)


class Choose(Step):
    do: Literal["choose"] = "choose"
    section: str = ""
    label: str
    search: Text = ""
    option: Text
    source: Annotated[str, Field(description="what the option is made of")] = ""


class ChooseRow(Step):
    do: Literal["chooser"] = "chooser"
    section: str = ""
    label: str = ""
    open: Annotated[Text, Field(description="the button that opens the dialog; empty = by the profile's selector")] = ""
    search: Text = ""
    option: Annotated[Text, Field(description="a text of the one row that is meant")]
    back: Annotated[Text, Field(description="what the field must hold then")]
    source: Annotated[str, Field(description="what the option is made of")] = ""


class ChooseApplicant(Step):
    do: Literal["applicant"] = "applicant"
    section: str = ""
    label: str
    applicant: str


class Press(Step):
    do: Literal["press"] = "press"
    button: Text
    learns: Annotated[tuple[str, ...], Field(description="slots that the answer fills")] = ()


class Wait(Step):
    do: Literal["wait"] = "wait"


class ChooseTile(Step):
    do: Literal["tile"] = "tile"
    text: Text


class AnswerQuestions(Step):
    do: Literal["questions"] = "questions"
    answers: tuple[PlannedAnswer, ...]


class TickItems(Step):
    """Every item the page offers, so that what must not be ticked is planned as well."""

    do: Literal["items"] = "items"
    items: tuple[PlannedItem, ...]


class FillInnerForms(Step):
    do: Literal["inner_form"] = "inner_form"
    button: Annotated[Text, Field(description="the form's own save button")]
    forms: tuple[PlannedForm, ...]


class AnswerBox(Step):
    do: Literal["answer_box"] = "answer_box"
    button: Text


class PushMaterials(Step):
    do: Literal["materials"] = "materials"
    materials: tuple[PlannedMaterial, ...]
    several: Annotated[bool, Field(description="several items may ask for the same paper, each in its own row")] = False


AnyStep = Annotated[
    Fill
    | FillBlocks
    | Choose
    | ChooseRow
    | ChooseApplicant
    | Press
    | Wait
    | ChooseTile
    | AnswerQuestions
    | TickItems
    | FillInnerForms
    | AnswerBox
    | PushMaterials,
    Field(discriminator="do"),
]
