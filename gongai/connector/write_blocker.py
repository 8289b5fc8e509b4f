"""
A browser context in which nothing can be written: for looking at a portal, and for filling in without saving.

Requests that could change something are stopped inside the browser, whatever the page or its scripts do. A read over
GET goes through; so does what the caller allows by path, once and without following where the portal sends it on.
WebSockets get no server: what is sent over them is not seen. Nothing is written to an origin that the profile does not
name, and nothing with a secret in it is sent there, not even while a login is made.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Error, Request, Route, WebSocketRoute

from gongai.connector import doors
from gongai.connector.sending import ABORTED, Sender
from gongai.connector.strangers import Strangers
from gongai.sites import address as addresses
from gongai.sites.call import Call


class WriteBlocker:
    """Watches what leaves one browser context. `never` is stopped always, `reads` may pass whatever its method."""

    def __init__(
        self,
        *,
        never: Sequence[Call] = (),
        reads: Sequence[Call] = (),
        harmless: Sequence[str] = (),
        origins: Sequence[str] = (),
    ) -> None:
        self._never = tuple(never)
        self._reads = tuple(reads)
        self._harmless = tuple(harmless)
        self._sender = Sender(origins, submits=lambda address: self._never_to("GET", address))
        self._strangers = Strangers(origins, harmless=harmless)
        self._open = False
        self.stopped: list[str] = []
        """What was stopped: method and path, without what was asked for or sent."""

    def watch(self, context: BrowserContext) -> None:
        """Take post, before any page of the portal is opened in the context."""
        context.route(doors.EVERYTHING, self._on_request)
        context.route_web_socket(doors.EVERYTHING, self._on_socket)

    @contextmanager
    def letting_in(self) -> Iterator[None]:
        """While a login is made: its own writes pass. What is never to pass is stopped here too."""
        self._open = True
        try:
            yield
        finally:
            self._open = False

    def may_pass(self, method: str, address: str) -> bool:
        """Whether a request may leave the browser."""
        if self._never_to(method, address):
            return False
        if self._open or method in addresses.READS:
            return True
        named = any(method == call.method and addresses.surely_is(call.path, address) for call in self._reads)
        return named or any(addresses.surely_is(harmless, address) for harmless in self._harmless)

    def _never_to(self, method: str, address: str) -> bool:
        return any(addresses.may_reach(call, method, address) for call in self._never)

    def _on_request(self, route: Route, request: Request) -> None:
        try:
            parcel = self._strangers.refused(request)
            if parcel is not None:  # also while a login is made: it is made at home
                self.stopped.append(parcel.called)
                route.abort(ABORTED)
            elif not self.may_pass(request.method, request.url):
                self.stopped.append(f"{request.method} {urlsplit(request.url).path}")
                route.abort(ABORTED)
            elif request.method in addresses.READS:
                route.fallback()
            else:
                self._sender.send(route, request)
        except Error:  # the page has gone meanwhile, and its request with it
            return

    def _on_socket(self, socket: WebSocketRoute) -> None:
        called = f"WebSocket {urlsplit(socket.url).path}"
        if not self._open or self._strangers.refuses_socket(socket.url):
            self.stopped.append(called)
            return
        server = socket.connect_to_server()

        def says(message: str | bytes) -> None:
            if self._open:
                server.send(message)
            else:
                self.stopped.append(called)

        socket.on_message(says)
