"""What a channel is, and what leaves through each of them."""

from dataclasses import asdict
from typing import Protocol

from gongai.clock import at
from gongai.queue.results import ResultRow
from gongai.visible import visible


class Deliver(Protocol):
    """Carries one result outside. Any exception means: not delivered, try later. May be called twice for one result."""

    name: str

    def deliver(self, result: ResultRow) -> None: ...


def payload(result: ResultRow) -> dict[str, object]:
    """What leaves: the row, with times and texts as people read them."""
    times = {
        key: None if value is None else at(value).isoformat(timespec="seconds")
        for key, value in (("due", result.due_ms), ("created", result.created_ms), ("settled", result.settled_ms))
    }
    rest = {
        key: visible(value) if isinstance(value, str) else value
        for key, value in asdict(result).items()
        if not key.endswith("_ms")
    }
    return {**rest, **times}
