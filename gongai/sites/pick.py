"""How a value is picked from a page: `th=header CSS @attribute /pattern/`, each part of it optional."""

import re
from dataclasses import dataclass

_PICK = re.compile(
    r"(?:th=(?P<head>\S+)(?:\s+|$))?(?P<css>.*?)(?:(?:^|\s*)@(?P<attribute>[\w:-]+))?(?:\s*(?<!\S)/(?P<pattern>.*)/)?",
    re.DOTALL,
)


@dataclass(frozen=True)
class Pick:
    """Its parts; what is not written is empty."""

    head: str
    css: str
    attribute: str
    pattern: str


def pick_of(written: str) -> Pick:
    found = _PICK.fullmatch(written.strip())
    assert found is not None  # the pattern takes every text
    head, css, attribute, pattern = (found[name] or "" for name in ("head", "css", "attribute", "pattern"))
    return Pick(head, css.strip(), attribute, pattern)
