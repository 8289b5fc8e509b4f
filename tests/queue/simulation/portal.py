"""
A portal that accepts the same thing twice, shows it late, and keeps one session per account.

What stands before it loses answers, gives the answer to an earlier request instead, with or without passing this one
on, and garbles lists.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

LAG_S = 90.0
"""The worst delay until a filing can be seen in the portal's lists."""


class Evicted(Exception):
    """The session was ended by a later login."""


class Garbled(Exception):
    """A list came in a shape that nobody knows."""


class AnswerLost(Exception):
    """The connection broke after the request had left."""


@dataclass
class Portal:
    random: Random
    late: bool  # whether this portal shows new filings late
    refuses: frozenset[str] = frozenset()  # what it says no to
    one_session: bool = True
    held: list[tuple[str, float]] = field(default_factory=list)  # key, visible from
    sessions: dict[str, int] = field(default_factory=dict)
    hidden: set[str] = field(default_factory=set)  # keys that no list shows any more: refused, taken back
    logins: int = 0
    garbled_until: float = 0.0

    def login(self, account: str) -> int:
        self.logins += 1
        self.sessions[account] = self.logins
        return self.logins

    def submit(self, key: str, account: str, session: int, *, now: float) -> str:
        """The number of the new application, or "" for a refusal in words."""
        self._known(account, session)
        if key in self.refuses:
            return ""
        before = f"R{len(self.held)}" if self.held else ""
        cached = self.random.random() if before else 1.0
        if cached < 0.05:
            return before
        self.held.append((key, now + (self.random.uniform(0, LAG_S) if self.late else 0)))
        if self.random.random() < 0.15:
            raise AnswerLost
        if cached < 0.1:
            return before
        return f"R{len(self.held)}"

    def find(self, key: str, account: str, session: int, *, now: float, garbled: bool = False) -> str | None:
        self._known(account, session)
        if garbled and self.random.random() < 0.04:
            self.garbled_until = now + self.random.uniform(10, 400)  # a new version, taken back after a while
        if garbled and now < self.garbled_until:
            raise Garbled
        for number, (held, visible) in enumerate(self.held, start=1):
            if held == key and visible <= now and key not in self.hidden:
                return f"R{number}"
        return None

    def thing_of(self, number: str) -> str:
        """What is held under this number."""
        numbers = {f"R{place}": key for place, (key, _visible) in enumerate(self.held, start=1)}
        return numbers.get(number, "")

    def hide(self, random: Random, *, among: Sequence[str]) -> None:
        """Some of these are in no list any more."""
        self.hidden |= {key for key in among if random.random() < 0.5}

    def ask(self, key: str) -> str | None:
        """What a clerk says on the telephone of what no list shows."""
        numbers = [f"R{number}" for number, (held, _) in enumerate(self.held, start=1) if held == key]
        return numbers[0] if numbers and key in self.hidden else None

    def counts(self) -> Counter[str]:
        return Counter(key for key, _ in self.held)

    def _known(self, account: str, session: int) -> None:
        if self.one_session and self.sessions.get(account) != session:
            raise Evicted
