"""What form filler and callers exchange: what to put where, what the page then holds."""

from dataclasses import dataclass

from gongai.sites.controls import Kind, Value

NOT_FOUND = "找不到"
SEVERAL = "找到多个"
DISABLED = "已禁用"
NO_OPTION = "选项中没有"
SHUT_OPTION = "选项不可选"
REFUSED = "页面未接受"
AGAINST = "页面的规则不允许"
"""The control's own rule shuts the value out; nothing was put in."""


@dataclass(frozen=True)
class FieldInput:
    """One value that is to stand in one field."""

    label: str
    """The visible label; blanks, stars, colons and the width of brackets do not matter. `#2` at its end: the second
    control under it, where one label stands for several."""
    kind: Kind
    value: Value
    section: str = ""
    """The heading over the field; empty when the label occurs once in the container."""
    search: str = ""
    """Typed into a remote select before choosing; empty: nothing is typed."""


@dataclass(frozen=True)
class Reading:
    """What one field holds."""

    label: str
    section: str
    found: bool
    enabled: bool
    visible: Value | None
    """What a person sees; None where the page does not show the whole value."""
    submitted: Value | None
    """What will be sent (model, hidden value, tags), as labels or as a normalised value."""
    options: tuple[str, ...] = ()
    """The labels to choose from, as far as the page has loaded them."""
    trouble: str = ""
    """Why nothing was found."""


@dataclass(frozen=True)
class FieldResult:
    """What became of one order."""

    order: FieldInput
    reading: Reading | None
    trouble: str = ""
    """Chinese, for people; empty: the field holds the value."""
