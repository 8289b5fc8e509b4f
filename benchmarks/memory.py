"""Memory of a process and of everything it started, read from /proc (Linux)."""

import contextlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MB = 1 << 20


def descendants(root: int) -> list[int]:
    """The processes below `root`, without itself."""
    parents: dict[int, list[int]] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            with contextlib.suppress(OSError):  # it has just ended
                after_name = (folder / "stat").read_text().rpartition(")")[2].split()
                parents.setdefault(int(after_name[1]), []).append(int(folder.name))
    found, open_ones = [], [root]
    while open_ones:
        below = parents.get(open_ones.pop(), [])
        found += below
        open_ones += below
    return found


def pss_mb(processes: list[int]) -> float:
    """Their memory, with what they share counted once."""
    total = 0
    for number in processes:
        with contextlib.suppress(OSError):
            lines = Path(f"/proc/{number}/smaps_rollup").read_text().splitlines()
            total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total * 1024 / MB


def own_peak_mb() -> float:
    """The most this process has held since `forget_peak`."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) * 1024 / MB


def forget_peak() -> None:
    """Count the peak from here on."""
    Path("/proc/self/clear_refs").write_text("5")


class Watched:
    """The most that the processes below one held while it was watched."""

    def __init__(self, root: int) -> None:
        self._root = root
        self.before_mb = pss_mb(descendants(root))
        self.peak_mb = self.before_mb

    def inspect(self) -> None:
        self.peak_mb = max(self.peak_mb, pss_mb(descendants(self._root)))


@contextmanager
def watching(root: int, *, every_s: float = 0.1) -> Iterator[Watched]:
    """Looks from a thread of its own."""
    watched, over = Watched(root), threading.Event()

    def inspect() -> None:
        while not over.wait(every_s):
            watched.inspect()

    thread = threading.Thread(target=inspect)
    thread.start()
    try:
        yield watched
    finally:
        over.set()
        thread.join()
        watched.inspect()
