"""A town: one stand-in portal of any make, and an installation that files there by a profile of `tests/sites`.

In a test module: `town_world = town("layui", create_app)` at module level, then a test asks for `town_world`.
"""

import shutil
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser

from fixtures.portal.server import Portal
from fixtures.portal.world import World as Office
from gongai.credentials.secret import Secret
from tests.world import PASSWORD, Kit, World, bound_units

SITES = Path(__file__).parent
Face = Callable[[Office], Flask]

QUICK = """
extends = "{key}-make"
base_url = "{url}"
[limits]
settle_s = {settle}
look_gap_s = 0.2
action_s = 15
[materials]
lag_s = 3
timeout_s = 8
"""


def town(key: str, face: Face, *, settle: float = 1.0, accounts: tuple[str, ...] = ("agent1",)) -> Any:
    """A fixture: a portal with this face, and a `World` whose `.add(name, site=key)` files there."""

    @pytest.fixture
    def made(kit: Kit, browser: Browser, tmp_path: Path) -> Iterator[World]:
        with Portal(tmp_path / "office", face=face, memory=True) as portal:
            world = World(kit, portal, tmp_path / "home", browser=lambda: browser)
            move_in(world, key, settle=settle, accounts=accounts)
            yield world
            world.close()

    return made


def move_in(
    world: World, key: str, *, settle: float = 1.0, accounts: tuple[str, ...] = ("agent1",), submit_s: float = 0
) -> None:
    """Make the site known to the installation: its profile with this portal's address and short waits, its accounts.

    `submit_s`: how long the portal may take to answer a submit, where it is not what the profile says.
    """
    shutil.copytree(SITES / key, world.home / "sites" / f"{key}-make")
    own = world.home / "sites" / key
    own.mkdir()
    lines = QUICK.format(key=key, url=world.portal.url, settle=settle)
    if submit_s:
        told = tomllib.loads((SITES / key / "profile.toml").read_text(encoding="utf-8"))
        lines += "".join(f'[wizards."{kind}".submit]\ntimeout_s = {submit_s}\n' for kind in told["wizards"])
    (own / "profile.toml").write_text(lines, encoding="utf-8")
    for login in accounts:
        world.app.accounts.add(key, login, password=Secret(PASSWORD), units=bound_units())
    world.approve(key)
