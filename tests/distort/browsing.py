"""A real browser at a stand-in, one answer of one call distorted on the way: which calls, which ways, whose turn."""

import random
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tests.distort import of_bytes, recording
from tests.distort.crossing import LOGIN, LOGIN_PAGE, Blow, changed
from tests.distort.distortion import May, Others, distortions
from tests.distort.makes import LOGINS, MAKES, site_of
from tests.distort.named import NamedCall, calls_of
from tests.distort.of_the_line import Places, ways

CALLS = ("login page", "login", "list", "save", "upload", "submit", "detail")
LATE_S, TOO_LATE_S = 1.0, 17.0
"""Within, and beyond, what the installations of these tests wait for."""
SLOW = ("later than the time-out", "never answered", "drip")
SAMPLE, SEED = 14, 7


@dataclass(frozen=True)
class Case:
    """One filing at one make, one distortion of one call. `ident` names it in reports and seeds."""

    make: str
    call: str
    kind: str

    @property
    def ident(self) -> str:
        return f"{self.make}/{self.call}/{self.kind}"

    @property
    def after_the_submit(self) -> bool:
        """Distorted while the lost answer of a submit is looked for."""
        return self.call in ("list", "detail")


def role_at(make: str, call: str) -> str:
    """What a make's profile calls this call; empty where it has none."""
    told = [one.call for one in recording.exchanges(make) if one.scene.startswith("alone/")]
    starts = {"list": "lists.doing", "save": "save.", "upload": "materials.push", "submit": "submit.单项"}
    if call == LOGIN_PAGE:
        return LOGIN_PAGE
    return next((one for one in told if one.startswith(starts.get(call, call))), "")


def blows(make: str, call: str, foreign: str = "http://elsewhere.invalid") -> Iterator[Blow]:
    """Each kind of distortion once."""
    role, profile = role_at(make, call), site_of(make).profile
    told = [one for one in recording.exchanges(make) if one.call == role and one.scene.startswith("alone/")]
    answer = told[-1].answer if told else of_bytes.page(of_bytes.LOGIN_PAGE)
    named = next((one for one in calls_of(profile) if one.role == role), None)
    path = told[-1].asked.target if told else profile.login.address
    kinds: set[str] = set()
    for one in distortions(answer, named or NamedCall(role, profile.detail.call), _others(make, role)):
        if one.kind not in kinds and not (role == LOGIN_PAGE and one.kind == "login page with 200"):
            kinds.add(one.kind)
            yield Blow(role, 1, one.kind, changed(one.change), one.may)
    submit = next(iter(profile.wizards.values())).submit.call.path
    for way in ways(Places(path, submit, f"{foreign}{_landing(make, call)}", LATE_S, TOO_LATE_S)):
        yield Blow(role, 1, way.kind, way.carry, May.UNSURE, way.twice)


def _landing(make: str, call: str) -> str:
    """Another origin shows the same page, so that whoever follows blindly types on it."""
    return site_of(make).profile.login.address if call in (LOGIN, LOGIN_PAGE) else LOGINS[make][1]


def _others(make: str, role: str) -> Others:
    return Others(
        another=next((one.answer for one in recording.exchanges(make) if one.call not in (role, LOGIN)), None)
    )


def every_case() -> list[Case]:
    """Each distortion of each call, each at one make by turns."""
    found = []
    for call in CALLS:
        makes = [make for make in MAKES if call == LOGIN_PAGE or role_at(make, call)]
        kinds = {make: [one.kind for one in blows(make, call)] for make in makes}
        for kind in dict.fromkeys(kind for held in kinds.values() for kind in held):
            able = [make for make in makes if kind in kinds[make]]
            found.append(Case(able[zlib.crc32(f"{call}{kind}".encode()) % len(able)], call, kind))
    return found


def sample(cases: Sequence[Case], *, seed: int = SEED, number: int = SAMPLE) -> list[Case]:
    """As many as there is time for, no call more than another."""
    drawn = random.Random(seed)
    quick = [one for one in cases if one.kind not in SLOW]
    by_call = {call: drawn.sample([one for one in quick if one.call == call], number // len(CALLS)) for call in CALLS}
    return [one for held in by_call.values() for one in held]


def blow_of(case: Case, foreign: str) -> Blow:
    return next(one for one in blows(case.make, case.call, foreign) if one.kind == case.kind)
