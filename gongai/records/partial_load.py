"""What can be kept of data of the wrong shape, so that its content is checked in the same breath."""

import copy
from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import ValidationError

from gongai.records.base import Record
from gongai.records.finding import Finding
from gongai.records.loading import Loc, findings_in, model_at, plain

R = TypeVar("R", bound=Record)

_ROUNDS = 20  # each round mends one layer; records are four layers deep


def load_partial(model: type[R], data: Mapping[str, Any]) -> tuple[R | None, tuple[Finding, ...]]:
    """The record without its misshapen parts, and the findings about those; None where too little is left.

    The record is good for checking only: a part that was left out is empty in it.
    """
    rest: Any = copy.deepcopy(data)
    findings: dict[str, Finding] = {}
    for _ in range(_ROUNDS):
        try:
            return model.model_validate(rest), tuple(findings.values())
        except ValidationError as error:
            for finding in findings_in(model, error):
                if not about(findings, finding.field):
                    findings[finding.field] = finding
            mended = [_mend(model, rest, plain(detail["loc"]), detail["type"]) for detail in error.errors()]
            if not all(mended):
                break
    return None, tuple(findings.values())


def about(known: Mapping[str, Finding], field: str) -> bool:
    """Whether one of the known findings speaks of this field or of what it is a part of."""
    path = field.split(" ")[0]
    return any(path == one or path.startswith(f"{one}.") for one in (name.split(" ")[0] for name in known))


def _mend(model: type[Record], data: Any, loc: Loc, kind: str) -> bool:
    if not loc or not isinstance(data, dict):
        return False
    here: Any = data
    last = loc[-1]
    for depth, part in enumerate(loc[:-1]):
        inner = _inside(here, part)
        if not isinstance(inner, dict | list):  # an earlier repair has taken the way away, or a union's arm was named
            return _mend(model, data, loc[: depth + 1], kind) if inner is not None else True
        here = inner
    if kind == "missing":
        return _fill(model, here, loc)
    if isinstance(here, list):
        if model_at(model, loc) is None:
            here.clear()
        elif isinstance(last, int) and last < len(here):
            here[last] = {}
    elif isinstance(here, dict):
        here.pop(last, None)
    return True


def _inside(value: Any, part: int | str) -> Any:
    if isinstance(value, dict):
        return value.get(part)
    return value[part] if isinstance(value, list) and isinstance(part, int) and part < len(value) else None


def _fill(model: type[Record], here: Any, loc: Loc) -> bool:
    """Put an empty value where a required one is missing; a choice has no empty value, so nobody guesses it."""
    record, name = model_at(model, loc[:-1]) if len(loc) > 1 else model, loc[-1]
    if record is None or not isinstance(here, dict) or not isinstance(name, str):
        return False
    if model_at(model, loc) is not None:
        here[name] = {}
    elif record.model_fields[name].annotation is str:
        here[name] = ""
    else:
        return False
    return True
