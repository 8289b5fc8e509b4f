"""Keeps worker processes running: starts them, starts them again when they die, and ends them without leaving any."""

import os
import signal
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import IO, Any

from gongai.clock import Clock
from gongai.exits import Exit

BACKOFF_S = (1, 2, 5, 10, 30, 60)
"""Pauses before a worker is started again, by how often it has died soon after its start."""
HEALTHY_S = 120
"""A worker that has lived so long starts with the first pause again."""
FATAL = frozenset({int(Exit.USAGE)})
"""Exit codes that come back however often a worker is started: the installation is wrong."""


@dataclass
class _Child:
    name: str
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    deaths: int = 0
    again_at: float = 0.0


class Supervisor:
    """`command` makes the command line of a worker from its name. Call `tend` often."""

    def __init__(
        self,
        names: Sequence[str],
        command: Callable[[str], Sequence[str]],
        *,
        env: Mapping[str, str],
        clock: Clock,
        say: Callable[[str], None],
        stdout: int | IO[Any] | None = None,
    ) -> None:
        self._children = [_Child(name) for name in names]
        self._command = command
        self._env = dict(env)
        self._clock = clock
        self._say = say
        self._stdout = stdout
        self.fatal: int | None = None

    def tend(self) -> None:
        """Start whoever does not run and whose pause is over."""
        now = self._clock.steady()
        for child in self._children:
            if child.process is not None:
                code = child.process.poll()
                if code is None:
                    continue
                self._died(child, code, now)
            if self.fatal is None and now >= child.again_at:
                self._start(child, now)

    def ask_to_end(self) -> None:
        """SIGTERM: finish the job in hand, take no other."""
        for process in self._living():
            process.send_signal(signal.SIGTERM)

    def force(self) -> None:
        """SIGKILL to each worker and the browser in its group. What was being sent is looked up by the next start."""
        for process in self._living():
            if hasattr(os, "killpg"):
                os.killpg(process.pid, signal.SIGKILL)
            else:
                process.kill()

    def alive(self) -> int:
        return len(self._living())

    def close(self) -> None:
        """Collect the ended ones. Nothing may run any more."""
        for child in self._children:
            if child.process is not None:
                child.process.wait()
                _close_pipe(child.process)

    def _living(self) -> "list[subprocess.Popen[bytes]]":
        return [c.process for c in self._children if c.process is not None and c.process.poll() is None]

    def _start(self, child: _Child, now: float) -> None:
        child.process = subprocess.Popen(
            list(self._command(child.name)),
            stdin=subprocess.PIPE,  # never written to: it closes when we are gone, and the worker ends
            stdout=self._stdout,
            env=self._env,
            process_group=0,  # a Ctrl-C at the terminal is for us; we pass it on in our way
        )
        child.started = now

    def _died(self, child: _Child, code: int, now: float) -> None:
        assert child.process is not None
        _close_pipe(child.process)
        child.process = None
        if code in FATAL:
            self.fatal = code
            return
        child.deaths = 1 if now - child.started > HEALTHY_S else child.deaths + 1
        pause = BACKOFF_S[min(child.deaths, len(BACKOFF_S)) - 1]
        child.again_at = now + pause
        how = f"信号 {-code}" if code < 0 else f"退出码 {code}"
        self._say(f"办理进程 {child.name} 意外结束（{how}），{pause} 秒后重新启动")


def _close_pipe(process: "subprocess.Popen[bytes]") -> None:
    if process.stdin is not None:
        process.stdin.close()
