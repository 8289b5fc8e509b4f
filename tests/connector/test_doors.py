"""Every way by which a page can send is closed, or leads through the guard. docs/guard.md lists them."""

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from gongai.connector import browser as browsers
from gongai.connector import closing
from gongai.connector.write_blocker import WriteBlocker
from gongai.sites.call import Call
from tests.connector.door_server import DoorServer, door_server

pytestmark = pytest.mark.browser

SETTLE_MS = 120
"""What a door sends has arrived by then, on a machine that is not busy; on a busy one closing comes on top."""
AFTER_S = 0.08
GIVEN = "{method: 'POST', body: 'x'}"

DOORS = {
    "fetch": f"fetch('/write', {GIVEN}).catch(() => 0)",
    "put": "fetch('/write', {method: 'PUT', body: 'x'}).catch(() => 0)",
    "xhr": "(() => { const x = new XMLHttpRequest(); x.open('POST', '/write'); x.send('x') })()",
    "form": "document.getElementById('form').submit()",
    "form-in-frame": """(() => { const f = document.createElement('iframe'); f.name = 'f'; document.body.append(f);
        form.target = 'f'; form.submit() })()""",
    "form-in-new-window": "(() => { form.target = '_blank'; form.submit() })()",
    "fetch-of-a-new-frame": f"""(() => {{ const f = document.createElement('iframe'); document.body.append(f);
        f.contentWindow.fetch(location.origin + '/write', {GIVEN}).catch(() => 0) }})()""",
    "beacon": "navigator.sendBeacon('/write', 'x')",
    "keepalive": "fetch('/write', {method: 'POST', body: 'x', keepalive: true}).catch(() => 0)",
    "keepalive-request": "fetch(new Request('/write', {method: 'POST', body: 'x', keepalive: true})).catch(() => 0)",
    "beacon-on-pagehide": """(() => { addEventListener('pagehide', () => navigator.sendBeacon('/write', 'x'));
        location.href = '/elsewhere' })()""",
    "keepalive-on-pagehide": """(() => { addEventListener('pagehide', () =>
        fetch('/write', {method: 'POST', body: 'x', keepalive: true})); location.href = '/elsewhere' })()""",
    "beacon-on-close": "addEventListener('pagehide', () => navigator.sendBeacon('/write', 'x'))",
    "keepalive-on-close": """addEventListener('pagehide', () =>
        fetch('/write', {method: 'POST', body: 'x', keepalive: true}))""",
    "beacon-when-hidden": "document.addEventListener('visibilitychange', () => navigator.sendBeacon('/write', 'x'))",
    "beacon-of-a-closing-window": """(() => { const w = open('/elsewhere'); setTimeout(() => {
        w.addEventListener('pagehide', () => w.navigator.sendBeacon('/write', 'x')); w.close() }, 60) })()""",
    "fetch-later": "window.fetchLater && fetchLater('/write', {method: 'POST', body: 'x'})",
    "worker": "new Worker('/worker.js')",
    "worker-of-a-worker": "new Worker(URL.createObjectURL(new Blob([`new Worker('${location.origin}/worker.js')`])))",
    "shared-worker": "window.SharedWorker && new SharedWorker('/shared.js')",
    "service-worker": "navigator.serviceWorker && navigator.serviceWorker.register('/service.js').catch(() => 0)",
    "socket": "new WebSocket(location.origin.replace('http', 'ws') + '/socket')",
    "socket-of-a-worker": """new Worker(URL.createObjectURL(new Blob(
        [`new WebSocket('${location.origin.replace('http', 'ws')}/socket')`])))""",
    "socket-of-many-workers": """for (let i = 0; i < 8; i++) new Worker(URL.createObjectURL(new Blob(
        [`new WebSocket('${location.origin.replace('http', 'ws')}/socket')`])))""",
    "socket-of-a-worker-at-an-address": "new Worker('/socket.js?a=1')",
    "socket-of-a-module": "new Worker('/module.js', {type: 'module'})",
    "socket-of-a-worker-in-its-address": """new Worker('data:text/javascript,' + encodeURIComponent(
        `new WebSocket('${location.origin.replace('http', 'ws')}/socket')`))""",
    "socket-of-a-worker-of-a-new-frame": """(() => { const f = document.createElement('iframe');
        document.body.append(f); new f.contentWindow.Worker(URL.createObjectURL(new Blob(
        [`new WebSocket('${location.origin.replace('http', 'ws')}/socket')`]))) })()""",
    "ping": "document.getElementById('ping').click()",
    "fetched-ahead": """(() => { const s = document.createElement('script'); s.type = 'speculationrules';
        s.textContent = '{"prefetch": [{"urls": ["/ahead"], "eagerness": "immediate"}]}';
        document.head.append(s) })()""",
}
WRITERS = {
    "fetch": f"setInterval(() => fetch('/write', {GIVEN}).catch(() => 0), 4)",
    "worker": f"""new Worker(URL.createObjectURL(new Blob(
        [`setInterval(() => fetch('${{location.origin}}/write', {GIVEN}).catch(() => 0), 4)`])))""",
    "keepalive-worker": """new Worker(URL.createObjectURL(new Blob([`setInterval(() => fetch('${location.origin}/write',
        {method: 'POST', body: 'x', keepalive: true}).catch(() => 0), 4)`])))""",
}
SPELLINGS = (
    "/submit;jsessionid=1F",
    "//submit",
    "/%73ubmit",
    "/%2573ubmit",
    "/a/%2e%2e/submit",
    "/a;b/..%2fsubmit",
    "/submit/",
    "/Submit",
    "/submit.json",
    "/./submit?x=1",
)


@pytest.fixture(scope="module")
def server() -> Iterator[DoorServer]:
    with door_server() as made:
        yield made


@pytest.fixture
def context(browser: Browser, server: DoorServer) -> Iterator[BrowserContext]:
    server.forget()
    made = browsers.new_context(browser)
    yield made
    closing.close(made)


def opened(context: BrowserContext, server: DoorServer) -> Page:
    page = context.new_page()
    page.goto(server.url)
    server.forget()
    return page


@pytest.mark.parametrize("door", DOORS)
def test_no_door_leads_past_the_blocker(context: BrowserContext, server: DoorServer, door: str) -> None:
    WriteBlocker().watch(context)
    page = opened(context, server)
    page.evaluate(f"() => {{ {DOORS[door]} }}")
    page.wait_for_timeout(SETTLE_MS)
    closing.close(context)
    time.sleep(AFTER_S)
    assert server.arrived == []


@pytest.mark.matrix  # of the test above, not of the product: what it tries does send where nobody stops it
@pytest.mark.parametrize("door", [one for one in DOORS if one != "fetch-later"])
def test_each_door_is_one(browser: Browser, server: DoorServer, door: str) -> None:
    plain = browser.new_context()
    page = plain.new_page()
    page.goto(server.url)
    server.forget()
    page.evaluate(f"() => {{ {DOORS[door]} }}")
    page.wait_for_timeout(3 * SETTLE_MS)
    page.close()
    plain.close()
    time.sleep(AFTER_S)
    assert server.arrived or door == "shared-worker"  # that one is closed by a flag of the browser


@pytest.mark.parametrize("writer", [*WRITERS])
def test_a_page_that_keeps_sending_sends_nothing_when_it_is_closed(
    context: BrowserContext, server: DoorServer, writer: str
) -> None:
    WriteBlocker().watch(context)
    page = opened(context, server)
    page.evaluate(f"() => {{ {WRITERS[writer]} }}")
    page.wait_for_timeout(SETTLE_MS)
    closing.close(context)
    time.sleep(AFTER_S)
    assert server.arrived == []


@pytest.mark.parametrize(
    ("made", "heard"),
    [
        ("new Worker('/working.js#here')", ["part of /working.js#here", 200]),
        ("new Worker('working-module.js?a=1', {type: 'module'})", ["part of /working-module.js", 200]),
        ("ofBlob('postMessage([typeof importScripts, 1])')", ["function", 1]),
        ("ofBlob('importScripts(self.origin + `/part.js`); postMessage([!!self.part, 2])')", [True, 2]),
        ("ofBlob('postMessage([typeof importScripts(), 3])', {type: 'module'})", None),
        ("ofBlob('postMessage([import.meta.url.slice(0, 5), 4])', {type: 'module'})", ["blob:", 4]),
        ("new Worker('data:text/javascript,postMessage([self instanceof WorkerGlobalScope, 5])')", [True, 5]),
        ("new Worker('/packed.js#here')", ["part of /packed.js#here", 200]),
        ("new Worker('/moved.js')", ["part of /moved.js", 200]),
        ("new Worker('/away.js')", None),  # to another origin
        ("new Worker('/no-such.js')", None),
    ],
)
def test_a_worker_works_as_it_did_and_no_portal_is_shown_that_something_runs_before_it(
    context: BrowserContext, server: DoorServer, made: str, heard: object
) -> None:
    """`None`: an error event, as without us."""
    page = opened(context, server)
    said = page.evaluate(f"""() => new Promise((done) => {{
        const ofBlob = (text, options) => {{
            const address = URL.createObjectURL(new Blob([text]));
            const made = new Worker(address, options);
            URL.revokeObjectURL(address);
            return made;
        }};
        const worker = {made};
        const is = worker instanceof Worker && worker.constructor === Worker;
        worker.onmessage = (e) => done(is ? e.data : 'no Worker');
        worker.onerror = () => done(null);
    }})""")
    assert said == heard
    assert [one for one in server.asked if "gongai" in one] == []


def test_ways_that_no_route_sees_are_not_there(context: BrowserContext, server: DoorServer) -> None:
    page = opened(context, server)
    ways = [
        "SharedWorker",
        "WebTransport",
        "WebSocketStream",
        "RTCPeerConnection",
        "webkitRTCPeerConnection",
        "fetchLater",
    ]
    for place in ("window", "document.body.appendChild(document.createElement('iframe')).contentWindow"):
        assert page.evaluate(f"ways => ways.filter((one) => one in {place})", ways) == []


def test_a_socket_opened_during_a_login_says_nothing_afterwards(context: BrowserContext, server: DoorServer) -> None:
    blocker = WriteBlocker()
    blocker.watch(context)
    page = opened(context, server)
    with blocker.letting_in():
        page.evaluate("() => { window.s = new WebSocket(location.origin.replace('http', 'ws') + '/socket') }")
        page.wait_for_timeout(SETTLE_MS)
    page.evaluate("() => { try { s.send('x') } catch { /* it has ended */ } }")
    assert server.arrived == ["socket /socket"]


def test_a_tab_that_is_closed_by_us_sends_nothing(context: BrowserContext, server: DoorServer) -> None:
    WriteBlocker().watch(context)
    page, other = opened(context, server), context.new_page()
    page.evaluate(f"() => {{ {DOORS['beacon-on-close']} }}")
    closing.close_tab(page)
    other.wait_for_timeout(SETTLE_MS)
    assert page.is_closed()
    assert server.arrived == []


def test_what_a_page_has_for_its_scripts_is_as_it_was(context: BrowserContext, server: DoorServer) -> None:
    """Pages wrap these functions, and ask whether others are there."""
    page = opened(context, server)
    wrapped = page.evaluate("""async () => {
        'use strict';
        const before = window.fetch; window.fetch = (...given) => before(...given);
        return [(await fetch('/quiet')).status, 'SharedWorker' in window, navigator.sendBeacon.name];
    }""")
    assert wrapped == [200, False, "sendBeacon"]


@pytest.mark.parametrize("path", SPELLINGS)
def test_the_submit_call_is_stopped_however_it_is_spelled(
    context: BrowserContext, server: DoorServer, path: str
) -> None:
    blocker = WriteBlocker(never=[Call(method="POST", path="/submit")])
    blocker.watch(context)
    page = opened(context, server)
    with blocker.letting_in():  # every other write may leave
        page.evaluate("path => fetch(location.origin + path, {method: 'POST', body: 'x'}).catch(() => 0)", path)
        page.evaluate("fetch('/submits', {method: 'POST', body: 'x'}).catch(() => 0)")
    assert [post.path for post in server.posts] == ["/submits"]
