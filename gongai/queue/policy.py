"""How long, how often: the numbers of the ledger as one frozen value, tested without a clock or a database."""

from dataclasses import dataclass
from datetime import timedelta

_MINUTE = timedelta(minutes=1)
_HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Policy:
    """The defaults suit a real portal; demos and tests pass shorter ones."""

    lease_s: float = 90.0  # unchanged for so long on the observer's own steady clock: the worker is dead
    beat_s: float = 10.0
    fresh_share: float = 0.5  # of the lease: later than that after the last good beat, nothing is sent
    stale_share: float = 0.65  # of the lease: later than that, the worker ends itself and its browser
    attempt_limit_s: float = 3600.0  # longer than any session and any slow submit: the browser hangs
    poll_s: float = 1.5  # between two polls of an empty queue
    max_attempts: int = 3
    backoff: tuple[timedelta, ...] = (_MINUTE, 5 * _MINUTE, 30 * _MINUTE)
    max_reconcile_attempts: int = 2  # through "unknown"; the next one asks a person
    unknown_after: tuple[timedelta, ...] = (timedelta(0), 5 * _MINUTE, 30 * _MINUTE)
    max_unread: int = 3  # answers in a row that were not understood: the next one asks a person
    unread_after: tuple[timedelta, ...] = (timedelta(seconds=30), 3 * _MINUTE, 15 * _MINUTE)
    max_lost: int = 8  # leases lost by one job (crashing workers): then a person looks
    first_poll: timedelta = 10 * _MINUTE
    poll_every: timedelta = 4 * _HOUR
    ask_again: timedelta = _HOUR  # tracking goes on by itself while a person has been asked
    result_due: timedelta = 24 * _HOUR  # when an open question should have been answered

    def backoff_after(self, attempt: int) -> timedelta:
        """The pause after the `attempt`-th try, counted from 1."""
        return self.backoff[min(max(attempt, 1), len(self.backoff)) - 1]

    def unknown_backoff(self, count: int) -> timedelta:
        """The pause before the `count`-th reconcile after an unknown end, counted from 1."""
        return self.unknown_after[min(max(count, 1), len(self.unknown_after)) - 1]

    def unread_backoff(self, count: int) -> timedelta:
        """The pause after the `count`-th answer in a row that was not understood, counted from 1."""
        return self.unread_after[min(max(count, 1), len(self.unread_after)) - 1]

    def spent(self, attempt: int) -> bool:
        return attempt >= self.max_attempts
