"""Which flow an attempt runs: by the job, and by how far the filing has gone towards the portal."""

from collections.abc import Callable

from gongai.clock import Clock
from gongai.connector.flow import Attempt
from gongai.connector.flows import finish, reconcile, submit, track
from gongai.db.position import Position
from gongai.records.outcome import Outcome
from gongai.records.receipt import Receipt
from gongai.records.state import FlowName


def run(
    flow: FlowName, attempt: Attempt, clock: Clock, *, fresh: Callable[[], bool], receipt: Callable[[], Receipt]
) -> Outcome:
    """`receipt` is what is known of the filing so far; only tracking needs it."""
    if flow is FlowName.TRACK:
        return track.run(attempt, receipt())
    match attempt.journal.position():
        case Position.FILED:
            return finish.from_journal(attempt)
        case Position.OPEN | Position.ANSWERED:
            return reconcile.run(attempt, clock, fresh=fresh)
        case Position.CLEAR:
            return submit.run(attempt)
