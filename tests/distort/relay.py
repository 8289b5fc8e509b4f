"""An HTTP relay between client and portal: what it hands on, and how, is up to a `Meddler`."""

import contextlib
import http.client
import io
import select
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

from tests.distort.exchange import OF_THE_WAY, Answer, Asked

Forward = Callable[[], Answer]
"""Sends the request to the portal, each time it is called."""
LIMIT_S = 30.0
PIECE = 1 << 16


@dataclass(frozen=True)
class Delivery:
    """Bytes for the client, `pause_s` before each piece; then the connection is kept, ended, or reset."""

    pieces: tuple[bytes, ...] = ()
    then: Literal["keep", "end", "reset"] = "keep"
    pause_s: float = 0


Meddler = Callable[[Asked, Forward], Delivery]


def on_the_line(answer: Answer) -> bytes:
    """An answer as bytes, with its true length."""
    kept = [(name, value) for name, value in answer.headers if name.lower() not in OF_THE_WAY]
    lines = [f"HTTP/1.1 {answer.status} {http.client.responses.get(answer.status, 'Strange')}"]
    lines += [f"{name}: {value}" for name, value in (*kept, ("Content-Length", str(len(answer.body))))]
    return "\r\n".join([*lines, "", ""]).encode("utf-8") + answer.body


def whole(answer: Answer) -> Delivery:
    return Delivery((on_the_line(answer),))


def faithful(_asked: Asked, forward: Forward) -> Delivery:
    return whole(forward())


class Relay:
    """Listens on a port of its own. `target`: the portal's address; empty where `meddler` never forwards."""

    def __init__(self, target: str = "", *, meddler: Meddler = faithful) -> None:
        self._target = target.removeprefix("http://")
        self.meddler = meddler
        self._stop = threading.Event()
        self._server = socket.create_server(("127.0.0.1", 0), backlog=64)
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.getsockname()[1]}"

    def stop(self) -> None:
        self._stop.set()
        with contextlib.suppress(OSError):
            self._server.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._server.close()

    def _accept(self) -> None:
        while not self._stop.is_set():
            try:
                client = self._server.accept()[0]
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        client.settimeout(LIMIT_S)
        with client, contextlib.suppress(OSError, http.client.HTTPException), client.makefile("rb") as lines:
            while not self._stop.is_set():
                asked = _read(lines)
                if asked is None:
                    return
                if any(name.lower() == "upgrade" for name, _value in asked.headers):
                    self._tunnel(client, asked)
                    return
                delivery = self.meddler(asked, lambda asked=asked: self._forward(asked))  # type: ignore[misc]
                for piece in delivery.pieces:
                    if delivery.pause_s and self._stop.wait(delivery.pause_s):
                        return
                    client.sendall(piece)
                if delivery.then == "reset":
                    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                if delivery.then != "keep":
                    return

    def _forward(self, asked: Asked) -> Answer:
        line = http.client.HTTPConnection(self._target, timeout=LIMIT_S)
        try:
            line.putrequest(asked.method, asked.target, skip_host=True, skip_accept_encoding=True)
            for name, value in asked.headers:
                if name.lower() not in ("connection", "content-length", "transfer-encoding", "accept-encoding"):
                    line.putheader(name, value.encode("latin-1"))
            if asked.body or asked.method in ("POST", "PUT"):
                line.putheader("Content-Length", str(len(asked.body)))
            line.endheaders(asked.body or None)
            response = line.getresponse()
            return Answer(response.status, tuple(response.getheaders()), response.read())
        finally:
            line.close()

    def _tunnel(self, client: socket.socket, asked: Asked) -> None:
        """A WebSocket is passed through as it is."""
        host, _, port = self._target.partition(":")
        head = [f"{asked.method} {asked.target} HTTP/1.1", *(f"{name}: {value}" for name, value in asked.headers)]
        with socket.create_connection((host, int(port))) as portal:
            portal.sendall("\r\n".join([*head, "", ""]).encode("latin-1"))
            while not self._stop.is_set():
                for ready in select.select([client, portal], [], [], 0.1)[0]:
                    data = ready.recv(PIECE)
                    if not data:
                        return
                    (portal if ready is client else client).sendall(data)


def _read(lines: io.BufferedReader) -> Asked | None:
    first = lines.readline(PIECE).decode("latin-1").split()
    if len(first) != 3:
        return None
    headers = []
    while (line := lines.readline(PIECE).decode("latin-1").rstrip("\r\n")) != "":
        name, _, value = line.partition(":")
        headers.append((name, value.strip()))
    named = {name.lower(): value for name, value in headers}
    if named.get("transfer-encoding", "").lower() == "chunked":
        body = b"".join(_chunks(lines))
    else:
        body = lines.read(int(named.get("content-length") or 0))
    return Asked(first[0], first[1], tuple(headers), body)


def _chunks(lines: io.BufferedReader) -> Iterator[bytes]:
    while size := int(lines.readline(PIECE).split(b";")[0], 16):
        yield lines.read(size)
        lines.readline()
    while lines.readline(PIECE).strip():
        pass


@contextmanager
def relay(target: str = "", *, meddler: Meddler = faithful) -> Iterator[Relay]:
    made = Relay(target, meddler=meddler)
    try:
        yield made
    finally:
        made.stop()
