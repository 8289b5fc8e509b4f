"""The one place between product and office where one answer of one call is distorted."""

import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from gongai.sites.site_profile import Profile
from tests.distort.distortion import May
from tests.distort.exchange import Answer, Asked
from tests.distort.makes import LOGINS
from tests.distort.named import roles_of
from tests.distort.relay import Delivery, Forward, whole

LOGIN = "login"
LOGIN_PAGE = "login page"
Carry = Callable[[Forward], Delivery]
"""What becomes of one exchange."""


@dataclass(frozen=True)
class Blow:
    """The `nth` answer of a call, and what becomes of it: each further one too, where it is for ever."""

    role: str
    nth: int
    kind: str
    carry: Carry
    may: May = May.UNSURE
    twice: bool = False
    for_ever: bool = False

    @property
    def name(self) -> str:
        return f"{self.role}#{self.nth}|{self.kind}{' for ever' if self.for_ever else ''}"


@dataclass(frozen=True)
class Passed:
    """One call of a run as it is, and what was answered before to the same call."""

    role: str
    nth: int
    answer: Answer
    before: Answer | None


class Crossing:
    """A relay's meddler in front of a portal, or of an `office` that answers by itself. It counts from `armed` on."""

    def __init__(self, make: str, profile: Profile, office: Callable[[Asked], Answer] | None = None) -> None:
        self._make = make
        self._profile = profile
        self._office = office
        self._count: Counter[str] = Counter()
        self._lock = threading.Lock()
        self._last: dict[str, Answer] = {}
        self.armed = False
        self.blow: Blow | None = None
        self.lose_submit = False
        """The next answer to a submit is lost; from then on it counts."""
        self.struck = 0
        self.passed: list[Passed] = []

    def __call__(self, asked: Asked, forward: Forward) -> Delivery:
        role = self._role(asked)
        with self._lock:
            self._count[role] += self.armed
            nth, blow = self._count[role], self.blow
            hit = self.armed and blow is not None and role == blow.role
            hit = hit and blow is not None and (nth == blow.nth or (blow.for_ever and nth > blow.nth))
            self.struck += hit

        def arrive() -> Answer:
            answer = forward() if self._office is None else self._office(asked)
            if self.armed:
                self.passed.append(Passed(role, nth, answer, self._last.get(role)))
            return answer

        if hit and blow is not None:
            return blow.carry(arrive)
        answer = arrive()
        self._last[role] = answer
        if self.lose_submit and role.startswith("submit."):
            self.lose_submit, self.armed = False, True
            return Delivery(then="reset")
        return whole(answer)

    def _role(self, asked: Asked) -> str:
        if (asked.method, asked.path) == LOGINS[self._make]:
            return LOGIN
        if asked.method == "GET" and asked.path == urlsplit(self._profile.login.address).path:
            return LOGIN_PAGE
        return next(iter(roles_of(self._profile, asked)), asked.path)


def changed(change: Callable[[Answer], Answer]) -> Carry:
    """An answer changed, where the change fits it."""

    def carry(forward: Forward) -> Delivery:
        answer = forward()
        try:
            return whole(change(answer))
        except (KeyError, IndexError, AttributeError, TypeError, ValueError):
            return whole(answer)

    return carry
