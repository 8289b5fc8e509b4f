"""What the connector's tests use: installations with other profiles, meddled browsers, a bench without one."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

import pytest
from playwright.sync_api import Browser

from fixtures.portals.portal import Portal
from gongai import db
from gongai.db import migrate
from gongai.evidence import check_register
from gongai.sites import Site, load
from tests import record_key
from tests.connector.bench import Bench
from tests.world import Kit, World

QUICK: dict[str, Any] = {"effect": "debounce", "seconds": 0.05}
"""Uploads are not merged for a whole second."""

Install = Callable[..., World]


class Meddled:
    """A browser in whose pages somebody else's script runs: a bad page, a plug-in, an injected advertisement."""

    def __init__(self, browser: Browser, script: str, *, contexts: int | None) -> None:
        self._browser = browser
        self._script = script
        self._left = contexts

    def new_context(self, **options: Any) -> Any:
        context = self._browser.new_context(**options)
        if self._left is None or self._left > 0:
            context.add_init_script(self._script)
            self._left = None if self._left is None else self._left - 1
        return context


@pytest.fixture
def install(kit: Kit, portal: Portal, browser: Browser, tmp_path: Path) -> Iterator[Install]:
    """Makes an installation. `url`: the address it has for the portal; `profile`: lines that replace others in its
    profile, or are added; `script`: runs in every page of the first `contexts` browser contexts; `approved`: a
    supervisor approves the profile that came of it."""
    worlds: list[World] = []

    def make(
        *,
        url: str = "",
        profile: dict[str, str] | None = None,
        add: str = "",
        settings: str = "",
        script: str = "",
        contexts: int | None = None,
        at: Portal = portal,
        approved: bool = True,
    ) -> World:
        used: Any = Meddled(browser, script, contexts=contexts) if script else browser
        world = World(kit, at, tmp_path / f"home{len(worlds)}", browser=lambda: cast(Browser, used))
        worlds.append(world)
        file = world.home / "sites" / "yunxi" / "profile.toml"
        text = file.read_text(encoding="utf-8").replace(portal.url, url or at.url)
        for old, new in (profile or {}).items():
            assert old in text, f"配置中没有 {old}"
            text = text.replace(old, new)
        file.write_text(f"{text}\n{add}\n", encoding="utf-8")
        if settings:
            world.configure(settings)
        if approved:
            world.approve()
        world.fault(QUICK)
        return world

    yield make
    for world in worlds:
        world.close()


@pytest.fixture
def city(install: Install) -> World:
    """An installation as it is, at a portal that takes uploads quickly."""
    return install()


@pytest.fixture(scope="session")
def ledger_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("ledger") / "gongai.db"
    engine = db.connect(f"sqlite:///{path}")
    migrate.upgrade(engine)
    engine.dispose()  # the last connection takes the -wal into the file
    return path


@pytest.fixture(scope="session")
def example_site() -> Site:
    """The example portal; the figures that only take time are small."""
    return load("yunxi", overrides={"limits": {"settle_s": 5, "look_gap_s": 1}})


@pytest.fixture
def memory_folder() -> Iterator[Path]:
    """A folder without a disk under it, where the machine has one: a flush to the disk costs more than the test."""
    memory = Path("/dev/shm")
    with TemporaryDirectory(prefix="gongai-", dir=memory if os.access(memory, os.W_OK) else None) as folder:
        yield Path(folder)


@pytest.fixture
def bench(ledger_template: Path, example_site: Site, memory_folder: Path) -> Iterator[Bench]:
    """A migrated ledger of its own, the example site and a fake portal."""
    shutil.copyfile(ledger_template, memory_folder / "gongai.db")
    engine = record_key.connect(f"sqlite:///{memory_folder / 'gongai.db'}")
    yield Bench(engine, example_site, memory_folder / "evidence")
    with db.reading(engine) as connection:  # whatever a flow did, each row that says so was noted
        assert list(check_register(connection)) == []
    engine.dispose()
