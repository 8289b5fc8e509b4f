"""Small pages of plain HTML and of the real libraries, served on loopback, in a real browser."""

import functools
import http.server
import importlib.util
import json
import threading
import time
import urllib.parse
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from fixtures import libs
from gongai.connector.widgets import install
from tests.connector.widgets.contract import ADDRESSES, LIBRARIES

PAGES = Path(__file__).parent / "pages"
LOAD_MS = 60_000
ANSWERS: dict[str, list[dict[str, str]]] = {
    "projects": [
        {"id": "P1", "text": "云汐示例产业园一期 （4399-2027-0001）"},
        {"id": "P2", "text": "云汐示例产业园二期 （4399-2027-0002）"},
    ],
    "units": [{"id": "U1", "text": "云汐示例置业有限公司"}, {"id": "U2", "text": "云汐示例建设有限公司"}],
    "a": [{"id": "A1", "text": "中心区"}, {"id": "A2", "text": "东区"}],
    "b": [{"id": "B1", "text": "中心区"}, {"id": "B2", "text": "西区"}],
}


@dataclass(frozen=True)
class Verdict:
    """What the server makes of a file, and after how long; what the pages make of `code` stands in them."""

    code: int = 0
    message: str = ""
    status: int = 200
    after_ms: int = 0


VERDICTS = {
    "慢件": Verdict(after_ms=900),
    "拒收": Verdict(code=1, message="文件内容不符合要求"),
    "反悔": Verdict(code=2),
    "超限": Verdict(code=3, message="文件大小超过限制"),
    "出错": Verdict(status=500),
}
"""By a word in the name of the file."""


class Handler(http.server.SimpleHTTPRequestHandler):
    """Pages, the real library below /lib/, and lists of options that come after ?ms= milliseconds."""

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        address = urllib.parse.urlsplit(self.path)
        if not address.path.startswith("/api/"):
            super().do_GET()
            return
        query = dict(urllib.parse.parse_qsl(address.query))
        time.sleep(int(query.get("ms", "0")) / 1000)
        rows = [row for row in ANSWERS[address.path[5:]] if query.get("q", "") in row["text"]]
        body = json.dumps(rows).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        """Takes a file, unless its name says how it is turned away: see VERDICTS."""
        sent = self.rfile.read(int(self.headers["Content-Length"]))
        verdict = next((one for mark, one in VERDICTS.items() if mark.encode() in sent), Verdict())
        time.sleep(verdict.after_ms / 1000)
        body = json.dumps({"code": verdict.code, "status": "done", "message": verdict.message}).encode()
        self.send_response(verdict.status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def translate_path(self, path: str) -> str:
        if path.startswith("/lib/"):
            found = importlib.util.find_spec("simpleui")
            assert found is not None and found.submodule_search_locations
            static = Path(found.submodule_search_locations[0]) / "static/admin/simpleui-x"
            return str(static / path[5:].split("?")[0])
        if path.startswith("/libs/"):
            name, _, inner = path[6:].partition("/")
            return str(libs.path(name) / inner)
        return super().translate_path(path)


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    handler = functools.partial(Handler, directory=str(PAGES))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def calm(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, timezone_id="Asia/Shanghai")
    install(context)
    yield context
    context.close()


@pytest.fixture
def open_page(calm: BrowserContext, address: str) -> Iterator[Callable[[str], Page]]:
    """Opens one of the pages by name and waits until its script has run."""
    opened: list[Page] = []

    def open_one(name: str) -> Page:
        opened.append(load(calm, f"{address}/{name}.html"))
        return opened[-1]

    yield open_one
    for page in opened:
        page.close()


def load(context: BrowserContext, address: str) -> Page:
    page = context.new_page()
    page.set_default_timeout(10_000)
    # a busy machine may take long to parse a library; a fixture of a whole module must not fail for that
    page.goto(address, timeout=LOAD_MS)
    page.wait_for_function("() => window.ready", timeout=LOAD_MS)
    return page


@pytest.fixture(scope="module")
def element_once(calm: BrowserContext, address: str) -> Page:
    return load(calm, f"{address}/element.html")


@pytest.fixture
def element(element_once: Page) -> Page:
    """Loading the library takes a second: one page for all tests of a module, its model reset for each."""
    element_once.bring_to_front()
    element_once.evaluate("() => { window.__gongai.closeAll(); return app.reset() }")
    return element_once


@pytest.fixture
def plain(open_page: Callable[[str], Page]) -> Page:
    return open_page("plain")


@pytest.fixture(scope="module")
def opened(calm: BrowserContext, address: str) -> Callable[[str], Page]:
    """The page of a library, loaded once."""

    @functools.cache
    def open_once(library: str) -> Page:
        return load(calm, f"{address}/{ADDRESSES.get(library, f'{library}.html')}")

    return open_once


@pytest.fixture
def library_page(request: pytest.FixtureRequest, library: str) -> Page:
    """The page of one library as new; skipped with the reason where the library is not here."""
    if why := libs.why_missing(*LIBRARIES[library]):
        pytest.skip(why)
    page: Page = request.getfixturevalue("opened")(library)
    page.bring_to_front()  # the tab behind another one is not drawn
    page.evaluate("() => { window.__gongai.closeAll(); return window.reset() }")
    return page
