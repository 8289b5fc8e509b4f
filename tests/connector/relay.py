"""A TCP proxy between browser and portal that spoils chosen exchanges."""

import contextlib
import select
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

Spoil = Literal["swallow", "reset", "close", "half", "silence"]
"""swallow: the request never reaches the portal. The others let the portal work, then: a TCP reset, an orderly end,
half an answer and then an end, no byte at all while the connection stays open."""
PIECE = 1 << 16


class Relay:
    """Passes bytes on, until a request begins with `needle`: the first `times` of them are spoiled."""

    def __init__(self, target: str, *, port: int = 0, needle: str = "", spoil: Spoil = "close", times: int = 1) -> None:
        self._target = ("127.0.0.1", int(target.rsplit(":", 1)[1]))
        self._needle = needle.encode()
        self._spoil = spoil
        self._left = times
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._server = socket.create_server(("127.0.0.1", port))
        self._threads: list[threading.Thread] = []
        self.spoiled = 0
        self._start(self._accept)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.getsockname()[1]}"

    def stop(self) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()
        self._server.close()

    def _start(self, act: object, *given: socket.socket) -> None:
        thread = threading.Thread(target=act, args=given, daemon=True)  # type: ignore[arg-type]
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while not self._stop.is_set():
            if select.select([self._server], [], [], 0.05)[0]:
                self._start(self._carry, self._server.accept()[0])

    def _carry(self, client: socket.socket) -> None:
        with client, socket.create_connection(self._target) as portal, contextlib.suppress(OSError):
            struck = False
            while not self._stop.is_set():
                for ready in select.select([client, portal], [], [], 0.05)[0]:
                    data = ready.recv(PIECE)
                    if not data and not (struck and ready is portal and self._spoil == "silence"):
                        return
                    if ready is client:
                        struck = struck or self._strikes(data)
                        if struck and self._spoil == "swallow":
                            return
                        portal.sendall(data)
                    elif not struck:
                        client.sendall(data)
                    elif self._spoil == "reset":
                        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                        return
                    elif self._spoil == "half":
                        client.sendall(data[: len(data) - 20])
                        return
                    elif self._spoil == "close":
                        return

    def _strikes(self, data: bytes) -> bool:
        with self._lock:
            hit = bool(self._needle) and data.startswith(self._needle) and self._left > 0
            self._left -= hit
            self.spoiled += hit
            return hit


@contextmanager
def relay(target: str, *, port: int = 0, needle: str = "", spoil: Spoil = "close", times: int = 1) -> Iterator[Relay]:
    made = Relay(target, port=port, needle=needle, spoil=spoil, times=times)
    try:
        yield made
    finally:
        made.stop()


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])
