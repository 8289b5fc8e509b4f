"""What all records share: frozen, strict about unknown keys."""

from pydantic import BaseModel, ConfigDict


class Record(BaseModel):
    """A frozen value. A change is a new record (`model_copy(update=...)` or a new revision)."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True, validate_default=True)
