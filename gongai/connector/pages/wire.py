"""
One request of our own to the portal and its answer, within limits: what may come, and how long it may take.

A connection of our own and not the browser's request client: that one reads an answer to its end, however long and
however far it unpacks, before anything of it can be looked at, and holds whole files in memory. Cookies are the
browser's all the same, read and written for each request.
"""

import contextlib
import math
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from typing import Any

import httpx
from playwright.sync_api import BrowserContext

from gongai.connector.network import Network
from gongai.connector.pages import jar
from gongai.errors import NotUnderstood

WATCH_EVERY_S = 0.1
"""How exactly an exchange ends in time."""
Body = bytes | Iterator[bytes]


class Expired(httpx.TimeoutException):
    """The answer was not whole in the time that a call has."""


class Wire:
    """The connections of one session."""

    def __init__(self, context: BrowserContext, network: Network) -> None:
        self.jar = jar.Jar(context)
        self._transport = network.transport()
        self._sockets: list[socket.socket] = []
        self._deadline = math.inf
        self._closed = threading.Event()
        # one for all requests of a session: starting one for each would cost more than a request
        threading.Thread(target=self._watch, name="wire", daemon=True).start()

    def close(self) -> None:
        self._closed.set()
        self._transport.close()

    @contextlib.contextmanager
    def ask(
        self,
        method: str,
        address: str,
        *,
        headers: Mapping[str, bytes],
        cookies: dict[str, str],
        body: Body = b"",
        seconds: float,
    ) -> Iterator[httpx.Response]:
        """Send once. The answer's head is there, its body comes as it is read; all within `seconds`.

        Raises `httpx.TransportError`. Redirects are not followed.
        """
        sent: dict[str, Any] = {**headers, "cookie": jar.header(cookies)} if cookies else dict(headers)
        request = httpx.Request(method, address, headers=sent, content=body)
        request.extensions = {
            "timeout": dict.fromkeys(("connect", "read", "write", "pool"), seconds),
            "trace": self._trace,
        }
        with self._within(seconds):
            response = self._transport.handle_request(request)
            response.request = request
            try:
                lines = [value for name, value in response.headers.raw if name.lower() == b"set-cookie"]
                self.jar.keep(address, lines, held=cookies)
                yield response
            finally:
                response.close()

    @contextlib.contextmanager
    def _within(self, seconds: float) -> Iterator[None]:
        """End the exchange when its time is up, wherever it stands: a drip never lets a time-out between bytes pass."""
        self._deadline = deadline = time.monotonic() + seconds
        try:
            yield
        except httpx.TransportError as error:
            if time.monotonic() < deadline:
                raise
            raise Expired(f"not whole within {seconds:g} s") from error
        finally:
            self._deadline = math.inf

    def _watch(self) -> None:
        while not self._closed.wait(WATCH_EVERY_S):
            if time.monotonic() > self._deadline:
                self._cut()

    def _cut(self) -> None:
        for one in self._sockets:
            with contextlib.suppress(OSError):
                socket.socket.shutdown(one, socket.SHUT_RDWR)  # not the TLS one's own: it would wait for the other side

    def _trace(self, event: str, info: Mapping[str, Any]) -> None:
        if event.endswith((".connect_tcp.complete", ".start_tls.complete")):
            made = info["return_value"].get_extra_info("socket")
            self._sockets = [one for one in self._sockets if one.fileno() >= 0]
            self._sockets.append(made)


def bounded(response: httpx.Response, limit_mb: float, *, what: str) -> Iterator[bytes]:
    """The pieces of a body, unpacked. Raises `NotUnderstood` as soon as they are more than a portal would send."""
    limit = int(limit_mb * (1 << 20))
    said = response.headers.get("content-length", "")
    if said.isdigit() and int(said) > limit:
        raise NotUnderstood(_too_much(what, limit_mb))
    read = 0
    for piece in response.iter_bytes():
        read += len(piece)
        if read > limit:
            raise NotUnderstood(_too_much(what, limit_mb))
        yield piece


def _too_much(what: str, limit_mb: float) -> str:
    return (
        f"平台对“{what}”的应答超过 {limit_mb:g} MB，没有读完，也没有采用。多半是平台出错；"
        "确实这么大的，请在平台配置的 limits 中放宽"
    )
