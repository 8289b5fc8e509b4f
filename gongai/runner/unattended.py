"""The loop over the worker processes: they are tended until work or patience ends, and none of them is left behind."""

from collections.abc import Callable
from datetime import timedelta
from typing import Literal, TypeVar

import sqlalchemy as sa
import structlog

from gongai.clock import Clock
from gongai.queue.store import Store
from gongai.runner.process import StopRequests
from gongai.runner.supervisor import Supervisor

log = structlog.get_logger(__name__)

_Read = TypeVar("_Read")
PAUSES_S = (0.5, 2.0, 5.0)
POLL_S = 0.3
"""How often processes and queue are looked at."""

Why = Literal["idle", "signal", "fatal"]


def watch(store: Store, supervisor: Supervisor, asked: StopRequests, *, horizon: timedelta | None) -> Why:
    """Until somebody asks, an installation is wrong, or (with a horizon) nothing falls due before it."""
    while not asked.once.is_set():
        supervisor.tend()
        if supervisor.fatal is not None:
            return "fatal"
        if horizon is not None and _idle(store, horizon):
            return "idle"
        asked.once.wait(POLL_S)
    return "signal"


def patiently(read: Callable[[], _Read], *, clock: Clock) -> _Read:
    """What a look into the database gives, tried some times where the database does not answer."""
    for pause in PAUSES_S:
        try:
            return read()
        except sa.exc.OperationalError as error:
            log.warning("queue.unread", error=type(error).__name__)
            clock.sleep(pause)
    return read()


def _idle(store: Store, horizon: timedelta) -> bool:
    """A database that does not answer says nothing: the workers tell of it, and the next look asks again."""
    try:
        return store.idle(within=horizon)
    except sa.exc.OperationalError as error:
        log.warning("queue.unread", error=type(error).__name__)
        return False


def end(supervisor: Supervisor, asked: StopRequests, say: Callable[[str], None]) -> None:
    """Let each worker finish what it has in hand; whoever asks twice does not wait for that."""
    supervisor.ask_to_end()
    if supervisor.alive() and asked.once.is_set():
        say(f"正在等 {supervisor.alive()} 个进程办完手上的一件（再按一次 Ctrl-C 立即结束）")
    while supervisor.alive():
        if asked.twice.wait(POLL_S / 3):
            supervisor.force()
    supervisor.close()
