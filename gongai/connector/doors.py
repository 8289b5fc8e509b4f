"""
Ways to send that no route sees, closed in every browser context: docs/guard.md lists them.

Some are closed by flags of the browser, some by a script at the start of every document (`doors.js`) and of every
worker (`doors_worker.js`). What is left goes through the route of whoever watches the context.
"""

import contextlib
import json
import re
import time
from functools import cache
from pathlib import Path

from playwright.sync_api import BrowserContext, Error, Page, Request, Route

from gongai.sites.origins import origin

FLAGS = (
    "--disable-shared-workers",
    "--disable-blink-features=FetchLaterAPI",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
)
EVERYTHING = "**/*"
"""For a route: every request of a context, whatever it asks for."""
QUIET = "gongai:quiet"
"""The event at which a document, and the message at which a worker, sends nothing any more."""

_MARK = "gongai-worker"
"""In the query of a worker's script, as the page asks for it; no portal is shown it."""
_MARKED = re.compile(rf"[?&]{_MARK}=(\w+)$")
_MOST_HOPS = 5
_SCRIPT = "text/javascript; charset=utf-8"


def shut(context: BrowserContext) -> None:
    """Close them in a context, before its first page is opened."""
    context.add_init_script(_for_documents())
    context.route(_MARKED, _on_worker_script)


def quiet(page: Page, *, until: float) -> None:
    """Let nothing begin any more in a page, its frames and its workers. `until` is on the steady clock."""
    for frame in page.frames:
        left = until - time.monotonic()
        if left <= 0:
            return
        with contextlib.suppress(Error):  # gone, or without an answer: the route stops what it sends
            frame.dispatch_event(":root", QUIET, timeout=left * 1000)


def _on_worker_script(route: Route, request: Request) -> None:
    """The script at an address, with ours before it. One that another origin answers is no worker's."""
    address, kind, _end = _MARKED.split(request.url)
    try:
        if kind == "first":
            route.fulfill(body=_for_workers(), content_type=_SCRIPT)
            return
        answer = route.fetch(url=address, max_redirects=_MOST_HOPS)
        if origin(answer.url) != origin(address):
            route.abort("accessdenied")
            return
        ours = f'import "/?{_MARK}=first";' if kind == "module" else _for_workers()
        route.fulfill(response=answer, body=ours.encode() + b"\n" + answer.body())
    except Error:
        with contextlib.suppress(Error):  # the page has gone
            route.abort("failed")


@cache
def _for_documents() -> str:
    return _script("doors.js").replace("('', '');", f"({json.dumps(_for_workers())}, {json.dumps(_MARK)});")


def _for_workers() -> str:
    return _script("doors_worker.js")


@cache
def _script(name: str) -> str:
    return Path(__file__).with_name(name).read_text(encoding="utf-8")
