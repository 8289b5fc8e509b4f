"""What goes wrong on the way to the fake portal: at a method of the port, or on the line of the submit request."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


class Crash(BaseException):
    """The process is killed here."""


@dataclass
class Fault:
    """What goes wrong at a method of the port, from its `nth` call on, `times` times (None: for ever)."""

    method: str
    error: BaseException
    nth: int = 1
    times: int | None = 1
    count: int = 0

    def strikes(self, method: str) -> bool:
        self.count += method == self.method
        hit = method == self.method and self.count >= self.nth
        return hit and (self.times is None or self.count < self.nth + self.times)


@dataclass(frozen=True)
class WireFault:
    """What happens to the submit request: `stores` whether an application comes of it, `late_s` how much later,
    `answers` whether a word of the portal comes back, `reply` which.
    """

    stores: int = 1
    late_s: float = 0
    answers: bool = True
    reply: tuple[int, str] | None = None
    crash: bool = False


LOST_BEFORE = WireFault(stores=0, answers=False)
LOST_AFTER = WireFault(answers=False)
TWICE_AND_LOST = WireFault(stores=2, answers=False)
ERROR_PAGE = WireFault(stores=0, reply=(502, "<h1>Bad Gateway</h1>"))
ERROR_PAGE_AFTER = WireFault(reply=(502, "<h1>Bad Gateway</h1>"))
KILLED_BEFORE = WireFault(stores=0, crash=True)
KILLED_AFTER = WireFault(crash=True)


def late(seconds: float) -> WireFault:
    """The request hangs on the line and arrives `seconds` later, with the session it was sent by."""
    return WireFault(late_s=seconds, answers=False)


def refused(text: str, *, after_storing: bool = False) -> WireFault:
    """The portal says no; `after_storing`: although the application exists by then."""
    return WireFault(stores=int(after_storing), reply=(200, answer_of(False, text, {})))


def answer_of(success: bool, message: str, content: Mapping[str, Any]) -> str:
    return json.dumps({"success": success, "message": message, "content": content}, ensure_ascii=False)


NAMES_NOTHING = WireFault(stores=0, reply=(200, answer_of(True, "提交成功", {})))
"""A yes without a number."""
