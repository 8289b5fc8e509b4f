"""Our own calls go out as the page's own would, with the one jar of cookies, and end within limits."""

import gzip
import hashlib
import json
import socket
import time
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from gongai.connector import browser as browsers
from gongai.connector.network import Network
from gongai.connector.pages import tab_storage
from gongai.connector.pages.calls import Calls
from gongai.errors import NotUnderstood, PageChanged, PortalDown, PortalError, SessionLost
from gongai.sites import Site
from gongai.sites.call import Call
from gongai.sites.site_profile import Profile
from tests.connector.small_server import Exchange, SmallServer, small_server

pytestmark = pytest.mark.browser

LIST = Call(path="/list")
Opened = Callable[..., Calls]


def ok(exchange: Exchange) -> None:
    exchange.give(b'{"rows": []}')


@pytest.fixture
def portal() -> Iterator[SmallServer]:
    with small_server(host="localhost") as server:  # a host without a dot, as in many intranets
        server.answers["/list"] = ok
        yield server


@pytest.fixture
def page(browser: Browser, portal: SmallServer) -> Iterator[Page]:
    context = browsers.new_context(browser)
    page = context.new_page()
    page.goto(f"{portal.url}/home?token=1#part")
    yield page
    context.close()


@pytest.fixture
def opened(page: Page, portal: SmallServer, example_site: Site) -> Iterator[Opened]:
    """Calls with a profile in which some keys are others."""
    made: list[Calls] = []

    def open_calls(*, session: dict[str, Any] | None = None, **more: Any) -> Calls:
        data = example_site.profile.model_dump(mode="json")
        data |= {"base_url": portal.url, **more}
        data["limits"] |= {"action_s": 15, "answer_mb": 2, "document_mb": 3, "document_s": 15, **more.get("limits", {})}
        data["session"] |= session or {}
        made.append(Calls(page, Profile.model_validate(data), Network()))
        return made[-1]

    yield open_calls
    for calls in made:
        calls.close()


def test_a_call_carries_the_cookies_agent_language_and_address_of_its_page(
    opened: Opened, page: Page, portal: SmallServer
) -> None:
    page.evaluate("document.cookie = 'sid=1'; document.cookie = 'dw=示例二院'")
    page.evaluate("fetch('/page-call', { method: 'POST', body: '1' }).then(one => one.text())")
    opened().json(LIST.model_copy(update={"method": "POST"}), None)
    ours, pages = portal.at("/list").headers, portal.at("/page-call").headers
    for name in ("cookie", "user-agent", "accept-language", "referer", "origin", "accept", "host"):
        assert ours.get(name) == pages[name], name
    assert ours["cookie"].encode("latin-1").decode() == "sid=1; dw=示例二院"
    assert "no-store" in ours["cache-control"]


def test_what_an_answer_sets_the_page_sends_and_what_the_page_sets_a_call_sends(
    opened: Opened, page: Page, portal: SmallServer
) -> None:
    lines = (
        b"Set-Cookie: unit=2; Path=/; HttpOnly",
        "Set-Cookie: dw=示例二院; Path=/; Max-Age=600".encode(),
        b"Set-Cookie: old=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT",
        b"Set-Cookie: alien=1; Domain=elsewhere.example",
    )
    portal.answers["/switch"] = lambda exchange: exchange.give(b"{}", more=lines)
    page.evaluate("document.cookie = 'old=1; path=/'")
    calls = opened()
    calls.json(Call(path="/switch"), None)
    page.goto(f"{portal.url}/form")
    assert portal.at("/form").headers["cookie"].encode("latin-1").decode() == "unit=2; dw=示例二院"
    page.evaluate("document.cookie = 'mine=3; path=/'")
    calls.json(LIST, None)
    assert "unit=2" in portal.at("/list").headers["cookie"] and "mine=3" in portal.at("/list").headers["cookie"]


def test_while_no_page_is_open_what_a_call_was_given_is_sent_and_a_page_that_opens_counts_at_once(
    browser: Browser, page: Page, portal: SmallServer, example_site: Site
) -> None:
    context = browsers.new_context(browser)
    profile = Profile.model_validate(example_site.profile.model_dump(mode="json") | {"base_url": portal.url})
    calls = Calls(context.new_page(), profile, Network())
    portal.answers["/list"] = lambda one: one.give(b"{}", more=(f"Set-Cookie: n={len(portal.seen)}".encode(),))
    for _ in range(3):
        calls.json(LIST, None)
    sent = [one.headers.get("cookie") for one in portal.seen if one.path == "/list"]
    assert sent[0] is None and sent[1] != sent[2]
    context.pages[0].goto(f"{portal.url}/home")
    context.pages[0].evaluate("document.cookie = 'mine=1'")
    calls.json(LIST, None)
    assert "mine=1" in portal.at("/list").headers["cookie"]
    calls.close()
    context.close()


def test_the_unit_that_a_call_switched_to_is_the_one_that_the_page_files_for(
    opened: Opened, page: Page, portal: SmallServer
) -> None:
    """A portal that keeps the acting unit in a cookie."""

    def current(exchange: Exchange) -> None:
        cookies = dict(one.split("=", 1) for one in exchange.seen.headers.get("cookie", "").split("; "))
        exchange.give(json.dumps({"unit": cookies.get("unit", "")}).encode())

    portal.answers["/switch"] = lambda one: one.give(b"{}", more=(f"Set-Cookie: unit={one.path[-1]}; Path=/".encode(),))
    portal.answers["/current"] = portal.answers["/submit"] = current
    page.evaluate("document.cookie = 'unit=1; path=/'")
    calls = opened()
    calls.json(Call(path="/switch", params={"to": "2"}), None)
    assert calls.json(Call(path="/current"), None) == {"unit": "2"}
    assert page.evaluate("fetch('/submit', { method: 'POST' }).then(one => one.json())") == {"unit": "2"}


@pytest.mark.parametrize(
    ("kept", "put"),
    [
        ("localStorage", "value => localStorage.setItem('T', JSON.stringify(value))"),
        ("sessionStorage", "value => sessionStorage.setItem('T', JSON.stringify(value))"),
        ("cookie", "value => { document.cookie = 'T=' + JSON.stringify(value) }"),
        ("header", "value => fetch('/renew?' + value).then(one => one.text())"),
    ],
)
def test_the_token_is_read_where_the_page_keeps_it_and_anew_for_each_call(
    kept: str, put: str, opened: Opened, page: Page, portal: SmallServer
) -> None:
    portal.answers["/renew"] = lambda one: one.give(more=(f'T: "{one.path.partition("?")[2]}"'.encode(),))
    calls = opened(session={"token": {"kept": kept, "storage": "T", "path": ".", "header": "X-Token"}})
    calls.json(LIST, None)
    assert "x-token" not in portal.at("/list").headers
    for value in ("first-token", "second-token"):
        page.evaluate(put, value)
        calls.json(LIST, None)
        assert portal.at("/list").headers["x-token"] == f"Bearer {value}"


def test_a_saved_session_has_its_token_before_a_page_is_open(
    browser: Browser, page: Page, portal: SmallServer, example_site: Site
) -> None:
    page.evaluate("localStorage.setItem('T', 'kept-token')")
    context = browsers.new_context(browser, storage_state=dict(page.context.storage_state()))
    session = example_site.profile.session.model_dump(mode="json") | {"token": {"storage": "T"}}
    data = example_site.profile.model_dump(mode="json") | {"base_url": portal.url, "session": session}
    calls = Calls(context.new_page(), Profile.model_validate(data), Network())
    calls.json(LIST, None)
    assert portal.at("/list").headers["authorization"] == "Bearer kept-token"
    assert portal.at("/list").headers["referer"] == f"{portal.url}/"
    calls.close()
    context.close()


def test_what_a_page_keeps_in_its_tab_is_carried_over_until_the_page_takes_it_out(
    browser: Browser, page: Page, portal: SmallServer, example_site: Site
) -> None:
    page.evaluate("sessionStorage.setItem('T', 'tab-token')")
    kept = tab_storage.kept_in(page.context, {portal.url})
    session = example_site.profile.session.model_dump(mode="json")
    session |= {"token": {"kept": "sessionStorage", "storage": "T"}}
    data = example_site.profile.model_dump(mode="json") | {"base_url": portal.url, "session": session}
    context = browsers.new_context(browser)
    tab_storage.put_back(context, kept)
    later = context.new_page()
    calls = Calls(later, Profile.model_validate(data), Network(), tabs=kept)
    calls.json(LIST, None)
    assert portal.at("/list").headers["authorization"] == "Bearer tab-token"
    later.goto(f"{portal.url}/home")
    assert later.evaluate("sessionStorage.getItem('T')") == "tab-token"
    later.evaluate("sessionStorage.removeItem('T')")
    later.reload()
    calls.json(LIST, None)
    assert "authorization" not in portal.at("/list").headers
    calls.close()
    context.close()


def test_headers_that_the_pages_send_are_sent(opened: Opened, portal: SmallServer) -> None:
    opened(session={"headers": {"X-Requested-With": "XMLHttpRequest", "X-Area": "云汐"}}).json(LIST, None)
    headers = portal.at("/list").headers
    assert headers["x-requested-with"] == "XMLHttpRequest"
    assert headers["x-area"].encode("latin-1").decode() == "云汐"


@pytest.mark.parametrize("form", [False, True])
def test_a_name_is_asked_for_in_the_encoding_of_the_portal(form: bool, opened: Opened, portal: SmallServer) -> None:
    asked = Call(path="/list?kind=申报", params={"name": "朱镕基㎡"}, charset="gb2312")
    opened().json(asked.model_copy(update={"method": "POST", "form": True} if form else {}), None)
    seen = portal.at("/list")
    assert seen.path.startswith("/list?kind=%C9%EA%B1%A8")
    assert b"name=%D6%EC%E9F%BB%F9%A9O" in (seen.body if form else seen.path.encode())


def test_a_document_is_fetched_by_the_method_and_in_the_encoding_of_its_call(
    opened: Opened, portal: SmallServer, tmp_path: Path
) -> None:
    portal.answers["/file"] = lambda one: one.give(b"%PDF-1.7 x", kind="application/pdf")
    call = Call(method="POST", form=True, path="/file", params={"no": "{number}"}, charset="gbk")
    digest = opened().fetch(call, None, tmp_path / "a.pdf", number="云汐")
    assert digest == hashlib.sha256((tmp_path / "a.pdf").read_bytes()).hexdigest()
    assert portal.at("/file").body == b"no=%D4%C6%CF%AB"


def test_files_are_pushed_with_names_and_fields_in_the_encoding_of_the_portal(
    opened: Opened, portal: SmallServer, tmp_path: Path
) -> None:
    portal.answers["/push"] = ok
    big = tmp_path / "big.pdf"
    big.write_bytes(b"%PDF" * 100_000)
    call = Call(method="POST", path="/push", params={"单位": "朱镕基"}, charset="gb2312")
    opened().push(call, None, [("file", "刘䶮㎡.pdf", big)], seconds=15)
    seen = portal.at("/push")
    assert 'name="单位"\r\n\r\n朱镕基\r\n'.encode("gb18030") in seen.body
    assert (
        'name="file"; filename="刘䶮㎡.pdf"\r\nContent-Type: application/pdf\r\n\r\n%PDF'.encode("gb18030") in seen.body
    )
    assert big.read_bytes() in seen.body and int(seen.headers["content-length"]) == len(seen.body)


def test_a_call_leaves_only_for_origins_that_the_profile_names(opened: Opened, portal: SmallServer) -> None:
    with small_server() as other:
        other.answers["/list"] = ok
        elsewhere = Call(path="{url}/list")
        with pytest.raises(PageChanged, match=f"{other.url}，已停止，没有发出.*origins"):
            opened().json(elsewhere, None, url=other.url)
        assert other.seen == []
        opened(origins=[other.url]).json(elsewhere, None, url=other.url)
        assert len(other.seen) == 1


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_a_lost_session_and_never_followed(status: int, opened: Opened, portal: SmallServer) -> None:
    with small_server() as other:
        target = f"Location: {other.url}/list".encode()
        portal.answers["/list"] = lambda one: one.give(status=status, more=(target,))
        with pytest.raises(SessionLost, match=f"转到 {other.url}，未跟随"):
            opened().json(LIST.model_copy(update={"method": "POST"}), None)
        assert other.seen == []


@pytest.mark.parametrize(("method", "times"), [("GET", 3), ("POST", 1)])
def test_a_read_is_asked_again_after_a_dead_line_and_a_write_never(
    method: str, times: int, opened: Opened, portal: SmallServer
) -> None:
    calls = opened()
    calls.json(LIST, None)
    portal.seen.clear()
    portal.answers["/list"] = lambda one: one.connection.shutdown(socket.SHUT_RDWR)
    with pytest.raises(PortalDown, match="没有应答"):
        calls.json(LIST.model_copy(update={"method": method}), None)
    assert len(portal.seen) == times


def test_an_answer_that_unpacks_without_end_is_not_taken(opened: Opened, portal: SmallServer) -> None:
    bomb = gzip.compress(b"0" * (16 << 20))
    portal.answers["/list"] = lambda one: one.give(bomb, more=(b"Content-Encoding: gzip",))
    with pytest.raises(NotUnderstood, match=r"/list.*超过 2 MB"):
        opened().json(LIST, None)
    assert portal.at("/list").headers["accept-encoding"] == "identity"


def test_an_ordinary_packed_answer_is_unpacked(opened: Opened, portal: SmallServer) -> None:
    packed = gzip.compress(b'{"rows": [1]}')
    portal.answers["/list"] = lambda one: one.give(packed, more=(b"Content-Encoding: gzip",))
    assert opened().json(LIST, None) == {"rows": [1]}


def test_a_document_that_lies_elsewhere_is_not_fetched_and_told_where(
    opened: Opened, portal: SmallServer, tmp_path: Path
) -> None:
    with small_server() as other:
        target = f"Location: {other.url}/a.pdf".encode()
        portal.answers["/file"] = lambda one: one.give(status=302, more=(target,))
        with pytest.raises(PortalError, match=f"HTTP 302）（平台把请求转到 {other.url}，未跟随）"):
            opened().fetch(Call(path="/file"), None, tmp_path / "a.pdf")
        assert other.seen == [] and list(tmp_path.iterdir()) == []


def test_a_document_that_is_too_large_leaves_nothing_behind(
    opened: Opened, portal: SmallServer, tmp_path: Path
) -> None:
    portal.answers["/file"] = lambda one: one.give(b"%PDF" * (1 << 20), kind="application/pdf")
    with pytest.raises(NotUnderstood, match="超过 3 MB"):
        opened().fetch(Call(path="/file"), None, tmp_path / "a.pdf")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("where", ["head", "body"])
def test_an_answer_that_drips_ends_when_the_time_of_a_call_is_up(
    where: str, opened: Opened, portal: SmallServer
) -> None:
    def drip(exchange: Exchange) -> None:
        exchange.wfile.write(b"HTTP/1.1 200 OK\r\n")
        exchange.wfile.write(b"Content-Length: 99999\r\n\r\n" if where == "body" else b"X: ")
        for _ in range(600):
            exchange.wfile.write(b" ")
            time.sleep(0.05)

    portal.answers["/list"] = drip
    began = time.monotonic()
    with pytest.raises(PortalDown, match="没有应答"):
        opened(limits={"action_s": 0.6}).json(LIST, None)
    assert time.monotonic() - began < 5
    portal.answers["/list"] = ok
    assert opened().json(LIST, None) == {"rows": []}


def test_a_hundred_megabytes_are_pushed_and_fetched_without_holding_them(
    opened: Opened, portal: SmallServer, tmp_path: Path
) -> None:
    size, piece = 100 << 20, b"0" * (1 << 20)

    def pour(exchange: Exchange) -> None:
        exchange.send_response(200)
        exchange.send_header("Content-Type", "application/pdf")
        exchange.send_header("Content-Length", str(size))
        exchange.end_headers()
        for _ in range(size >> 20):
            exchange.wfile.write(piece)

    def swallow(exchange: Exchange) -> None:
        left = int(exchange.headers["content-length"])
        while left > 0:
            left -= len(exchange.rfile.read(min(left, 1 << 18)))
        ok(exchange)

    portal.answers |= {"/file": pour, "/push": swallow}
    portal.unread.add("/push")
    calls = opened(limits={"document_mb": 120, "document_s": 120})
    calls.json(LIST, None)
    target = tmp_path / "a.pdf"
    tracemalloc.start()
    try:
        calls.fetch(Call(path="/file"), None, target)
        calls.push(Call(method="POST", path="/push"), None, [("file", "a.pdf", target)], seconds=120)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert target.stat().st_size == size
    assert int(portal.at("/push").headers["content-length"]) > size
    assert peak < 8 << 20
