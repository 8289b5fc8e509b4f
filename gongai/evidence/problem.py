"""One thing that is not as it was written."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Problem:
    """`stop`: evidence was changed; `warn`: may have an innocent cause."""

    where: str
    what: str
    level: Literal["stop", "warn"] = "stop"

    def __str__(self) -> str:
        return f"{self.where}：{self.what}"
