"""The portal's own calls, made as its page would make them: hundreds of times cheaper than loading pages."""

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import tenacity
from playwright.sync_api import Page

from gongai import charsets
from gongai.connector import network
from gongai.connector.browser import LANGUAGE
from gongai.connector.mappers.answers import decoded, encoded, parsed, refusal
from gongai.connector.network import Network
from gongai.connector.pages import page_signals
from gongai.connector.pages.form_data import form_data
from gongai.connector.pages.session_token import SessionToken
from gongai.connector.pages.tab_storage import Kept
from gongai.connector.pages.wire import Body, Wire, bounded
from gongai.errors import PageChanged, PortalDown, PortalError, ReadRefused, SessionLost
from gongai.records.raw import Raw
from gongai.sites.call import Answer, Call
from gongai.sites.facts import Facts
from gongai.sites.origins import origin
from gongai.sites.paths import fill
from gongai.sites.site_profile import Profile

NONE: Kept = {}
_FRESH = {"cache-control": "no-cache, no-store", "pragma": "no-cache"}
"""No answer of yesterday, from whatever stands between."""
_WHOLE = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_ASCII = "!#$%&'()*+,-./:;=?@[]_~"
"""What may stand in an address as it is."""


@dataclass(frozen=True)
class _Asked:
    """One request, ready to be sent."""

    address: str
    headers: dict[str, str]
    body: Callable[[], Body]
    """Anew for each time that it is sent."""


class Calls:
    """Reads of one logged-in session, with the cookies, the agent and the language of its page. Reads may be repeated;
    nothing here submits."""

    def __init__(self, page: Page, profile: Profile, through: Network, *, tabs: Kept = NONE) -> None:
        """`tabs`: what the pages of a session that is taken up again kept in their tab."""
        self._page = page
        self._profile = profile
        self._limits = profile.limits
        self._home = origin(profile.base_url)
        self._wire = Wire(page.context, through)
        self._token = SessionToken(profile.session.token, page.context, self._home, kept=tabs.get(self._home, {}))
        self._agent = ""

    def close(self) -> None:
        self._token.close()
        self._wire.close()

    def json(self, call: Call, facts: Facts | None, *, answer: Answer | None = None, **more: Raw) -> Raw:
        """The answer of a call as data. With `answer`, one that says no raises `ReadRefused`, one that says neither yes
        nor no `NotUnderstood`. A page says success by being the expected one.
        """
        data = self.read(self._send(call, facts, more), call)
        if answer is not None and call.html is None and (words := refusal(data, call, answer)) is not None:
            raise ReadRefused(f"平台没有答复 {call.path}，只说：{words}", words=words)
        return data

    def read(self, response: httpx.Response, call: Call) -> Raw:
        """The data of an answer. Another page in its place is a lost session, a maintenance page or an error page."""
        body = decoded(response.content, response.headers.get("content-type", ""), call.charset)
        signal = page_signals.in_answer(self._profile.session.signs, response.status_code, body)
        if signal is not None:
            raise page_signals.error_for(signal)
        if response.status_code >= 500:
            raise PortalDown(f"平台出错（HTTP {response.status_code}），稍后再试")
        if response.is_redirect:
            raise SessionLost(f"平台要求重新登录，会话已失效{self._elsewhere(response)}")
        return parsed(body, call, address=str(response.url))

    def fetch(self, call: Call, facts: Facts | None, target: Path, **more: Raw) -> str:
        """Save a document the portal offers and return its SHA-256. Written whole or not at all."""
        digest = hashlib.sha256()
        beside = target.with_suffix(target.suffix + ".part")
        asked = self._asked(call, facts, more)
        try:
            with (
                self._open(call.method, asked, self._limits.document_s) as response,
                beside.open("wb") as file,
            ):
                kind = response.headers.get("content-type", "")
                if response.status_code != 200 or "json" in kind or "text/html" in kind:
                    raise PortalError(
                        f"文件没有下载成功（HTTP {response.status_code}）{self._elsewhere(response)}，稍后再试"
                    )
                for chunk in bounded(response, self._limits.document_mb, what=call.path):
                    digest.update(chunk)
                    file.write(chunk)
        except httpx.HTTPError as error:
            beside.unlink(missing_ok=True)
            raise PortalDown(_why("文件没有下载成功", error)) from error
        except PortalError:
            beside.unlink(missing_ok=True)
            raise
        beside.replace(target)
        return digest.hexdigest()

    def push(
        self, call: Call, facts: Facts | None, files: Sequence[tuple[str, str, Path]], *, seconds: float, **more: Raw
    ) -> httpx.Response:
        """Send files with the fields of a call, streamed from disk, once. `files`: part, file name, where it lies.

        Raises `httpx.HTTPError` where no whole answer came: then the portal may have them.
        """
        path, fields = _filled(call, facts, more)
        form = form_data(fields, files, charset=call.charset)
        headers = {"content-type": form.content_type, "content-length": str(form.length)}
        asked = _Asked(self._address(path, call.charset), headers, form.stream)
        with self._open("POST", asked, seconds) as response:
            return self._whole(response, call)

    def _send(self, call: Call, facts: Facts | None, more: Mapping[str, Raw]) -> httpx.Response:
        asked = self._asked(call, facts, more)

        def once() -> httpx.Response:
            with self._open(call.method, asked, self._limits.action_s) as response:
                return self._whole(response, call)

        try:
            return once() if call.method == "POST" else _patient(once, self._limits.action_s)
        except httpx.HTTPError as error:
            raise PortalDown(_why("平台没有应答", error)) from error

    @contextmanager
    def _open(self, method: str, asked: _Asked, seconds: float) -> Iterator[httpx.Response]:
        """The one way out: with what the page's own request would carry, and only to origins that the profile names."""
        cookies = self._wire.jar.cookies(asked.address)
        headers = {**self._page_headers(method), **asked.headers, **self._token.header(cookies)}
        with self._wire.ask(
            method,
            asked.address,
            headers={name: value.strip().encode() for name, value in headers.items()},  # UTF-8, as a browser sends it
            cookies=cookies,
            body=asked.body(),
            seconds=seconds,
        ) as response:
            self._token.answered(response.headers)
            yield response

    def _page_headers(self, method: str) -> dict[str, str]:
        self._agent = self._agent or _agent_of(self._page)
        at = self._page.url if origin(self._page.url) == self._home else self._profile.base_url + "/"
        headers = {
            "accept": "*/*",
            "accept-encoding": "identity",  # what unpacks to a hundred times its size is not asked for
            "accept-language": LANGUAGE,
            "user-agent": self._agent,
            "referer": charsets.quoted(at.partition("#")[0], safe=_ASCII),
            **_FRESH,
        }
        if method != "GET":
            headers["origin"] = self._home
        return {**headers, **{name.lower(): value for name, value in self._profile.session.headers.items()}}

    def _asked(self, call: Call, facts: Facts | None, more: Mapping[str, Raw]) -> _Asked:
        path, params = _filled(call, facts, more)
        if call.method == "GET":
            address = self._address(path, call.charset, encoded(params, call.charset))
            return _Asked(address, {}, lambda: b"")
        if call.form:
            kind, body = "application/x-www-form-urlencoded", encoded(params, call.charset).encode("ascii")
        else:
            kind, body = "application/json", json.dumps(params, ensure_ascii=False, separators=(",", ":")).encode()
        headers = {"content-type": kind, "content-length": str(len(body))}
        return _Asked(self._address(path, call.charset), headers, lambda: body)

    def _address(self, path: str, charset: str, query: str = "") -> str:
        """A whole address. Raises `PageChanged` for one at an origin that the profile does not name."""
        whole = path if _WHOLE.match(path) else f"{self._profile.base_url.rstrip('/')}/{path.lstrip('/')}"
        before, mark, asked = whole.partition("?")
        if query:
            asked = f"{asked}&{query}" if asked else query
        address = charsets.quoted(before, safe=_ASCII)
        address += f"?{charsets.quoted(asked, charset, safe=_ASCII)}" if asked or mark else ""
        if origin(address) not in self._profile.homes:
            raise PageChanged(
                f"请求指向平台配置没有写明的地址 {origin(address) or '（无法识别）'}，已停止，没有发出。"
                "确是该平台的，请由主管核实后写入平台配置的 origins"
            )
        return address

    def _whole(self, response: httpx.Response, call: Call) -> httpx.Response:
        """The answer with its body, unpacked."""
        body = b"".join(bounded(response, self._limits.answer_mb, what=call.path))
        kept = [
            pair for pair in response.headers.raw if pair[0].lower() not in (b"content-encoding", b"content-length")
        ]
        return httpx.Response(response.status_code, headers=kept, content=body, request=response.request)

    def _elsewhere(self, response: httpx.Response) -> str:
        """The origin that a redirect leads to, where it is another one. It is named, never followed."""
        target = origin(str(response.url.join(response.headers.get("location", ""))))
        return "" if target in ("", self._home) else f"（平台把请求转到 {target}，未跟随）"


def _agent_of(page: Page) -> str:
    """What the browser calls itself; asked of the browser, for a page may be on its way to another address."""
    browser = page.context.browser
    if browser is None:
        return str(page.evaluate("navigator.userAgent"))
    session = browser.new_browser_cdp_session()
    try:
        return str(session.send("Browser.getVersion")["userAgent"])
    finally:
        session.detach()


def _why(what: str, error: Exception) -> str:
    return what + network.reason(error, f"（{type(error).__name__}），稍后再试")


def _filled(call: Call, facts: Facts | None, more: Mapping[str, Raw]) -> tuple[str, dict[str, str]]:
    """Path and parameters of a call. Without facts, outside of any attempt, only `more` is known."""
    if facts is None:
        return fill(call.path, more), {name: fill(value, more) for name, value in call.params.items()}
    known, at = facts.also(**more), f"请求 {call.path}"
    return known.fill(call.path, at=at), {
        name: known.fill(value, at=f"{at} 的 {name}") for name, value in call.params.items()
    }


def _patient(read: Callable[[], httpx.Response], seconds: float) -> httpx.Response:
    """Repeat a read that got no answer, three times at most and not when its time is up: a read may be repeated."""
    retry = tenacity.Retrying(
        stop=tenacity.stop_after_attempt(3) | tenacity.stop_after_delay(seconds),
        wait=tenacity.wait_random_exponential(multiplier=0.2, max=2),
        retry=tenacity.retry_if_exception_type(httpx.TransportError),
        reraise=True,
    )
    return retry(read)
