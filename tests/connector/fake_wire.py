"""A browser context as the guard sees it: requests meet the routes, the newest first, and leave only through them."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Error

Matcher = Callable[[str], bool] | str
Send = Callable[[Mapping[str, Any]], tuple[int, str] | None]
"""Gives the portal's answer to a submit request, None where the connection dies instead."""


@dataclass(frozen=True)
class FakeRequest:
    """A post of the page."""

    url: str
    post_data_buffer: bytes
    method: str = "POST"
    headers: Mapping[str, str] = field(default_factory=lambda: {"content-type": "application/json"})

    def all_headers(self) -> Mapping[str, str]:
        return self.headers

    @property
    def frame(self) -> Any:
        raise Error("no frame: whoever asks has no page that could close")


@dataclass(frozen=True)
class FakeResponse:
    """What came back."""

    status: int
    text: str
    headers: Mapping[str, str] = field(default_factory=lambda: {"content-type": "application/json; charset=utf-8"})

    def body(self) -> bytes:
        return self.text.encode()


class FakeRoute:
    """One request in the hands of one handler."""

    def __init__(self, request: FakeRequest, send: Send) -> None:
        self._request = request
        self._send = send
        self.passed_on = False

    def fetch(self, *, headers: Mapping[str, str], max_redirects: int, timeout: float) -> FakeResponse:
        assert max_redirects == 0 and timeout > 0
        answer = self._send(json.loads(self._request.post_data_buffer))
        if answer is None:
            raise Error("socket hang up")
        return FakeResponse(*answer)

    def fallback(self) -> None:
        self.passed_on = True

    def abort(self, _code: str) -> None: ...

    def fulfill(self, **_response: Any) -> None: ...


class FakeContext:
    """Has the methods of a Playwright context that the guard calls, and `post`, which is the page's."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._routes: list[tuple[Matcher, Callable[..., None]]] = []

    def route(self, matcher: Matcher, handler: Callable[..., None]) -> None:
        self._routes.append((matcher, handler))

    def route_web_socket(self, _matcher: Matcher, _handler: Callable[..., None]) -> None:
        """This page opens none."""

    def post(self, url: str, body: Mapping[str, Any]) -> None:
        request = FakeRequest(url, json.dumps(body, ensure_ascii=False).encode())
        for matcher, handler in reversed(self._routes):
            if isinstance(matcher, str) or matcher(url):
                route = FakeRoute(request, self._send)
                handler(route, request)
                if not route.passed_on:
                    return
        self._send(body)  # nobody held it: it leaves
