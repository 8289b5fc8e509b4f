"""Enum members as the database holds them: another version of this program may have written one we lack."""

from enum import StrEnum
from typing import TypeVar

Member = TypeVar("Member", bound=StrEnum)


def read(kind: type[Member], text: str) -> Member | str:
    """The member, or the text as it is: an unknown one is shown, never a reason to stop."""
    try:
        return kind(text)
    except ValueError:
        return text
