"""One portal in a thread for all tests here, reset before each; browsers are the session's."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext

from fixtures.portals.portal import Portal
from tests.portal.client import Client
from tests.portal.pages import Site

STILL = """addEventListener('DOMContentLoaded', () => {
  const style = document.createElement('style')
  style.textContent = '*{transition:none!important;animation:none!important}'
  document.head.append(style)
})"""


@pytest.fixture(scope="session")
def portal_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    with Portal(tmp_path_factory.mktemp("portal"), memory=True) as portal:
        yield portal


@pytest.fixture
def portal(portal_server: Portal) -> Portal:
    portal_server.world.skin = 1
    portal_server.world.reset()
    return portal_server


@pytest.fixture
def client(portal: Portal) -> Iterator[Client]:
    with Client(portal.url) as client:
        yield client


@pytest.fixture
def agent(client: Client) -> Client:
    """agent1, acting for U-1."""
    assert client.login()["success"]
    assert client.switch("U-1")["success"]
    return client


@pytest.fixture(scope="session")
def window(browser: Browser) -> Iterator[BrowserContext]:
    """One cache for all tests; each test gets a fresh page without cookies or storage."""
    context = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai", viewport={"width": 1400, "height": 900})
    context.set_default_timeout(15_000)
    context.add_init_script(STILL)
    yield context
    context.close()


@pytest.fixture
def site(portal: Portal, window: BrowserContext) -> Iterator[Site]:
    window.clear_cookies()
    page = window.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(f"{portal.url}/__health")
    page.evaluate("localStorage.clear()")
    yield Site(page, portal.url)
    page.close()
    assert problems == []


@pytest.fixture
def quick(client: Client) -> None:
    """Toasts that go soon, and picks that are sent soon."""
    client.faults({"effect": "debounce", "seconds": 0.1}, {"effect": "toast_seconds", "seconds": 1})
