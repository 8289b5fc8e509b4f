"""
Ways to send that no route sees, closed in every browser context: docs/guard.md lists them.

Some are closed by flags of the browser, some by a script at the start of every document (`doors.js`) and of every
worker (`doors_worker.js`). What is left goes through the route of whoever watches the context.
"""

import contextlib
import json
import time
from functools import cache
from pathlib import Path
from typing import Any
from weakref import WeakSet

from playwright.sync_api import BrowserContext, CDPSession, Error, Page

FLAGS = (
    "--disable-shared-workers",
    "--disable-blink-features=FetchLaterAPI",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
)
READY_S = 5.0
QUIET = "gongai:quiet"
"""The event at which a document, and the message at which a worker, sends nothing any more."""


_held: WeakSet[Page] = WeakSet()
"""Pages whose workers wait for our script."""


def shut(context: BrowserContext) -> None:
    """Close them in a context, before its first page is opened."""
    context.add_init_script(_script("doors.js"))
    context.on("page", _attach)


def wait_until_shut(page: Page) -> None:
    """Wait until the workers of a new page will be held: the browser tells of a page and opens it at the same time."""
    until = time.monotonic() + READY_S
    while page not in _held and time.monotonic() < until:
        page.wait_for_timeout(1)


def quiet(page: Page, *, until: float) -> None:
    """Let nothing begin any more in a page, its frames and its workers. `until` is on the steady clock."""
    for frame in page.frames:
        left = until - time.monotonic()
        if left <= 0:
            return
        with contextlib.suppress(Error):  # gone, or without an answer: the route stops what it sends
            frame.dispatch_event(":root", QUIET, timeout=left * 1000)


def _attach(page: Page) -> None:
    """Have every worker of a page wait until our script has run in it."""
    with contextlib.suppress(Error):  # a page that has closed already
        session = page.context.new_cdp_session(page)
        session.on("Target.attachedToTarget", lambda event: _first(session, event))
        how = {"autoAttach": True, "waitForDebuggerOnStart": True, "flatten": False}
        session.send("Target.setAutoAttach", how)
    _held.add(page)


def _first(session: CDPSession, event: dict[str, Any]) -> None:
    if event["targetInfo"]["type"] == "worker":
        _tell(session, event["sessionId"], 1, "Runtime.evaluate", expression=_script("doors_worker.js"))
    _tell(session, event["sessionId"], 2, "Runtime.runIfWaitingForDebugger")


def _tell(session: CDPSession, target: str, number: int, method: str, **given: Any) -> None:
    message = json.dumps({"id": number, "method": method, "params": given})
    with contextlib.suppress(Error):  # it has ended meanwhile
        session.send("Target.sendMessageToTarget", {"sessionId": target, "message": message})


@cache
def _script(name: str) -> str:
    return Path(__file__).with_name(name).read_text(encoding="utf-8")
