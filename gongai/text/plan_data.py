"""A plan as people may see it: ID and phone numbers masked."""

from typing import Any

from gongai.records.filing import Filing
from gongai.records.label import extra_of
from gongai.records.loading import field_at
from gongai.redact import mask, scrub


def masked_value(value: Any, source: str) -> Any:
    """One value of a field, as people may read it."""
    return _shown(list(value) if isinstance(value, tuple) else value, bool(source) and _is_private(source))


def _is_private(source: str) -> bool:
    info = field_at(Filing, tuple(source.split(".")))
    return info is not None and bool(extra_of(info, "private"))


def _shown(value: Any, private: bool) -> Any:
    if isinstance(value, list):
        return [_shown(one, private) for one in value]
    text = scrub(value)
    return mask(value) if private and value and text == value else text
