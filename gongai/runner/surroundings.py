"""What is around a worker: the machine it runs on, and a database that may have been put back."""

import contextlib
import socket
from collections.abc import Callable

from gongai.errors import MachineTrouble
from gongai.queue import machine as messages
from gongai.queue.processes import LifeSign
from gongai.runner.attempts import Attempts
from gongai.runner.machine import trouble_in
from gongai.runner.worker import Surroundings


class RealSurroundings(Surroundings):
    """`say` shows one line to whoever watches."""

    def __init__(self, attempts: Attempts, *, say: Callable[[str], None], sign: LifeSign) -> None:
        self._attempts = attempts
        self._sign = sign
        self._ledger = attempts.store.ledger
        self._say = say
        self._compared = False
        self._machine = socket.gethostname()[:40]

    def lives(self) -> None:
        self._sign.show()

    def ready(self, *, after_trouble: bool) -> None:
        self._attempts.machine.require(thoroughly=after_trouble)
        if not self._compared:
            self._attempts.gate.at_start()
            messages.over(self._ledger, self._machine)  # what an earlier process met and did not live to see end
            self._compared = True
        else:
            self._attempts.gate.settle()

    def trouble_in(self, error: Exception) -> MachineTrouble | None:
        return trouble_in(error, self._attempts.settings.home)

    def pauses(self, trouble: MachineTrouble) -> None:
        self._say(f"本机故障：{trouble}")
        with contextlib.suppress(Exception):  # the database may be what is away
            messages.report(self._ledger, self._machine, f"本机故障：{trouble}")

    def goes_on(self) -> None:
        messages.over(self._ledger, self._machine)
        self._say("故障已消除，继续办理")
