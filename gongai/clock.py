"""Time, in one place, so that tests can hold it still."""

import time
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from secrets import token_hex
from typing import Protocol
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
_LETTERS = str.maketrans("0123456789", "ghijklmnop")


class Clock(Protocol):
    """What the rest may know of time."""

    def now_ms(self) -> int:
        """Wall clock, milliseconds since 1970 UTC. For records and display, never for leases."""
        ...

    def steady(self) -> float:
        """Seconds that only go forward and count suspended time too. For leases, settling and deadlines."""
        ...

    def sleep(self, seconds: float) -> None: ...


@dataclass(frozen=True)
class SystemClock:
    """The clocks of this machine."""

    def now_ms(self) -> int:
        return time.time_ns() // 1_000_000

    def steady(self) -> float:
        # BOOTTIME goes on while a laptop or virtual machine sleeps; MONOTONIC would make an old lease look fresh
        boot = getattr(time, "CLOCK_BOOTTIME", None)
        return time.monotonic() if boot is None else time.clock_gettime(boot)

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)


@cache
def boot() -> str:
    """Which start of this machine it is: within one, all processes share one steady clock. Where no system tells, this
    process alone. Letters only: no scrubber takes it for anybody's number.
    """
    try:
        name = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        name = token_hex(16)
    return name.replace("-", "").translate(_LETTERS)


def at(ms: int) -> datetime:
    """The moment `ms` as people here read it."""
    return datetime.fromtimestamp(ms / 1000, SHANGHAI)


def to_ms(moment: datetime) -> int:
    """A moment as stored. A moment without time zone is taken as Asia/Shanghai (rule K13)."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)
    return int(aware.astimezone(UTC).timestamp() * 1000)


def today(clock: Clock) -> date:
    """The date in the offices of the portal."""
    return at(clock.now_ms()).date()
