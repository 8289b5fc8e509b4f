"""
The submit of a page that cannot be held: it sends by a WebSocket, an applet, or in some other way behind the guard.

The journal brackets the click instead of the request: SENT stands before it, so whatever happens from then on, a crash
before the page has sent anything included, is looked up in the portal's lists and never repeated blindly. The window is
wider, and a page that sends twice by itself is not stopped.
"""

import hashlib
import time
from collections.abc import Callable
from typing import Protocol

from playwright.sync_api import Error

from gongai.connector.guard import Guard
from gongai.connector.submission import Answered, Compare, Ending, NoAnswer, NotSent, Read, Reply
from gongai.db.position import Mark
from gongai.errors import GongaiError, LeaseLost
from gongai.records.noted import Exact

POLL_MS = 30


class Button(Protocol):
    """What the bracket asks of the page: one press, its confirmation, and the page by which the portal answers."""

    def press_submit(self) -> None: ...
    def confirm_submit(self) -> bool: ...
    def answered(self) -> str | None: ...


def press_once(guard: Guard, button: Button, compare: Compare, read: Read, *, wait: Callable[[float], None]) -> Ending:
    """Write down SENT, press, and wait for the portal's page. `wait` takes milliseconds and lets the browser work."""
    journal, lost = guard.journal, LeaseLost("本进程已超过时限没有续租，不再提交")
    try:
        compare({})  # the agreement and the profile once more; there is no request to compare
        if not guard.fresh():
            return NotSent(lost)
        journal.mark(Mark.SENT, {"unguarded": True})
    except GongaiError as error:
        return NotSent(error)
    if not guard.fresh():
        return NoAnswer("已登记提交，但续租超时，没有按下提交，由核查确认")
    try:
        button.press_submit()
        deadline = time.monotonic() + guard.timeout_s
        confirmed = False
        while (page := button.answered()) is None:
            if time.monotonic() > deadline:
                return NoAnswer(f"已按下提交，平台在 {guard.timeout_s:.0f} 秒内没有给出结果页面")
            # once: a second box with the same button may ask whether to send again
            confirmed = confirmed or button.confirm_submit()
            wait(POLL_MS)
        answer = read(Reply(200, page))
        answer |= {"status": 200, "sha256": Exact(hashlib.sha256(page.encode()).hexdigest())}
        journal.mark(Mark.ANSWERED, answer)
    except (Error, GongaiError) as error:
        first = (str(error).strip().splitlines() or [""])[0][:160]
        return NoAnswer(f"已按下提交，随后页面出错（{first}）")
    return Answered(answer)
