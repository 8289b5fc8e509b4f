"""The messages that people must know or act on: listed, taken, given back, handed over, settled."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gongai.queue import result_counts, result_owner, results
from gongai.services.acts import act

if TYPE_CHECKING:
    from gongai.app import App
    from gongai.queue.results import ResultRow
    from gongai.records.actor import Actor

MOST = 1000
"""So many are listed where nobody says how many."""


@dataclass(frozen=True)
class Inbox:
    """Messages of a choice, duties by their due before news, and how many there are of the whole choice."""

    results: "tuple[ResultRow, ...]"
    total: int

    @property
    def left_out(self) -> int:
        return self.total - len(self.results)


@dataclass(frozen=True)
class Claimed:
    id: int
    owner: str


@dataclass(frozen=True)
class Released:
    id: int
    released_by: str
    reason: str


@dataclass(frozen=True)
class Assigned:
    id: int
    owner: str
    before: str
    by: str
    reason: str


@dataclass(frozen=True)
class Settled:
    id: int
    settled_by: str
    settlement: str


def list_(
    app: "App",
    actor: "Actor",
    *,
    open_only: bool = True,
    owner: str = "",
    reference: str = "",
    limit: int = MOST,
) -> Inbox:
    """Duties by their due, then news, then what is settled; of what is alike, the newest first."""
    found = results.list_results(
        app.engine, open_only=open_only, owner=owner, reference=reference, limit=limit, urgent_first=True
    )
    total = len(found)
    if total == limit:
        total = result_counts.count(app.engine, open_only=open_only, owner=owner, reference=reference)
    return Inbox(found, total)


def apart(app: "App", actor: "Actor") -> int:
    """How many open duties belong to no single filing: a list of filings does not show them."""
    return result_counts.apart(app.engine)


def claim(app: "App", actor: "Actor", number: int) -> Claimed:
    """Take a message on oneself. Raises `NotAllowed` where somebody else has it or it is settled."""
    results.claim_result(app.engine, number, by=actor, at_ms=app.clock.now_ms())
    return Claimed(number, actor.name)


def release(app: "App", actor: "Actor", number: int, *, reason: str) -> Released:
    """Give back what one has taken: it is nobody's again."""
    with app.engine.begin() as connection:
        result_owner.release(connection, number, act=act(app, actor, reason))
    return Released(number, actor.name, reason)


def hand_over(app: "App", actor: "Actor", number: int, *, to: str, reason: str) -> Assigned:
    """Somebody else has it from now on."""
    with app.engine.begin() as connection:
        before = result_owner.hand_over(connection, number, to=to, act=act(app, actor, reason))
    return Assigned(number, to.strip(), before, actor.name, reason)


def settle(app: "App", actor: "Actor", number: int, *, text: str) -> Settled:
    """Say what was done about it. It does not move the filing: decisions are made in the review."""
    results.settle_result(app.engine, number, by=actor, settlement=text, at_ms=app.clock.now_ms())
    return Settled(number, actor.name, text)
