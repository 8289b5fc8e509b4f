"""The submit request as the flows see it: what is compared before it leaves, what came back, how it ended."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gongai.errors import GongaiError
from gongai.records.noted import Datum

Body = Mapping[str, Any]
Compare = Callable[[Body], Sequence[str]]
"""What in a request differs from what was meant, in Chinese; empty where it may leave. May raise a `GongaiError`."""


@dataclass(frozen=True)
class Reply:
    """What the portal answered to the submit request."""

    status: int
    text: str
    location: str = ""
    """Where a redirect leads."""


Answer = dict[str, Datum]

Read = Callable[[Reply], Answer]
"""From an answer to what the journal keeps of it; must hold `ok`."""


@dataclass(frozen=True)
class NotSent:
    """Nothing left the browser."""

    error: GongaiError


@dataclass(frozen=True)
class NoAnswer:
    """The request left, or may have left, and no answer was read."""

    because: str


@dataclass(frozen=True)
class Answered:
    """The portal answered; `answer` is what the journal holds of it."""

    answer: Answer


Ending = NotSent | NoAnswer | Answered
