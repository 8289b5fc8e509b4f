"""A site to file at: a stand-in portal of any kind, and an installation that knows it by a profile of `tests/sites`.

In a test module: `layui = site_fixture("layui")` at module level, then a test asks for `layui`.
"""

import shutil
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from fixtures.portals.portal import Portal
from gongai.credentials.secret import Secret
from tests.world import PASSWORD, Kit, World, bound_units

SITES = Path(__file__).parent

QUICK = """
extends = "{key}-kind"
base_url = "{url}"
[limits]
settle_s = {settle}
look_gap_s = 0.2
action_s = 15
[materials]
lag_s = 3
timeout_s = 8
"""


def site_fixture(key: str, *, settle: float = 1.0, accounts: tuple[str, ...] = ("agent1",)) -> Any:
    """A fixture: a portal of this kind, as new, and a `World` whose `.add(name, site=key)` files there."""

    @pytest.fixture
    def made(kit: Kit, portals: Callable[[str], Portal], browser: Browser, tmp_path: Path) -> Iterator[World]:
        portal = portals(key)
        portal.world.reset()
        world = World(kit, portal, tmp_path / "home", browser=lambda: browser)
        install_site(world, key, settle=settle, accounts=accounts)
        yield world
        world.close()
        portal.world.faults.clear()

    return made


def install_site(
    world: World, key: str, *, settle: float = 1.0, accounts: tuple[str, ...] = ("agent1",), submit_s: float = 0
) -> None:
    """Make the site known to the installation: its profile with this portal's address and short waits, its accounts.

    `submit_s`: how long the portal may take to answer a submit, where it is not what the profile says.
    """
    shutil.copytree(SITES / key, world.home / "sites" / f"{key}-kind")
    own = world.home / "sites" / key
    own.mkdir()
    lines = QUICK.format(key=key, url=world.portal.url, settle=settle)
    if submit_s:
        declared = tomllib.loads((SITES / key / "profile.toml").read_text(encoding="utf-8"))
        lines += "".join(f'[wizards."{kind}".submit]\ntimeout_s = {submit_s}\n' for kind in declared["wizards"])
    (own / "profile.toml").write_text(lines, encoding="utf-8")
    for login in accounts:
        world.app.accounts.add(key, login, password=Secret(PASSWORD), units=bound_units())
    world.approve(key)
