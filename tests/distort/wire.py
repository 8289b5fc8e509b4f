"""
A browser context without a browser: its jar, its request client and its routes, over real HTTP.

It stands where Playwright's context stands, so that the product's own calls, its session and its guard run as they are.
What only a page could do (scripts, sockets, closing) is taken and nothing comes of it.
"""

import gzip
import http.client
import json
import zlib
from collections.abc import Callable, Mapping
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode, urlsplit

from playwright.sync_api import Error
from playwright.sync_api import TimeoutError as Late

from tests.distort.exchange import Answer, Headers, header

AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36"


class Idle:
    """Takes whatever is asked of a page or a context that has none."""

    def __getattr__(self, _name: str) -> Callable[..., Any]:
        return lambda *_given, **_named: None


class WireResponse:
    """A response as Playwright's request client and `route.fetch` give it."""

    def __init__(self, url: str, answer: Answer) -> None:
        self.url = url
        self.status = answer.status
        self.ok = 200 <= answer.status < 300
        self.status_text = http.client.responses.get(answer.status, "")
        self.headers_array = [{"name": name, "value": value} for name, value in answer.headers]
        self.headers = {name.lower(): value for name, value in answer.headers}
        self._body = answer.body

    def body(self) -> bytes:
        return self._body

    def text(self) -> str:
        return self._body.decode("utf-8", errors="replace")

    def dispose(self) -> None:
        self._body = b""


class WireClient:
    """`context.request`: sends with the cookies of the jar, and puts back what comes."""

    def __init__(self, jar: dict[str, str], *, timeout_s: float) -> None:
        self._jar = jar
        self._timeout_s = timeout_s

    def get(self, url: str, **how: Any) -> WireResponse:
        return self.fetch(url, method="GET", **how)

    def post(self, url: str, **how: Any) -> WireResponse:
        return self.fetch(url, method="POST", **how)

    def fetch(
        self,
        url: str,
        *,
        method: str = "GET",
        headers: Mapping[str, str] | None = None,
        params: Any = None,
        data: Any = None,
        form: Mapping[str, Any] | None = None,
        timeout: float | None = None,
        **_how: Any,
    ) -> WireResponse:

        sent = {name.lower(): value for name, value in (headers or {}).items()}
        if params:
            url += ("&" if "?" in url else "?") + (params if isinstance(params, str) else urlencode(params))
        body = data
        if form is not None:
            body = urlencode(form)
            sent.setdefault("content-type", "application/x-www-form-urlencoded")
        elif data is not None and not isinstance(data, str | bytes):
            body = json.dumps(data, ensure_ascii=False)
            sent.setdefault("content-type", "application/json")
        raw = body.encode() if isinstance(body, str) else body
        within = self._timeout_s if timeout is None else timeout / 1000
        return self.sent(method, url, sent, raw, timeout_s=within)

    def sent(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes | None, *, timeout_s: float
    ) -> WireResponse:
        """One request on a connection of its own. Redirects are not followed."""
        parts = urlsplit(url)
        line = http.client.HTTPConnection(parts.netloc, timeout=timeout_s)
        known = {"user-agent": AGENT, "accept": "*/*", **headers}
        if self._jar and "cookie" not in known:
            known["cookie"] = "; ".join(f"{name}={value}" for name, value in self._jar.items())
        try:
            target = parts.path + (f"?{parts.query}" if parts.query else "")
            line.request(method, target, body=body, headers=known)
            response = line.getresponse()
            answer = Answer(response.status, tuple(response.getheaders()), response.read())
        except TimeoutError as error:
            raise Late(f"Timeout {timeout_s * 1000:.0f}ms exceeded") from error
        except (OSError, http.client.HTTPException) as error:
            raise Error(f"socket hang up: {error}") from error
        finally:
            line.close()
        self._keep(answer.headers)
        return WireResponse(url, unpacked(answer))

    def _keep(self, headers: Headers) -> None:
        for name, value in headers:
            if name.lower() == "set-cookie":
                self._jar.update({key: morsel.value for key, morsel in SimpleCookie(value).items()})

    def dispose(self, **_how: Any) -> None: ...


class WireContext(Idle):
    """One jar, one client, and the routes in the order in which they were laid."""

    browser = None

    def __init__(self, base_url: str, *, storage_state: Mapping[str, Any] | None = None, timeout_s: float = 5) -> None:
        self._base_url = base_url
        self.jar: dict[str, str] = {}
        self.storage: list[dict[str, Any]] = []
        self.routes: list[tuple[Any, Callable[..., None]]] = []
        self.request = WireClient(self.jar, timeout_s=timeout_s)
        self.pages: list[Any] = []
        """None shows anything, so none is told of: whoever closes a context need not wait until its pages are still."""
        self._told: list[Callable[[WirePage], None]] = []
        for cookie in (storage_state or {}).get("cookies", ()):
            self.jar[cookie["name"]] = cookie["value"]
        for origin in (storage_state or {}).get("origins", ()):
            self.storage += origin["localStorage"]

    def cookies(self, _urls: Any = None) -> list[dict[str, Any]]:
        host = urlsplit(self._base_url).hostname
        plain = {"domain": host, "path": "/", "expires": -1, "httpOnly": False, "secure": False, "sameSite": "Lax"}
        return [{"name": name, "value": value, **plain} for name, value in self.jar.items()]

    def add_cookies(self, cookies: list[Mapping[str, Any]]) -> None:
        self.jar.update({one["name"]: one["value"] for one in cookies})

    def clear_cookies(self, *, name: str = "", **_which: Any) -> None:
        self.jar.pop(name, None)

    def storage_state(self, **_how: Any) -> dict[str, Any]:
        return {
            "cookies": self.cookies(),
            "origins": [{"origin": self._base_url, "localStorage": self.storage}] if self.storage else [],
        }

    def new_page(self) -> "WirePage":
        page = WirePage(self)
        for told in self._told:
            told(page)
        return page

    def on(self, event: str, told: Callable[..., None]) -> None:
        if event == "page":
            self._told.append(told)

    def new_cdp_session(self, _page: "WirePage") -> Idle:
        return Idle()

    def route(self, matcher: Any, handler: Callable[..., None], **_how: Any) -> None:
        self.routes.append((matcher, handler))

    def unroute(self, matcher: Any, handler: Callable[..., None] | None = None) -> None:
        self.routes = [one for one in self.routes if one[0] != matcher or handler not in (None, one[1])]


class WirePage(Idle):
    """A tab in which nothing is shown."""

    url = "about:blank"

    def __init__(self, context: WireContext) -> None:
        self.context = context
        self.frames: list[Any] = []
        self.main_frame = self

    def is_closed(self) -> bool:
        return False

    def evaluate(self, _script: str, *_given: Any) -> Any:
        return AGENT


class WireBrowser(Idle):
    """Gives contexts; the newest is `context`."""

    version = "131.0.0.0"

    def __init__(self, base_url: str, *, timeout_s: float = 5) -> None:
        self._base_url = base_url
        self._timeout_s = timeout_s
        self.context: WireContext | None = None

    def new_context(self, *, storage_state: Mapping[str, Any] | None = None, **_how: Any) -> WireContext:
        self.context = WireContext(self._base_url, storage_state=storage_state, timeout_s=self._timeout_s)
        return self.context

    def is_connected(self) -> bool:
        return True


def unpacked(answer: Answer) -> Answer:
    """As a browser hands it out: without its packing."""

    packing = header(answer.headers, "content-encoding").lower()
    try:
        if packing == "gzip":
            return answer.with_body(gzip.decompress(answer.body))
        if packing == "deflate":
            return answer.with_body(zlib.decompress(answer.body))
    except (OSError, EOFError, zlib.error) as error:
        raise Error(f"failed to decompress: {error}") from error
    return answer
