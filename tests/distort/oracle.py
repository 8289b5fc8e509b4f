"""
What a reading may be, said without the product's readers.

A distorted answer may be read as it was meant, or not be understood. Read as something else, or as nothing where there
was something, is a wrong belief, whatever the product thinks of it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from gongai.connector.sighting import NotRead, NotThere, There
from gongai.errors import (
    AccountLocked,
    AlreadyThere,
    BadPassword,
    FilingError,
    GongaiError,
    PasswordExpired,
    PortalRefused,
    WrongApplicant,
)
from tests.distort.distortion import May

ACCUSING = (PortalRefused, WrongApplicant, BadPassword, PasswordExpired, AccountLocked, AlreadyThere, FilingError)
"""Errors that blame the filing, the account or the unit: an answer that was not understood proves none of it."""
WORDS = (
    "title",
    "text",
    "handler",
    "opinion",
    "number",
    "name",
    "site_label",
    "kind",
    "item_states",
    "item_names",
    "due",
)


@dataclass(frozen=True)
class Reading:
    """What was made of an answer: a value, or an error of ours, or one that should not be."""

    value: Any = None
    error: Exception | None = None

    def __str__(self) -> str:
        if self.error is not None:
            return f"{type(self.error).__name__}: {str(self.error)[:160]}"
        return str(self.value)[:240]


def read(ask: Callable[[], Any]) -> Reading:
    try:
        return Reading(ask())
    except Exception as error:
        return Reading(error=error)


def wrong(meant: Reading, now: Reading, may: May) -> str:
    """Why a reading is a wrong belief; empty where it is none."""
    if now.error is not None:
        if may is May.SAME:
            return "could be read, and was not"
        if not isinstance(now.error, GongaiError):
            return "crashed"
        return "blames the filing" if isinstance(now.error, ACCUSING) else ""
    if plain(now.value) == plain(meant.value):
        return ""
    if may is May.SAME:
        return "read differently"
    return _sighting(meant.value, now.value) if _is_sighting(now.value) else _less(meant.value, now.value, may)


def _is_sighting(value: Any) -> bool:
    return isinstance(value, There | NotThere | NotRead)


def _sighting(meant: Any, now: Any) -> str:
    match now:
        case NotRead():
            return ""
        case NotThere():
            return "" if isinstance(meant, NotThere) else "believed absent"
        case There(applications, gaps):
            known = {one.id: one for one in meant.applications} if isinstance(meant, There) else {}
            strange = [one.id for one in applications if one.id not in known]
            if strange:
                return "believed there, under another id"
            if len(applications) < len(known) and not gaps:
                return "believed to be all"
            return next((why for one in applications if (why := _less(known[one.id], one, May.LESS))), "")
    return ""


def _less(meant: Any, now: Any, may: May) -> str:
    """Why `now` says something else than `meant`; it may say less where that is allowed."""
    return _says_else(plain(meant), plain(now), may, at="")


def _says_else(before: Any, after: Any, may: May, *, at: str) -> str:
    if after == before or (may is May.WORDS and at.rpartition(".")[2] in WORDS):
        return ""
    # by its id, where unnumbered; in the portal's words or ours, where a day is not readable
    if may is May.LESS and (after in ("", None, [], {}, False) or at.endswith((".ref", ".due_text"))):
        return ""
    if isinstance(after, dict) and isinstance(before, dict) and (may is not May.UNSURE or set(after) == set(before)):
        whys = (_says_else(before.get(key), value, may, at=f"{at}.{key}") for key, value in after.items())
        return next(filter(None, whys), "")
    if isinstance(after, list) and isinstance(before, list) and (may is May.LESS or len(after) == len(before)):
        # rows are told apart by what they say, not by their place
        held = [*before, {}] if may is May.LESS else before
        for one in after:
            reasons = [_says_else(other, one, may, at=at) for other in held]
            if all(reasons):
                return reasons[0]
        return ""
    return f"believed {at.removeprefix('.') or 'it'} to be {str(after)[:60]!r}, not {str(before)[:60]!r}"


def plain(value: Any) -> Any:
    """A record as dicts and lists, without what differs from look to look."""
    if hasattr(value, "model_dump"):
        value = value.model_dump(mode="json")
    elif hasattr(value, "__dataclass_fields__"):
        value = {name: getattr(value, name) for name in value.__dataclass_fields__}
    if isinstance(value, dict):
        return {
            str(key): plain(one) for key, one in value.items() if key not in ("seen_ms", "path", "listed_in", "read")
        }
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    return value.strip() if isinstance(value, str) else value
