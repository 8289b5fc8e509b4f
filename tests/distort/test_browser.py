"""A real browser, one answer distorted on the way to it: the portal's own record says what may be believed."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from fixtures.portals.kinds import KINDS
from fixtures.portals.portal import Portal
from tests.distort.browsing import Case, blow_of, every_case, sample
from tests.distort.crossing import Crossing
from tests.distort.exchange import Asked
from tests.distort.makes import LOGINS, site_key, site_of
from tests.distort.relay import Delivery, Forward, Relay, relay, whole
from tests.distort.verdict import Rest, judged
from tests.sites.site_fixture import install_site
from tests.world import PASSWORD, SMALL, Kit, World, make_kit

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
EVERY = every_case()
CHOSEN = sample(EVERY)
FOUND: tuple[Case, ...] = ()
"""Cases in which something was found once: they stay."""


@dataclass
class Place:
    """An installation behind a relay, and another origin that notes who comes."""

    world: World
    crossing: Crossing
    foreign: Relay
    came: list[Asked]


@dataclass(frozen=True)
class Behind:
    """The portal as the installation knows it."""

    url: str


@pytest.fixture
def place_of(portals: Callable[[str], Portal], browser: Browser, tmp_path: Path) -> Iterator[Callable[[str], Place]]:
    with ExitStack() as stack:

        def made(make: str) -> Place:
            portal = portals(make)
            portal.world.reset()
            crossing = Crossing(make, site_of(make).profile)
            between = stack.enter_context(relay(portal.url, meddler=crossing))
            came: list[Asked] = []

            def note(asked: Asked, forward: Forward) -> Delivery:
                came.append(asked)
                return whole(forward())

            foreign = stack.enter_context(relay(portal.url, meddler=note))
            kit: Kit = make_kit(tmp_path / "kit", between.url)
            world = World(kit, Behind(between.url), tmp_path / "home", browser=lambda: browser)  # type: ignore[arg-type]
            stack.callback(world.close)
            if make != "elementui":
                install_site(world, make)
            portal.world.faults.add([{"effect": "debounce", "seconds": 0.05}])
            stack.callback(portal.world.faults.clear)
            return Place(world, crossing, foreign, came)

        yield made


@pytest.mark.parametrize(
    "case",
    [
        *(pytest.param(one, id=one.ident) for one in dict.fromkeys((*FOUND, *CHOSEN))),
        *(pytest.param(one, id=one.ident, marks=pytest.mark.matrix) for one in EVERY if one not in (*FOUND, *CHOSEN)),
    ],
)
def test_whatever_comes_back_the_portal_holds_it_once_and_we_know_no_more_than_is_so(
    case: Case, place_of: Callable[[str], Place]
) -> None:
    if why := KINDS[case.make].why_missing():
        pytest.skip(why)
    place = place_of(case.make)
    world, crossing = place.world, place.crossing
    crossing.blow = blow_of(case, place.foreign.url)
    crossing.lose_submit = case.after_the_submit
    crossing.armed = not case.after_the_submit
    reference = world.add(SMALL, site=site_key(case.make))
    world.work_off()
    assert not leaked(place, case.make)
    found = world.app.store.get(reference)
    assert found is not None
    numbers = frozenset(found.receipt.application_nos) if found.receipt else frozenset()
    rest = Rest(found.row.state, world.app.store.position(found.row.filing_id), found.row.why, numbers)
    held = [one["number"] for one in world.held(world.filing(reference).project.project_code)]
    assert not judged(rest, held, at_most=2 if crossing.blow.twice else 1), str(rest)
    assert crossing.struck, "这一请求没有发生，没有失真"


def leaked(place: Place, make: str) -> list[str]:
    """Secrets that reached another origin: the login call itself, the password, or the token of a session.

    Cookies are left out: they belong to a host, and both origins here are the same host.
    """
    login = LOGINS[make][1]
    secrets = [PASSWORD, *(str(one["token"]) for one in place.world.truth()["sessions"])]
    return [
        f"{one.method} {one.target}"
        for one in place.came
        if one.path == login or any(secret in _said(one) for secret in secrets)
    ]


def _said(asked: Asked) -> str:
    headers = [value for name, value in asked.headers if name.lower() != "cookie"]
    return "\n".join([asked.target, *headers, asked.body.decode("latin-1")])


def test_the_sample_holds_every_call_and_each_case_is_named_once() -> None:
    assert {one.call for one in CHOSEN} == {one.call for one in EVERY}
    assert len({one.ident for one in EVERY}) == len(EVERY)
    assert not set(FOUND) - set(EVERY)
