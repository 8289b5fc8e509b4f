"""What a control on a portal's page is, whatever library drew it."""

from dataclasses import dataclass
from enum import StrEnum

Value = str | tuple[str, ...]
"""Text, a decimal number, a date yyyy-MM-dd, one label; or several labels, two dates, a path of labels."""


class Kind(StrEnum):
    """What a control is, whatever library drew it."""

    TEXT = "text"
    TEXTAREA = "textarea"
    NUMBER = "number"
    SELECT = "select"
    MULTISELECT = "multiselect"
    DATE = "date"
    DATERANGE = "daterange"
    YEAR = "year"
    RADIO = "radio"
    CHECKBOX = "checkbox"
    SWITCH = "switch"
    TREE = "tree"
    CASCADER = "cascader"
    RICHTEXT = "richtext"
    """Paragraphs of plain text, one a line, in an editor that keeps HTML."""
    UPLOAD = "upload"
    """Paths of files; what is read back are their names, once the page has them."""
    READONLY = "readonly"
    """In an order: do not type, only compare what stands there."""


@dataclass(frozen=True)
class Control:
    """One visible control of a form, as a form map records it."""

    section: str
    label: str
    kind: Kind
    required: bool
    options: tuple[str, ...]
    placeholder: str
    enabled: bool
    order: int
    """Position on the page, from 0."""
    length: int = 0
    """The most characters it takes; 0: not said."""
