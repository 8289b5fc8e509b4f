"""A write leaves once and stays where it was sent to, whatever the portal answers and whatever becomes of the line."""

import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import quote

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, BrowserContext, Page

from gongai import db
from gongai.connector import browser as browsers
from gongai.connector import closing
from gongai.connector.guard import Guard
from gongai.connector.journal import Journal
from gongai.connector.submission import Answered, NoAnswer, NotSent
from gongai.connector.write_blocker import WriteBlocker
from gongai.credentials.secret import Secret
from gongai.db.position import Position
from gongai.sites.call import Call
from tests.connector.bench import Bench
from tests.connector.door_server import DoorServer, door_server

pytestmark = pytest.mark.browser

SUBMIT = Call(method="POST", path="/submit")
ASK = """([path, given]) => fetch(path, {method: 'POST', body: '{"a": 1}', ...given}).then(
    async answer => [(await answer.text(), answer.status), answer.url.replace(location.origin, '')], () => [0, ''])"""
PATIENCE_S = 10


@pytest.fixture(scope="module")
def server() -> Iterator[DoorServer]:
    with door_server() as made:
        yield made


@pytest.fixture(scope="module")
def foreign() -> Iterator[DoorServer]:
    """Another origin."""
    with door_server() as made:
        yield made


class Post:
    """A guard on one page, and what it wrote into a real journal."""

    def __init__(self, bench: Bench, browser: Browser, server: DoorServer, *, sockets: tuple[str, ...] = ()) -> None:
        self._engine = bench.engine
        bench.add()
        claim = bench.claim()
        assert claim.filing_id is not None
        self.journal = Journal(bench.engine, bench.clock, filing_id=claim.filing_id, held=claim.lease)
        self.guard = Guard(
            self.journal, SUBMIT, sockets=sockets, origins=(server.url,), fresh=lambda: True, timeout_s=5
        )
        self.context: BrowserContext = browsers.new_context(browser)
        self.guard.watch(self.context)
        self.page: Page = self.context.new_page()
        self.page.goto(f"{server.url}/cookie")
        server.forget()

    def arm(self, compare: Callable[[Mapping[str, Any]], tuple[str, ...]] = lambda _body: ()) -> None:
        self.guard.arm(compare, lambda reply: {"ok": reply.status == 200})

    def ask(self, path: str, **given: Any) -> Any:
        return self.page.evaluate(ASK, [path, given])

    def events(self) -> list[tuple[str, str]]:
        """What was stopped, as the journal says it."""
        with db.reading(self._engine) as connection:
            rows = connection.execute(sa.select(db.journal.c.event, db.journal.c.data)).all()
        return [(row.event, row.data.get("call", "")) for row in rows]

    def until_settled(self) -> None:
        until = time.monotonic() + PATIENCE_S
        while self.guard.ending is None and time.monotonic() < until:
            self.page.wait_for_timeout(10)


@pytest.fixture
def post(bench: Bench, browser: Browser, server: DoorServer, foreign: DoorServer) -> Iterator[Post]:
    foreign.forget()
    made = Post(bench, browser, server)
    yield made
    closing.close(made.context)


@pytest.mark.parametrize("to", ["itself", "submit", "elsewhere"])
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_save_is_not_carried_on_by_a_redirect(
    post: Post, server: DoorServer, foreign: DoorServer, status: int, to: str
) -> None:
    target = {"itself": "/save", "submit": "/submit", "elsewhere": f"{foreign.url}/submit"}[to]
    seen = post.ask(f"/save?status={status}&to={target}")
    closing.close(post.context)
    assert [one.path for one in server.posts] == ["/save"]
    assert foreign.posts == []
    led_on = status in (301, 302, 303) and to != "elsewhere"
    assert seen == ([200, target] if led_on else [0, ""])
    assert bool(post.guard.held_back) is not led_on


@pytest.mark.parametrize("to", ["itself", "elsewhere"])
@pytest.mark.parametrize("status", [302, 307, 308])
def test_a_filing_that_is_answered_by_a_redirect_is_held_once(
    post: Post, server: DoorServer, foreign: DoorServer, status: int, to: str
) -> None:
    post.arm()
    target = {"itself": "/submit", "elsewhere": f"{foreign.url}/submit"}[to]
    post.ask(f"/submit?status={status}&to={target}")
    post.until_settled()
    closing.close(post.context)
    assert (len(server.posts), foreign.posts) == (1, [])
    if status == 302:  # the portal's own answer, by which it may say yes
        assert isinstance(post.guard.ending, Answered)
    else:
        assert isinstance(post.guard.ending, NoAnswer)
        assert "改投" in post.guard.ending.because
        assert post.journal.position() is Position.OPEN


def test_a_form_that_is_led_on_after_the_filing_is_not_sent_again(post: Post, server: DoorServer) -> None:
    post.arm()
    post.page.evaluate("() => { form.action = '/submit?status=307&to=/submit'; form.submit() }")
    post.until_settled()
    assert post.page.locator("#form").count() == 1  # the page is as it was: nothing to be reloaded
    closing.close(post.context)
    assert len(server.posts) == 1


@pytest.mark.parametrize("path", ["/save", "/submit"])
def test_a_write_on_a_connection_that_has_died_is_sent_once(post: Post, server: DoorServer, path: str) -> None:
    # left to itself the browser sends a POST again where the connection that it used a second time is reset
    post.ask("/first")
    if path == "/submit":
        post.arm()
    post.ask(f"{path}?reset=1")
    assert [one.path for one in server.posts] == ["/first", path]


def test_chinese_cookies_and_headers_leave_as_the_page_has_them(post: Post, server: DoorServer) -> None:
    post.page.evaluate("document.cookie = 'dw=云汐示例'")
    post.arm()
    post.ask("/submit", headers={"content-type": "application/json"})
    post.until_settled()
    assert isinstance(post.guard.ending, Answered), post.guard.ending
    headers = {name.lower(): value.encode("latin-1").decode() for name, value in server.posts[0].headers.items()}
    assert "dw=云汐示例" in headers["cookie"]
    assert "SID=abc" in headers["cookie"]


@pytest.mark.parametrize("path", ["/submit;jsessionid=1F", "//submit", "/%73ubmit", "/Submit"])
def test_the_filing_itself_may_be_spelled_otherwise_and_still_leaves_once(
    post: Post, server: DoorServer, path: str
) -> None:
    here = server.url + path
    assert post.ask(here) == [0, ""]
    post.arm()
    post.ask(here)
    post.ask(here)
    assert isinstance(post.guard.ending, Answered)
    assert (len(server.posts), post.guard.stopped) == (1, 2)


def test_a_page_that_closes_on_a_held_request_may_have_sent_it(post: Post) -> None:
    def closes(_body: Mapping[str, Any]) -> tuple[str, ...]:
        post.page.close()
        return ("申报主体",)

    post.arm(closes)
    post.page.evaluate("() => { fetch('/submit', {method: 'POST', body: '{}'}) }")
    until = time.monotonic() + PATIENCE_S
    other = post.context.new_page()
    while post.guard.ending is None and time.monotonic() < until:
        other.wait_for_timeout(10)
    assert isinstance(post.guard.ending, NoAnswer)
    assert post.journal.position() is Position.OPEN


def test_a_request_that_was_seen_stopped_was_not_sent(post: Post, server: DoorServer) -> None:
    post.arm(lambda _body: ("申报主体",))
    assert post.ask("/submit") == [0, ""]
    assert isinstance(post.guard.ending, NotSent)
    assert (server.posts, post.journal.position()) == ([], Position.CLEAR)


def test_what_is_held_when_the_attempt_ends_is_written_down_as_sent_and_stays_held(
    post: Post, server: DoorServer
) -> None:
    def gives_up(_body: Mapping[str, Any]) -> tuple[str, ...]:
        post.guard.may_have_left("浏览器中断")
        return ()

    post.arm(gives_up)
    assert post.ask("/submit") == [0, ""]
    assert post.journal.position() is Position.OPEN
    assert server.posts == []


def test_from_arming_on_writes_to_other_addresses_are_stopped_until_the_end(post: Post, server: DoorServer) -> None:
    assert post.ask("/save") == [200, "/save"]
    post.arm()
    assert post.ask("/other") == [0, ""]
    post.guard.shut()
    assert post.ask("/submit") == [0, ""]
    assert post.ask("/other") == [0, ""]
    assert [one.path for one in server.posts] == ["/save"]
    assert post.guard.strays == ["POST /other", "POST /other"]


@pytest.mark.parametrize("armed", [False, True])
def test_nothing_is_written_to_an_origin_that_the_profile_does_not_name(
    post: Post, server: DoorServer, foreign: DoorServer, armed: bool
) -> None:
    if armed:
        post.arm()
    given = {"mode": "no-cors"}
    for method in ("POST", "PUT"):
        post.ask(f"{foreign.url}/save", method=method)
    post.ask(f"{foreign.url}/save", **given)
    assert foreign.arrived == []
    notes = [one for one in post.events() if one == ("stray", f"POST {foreign.url}/save")]
    assert len(notes) == (2 if armed else 1)  # before arming the same is told once
    assert bool(post.guard.strays) is armed
    assert post.journal.position() is Position.CLEAR
    assert post.ask("/save") == ([0, ""] if armed else [200, "/save"])


def test_the_filing_itself_is_not_sent_to_another_origin(post: Post, server: DoorServer, foreign: DoorServer) -> None:
    post.arm()
    assert post.ask(f"{foreign.url}/submit") == [0, ""]
    assert (foreign.posts, post.guard.strays) == ([], [f"POST {foreign.url}/submit"])
    assert post.journal.position() is Position.CLEAR
    assert post.ask("/submit") == [200, "/submit"]
    assert isinstance(post.guard.ending, Answered)


def test_a_secret_in_use_goes_to_named_origins_only_by_whatever_method(
    post: Post, server: DoorServer, foreign: DoorServer
) -> None:
    secret = Secret("示例 Token/2026")
    for address in (server.url, foreign.url):
        for path in ("/a?x=1", f"/b?t={quote(secret.reveal())}", f"/c/{quote(quote(secret.reveal(), safe=''))}"):
            post.page.evaluate("address => fetch(address, {mode: 'no-cors'}).catch(() => 0)", address + path)
        in_gb = quote(secret.reveal().encode("gb18030"))
        post.page.evaluate("address => fetch(address, {mode: 'no-cors'}).catch(() => 0)", f"{address}/d?t={in_gb}")
    assert [one[:2] for one in foreign.asked] == ["/a"]
    assert [one[:2] for one in server.asked] == ["/a", "/b", "/c", "/d"]
    assert ("stray", f"GET {foreign.url}") in post.events()


def test_a_socket_to_another_origin_gets_no_server(
    bench: Bench, browser: Browser, server: DoorServer, foreign: DoorServer
) -> None:
    foreign.forget()
    post = Post(bench, browser, server, sockets=("/messages",))
    post.page.evaluate("url => { new WebSocket(url.replace('http', 'ws') + '/messages') }", foreign.url)
    blocker, context = WriteBlocker(origins=[server.url]), browsers.new_context(browser)
    blocker.watch(context)
    page = context.new_page()
    with blocker.letting_in():
        page.goto(server.url)
        page.evaluate("url => { new WebSocket(url.replace('http', 'ws') + '/messages') }", foreign.url)
        page.wait_for_timeout(100)
    closing.close(context)
    closing.close(post.context)
    assert foreign.arrived == []


def test_a_socket_that_is_not_named_gets_no_server_and_what_is_said_over_it_is_told(
    post: Post, server: DoorServer
) -> None:
    open_socket = """() => new Promise((done) => {
        window.socket = new WebSocket(location.origin.replace('http', 'ws') + '/messages?token=1');
        socket.onopen = done; socket.onerror = done; })"""
    post.page.evaluate(open_socket)
    post.page.evaluate("socket.send('hello')")
    assert post.guard.strays == []
    post.arm()
    post.page.evaluate("socket.send('{\"submit\": 1}')")
    post.page.wait_for_timeout(50)
    assert post.guard.strays == ["WebSocket /messages"]
    assert server.arrived == []


def test_a_socket_that_the_profile_names_reaches_the_portal(bench: Bench, browser: Browser, server: DoorServer) -> None:
    post = Post(bench, browser, server, sockets=("/mess*",))
    post.page.evaluate("() => { new WebSocket(location.origin.replace('http', 'ws') + '/messages') }")
    post.page.wait_for_timeout(100)
    closing.close(post.context)
    assert "socket /messages" in server.arrived


def test_bodies_arrive_as_the_page_made_them(post: Post, server: DoorServer) -> None:
    asked = """async () => {
        const form = new FormData(); form.append('a', '云'); form.append('b', new Blob(['inside']), 'b.txt');
        const bodies = ['云', new URLSearchParams({a: '1 2'}), form, new Blob(['blob']), new Uint8Array([1, 0, 255])];
        for (const body of bodies) await fetch('/save', {method: 'POST', body});
        await fetch('/save', {method: 'POST'});
    }"""
    post.page.evaluate(asked)
    text, fields, form, blob, octets, none = (one.body for one in server.posts)
    assert (text.decode(), fields, blob, octets, none) == ("云", b"a=1+2", b"blob", b"\x01\x00\xff", b"")
    assert b"inside" in form
    assert "云".encode() in form


def test_files_on_disk_and_large_bodies_arrive_whole(post: Post, server: DoorServer, tmp_path: Any) -> None:
    """The browser sends them itself: it does not show them to us, or takes seconds to."""
    file = tmp_path / "材料.pdf"
    file.write_bytes(b"%PDF-" + b"x" * 1000)
    post.page.evaluate("() => { form.innerHTML = '<input type=file name=file id=file>' }")
    post.page.set_input_files("#file", file)
    post.page.evaluate("""async () => {
        await fetch('/save', {method: 'POST', body: new FormData(form)});
        await fetch('/save', {method: 'POST', body: 'y'.repeat(3 << 20)});
    }""")
    assert file.read_bytes() in server.posts[0].body
    assert len(server.posts[1].body) == 3 << 20
