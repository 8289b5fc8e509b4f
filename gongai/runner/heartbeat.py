"""The sign of life of one claim, from plain threads, and the worker's knowledge of how old its last good one is."""

import threading
from collections.abc import Callable
from types import TracebackType
from typing import Self

import structlog

from gongai.clock import Clock
from gongai.db.lease import Lease
from gongai.queue.policy import Policy

log = structlog.get_logger(__name__)


class Heartbeat:
    """
    Beats while the `with` block runs. `fresh()` is asked by the guard right before a request leaves; when it has been
    false for too long, or the lease is known to be lost, `on_stale` is called (production: end this process and its
    browser, because nothing gentler is sure to stop a click).
    """

    def __init__(
        self,
        lease: Lease,
        beat: Callable[[Lease], bool],
        *,
        clock: Clock,
        policy: Policy,
        on_stale: Callable[[str], None],
    ) -> None:
        self._lease = lease
        self._beat = beat
        self._clock = clock
        self._policy = policy
        self._on_stale = on_stale
        self._began = clock.steady()
        self._good = self._began  # the claim itself was the first sign of life
        self._lost = False
        self._end = threading.Event()
        # two threads: a beat that hangs in the database must not keep anyone from noticing
        self._threads = (
            threading.Thread(target=self._run, name=f"beat-{lease.job_id}", daemon=True),
            threading.Thread(target=self._watch, name=f"watch-{lease.job_id}", daemon=True),
        )

    def fresh(self) -> bool:
        """Whether the lease was surely ours so short a time ago that a request may still leave."""
        return not self._lost and self._age() < self._policy.fresh_share * self._policy.lease_s

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end.set()
        for thread in self._threads:
            thread.join(timeout=self._policy.beat_s)

    def _age(self) -> float:
        return self._clock.steady() - self._good

    def _run(self) -> None:
        while not self._end.wait(self._policy.beat_s):
            asked = self._clock.steady()
            try:
                alive = self._beat(self._lease)
            except Exception as error:  # any trouble of the database is a missed beat; the age tells how bad it is
                log.warning("heartbeat.missed", job=self._lease.job_id, error=type(error).__name__)
                continue
            if self._end.is_set():
                return
            if not alive:
                self._lost = True
                self._on_stale(f"任务 {self._lease.job_id} 已被其他进程接管")
                return
            self._good = asked  # as of asking: the answer may have been long under way

    def _watch(self) -> None:
        limit = self._policy.stale_share * self._policy.lease_s
        while not self._end.wait(min(1.0, limit / 10)):
            if self._clock.steady() - self._began > self._policy.attempt_limit_s:
                # a browser that hangs for ever would hold account and project for ever
                self._lost = True
                self._on_stale(f"任务 {self._lease.job_id} 一次办理超过 {self._policy.attempt_limit_s / 60:.0f} 分钟")
                return
            if self._age() > limit:
                self._lost = True
                self._on_stale(f"任务 {self._lease.job_id} 已 {self._age():.0f} 秒没有成功续约")
                return
