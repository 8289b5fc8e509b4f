"""One act on the ledger: who, by which front end, when and why. Every change carries it into the audit."""

from dataclasses import dataclass

from gongai.records.actor import NAME_CHARACTERS, Actor, FrontEnd
from gongai.redact import scrub

By = Actor | str
"""Who acts: a person as a front end knows them, or the bare name of a worker or of this program."""

SYSTEM = "gongai"
"""The name under which this program acts by itself."""


@dataclass(frozen=True)
class Act:
    who: str
    at_ms: int
    reason: str = ""
    via: FrontEnd | None = None  # None: not known


def act_of(by: By, *, at_ms: int, reason: str = "", via: FrontEnd | None = None) -> Act:
    """An act of `by`; `via` where a bare name does not say how it came in. A reason stays for ever: it is scrubbed."""
    if isinstance(by, Actor):
        return Act(by.name, at_ms, scrub(reason), by.front_end)
    return Act(by[:NAME_CHARACTERS], at_ms, scrub(reason), via)
