"""What a worker is doing, as lines that a person can follow."""

import contextlib
from collections.abc import Callable
from typing import TYPE_CHECKING

from gongai.text import labels

if TYPE_CHECKING:
    from gongai.clock import Clock
    from gongai.queue.job import Claim
    from gongai.records.outcome import Outcome
    from gongai.runner.heartbeat import Heartbeat

    Run = Callable[[Claim, Heartbeat], Outcome]


class Progress:
    """Given to the journal as its watch, and put around the function that runs a job. `say` shows one line."""

    def __init__(self, clock: "Clock", *, worker: str, say: Callable[[str], None]) -> None:
        self._clock = clock
        self._worker = worker
        self._say = say
        self._subject = ""

    def point(self, point: str) -> None:
        """`before|after <step> <event>`, from the journal; what is written down has happened."""
        when, _, rest = point.partition(" ")
        step, _, event = rest.rpartition(" ")
        if when != "after":
            return
        text = labels.of(labels.EVENTS, event)
        # marks and the submit itself say what they are; other steps are named
        self._line(text if step == "submit" else f"{step} {text}")

    def around(self, run: "Run") -> "Run":
        def reported(claim: "Claim", heartbeat: "Heartbeat") -> "Outcome":
            filing = claim.filing
            self._subject = filing.reference if filing is not None else f"{claim.site}/{claim.account}"
            count = "" if claim.looks else f"（第 {max(claim.attempt, 1)} 次）"
            self._line(f"开始{labels.of(labels.FLOWS, claim.doing)}{count}")
            outcome = run(claim, heartbeat)
            self._line("本次结束：" + ended(outcome))
            self._subject = ""
            return outcome

        return reported

    def say(self, text: str) -> None:
        """A line about the worker itself."""
        self._line(text)

    def _line(self, text: str) -> None:
        from gongai.clock import at
        from gongai.redact import scrub

        now = at(self._clock.now_ms()).strftime("%H:%M:%S")
        # a closed terminal or a full disk must not break an attempt, least of all right after SENT
        with contextlib.suppress(OSError, ValueError):
            self._say(scrub(f"{now} [{self._worker}] {self._subject} {text}"))


def ended(outcome: "Outcome") -> str:
    """How an attempt ended, in one line."""
    from gongai.records import outcome as outcomes

    match outcome:
        case outcomes.Filed(receipt):
            return "已提交，申报流水号 " + ("、".join(receipt.application_nos) or "（平台未给出）")
        case outcomes.Seen(note):
            return note
        case outcomes.Refused(findings):
            return "需修改：" + ("；".join(map(str, findings)) or "未说明原因")
        case outcomes.NotYet(because=because):
            return f"稍后再办：{because}"
        case outcomes.Ask(question=question):
            return f"需要人工：{question}"
        case outcomes.Unknown(because=because):
            return f"结果未明，将自动核查：{because}"
