"""A process of ours: how it is asked to stop, and how it is ended when only that is safe."""

import os
import signal
import threading
from types import FrameType

import structlog

log = structlog.get_logger(__name__)


def lead_group() -> None:
    """Make this spawned worker the head of a group of its own, so that `end_now` takes its browser along."""
    if hasattr(os, "setpgid") and os.getpgrp() != os.getpid():
        os.setpgid(0, 0)


def end_now(why: str) -> None:
    """SIGKILL to this process and, where it heads a group, to the browser in it. Cannot fail, cannot wait."""
    log.error("worker.ends", why=why)
    if os.getpgrp() == os.getpid():
        os.killpg(os.getpid(), signal.SIGKILL)
    os.kill(os.getpid(), signal.SIGKILL)


def stop_on_signals() -> threading.Event:
    """The first SIGTERM or SIGINT sets the returned event: finish the job in hand, claim no other. A second forces."""
    stop = threading.Event()

    def asked(number: int, _frame: FrameType | None) -> None:
        if stop.is_set():
            end_now(f"再次收到信号 {number}，强制结束")
        stop.set()

    signal.signal(signal.SIGTERM, asked)
    signal.signal(signal.SIGINT, asked)
    return stop


def stop_on_eof(stop: threading.Event) -> None:
    """Set it when standard input closes: the end of whoever started us closes the pipe, however that end came."""
    threading.Thread(target=_wait_for_eof, args=(stop,), name="parent", daemon=True).start()


def _wait_for_eof(stop: threading.Event) -> None:
    try:
        while os.read(0, 1024):
            pass
    except OSError:
        pass
    stop.set()


class StopRequests:
    """For the process that looks after others: the first SIGTERM or SIGINT asks to end, the second to end at once."""

    def __init__(self) -> None:
        self.once = threading.Event()
        self.twice = threading.Event()
        signal.signal(signal.SIGTERM, self._signal)
        signal.signal(signal.SIGINT, self._signal)

    def _signal(self, _number: int, _frame: FrameType | None) -> None:
        (self.twice if self.once.is_set() else self.once).set()
