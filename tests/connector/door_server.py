"""A portal of one page that only notes what reaches it: the judge of every door."""

import contextlib
import gzip
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

PAGE = """<!doctype html><meta charset="utf-8"><title>示例</title>
<form id="form" method="post" action="/write"><input name="a" value="1"></form>
<a id="ping" href="/quiet" ping="/write">示例</a>"""
SCRIPTS = {
    "/worker.js": "fetch('/write', {method: 'POST', body: 'x'}).catch(() => 0)",
    "/socket.js": "new WebSocket(location.origin.replace('http', 'ws') + '/socket')",
    "/module.js": "import './socket.js'",
    "/part.js": "self.part = 'part of ' + self.location.pathname + self.location.hash",
    "/working.js": "importScripts('part.js'); fetch('/quiet').then((one) => postMessage([self.part, one.status]))",
    "/working-module.js": "import './part.js'; fetch('/quiet').then((one) => postMessage([self.part, one.status]))",
    "/shared.js": "fetch('/write', {method: 'POST', body: 'x'}).catch(() => 0)",
    "/service.js": "self.addEventListener('install', () => fetch('/write', {method: 'POST', body: 'x'}))",
}


@dataclass(frozen=True)
class Post:
    path: str
    body: bytes
    headers: dict[str, str]


class DoorServer:
    """`arrived`: writes, sockets and pages fetched ahead, in order; `posts`: writes whole; `asked`: what was read."""

    def __init__(self) -> None:
        server = self
        self.posts: list[Post] = []
        self.arrived: list[str] = []
        self.asked: list[str] = []
        self._lock = threading.Lock()

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_: object) -> None:
                pass

            def do_GET(self) -> None:
                path = urlsplit(self.path).path
                server.asked.append(self.path)
                server.reused(self.client_address)
                if self.headers.get("Upgrade"):
                    server.note(f"socket {path}")
                    self.close_connection = True
                elif path == "/ahead":
                    server.note("ahead")
                if path in SCRIPTS:
                    self.answer(200, SCRIPTS[path].encode(), "text/javascript")
                elif path == "/packed.js":
                    packed = gzip.compress(SCRIPTS["/working.js"].encode())
                    self.answer(200, packed, "text/javascript", {"Content-Encoding": "gzip"})
                elif path in ("/moved.js", "/away.js"):
                    place = server.url.replace("127.0.0.1", "localhost") if path == "/away.js" else ""
                    self.answer(302, b"", "text/plain", {"Location": f"{place}/working.js"})
                elif path == "/cookie":
                    self.answer(200, PAGE.encode(), "text/html", {"Set-Cookie": "SID=abc; HttpOnly"})
                else:
                    self.answer(200, PAGE.encode(), "text/html")

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                address = urlsplit(self.path)
                server.note(self.path, Post(address.path, body, dict(self.headers)))
                asked = {name: values[0] for name, values in parse_qs(address.query).items()}
                if "reset" in asked and server.reused(self.client_address):
                    linger = struct.pack("ii", 1, 0)
                    self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
                    self.connection.close()
                    self.close_connection = True
                elif "status" in asked:
                    self.answer(int(asked["status"]), b"", "text/plain", {"Location": asked["to"]})
                else:
                    self.answer(200, b'{"ok": true}', "application/json")

            do_PUT = do_PATCH = do_DELETE = do_POST

            def answer(self, status: int, body: bytes, kind: str, more: dict[str, str] | None = None) -> None:
                with contextlib.suppress(OSError):  # the page has gone
                    self.send_response(status)
                    for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **(more or {})}.items():
                        self.send_header(name, value)
                    self.end_headers()
                    self.wfile.write(body)

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_: Any) -> None:
                pass

        self._server = Server(("127.0.0.1", 0), Handler)
        self._seen: dict[Any, int] = {}
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def note(self, what: str, post: Post | None = None) -> None:
        with self._lock:
            self.arrived.append(what)
            self.posts += [post] if post else []

    def reused(self, client: Any) -> bool:
        """Whether this is not the first request of its connection."""
        with self._lock:
            self._seen[client] = self._seen.get(client, 0) + 1
            return self._seen[client] > 1

    def forget(self) -> None:
        with self._lock:
            self.posts.clear()
            self.asked.clear()
            self.arrived.clear()

    def to(self, path: str) -> list[Post]:
        with self._lock:
            return [post for post in self.posts if post.path == path]

    def serve(self) -> None:
        self._server.serve_forever(poll_interval=0.05)

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@contextmanager
def door_server() -> Iterator[DoorServer]:
    made = DoorServer()
    thread = threading.Thread(target=made.serve)
    thread.start()
    try:
        yield made
    finally:
        made.stop()
        thread.join()
