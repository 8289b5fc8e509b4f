"""A worker's process: how it is asked to stop, and how it is ended when only that is safe."""

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
