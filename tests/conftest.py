"""What every test may use: the browser of this machine for pytest-playwright, stand-in portals that last a process."""

import logging
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
import structlog
from playwright.sync_api import Browser

from fixtures.portals.portal import Portal
from gongai import settings
from gongai.connector.browser import ARGS
from gongai.connector.browser_program import find_browser, is_root
from tests.world import Kit, World, make_kit


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The same program and flags as in production; `GONGAI_BROWSER_PATH` names another."""
    named = {name: value for name, value in os.environ.items() if name == "GONGAI_BROWSER_PATH"}
    found = find_browser(settings.load(Path("/nonexistent"), named))
    assert found is not None, "没有可用的浏览器：请运行 make browser"
    return {
        **browser_type_launch_args,
        "executable_path": str(found.path),
        "args": list(ARGS),
        "chromium_sandbox": not is_root(),
    }


Portals = Callable[[str], Portal]
FIRST = ("fault", "browser")
"""The longest tests come first, so that at the end of a run no worker waits for one of them."""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The full matrices run only where they are asked for by `-m`; elsewhere each rule is shown once."""

    def rank(item: pytest.Item) -> int:
        return next((place for place, name in enumerate(FIRST) if item.get_closest_marker(name)), len(FIRST))

    if "matrix" not in config.option.markexpr:
        config.hook.pytest_deselected(items=[item for item in items if item.get_closest_marker("matrix")])
        items[:] = [item for item in items if not item.get_closest_marker("matrix")]
    items.sort(key=rank)


@pytest.fixture(autouse=True)
def logs_as_before() -> Iterator[None]:
    """A program that is called in this process sets up the logs of all of it."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers[:], root.level = handlers, level
    logging.raiseExceptions = True
    logging.captureWarnings(False)
    structlog.reset_defaults()


@pytest.fixture(scope="session")
def portals(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portals]:
    """One portal of each kind for all tests of this process, started when it is first asked for."""
    running: dict[str, Portal] = {}
    with ExitStack() as stack:

        def of_kind(kind: str) -> Portal:
            if kind not in running:
                folder = tmp_path_factory.mktemp(f"portal-{kind}")
                running[kind] = stack.enter_context(Portal(folder, kind, memory=True))
            return running[kind]

        yield of_kind


@pytest.fixture(scope="session")
def portal_process(portals: Portals) -> Portal:
    """The portal that most tests file at."""
    return portals("elementui")


@pytest.fixture(scope="session")
def kit(tmp_path_factory: pytest.TempPathFactory, portal_process: Portal) -> Kit:
    """An installation that is copied for each test, and the sample filings."""
    return make_kit(tmp_path_factory.mktemp("kit"), portal_process.url)


@pytest.fixture
def portal(portal_process: Portal) -> Iterator[Portal]:
    """The portal as new, without faults."""
    portal_process.world.reset()
    yield portal_process
    portal_process.world.faults.clear()


@pytest.fixture
def world(kit: Kit, portal: Portal, browser: Browser, tmp_path: Path) -> Iterator[World]:
    """An installation of its own with an empty queue, and the portal it files at."""
    made = World(kit, portal, tmp_path / "home", browser=lambda: browser)
    yield made
    made.close()
