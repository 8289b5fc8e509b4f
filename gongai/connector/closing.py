"""
The end of a browser context. Closing lets go of whatever is held: a request that a route has in its hands, or has not
seen yet, when its page closes is *sent*.

So first nothing may begin any more, then what was held is stopped, then the page is left, and only then it is closed.
"""

import contextlib
import time

from playwright.sync_api import BrowserContext, Error, Page, Request, Route

from gongai.connector import doors

STILL_S = 0.06
"""So long nothing has come: then nothing more is under way from the page to the route."""
MOST_S = 2.0
"""A page that goes on sending is closed all the same; what it sends until then is stopped."""
POLL_MS = 10


def close(context: BrowserContext) -> None:
    """Close a context from which nothing may leave any more. One that has gone already is no error."""
    with contextlib.suppress(Error):
        _Closing(context).leave()
    with contextlib.suppress(Error):
        context.close()


def close_tab(page: Page) -> None:
    """Close one tab of a context that stays open. Its own guard stops what comes from it meanwhile."""
    with contextlib.suppress(Error):
        doors.quiet(page, until=time.monotonic() + MOST_S)
        # until loaded: a tab that is closed while it leaves its page may never say that it has closed
        page.goto("about:blank", timeout=MOST_S * 1000)
    with contextlib.suppress(Error):
        page.close()


class _Closing:
    def __init__(self, context: BrowserContext) -> None:
        self._context = context
        self._until = time.monotonic() + MOST_S
        self._last = time.monotonic()

    def leave(self) -> None:
        pages = [page for page in self._context.pages if page.url != "about:blank"]
        for page in pages:
            doors.quiet(page, until=self._until)
        self._context.route(doors.EVERYTHING, self._stop)  # the newest route is asked first
        self._drain()
        for page in pages:
            with contextlib.suppress(Error):  # it hangs, or has closed by itself
                page.goto("about:blank", timeout=MOST_S * 1000, wait_until="commit")
        self._drain()

    def _stop(self, route: Route, _request: Request) -> None:
        self._last = time.monotonic()
        with contextlib.suppress(Error):  # it has gone already
            route.abort("aborted")

    def _drain(self) -> None:
        """Stop what comes, until nothing has come for a while."""
        pages = self._context.pages
        self._last = time.monotonic()
        while pages and time.monotonic() < min(self._last + STILL_S, self._until):
            _let_work(pages)


def _let_work(pages: list[Page]) -> None:
    for page in pages:  # any that is still there
        with contextlib.suppress(Error):
            page.wait_for_timeout(POLL_MS)
            return
    time.sleep(POLL_MS / 1000)
