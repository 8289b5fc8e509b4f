"""
The writes of a page, each sent once, by us.

Left to itself the browser repeats a POST whose reused connection died before an answer came, and follows a 307 with the
body again, where no interceptor sees it. What it cannot show whole, it has to send itself: a form with files on disk
(the portal's own list tells what arrived of it), and a body too large to be carried through the interceptor.
"""

from collections.abc import Callable, Mapping, Sequence

from playwright.sync_api import APIResponse, Error, Request, Route

from gongai.connector import multipart, redirects
from gongai.errors import PageChanged
from gongai.sites.origins import origin

PATIENCE_S = 600.0
"""How long a portal may take over a save: the page and the steps of the flow give up earlier."""
BIG = 1 << 20
"""Bytes of a body from which on the browser is many times quicker than we are."""
ABORTED = "aborted"
"""A form that is stopped so leaves its page as it was; after any other reason the page shows only an error."""


class Sender:
    """Sends what may leave one browser context."""

    def __init__(self, origins: Sequence[str] = (), *, submits: Callable[[str], bool] = lambda _address: False) -> None:
        """`origins` are addresses at which a page may be led on; `submits` tells where a GET would file."""
        self._origins = frozenset(map(origin, origins))
        self._submits = submits
        self.held_back: list[str] = []
        """Answers that no page was given, for people."""

    def send(self, route: Route, request: Request) -> None:
        """Let a write leave once, and give the page its answer."""
        try:
            if not is_whole(request):
                route.continue_()
                return
            response = fetched(route, request.all_headers(), timeout_s=PATIENCE_S)
            verdict = self.judge(response.status, response.headers.get("location", ""), request.url)
            if isinstance(verdict, redirects.HandOn):
                route.fulfill(response=response, status=verdict.status)
                return
            self.held_back.append(verdict.because)
            route.abort(ABORTED)
        except Error:
            aborted(route, "failed")

    def judge(self, status: int, location: str, address: str) -> redirects.HandOn | redirects.HoldBack:
        return redirects.judge(
            status, location, address=address, may_follow=lambda target: self._may_follow(address, target)
        )

    def _may_follow(self, address: str, target: str) -> bool:
        known = origin(target) in {*self._origins, origin(address)}
        return known and not self._submits(target)


def fetched(route: Route, headers: Mapping[str, str], *, timeout_s: float) -> APIResponse:
    """The answer to one request that is sent once, as the page made it, and followed nowhere."""
    return route.fetch(headers=in_latin1(headers), max_redirects=0, timeout=timeout_s * 1000)


def in_latin1(headers: Mapping[str, str]) -> dict[str, str]:
    """Headers whose characters are the bytes that go out: a Chinese cookie would be refused else, after SENT."""
    return {name: value.encode().decode("latin-1") for name, value in headers.items()}


def is_whole(request: Request) -> bool:
    """Whether an interceptor is shown all that the browser would send."""
    body, kind = request.post_data_buffer, request.headers.get("content-type", "")
    if body is None:
        return not kind  # a body of a kind, and none to be seen
    if len(body) > BIG:
        return False
    if "multipart" not in kind:
        return True
    try:
        return all(part.content or not part.file_name for part in multipart.parts(body, kind))
    except PageChanged:  # not as a browser makes it: it may be more than we see
        return False


def aborted(route: Route, reason: str = ABORTED) -> bool:
    """Stop a request; whether the browser took the order."""
    try:
        route.abort(reason)
    except Error:
        return False
    return True
