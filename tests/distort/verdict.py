"""What is wrong with where a filing came to rest, judged by what the portal holds."""

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass

from gongai.db.position import Position
from gongai.records.state import FilingState

NOT_FOR_PEOPLE = re.compile(r"Traceback|\{'|\[\"|None\b|Error\(|object at 0x|line \d+ column")
"""Words of a program in what is meant for people."""
CHINESE = re.compile(r"[\u4e00-\u9fff]{4}")


@dataclass(frozen=True)
class Rest:
    """A filing as we have it: where it stands, how far it had gone, what people read, and its numbers."""

    state: FilingState
    position: Position
    why: str
    numbers: Set[str]


def judged(rest: Rest, held: Sequence[str], *, at_most: int = 1) -> str:
    """`held`: numbers of the applications of our project that the portal holds for our company."""
    if len(held) > at_most:
        return f"portal holds {len(held)}"
    if rest.state in (FilingState.FILED, FilingState.CLOSED):
        if not held:
            return "believed filed"
        if not rest.numbers or rest.numbers - set(held):
            return f"filed under {sorted(rest.numbers)}, the portal has {sorted(held)}"
        return ""
    if held and rest.position is Position.CLEAR:
        return f"believed absent ({rest.state.value})"
    if rest.state is FilingState.REFUSED:
        return f"blames the filing: {rest.why}"
    if rest.state is FilingState.FAILED:
        return f"spent every attempt: {rest.why}"
    if not CHINESE.search(rest.why) or NOT_FOR_PEOPLE.search(rest.why):
        return f"nobody can read it: {rest.why}"
    return ""
