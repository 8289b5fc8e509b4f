"""The portal's own calls, made with the browser's session: hundreds of times cheaper than loading pages."""

import hashlib
import json
from collections.abc import Callable, Mapping
from pathlib import Path

import httpx
import tenacity
from playwright.sync_api import BrowserContext

from gongai.connector.mappers.answers import decoded, encoded, parsed, refusal
from gongai.connector.pages import page_signals
from gongai.errors import PortalDown, PortalError, ReadRefused, SessionLost
from gongai.records.raw import Raw
from gongai.sites.call import Answer, Call
from gongai.sites.facts import Facts
from gongai.sites.login import PageSignal, Token
from gongai.sites.paths import fill, text

CHUNK = 1 << 20
"""Bytes read at a time when a file is fetched."""


class Calls:
    """Reads of one logged-in session. Reads may be repeated; nothing here submits."""

    def __init__(
        self,
        base_url: str,
        context: BrowserContext,
        *,
        session_signals: Mapping[str, PageSignal],
        timeout_s: float,
        token: Token | None = None,
    ) -> None:
        cookies = httpx.Cookies()
        for cookie in context.cookies():
            cookies.set(cookie["name"], cookie["value"], domain=cookie["domain"].lstrip("."), path=cookie["path"])
        self._signals = session_signals
        self.client = httpx.Client(
            base_url=base_url,
            cookies=cookies,
            headers=_token_header(token, context),
            timeout=timeout_s,
            follow_redirects=False,
            trust_env=False,
        )

    def close(self) -> None:
        self.client.close()

    def json(self, call: Call, facts: Facts | None, *, answer: Answer | None = None, **more: Raw) -> Raw:
        """The answer of a call as data. With `answer`, one that says no raises `ReadRefused`, one that says neither yes
        nor no `NotUnderstood`. A page says success by being the expected one.
        """
        response = self._send(call, facts, more)
        data = self.read(response, call)
        if answer is not None and call.html is None and (words := refusal(data, call, answer)) is not None:
            raise ReadRefused(f"平台没有答复 {call.path}，只说：{words}", words=words)
        return data

    def read(self, response: httpx.Response, call: Call) -> Raw:
        """The data of an answer. Another page in its place is a lost session, a maintenance page or an error page."""
        body = decoded(response.content, response.headers.get("content-type", ""), call.charset)
        signal = page_signals.in_answer(self._signals, response.status_code, body)
        if signal is not None:
            raise page_signals.error_for(signal)
        if response.status_code >= 500:
            raise PortalDown(f"平台出错（HTTP {response.status_code}），稍后再试")
        if response.is_redirect:
            raise SessionLost("平台要求重新登录，会话已失效")
        return parsed(body, call, address=str(response.url))

    def fetch(self, call: Call, facts: Facts, target: Path, **more: Raw) -> str:
        """Save a document the portal offers and return its SHA-256. Written whole or not at all."""
        digest = hashlib.sha256()
        beside = target.with_suffix(target.suffix + ".part")
        path, params = _asked(call, facts, more)
        try:
            with (
                self.client.stream("GET", path, params=params) as response,
                beside.open("wb") as file,
            ):
                kind = response.headers.get("content-type", "")
                if response.status_code != 200 or "json" in kind or "text/html" in kind:
                    raise PortalError(f"文件没有下载成功（HTTP {response.status_code}），稍后再试")
                for chunk in response.iter_bytes(CHUNK):
                    digest.update(chunk)
                    file.write(chunk)
        except httpx.HTTPError as error:
            beside.unlink(missing_ok=True)
            raise PortalDown(f"文件没有下载成功（{type(error).__name__}），稍后再试") from error
        except PortalError:
            beside.unlink(missing_ok=True)
            raise
        beside.replace(target)
        return digest.hexdigest()

    def _send(self, call: Call, facts: Facts | None, more: Mapping[str, Raw]) -> httpx.Response:
        path, params = _asked(call, facts, more)

        def once() -> httpx.Response:
            if call.method == "GET":
                return self.client.get(path, params=encoded(params, call.charset) if params else None)
            if call.form:
                kind = {"content-type": "application/x-www-form-urlencoded"}
                return self.client.post(path, content=encoded(params, call.charset), headers=kind)
            return self.client.post(path, json=params)

        try:
            return once() if call.method == "POST" else _patient(once)
        except httpx.HTTPError as error:
            raise PortalDown(f"平台没有应答（{type(error).__name__}），稍后再试") from error


def _token_header(token: Token | None, context: BrowserContext) -> dict[str, str]:
    """What the portal's own pages send along with their calls."""
    if token is None:
        return {}
    stored = (row for origin in context.storage_state()["origins"] for row in origin["localStorage"])
    token_value = next((row["value"] for row in stored if row["name"] == token.storage), "")
    if token.path:
        try:
            token_value = text(json.loads(token_value), token.path)
        except ValueError:
            token_value = ""
    return {token.header: fill(token.value, {"token": token_value})} if token_value else {}


def _asked(call: Call, facts: Facts | None, more: Mapping[str, Raw]) -> tuple[str, dict[str, str]]:
    """Path and parameters of a call. Without facts, outside of any attempt, only `more` is known."""
    if facts is None:
        return fill(call.path, more), {name: fill(value, more) for name, value in call.params.items()}
    known, at = facts.also(**more), f"请求 {call.path}"
    return known.fill(call.path, at=at), {
        name: known.fill(value, at=f"{at} 的 {name}") for name, value in call.params.items()
    }


def _patient(read: Callable[[], httpx.Response]) -> httpx.Response:
    """Repeat a read that got no answer, three times at most: a read may be repeated."""
    retry = tenacity.Retrying(
        stop=tenacity.stop_after_attempt(3),
        wait=tenacity.wait_random_exponential(multiplier=0.2, max=2),
        retry=tenacity.retry_if_exception_type(httpx.TransportError),
        reraise=True,
    )
    return retry(read)
