"""What all records share: frozen, strict about unknown keys."""

from typing import Any

from pydantic import BaseModel, ConfigDict

Payload = dict[str, Any]
"""A record as the JSON that a column holds: the only dictionary that travels between modules."""


class Record(BaseModel):
    """A frozen value. A change is a new record (`model_copy(update=...)` or a new revision)."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True, validate_default=True)
