"""The one place between product and office where one answer of one call is distorted."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from gongai.sites.site_profile import Profile
from tests.distort.distortion import May
from tests.distort.exchange import Answer, Asked
from tests.distort.makes import LOGINS
from tests.distort.named import roles_of
from tests.distort.relay import Delivery, Forward, whole

LOGIN = "login"


@dataclass(frozen=True)
class Blow:
    """The `nth` answer of a call, and what becomes of it: each further one too, where it is for ever."""

    role: str
    nth: int
    kind: str
    carry: Callable[[Forward], Delivery]
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
    """A relay's meddler in front of an office. It counts from `armed` on."""

    def __init__(self, profile: Profile, office: Callable[[Asked], Answer]) -> None:
        self._profile = profile
        self._office = office
        self._count: Counter[str] = Counter()
        self.armed = False
        self.blow: Blow | None = None
        self.struck = 0
        self.passed: list[Passed] = []
        self._last: dict[str, Answer] = {}

    def last(self, role: str) -> Answer | None:
        return self._last.get(role)

    def __call__(self, asked: Asked, _forward: Forward) -> Delivery:
        login = (asked.method, asked.path) == LOGINS["elementui"]
        role = LOGIN if login else next(iter(roles_of(self._profile, asked)), asked.path)
        if self.armed:
            self._count[role] += 1
        nth = self._count[role]

        def arrive() -> Answer:
            answer = self._office(asked)
            if self.armed:
                self.passed.append(Passed(role, nth, answer, self._last.get(role)))
            return answer

        blow = self.blow
        if (
            self.armed
            and blow is not None
            and role == blow.role
            and (nth == blow.nth or (blow.for_ever and nth > blow.nth))
        ):
            self.struck += 1
            return blow.carry(arrive)
        answer = arrive()
        self._last[role] = answer
        return whole(answer)
