"""One way in which an answer is not what it should be, and what may be believed of it then."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum

from tests.distort.exchange import Answer
from tests.distort.named import NamedCall


class May(Enum):
    """What a reading of the distorted answer may come to. An answer that was not understood may always be said so,
    except where the distortion is none to a browser."""

    SAME = "same"  # as before: nothing that the profile names is touched
    UNSURE = "unsure"  # as before, or not understood; never another value, never "there is none"
    LESS = "less"  # the same: what the portal need not say may be missing, and is then not said
    WORDS = "words"  # texts for people may differ, what is compared may not


@dataclass(frozen=True)
class Others:
    """Other answers that could come in the place of this one."""

    previous: Answer | None = None
    """Of the same call, earlier."""
    another: Answer | None = None
    """Of another call."""


@dataclass(frozen=True)
class Distortion:
    """`kind` is the way, `what` the place of the answer it was done at."""

    kind: str
    may: May
    change: Callable[[Answer], Answer]
    what: str = ""

    @property
    def name(self) -> str:
        return f"{self.kind}:{self.what}" if self.what else self.kind


def distortions(answer: Answer, named: NamedCall, others: Others = Others()) -> Iterator[Distortion]:
    """Every way that fits this answer, each place once."""
    from tests.distort import of_bytes, of_json, of_pages

    yield from of_bytes.distortions(answer, others)
    if named.html is not None:
        yield from of_pages.distortions(answer, named)
    elif answer.is_json or named.keys:
        yield from of_json.distortions(answer, named)
