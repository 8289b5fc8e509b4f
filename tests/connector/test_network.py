"""An office's own authority and its proxy hold for browser and own calls alike, and trouble has its name."""

import base64
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Error

from gongai import settings
from gongai.connector import browser as browsers
from gongai.connector.network import Network, network_of, trouble
from gongai.connector.pages.calls import Calls
from gongai.connector.pages.login import LoginPage
from gongai.errors import ConfigError, PortalDown
from gongai.sites import Site
from gongai.sites.call import Call
from gongai.sites.site_profile import Profile
from tests.connector.own_ca import own_ca
from tests.connector.small_server import Exchange, SmallServer, small_server

LIST = Call(path="/list")


def of(site: Site, url: str) -> Profile:
    return Profile.model_validate(site.profile.model_dump(mode="json") | {"base_url": url})


def ok(exchange: Exchange) -> None:
    exchange.give(b'{"rows": []}')


@pytest.fixture
def thread() -> Iterator[ThreadPoolExecutor]:
    """A browser of one's own needs a thread without the loop of the shared one."""
    with ThreadPoolExecutor(1) as pool:
        yield pool


@pytest.fixture
def secured(tmp_path: Path) -> Iterator[tuple[Path, SmallServer]]:
    ca_file, tls = own_ca(tmp_path)
    with small_server(tls=tls, host="localhost") as server:
        server.answers["/list"] = ok
        yield ca_file, server


@pytest.mark.browser
def test_a_certificate_of_an_own_authority_is_believed_by_browser_guard_and_calls(
    secured: tuple[Path, SmallServer], example_site: Site, tmp_path: Path, thread: ThreadPoolExecutor
) -> None:
    ca_file, server = secured
    found = settings.load(tmp_path / "home", {"GONGAI_CA_FILE": str(ca_file)})

    def visit() -> None:
        with browsers.launch(found) as running:
            page = browsers.new_context(running).new_page()
            page.goto(f"{server.url}/page")
            assert page.context.request.get(f"{server.url}/guard").ok  # the way on which the guard sends
            calls = Calls(page, of(example_site, server.url), network_of(found))
            assert calls.json(LIST, None) == {"rows": []}
            calls.close()

    thread.submit(visit).result()
    assert [one.path for one in server.seen if one.path != "/favicon.ico"] == ["/page", "/guard", "/list"]


@pytest.mark.browser
def test_a_certificate_that_nobody_vouches_for_is_called_so(
    secured: tuple[Path, SmallServer], example_site: Site, browser: Browser
) -> None:
    _, server = secured
    context = browsers.new_context(browser)
    page, profile = context.new_page(), of(example_site, server.url)
    with pytest.raises(PortalDown, match=r"打不开平台登录页：平台的证书不被信任.*ca_file"):
        LoginPage(page, profile).open()
    calls = Calls(page, profile, Network())
    with pytest.raises(PortalDown, match=r"没有应答：平台的证书不被信任.*ca_file"):
        calls.json(LIST, None)
    with pytest.raises(Error) as by_guard:
        page.context.request.get(server.url)
    assert "证书" in trouble(by_guard.value)
    assert server.seen == []
    calls.close()
    context.close()


@pytest.mark.browser
def test_browser_guard_and_calls_go_through_the_proxy(
    example_site: Site, tmp_path: Path, thread: ThreadPoolExecutor
) -> None:
    """The portal's name is known to nobody but the proxy."""
    with small_server() as proxy:
        proxy.answers["http://portal.invalid/list"] = ok
        address = proxy.url.replace("http://", "http://desk:Pass-1@")
        found = settings.load(tmp_path / "home", {"GONGAI_PROXY": address})
        wanted = f"Basic {base64.b64encode(b'desk:Pass-1').decode()}"

        def visit() -> None:
            with browsers.launch(found) as running:
                page = browsers.new_context(running).new_page()
                page.goto("http://portal.invalid/page")
                page.context.request.get("http://portal.invalid/guard")
                calls = Calls(page, of(example_site, "http://portal.invalid"), network_of(found))
                assert calls.json(LIST, None) == {"rows": []}
                calls.close()

        thread.submit(visit).result()
        seen = {one.path.removeprefix("http://portal.invalid"): one.headers for one in proxy.seen}
    assert {"/page", "/guard", "/list"} <= set(seen), "by its own words or through a tunnel"
    assert seen["/list"]["proxy-authorization"] == wanted


def test_a_proxy_that_refuses_is_called_so() -> None:
    with small_server() as proxy, pytest.raises(httpx.HTTPError) as caught:
        proxy.answers["portal.invalid:443"] = lambda one: one.give(status=407)
        Network(proxy=proxy.url).get("https://portal.invalid/", timeout_s=5)
    assert "设置 proxy" in trouble(caught.value)


@pytest.mark.parametrize("text", ["", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"])
def test_a_file_without_a_certificate_is_refused_before_anything_starts(text: str, tmp_path: Path) -> None:
    file = tmp_path / "ca.pem"
    file.write_text(text)
    found = settings.load(tmp_path / "home", {"GONGAI_CA_FILE": str(file)})
    with pytest.raises(ConfigError, match="ca_file"):
        network_of(found).transport()
    with pytest.raises(ConfigError, match="ca_file"), browsers.launch(found):
        pass


def test_the_password_of_a_proxy_is_never_shown(tmp_path: Path) -> None:
    found = settings.load(tmp_path, {"GONGAI_PROXY": "http://desk:Pass@1@10.0.0.1:3128"})
    (shown,) = (row.value for row in settings.describe(found) if row.name == "proxy")
    assert shown == "http://desk:****@10.0.0.1:3128"
    with pytest.raises(ConfigError) as refused:
        settings.load(tmp_path, {"GONGAI_PROXY": "ftp://desk:Pass/1@10.0.0.1"})
    assert "Pass" not in str(refused.value) and "10.0.0.1" in str(refused.value)
