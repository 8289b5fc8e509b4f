"""The two kinds of finding about a site's profile, and the way through everything a profile says."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel

from gongai.records.finding import Finding

if TYPE_CHECKING:
    from gongai.sites.site_profile import Act, Profile

Filed = Literal["单项", "并联"]
"""Kinds of filing."""
OPEN = "待定"
"""What a draft says where a person must still decide."""


def stop(field: str, value: Any, rule: str, remedy: str) -> Finding:
    """A filing would fail, or go wrong."""
    return Finding(field=field, value=str(value), rule=rule, remedy=remedy)


def warn(field: str, value: Any, rule: str, remedy: str) -> Finding:
    """May be meant so."""
    return Finding(field=field, value=str(value), rule=rule, remedy=remedy, level="warn")


def told(record: BaseModel, at: str = "") -> Iterator[tuple[str, str, str, Any]]:
    """Every value that is written in the profile: where, in which kind of table, under which key, what."""
    for name in record.model_fields_set:
        yield from _inside(getattr(record, name), f"{at}.{name}".lstrip("."), type(record).__name__, name)


def acts(profile: "Profile") -> "Iterator[tuple[str, Filed, Act]]":
    """Every act: where, in which kind of filing, the act."""
    for kind, wizard in profile.wizards.items():
        for key, page in wizard.pages.items():
            for name, act in page.acts.items():
                yield f"wizards.{kind}.pages.{key}.acts.{name}", kind, act


def _inside(value: Any, at: str, table: str, key: str) -> Iterator[tuple[str, str, str, Any]]:
    if isinstance(value, BaseModel):
        yield from told(value, at)
    elif isinstance(value, dict):
        for name, one in value.items():
            yield at, table, f"{key}:key", str(name)
            yield from _inside(one, f"{at}.{name}", table, key)
    elif isinstance(value, tuple):
        for one in value:
            yield from _inside(one, at, table, key)
    else:
        yield at, table, key, value
