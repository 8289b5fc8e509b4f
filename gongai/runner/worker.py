"""Takes jobs and runs them, one at a time. Knows nothing of portals: it is given the function that works."""

import threading
import traceback
from collections.abc import Callable
from datetime import timedelta
from random import Random

import structlog

from gongai.clock import Clock
from gongai.db.lease import Lease
from gongai.db.position import Position
from gongai.errors import GongaiError, LeaseLost, MachineTrouble
from gongai.queue.job import Claim
from gongai.queue.policy import Policy
from gongai.queue.store import Store
from gongai.records.outcome import NotYet, Outcome, Unknown
from gongai.redact import scrub
from gongai.runner.heartbeat import Heartbeat

log = structlog.get_logger(__name__)

Run = Callable[[Claim, Heartbeat], Outcome]
TROUBLE_AFTER = timedelta(minutes=1)
"""When a job that trouble of the machine has met may be taken again, by this worker or by another machine's."""
PAUSES_S = (2, 5, 15, 30, 60)
"""Between two looks whether the trouble is over."""


class Surroundings:
    """What is around a worker. As it is here, nothing is ever wrong; `runner.surroundings` has the real ones."""

    def lives(self) -> None:
        """The worker goes round, or its attempt still has its lease. Must not raise."""

    def ready(self, *, after_trouble: bool) -> None:
        """Asked before each claim. Raises `MachineTrouble` where no job should be taken now."""

    def trouble_in(self, error: Exception) -> MachineTrouble | None:
        """What an error says of the machine; None where it says nothing of it."""
        return error if isinstance(error, MachineTrouble) else None

    def pauses(self, trouble: MachineTrouble) -> None:
        """The worker stands still; told once, and again where the trouble is another."""

    def goes_on(self) -> None:
        """It is over."""


class Worker:
    """`on_stale` must not return in production (see `process.end_now`)."""

    def __init__(
        self,
        store: Store,
        run: Run,
        *,
        name: str,
        clock: Clock,
        on_stale: Callable[[str], None],
        policy: Policy | None = None,
        surroundings: Surroundings | None = None,
    ) -> None:
        self.store = store
        self.run = run
        self.name = name
        self.clock = clock
        self.policy = policy or store.policy
        self._on_stale = on_stale
        self._jitter = Random(name)
        self._around = surroundings or Surroundings()
        self._trouble: MachineTrouble | None = None  # met in the attempt that has just ended
        self._told = ""  # of which trouble people know
        self._looks = 0  # at the same trouble, without success

    def work_one(self) -> bool:
        """Claim one job and bring it to its end. False: nothing may run now."""
        claim = self.store.claim(self.name)
        if claim is None:
            return False
        log.info("job.claimed", job=claim.job_id, flow=claim.flow.value, filing=claim.filing_id, attempt=claim.attempt)
        heartbeat = Heartbeat(claim.lease, self._beat, clock=self.clock, policy=self.policy, on_stale=self._on_stale)
        try:
            with heartbeat:
                outcome = self._outcome(claim, heartbeat)
            self._record(claim, outcome)
        except LeaseLost as lost:
            log.warning("job.lost", job=claim.job_id, error=str(lost))
        return True

    def work(self, stop: threading.Event, *, until_idle: bool = False) -> None:
        """Work until `stop` is set; a job in hand is finished first. `until_idle`: or until nothing is left to do."""
        while not stop.is_set():
            pause = self.policy.poll_s * self._jitter.uniform(0.7, 1.3)
            self._around.lives()
            try:
                self._around.ready(after_trouble=bool(self._told))
                worked = self.work_one()
                if self._trouble is not None:
                    raise self._trouble
                self._goes_on()
                if worked:
                    continue
                if until_idle and self.store.idle():
                    return
            except Exception as error:
                trouble = self._around.trouble_in(error)
                if trouble is None:  # a fault of ours: the queue waits, the worker stays
                    log.error("worker.trouble", worker=self.name, error=format_error(error))
                else:
                    pause = max(pause, self._pauses(trouble))
            stop.wait(pause)

    def _beat(self, lease: Lease) -> bool:
        ours = self.store.beat(lease)
        if ours:
            self._around.lives()
        return ours

    def _pauses(self, trouble: MachineTrouble) -> float:
        """Say it once; how long to wait before the next look."""
        self._trouble = None
        if str(trouble) != self._told:
            self._told = str(trouble)
            log.error("machine.trouble", worker=self.name, error=str(trouble))
            self._around.pauses(trouble)
        pause = PAUSES_S[min(self._looks, len(PAUSES_S) - 1)]
        self._looks += 1
        return min(float(pause), 20 * self.policy.poll_s)

    def _goes_on(self) -> None:
        if self._told:
            self._around.goes_on()
            log.info("machine.well", worker=self.name)
        self._told, self._looks = "", 0

    def _outcome(self, claim: Claim, heartbeat: Heartbeat) -> Outcome:
        try:
            return self.run(claim, heartbeat)
        except LeaseLost:
            raise
        except Exception as error:
            trouble = self._around.trouble_in(error)
            if trouble is not None:  # says nothing about the filing, so no attempt is spent; its position still decides
                self._trouble = trouble
                return NotYet(f"本机故障：{trouble}", TROUBLE_AFTER, counts=False)
            # position decides, never the type: the connector has translated what it knows
            log.error(
                "job.error", job=claim.job_id, error=type(error).__name__, at=traceback.format_tb(error.__traceback__)
            )
            return broken_off(self.store, claim, format_error(error), self.policy)

    def _record(self, claim: Claim, outcome: Outcome) -> None:
        """Write the outcome; when the database refuses, some more times while the lease may still be ours."""
        pause = 0.5
        until = self.clock.steady() + self.policy.lease_s * self.policy.fresh_share
        while True:
            try:
                self.store.record_outcome(claim, outcome)
            except LeaseLost:
                raise
            except Exception as error:
                if self.clock.steady() + pause > until:
                    raise  # the job stays leased; when the lease has run out, the journal decides
                log.warning("job.unrecorded", job=claim.job_id, error=type(error).__name__)
                self.clock.sleep(pause)
                pause = min(pause * 2, timedelta(seconds=10).total_seconds())
            else:
                log.info("job.recorded", job=claim.job_id, outcome=type(outcome).__name__)
                return


def format_error(error: Exception) -> str:
    """One line for people. A foreign error's later lines quote calls and parameters, and those hold personal data."""
    first = str(error).strip().partition("\n")[0][:300]
    if isinstance(error, GongaiError):
        return first
    return f"程序出错（{type(error).__name__}：{scrub(first)}）"


def broken_off(store: Store, claim: Claim, because: str, policy: Policy) -> Outcome:
    """What an attempt means that ended in an error: the journal's position says it."""
    at = Position.CLEAR if claim.filing_id is None else store.position(claim.filing_id)
    if at in (Position.OPEN, Position.ANSWERED):
        return Unknown(because)
    return NotYet(because, policy.backoff_after(claim.attempt))
