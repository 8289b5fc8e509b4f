"""How a field of a record says what it is: Chinese label, unit, national column, dictionary, name on the form."""

from typing import Any, Literal

from pydantic import Field
from pydantic.fields import FieldInfo

Need = Literal["R", "R*", "O"]
"""R: the portal demands it. R*: the portal forgets it and we demand it. O: optional."""


def label(
    title: str,
    *,
    need: Need = "O",
    spgl: str = "",
    form: str = "",
    unit: str = "",
    dictionary: str = "",
    note: str = "",
    private: bool = False,
) -> Any:
    """The metadata of one field. `private` values are masked wherever a person or a log may read them."""
    extra = {
        "need": need,
        "spgl": spgl,
        "form": form,
        "unit": unit,
        "dictionary": dictionary,
        "private": "是" if private else "",
    }
    return Field(
        title=title,
        description=note or title,
        json_schema_extra={key: value for key, value in extra.items() if value},
    )


def extra_of(info: FieldInfo, key: str) -> str:
    """One piece of the metadata that `label` stored, or an empty string."""
    extra = info.json_schema_extra
    return str(extra.get(key, "")) if isinstance(extra, dict) else ""
