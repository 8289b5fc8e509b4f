"""One thing that was looked at: whether it is fit for work, and what to do where it is not."""

from dataclasses import dataclass
from typing import Literal

Level = Literal["ok", "warn", "stop"]


@dataclass(frozen=True)
class Check:
    """One check. `remedy` is empty where all is well."""

    name: str
    level: Level
    found: str
    remedy: str = ""
