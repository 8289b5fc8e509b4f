"""A server of a few lines: what a test wants to answer, byte for byte, and what was asked of it."""

import http.server
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

Answer = Callable[["Exchange"], None]


@dataclass
class Seen:
    """A request as it came: the bytes."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


class Exchange(http.server.BaseHTTPRequestHandler):
    """One request in an answer's hands."""

    protocol_version = "HTTP/1.1"
    seen: Seen

    def give(
        self, body: bytes = b"", *, status: int = 200, kind: str = "application/json", more: tuple[bytes, ...] = ()
    ) -> None:
        """Answer. `more`: header lines, as raw as they are given."""
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self._headers_buffer += [line + b"\r\n" for line in more]  # type: ignore[attr-defined]
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: object) -> None:
        return


@dataclass
class SmallServer:
    """Answers by path; what has none gets an empty page."""

    url: str
    seen: list[Seen] = field(default_factory=list)
    answers: dict[str, Answer] = field(default_factory=dict)
    unread: set[str] = field(default_factory=set)
    """Paths whose bodies are left for the answer to read."""

    def at(self, path: str) -> Seen:
        """The last request to a path."""
        return [one for one in self.seen if one.path.partition("?")[0] == path][-1]


@contextmanager
def small_server(*, tls: ssl.SSLContext | None = None, host: str = "127.0.0.1") -> Iterator[SmallServer]:
    made = SmallServer("")

    class Handler(Exchange):
        def _any(self) -> None:
            unread = self.path.partition("?")[0] in made.unread
            length = 0 if unread else int(self.headers.get("content-length") or 0)
            headers = {name.lower(): value for name, value in self.headers.items()}
            self.seen = Seen(self.command, self.path, headers, self.rfile.read(length))
            made.seen.append(self.seen)
            answer = made.answers.get(self.path.partition("?")[0])
            try:
                if answer:
                    answer(self)
                elif self.command == "CONNECT":  # what comes through the tunnel is answered here as well
                    self.wfile.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
                else:
                    self.give(b"<!doctype html><title>x</title>", kind="text/html")
            except OSError:  # whoever asked has gone
                self.close_connection = True

        do_GET = do_POST = do_CONNECT = _any

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    made.url = f"{'https' if tls else 'http'}://{host}:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
