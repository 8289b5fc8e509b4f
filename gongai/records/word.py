"""Words that the database holds and an enum names: another version of this program may have written one we lack."""

from enum import StrEnum
from typing import TypeVar

Word = TypeVar("Word", bound=StrEnum)


def read(kind: type[Word], text: str) -> Word | str:
    """The member, or the text as it is: an unknown word is shown, never a reason to stop."""
    try:
        return kind(text)
    except ValueError:
        return text
