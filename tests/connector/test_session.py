"""A session that was saved is taken up again wherever the portal keeps it."""

import json
from typing import Any

import pytest
from playwright.sync_api import Browser

from gongai.connector.network import DIRECT
from gongai.connector.session import Logins, Session
from gongai.sites import Site
from gongai.sites.site_profile import Profile
from tests.connector.conftest import Install
from tests.connector.small_server import Exchange, SmallServer, small_server

pytestmark = pytest.mark.browser

LOGIN = b"""<!doctype html><form method="post" action="/take"><input name="loginName">
<input name="password" type="password"><button>\xe7\x99\xbb\xe5\xbd\x95</button></form>"""
INSIDE = b"<!doctype html><script>sessionStorage.setItem('T', 'tab-token-0123456789')</script>"


def profile_of(site: Site, url: str) -> Profile:
    """A portal that keeps its login in the tab."""
    data: dict[str, Any] = site.profile.model_dump(mode="json") | {"base_url": url}
    data["login"] |= {"address": "/login", "button": "登录", "captcha_image": ""}
    data["login"]["signs"]["success"] = {"outcome": "success", "address": "/take"}
    data["session"] |= {"alive": {"path": "/alive"}, "token": {"kept": "sessionStorage", "storage": "T"}}
    return Profile.model_validate(data)


def alive(exchange: Exchange) -> None:
    known = exchange.seen.headers.get("authorization") == "Bearer tab-token-0123456789"
    exchange.give(json.dumps({"success": known}).encode())


def test_a_login_that_is_kept_in_the_tab_serves_the_next_filing_too(
    install: Install, browser: Browser, example_site: Site
) -> None:
    world = install()
    with small_server() as server:
        server.answers["/login"] = lambda one: one.give(LOGIN, kind="text/html; charset=utf-8")
        server.answers["/take"] = lambda one: one.give(INSIDE, kind="text/html")
        server.answers["/alive"] = alive
        logins = Logins(
            browser,
            profile_of(example_site, server.url),
            world.app.accounts,
            world.app.clock,
            login="agent1",
            prepare=lambda _context: None,
            store_captcha=lambda _image: "",
            network=DIRECT,
        )
        first, second = logins.open(), logins.open()
        assert (first.reused, second.reused) == (False, True)
        assert in_tab(second, server) == "tab-token-0123456789"
        assert [one.path for one in server.seen if one.method == "POST"] == ["/take"]
        for session in (first, second):
            session.close()


def in_tab(session: Session, server: SmallServer) -> str:
    """What the portal's scripts find in the tab when they start."""
    session.page.goto(f"{server.url}/form")
    return str(session.page.evaluate("sessionStorage.getItem('T')"))
