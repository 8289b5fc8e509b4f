"""
The guard on the submit call: the only way a filing can leave the browser.

It sits inside the browser, on every submit call that the site profile names, for the whole life of a browser context. A
request that was not armed is stopped, and so is one to the submit call of another kind of filing. An armed one is
compared with the plan, written into the journal as SENT under our lease, and only then sent, once, by the guard itself;
the answer is in the journal before the page sees it. Sending it here has two reasons besides the journal: a browser
silently repeats a POST whose reused connection died before an answer came, and of a form with files it shows and lets
through only what is not on disk.
"""

import contextlib
import hashlib
import json
from collections.abc import Callable, Sequence
from enum import Enum
from fnmatch import fnmatchcase
from typing import Any
from urllib.parse import urlsplit

import httpx
from playwright.sync_api import BrowserContext, Error, Request, Route

from gongai import charsets
from gongai.connector import multipart
from gongai.connector.journal import Journal
from gongai.connector.mappers.answers import decoded, fields
from gongai.connector.network import DIRECT, Network, trouble
from gongai.connector.submission import Answered, Compare, Ending, NoAnswer, NotSent, Read, Reply
from gongai.db.position import Mark
from gongai.errors import GongaiError, LeaseLost, PageChanged
from gongai.records.journal_event import JournalEvent
from gongai.records.noted import Exact, Said
from gongai.records.steps import PlannedMaterial
from gongai.sites.call import Call

READS = ("GET", "HEAD", "OPTIONS")
EVERYTHING = "**/*"

_OURS = ("content-length", "cookie", "host", "connection", "accept-encoding")
"""Headers of the page's request that are written anew for the request that leaves."""
_TRANSPORT = ("content-length", "content-encoding", "transfer-encoding", "connection")
"""Headers of an answer that spoke of the way it came."""


class _State(Enum):
    SHUT = "shut"
    ARMED = "armed"
    SPENT = "spent"


class Guard:
    """Lets exactly one submit request through, and only the one that was meant."""

    def __init__(
        self,
        journal: Journal,
        call: Call,
        *,
        others: Sequence[Call] = (),
        harmless: Sequence[str] = (),
        files: Sequence[PlannedMaterial] = (),
        fresh: Callable[[], bool],
        timeout_s: float,
        network: Network = DIRECT,
    ) -> None:
        """`call` may be armed; `others` file as well, and are never let through. `harmless` paths may be written to
        while the guard is armed; any other write then is stopped: it could be the submit call under another name.
        `files` are those that may leave with a form post, by connections of `network`.
        """
        self.journal = journal
        self._call = call
        self._calls = (call, *others)
        self.fresh = fresh
        self.timeout_s = timeout_s
        self._network = network
        self._state = _State.SHUT
        self._compare: Compare = lambda _body: ("not armed",)
        self._read: Read = lambda _reply: {"ok": False}
        self._files = tuple(files)
        self._whole: multipart.Body | None = None
        self._harmless = tuple(harmless)
        self._context: BrowserContext | None = None
        self.ending: Ending | None = None
        self.stopped = 0
        self.strays: list[str] = []

    def shut(self) -> None:
        """Let nothing through from now on. What is under way stays under way."""
        if self._context is not None and self._state is not _State.SHUT:
            context = self._context
            _quietly(lambda: context.unroute(EVERYTHING, self._on_other))
        self._state = _State.SPENT if self._state is _State.SPENT else _State.SHUT

    @property
    def busy(self) -> bool:
        """A request is being compared or is under way."""
        return self._state is _State.SPENT and self.ending is None

    def watch(self, context: BrowserContext) -> None:
        """Take post in a browser context, before any page of the portal is opened in it."""
        self._context = context
        context.route(lambda address: self._named(address), self._on_request)

    def arm(self, compare: Compare, read: Read) -> None:
        """Allow the next submit request, if `compare` finds nothing against it."""
        self._compare, self._read = compare, read
        self._state = _State.ARMED
        if self._context is not None:
            self._context.route(EVERYTHING, self._on_other)

    def _named(self, address: str) -> bool:
        return any(_goes_to(call, address) for call in self._calls)

    def _on_other(self, route: Route, request: Request) -> None:
        """While armed: a write to an address that the profile does not name could be the filing itself."""
        path = urlsplit(request.url).path
        if (
            request.method in READS
            or self._named(request.url)
            or any(fnmatchcase(path, harmless) for harmless in self._harmless)
        ):
            route.fallback()
            return
        self.strays.append(f"{request.method} {path}")
        _quietly(lambda: route.abort("blockedbyclient"))
        with contextlib.suppress(Exception):
            self.journal.note("submit", JournalEvent.STRAY, {"call": Said(self.strays[-1])})

    def _on_request(self, route: Route, request: Request) -> None:
        called = [call for call in self._calls if call.method == request.method and _goes_to(call, request.url)]
        if not called:
            route.fallback()
        elif self._state is _State.ARMED and self._call in called:
            self._state = _State.SPENT
            self._let_through(route, request)
        else:
            self._stop(route)

    def _stop(self, route: Route) -> None:
        """A second or unexpected request: pages file twice on a double click, and scripts may press by themselves."""
        self.stopped += 1
        _quietly(lambda: route.abort("blockedbyclient"))
        with contextlib.suppress(Exception):  # the request is stopped whether or not that can be written down
            self.journal.note(
                "submit", JournalEvent.STOPPED, {"count": self.stopped, "state": Exact(self._state.value)}
            )

    def _let_through(self, route: Route, request: Request) -> None:
        raw = request.post_data_buffer or b""
        error = self._objection(request, raw)
        if error is not None:
            self.ending = NotSent(error)
            _quietly(lambda: route.abort("blockedbyclient"))
            return
        if not self.fresh():  # the commit itself took too long: by now another worker may have the filing
            self.ending = NoAnswer("已登记提交，但续租超时，请求没有发出，由核查确认")
            _quietly(lambda: route.abort("blockedbyclient"))
            return
        try:
            reply, hand_on = self._posted(route, request)
            answer = self._read(reply)
            answer |= {"status": reply.status, "sha256": Exact(hashlib.sha256(reply.text.encode()).hexdigest())}
            self.journal.mark(Mark.ANSWERED, answer)
        except Exception as problem:  # whatever it is, the request may have arrived
            self.ending = NoAnswer(self._why_none(problem))
            _quietly(lambda: route.abort("failed"))
            return
        self.ending = Answered(answer)
        _quietly(hand_on)

    def _posted(self, route: Route, request: Request) -> tuple[Reply, Callable[[], None]]:
        """Send the request, once, without following redirects; and how its answer is handed to the page."""
        if self._whole is not None:
            return self._posted_with_files(route, request, self._whole)
        response = route.fetch(max_redirects=0, timeout=self.timeout_s * 1000)
        headers = response.headers
        text = decoded(response.body(), headers.get("content-type", ""), self._call.charset)
        return Reply(response.status, text, headers.get("location", "")), lambda: route.fulfill(response=response)

    def _posted_with_files(
        self, route: Route, request: Request, body: multipart.Body
    ) -> tuple[Reply, Callable[[], None]]:
        """By a connection of its own, streamed from disk: the browser's way would lose the files."""
        headers = {name: value for name, value in request.headers.items() if name not in _OURS}
        cookies = self._context.cookies(request.url) if self._context is not None else []
        headers["cookie"] = "; ".join(f"{one['name']}={one['value']}" for one in cookies)
        headers["content-length"] = str(body.length)
        with httpx.Client(transport=self._network.transport(), timeout=self.timeout_s) as client:
            response = client.post(request.url, content=body.stream(), headers=headers)
        headers = {name: value for name, value in response.headers.items() if name not in _TRANSPORT}
        if "set-cookie" in headers:
            headers["set-cookie"] = "\n".join(response.headers.get_list("set-cookie"))
        text = decoded(response.content, headers.get("content-type", ""), self._call.charset)
        reply = Reply(response.status_code, text, headers.get("location", ""))
        return reply, lambda: route.fulfill(status=response.status_code, headers=headers, body=response.content)

    def _why_none(self, problem: Exception) -> str:
        message, known = str(problem), trouble(problem)
        if known:
            return f"提交时没有连上平台：{known}"
        if "imeout" in message:
            return f"提交请求已发出，平台在 {self.timeout_s:.0f} 秒内没有应答"
        if "ECONNREFUSED" in message or isinstance(problem, httpx.ConnectError):
            return "提交时连不上平台"
        if isinstance(problem, httpx.TimeoutException):
            return f"提交请求已发出，平台在 {self.timeout_s:.0f} 秒内没有应答"
        if isinstance(problem, Error | httpx.TransportError):
            return "提交请求已发出，没有收到应答连接就中断了"
        return f"提交请求已发出，应答没有记录下来（{type(problem).__name__}）"

    def _objection(self, request: Request, raw: bytes) -> GongaiError | None:
        """Why this request may not leave; None when it may, and then SENT is in the journal."""
        try:
            kind = request.headers.get("content-type", "")
            body = parse(raw, kind, self._call.charset)
            problems = self._compare(body)
            if problems:
                return PageChanged("提交内容与填报计划不一致，已拦下，未提交：" + "；".join(problems))
            length, digest = len(raw), hashlib.sha256(raw).hexdigest()
            if "multipart" in kind:
                self._whole = multipart.body(raw, kind, self._files, self._call.charset)
                length, digest = self._whole.length, self._whole.sha256
            if not self.fresh():
                return LeaseLost("本进程已超过时限没有续租，不再提交")
            self.journal.mark(
                Mark.SENT, {"path": Said(urlsplit(request.url).path), "bytes": length, "sha256": Exact(digest)}
            )
        except GongaiError as error:
            return error
        except Exception as error:
            return PageChanged(f"提交前的记录无法写入，已拦下，未提交（{type(error).__name__}：{_first_line(error)}）")
        return None


def parse(raw: bytes, content_type: str, charset: str = "") -> dict[str, Any]:
    """The fields of a submit body: JSON object, plain form, or form with files. Raises `PageChanged` for others."""
    if "multipart" in content_type:
        return multipart.fields(multipart.parts(raw, content_type, charset), charset)
    try:
        # scripts send JSON in UTF-8, whatever the page is written in
        text = charsets.decode(raw, "" if "json" in content_type else charset, strict=True)
        if "json" in content_type or text[:1] in ("{", "["):
            body = json.loads(text)
            if isinstance(body, dict):
                return body
        else:
            return fields(text, charset)
    except ValueError as error:
        raise PageChanged(f"提交请求的内容无法读懂，已拦下：{_first_line(error)}") from error
    raise PageChanged("提交请求的内容不是一组字段，已拦下")


def _goes_to(call: Call, address: str) -> bool:
    return fnmatchcase(urlsplit(address).path, call.path)


def _quietly(act: Callable[[], object]) -> None:
    # the page may be gone by now; the journal already holds what matters
    try:
        act()
    except Error:
        return


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or ["（无说明）"])[0][:200]
