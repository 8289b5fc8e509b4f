"""The two kinds of finding about a site's profile, and the way through everything a profile says."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel

from gongai.records.finding import Finding
from gongai.records.raw import Raw
from gongai.sites.actions import Action

if TYPE_CHECKING:
    from gongai.sites.actions import AnyAction
    from gongai.sites.site_profile import Profile

Filed = Literal["单项", "并联"]
"""Kinds of filing."""
OPEN = "待定"
"""What a draft says where a person must still decide."""


def stop(field: str, value: Raw, rule: str, remedy: str) -> Finding:
    """A filing would fail, or go wrong."""
    return Finding(field=field, value=str(value), rule=rule, remedy=remedy)


def warn(field: str, value: Raw, rule: str, remedy: str) -> Finding:
    """May be meant so."""
    return Finding(field=field, value=str(value), rule=rule, remedy=remedy, level="warn")


def written(record: BaseModel, at: str = "") -> Iterator[tuple[str, str, str, Raw]]:
    """Every value that is written in the profile: where, in which kind of table, under which key, what."""
    for name in record.model_fields_set:
        table = "Action" if isinstance(record, Action) else type(record).__name__
        yield from _inside(getattr(record, name), f"{at}.{name}".lstrip("."), table, name)


def actions(profile: "Profile") -> "Iterator[tuple[str, Filed, AnyAction]]":
    """Every action: where, in which kind of filing, the action."""
    for kind, wizard in profile.wizards.items():
        for key, page in wizard.pages.items():
            for name, action in page.acts.items():
                yield f"wizards.{kind}.pages.{key}.acts.{name}", kind, action


def _inside(value: Raw, at: str, table: str, key: str) -> Iterator[tuple[str, str, str, Raw]]:
    if isinstance(value, BaseModel):
        yield from written(value, at)
    elif isinstance(value, dict):
        for name, one in value.items():
            yield at, table, f"{key}:key", str(name)
            yield from _inside(one, f"{at}.{name}", table, key)
    elif isinstance(value, tuple):
        for one in value:
            yield from _inside(one, at, table, key)
    else:
        yield at, table, key, value
