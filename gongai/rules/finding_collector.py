"""What one check of a filing finds: the collector knows the label of every path and masks private values."""

from collections.abc import Iterator
from datetime import date
from typing import Any, Literal

from pydantic.fields import FieldInfo

from gongai.files.materials import FileFacts
from gongai.records.base import Record
from gongai.records.catalogue import Catalogue
from gongai.records.filing import Filing
from gongai.records.finding import Finding
from gongai.records.label import extra_of
from gongai.records.loading import field_at, title_of
from gongai.redact import mask_private

Loc = tuple[int | str, ...]


class FindingCollector:
    """One filing under check, what it is checked against, and what was found so far."""

    def __init__(self, filing: Filing, catalogue: Catalogue, *, today: date) -> None:
        self.filing = filing
        self.catalogue = catalogue
        self.today = today
        self.findings: list[Finding] = []
        self.files: dict[int, FileFacts] = {}  # by the place of the material: what its file was when it was read

    def stop(self, path: str, rule: str, remedy: str, *, value: str | None = None) -> None:
        """Something that refuses the filing. `path` is dotted; `value` only where the path does not say it."""
        self._add(path, rule, remedy, value, "stop")

    def warn(self, path: str, rule: str, remedy: str, *, value: str | None = None) -> None:
        """Something that a person should look at; the filing may go on."""
        self._add(path, rule, remedy, value, "warn")

    def unless(self, problem: str | None, path: str, remedy: str) -> None:
        """Stop where a validator found a problem."""
        if problem is not None:
            self.stop(path, problem, remedy)

    def _add(self, path: str, rule: str, remedy: str, value: str | None, level: Literal["stop", "warn"]) -> None:
        loc = tuple(int(part) if part.isdecimal() and len(part) < 6 else part for part in path.split("."))
        shown = _shown(self._value(loc)) if value is None else value
        info = field_at(Filing, loc)
        if info is not None and extra_of(info, "private"):
            shown = mask_private(shown)
        self.findings.append(
            Finding(field=title_of(Filing, loc), value=_short(shown), rule=rule, remedy=remedy, level=level)
        )

    def _value(self, loc: Loc) -> Any:
        here: Any = self.filing
        for part in loc:
            if isinstance(here, Record) and isinstance(part, str):
                here = getattr(here, part, None)
            elif isinstance(here, tuple) and isinstance(part, int) and part < len(here):
                here = here[part]
            elif isinstance(here, dict):
                here = here.get(str(part))
            else:
                return None
        return here


def fields_of(record: Record, before: str = "") -> Iterator[tuple[str, FieldInfo, Any]]:
    """Every labelled field of a record and of the records in it: dotted path, metadata, value."""
    for name, info in type(record).model_fields.items():
        value = getattr(record, name)
        path = f"{before}{name}"
        yield path, info, value
        if isinstance(value, Record):
            yield from fields_of(value, f"{path}.")
        elif isinstance(value, tuple):
            for index, one in enumerate(value):
                if isinstance(one, Record):
                    yield from fields_of(one, f"{path}.{index}.")


def _shown(value: Any) -> str:
    if value is None or isinstance(value, Record | dict):
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, tuple):
        return "" if any(isinstance(one, Record) for one in value) else "、".join(str(one) for one in value)
    return str(value)


def _short(text: str) -> str:
    return text if len(text) <= 80 else text[:80] + "…"
