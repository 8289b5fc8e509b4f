"""
The guard on the submit call: the only way a filing can leave the browser.

It sits inside the browser, on every submit call that the site profile names, for the whole life of a browser context. A
request that was not armed is stopped, and so is one to the submit call of another kind of filing, however its path is
spelled. An armed one is compared with the plan, written into the journal as SENT under our lease, and only then sent,
once, by the guard itself; the answer is in the journal before the page sees it. Sending it here has reasons besides the
journal: a browser silently repeats a POST whose reused connection died before an answer came, follows redirects that
repeat the body, and of a form with files it shows and lets through only what is not on disk. What the page writes
besides is sent here as well (`sending.py`). docs/guard.md lists the doors that are closed.
"""

import contextlib
import hashlib
import json
from collections.abc import Callable, Sequence
from enum import Enum
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Error, Request, Route, WebSocketRoute

from gongai import charsets
from gongai.connector import doors, multipart, posting, redirects
from gongai.connector.journal import Journal
from gongai.connector.mappers.answers import fields
from gongai.connector.network import DIRECT, Network
from gongai.connector.sending import Sender, aborted
from gongai.connector.strangers import Parcel, Strangers
from gongai.connector.submission import Answered, Compare, Ending, NoAnswer, NotSent, Read
from gongai.db.position import Mark, Position
from gongai.errors import GongaiError, LeaseLost, PageChanged
from gongai.records.journal_event import JournalEvent
from gongai.records.noted import Exact, Said
from gongai.records.steps import PlannedMaterial
from gongai.sites import address as addresses
from gongai.sites.call import Call

EVERY_SOCKET = "*"

CLOSED_ON_IT = "提交请求被拦住时页面已经关闭，无法确认请求没有发出，由核查确认"


class _State(Enum):
    SHUT = "shut"
    ARMED = "armed"
    SPENT = "spent"
    OVER = "over"  # it was armed, and no request came


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
        sockets: Sequence[str] = (),
        origins: Sequence[str] = (),
        fresh: Callable[[], bool],
        timeout_s: float,
        network: Network = DIRECT,
    ) -> None:
        """`call` may be armed; `others` file as well, and are never let through. `harmless` paths may be written to
        from then on; any other write is stopped: it could be the submit call under another name. `files` are those
        that may leave with a form post, by connections of `network`; `sockets` paths of WebSockets that pages may open,
        `origins` addresses to which an answer may lead a page; to any other none may write, and no secret goes.
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
        self._sender = Sender(origins, submits=lambda address: self._submits("GET", address))
        self._strangers = Strangers(origins, harmless=harmless)
        self._sockets = tuple(sockets)
        self._given_up = False
        self.ending: Ending | None = None
        self.stopped = 0
        self.strays: list[str] = []
        self._refused: set[str] = set()

    def shut(self) -> None:
        """Let no filing through from now on. What is under way stays under way."""
        if self._state is _State.ARMED:
            self._state = _State.OVER

    @property
    def busy(self) -> bool:
        """A request is being compared or is under way."""
        return self._state is _State.SPENT and self.ending is None

    @property
    def held_back(self) -> Sequence[str]:
        """Answers of the portal that the page was not given, for people."""
        return self._sender.held_back

    def watch(self, context: BrowserContext) -> None:
        """Take post in a browser context, before any page of the portal is opened in it."""
        context.route(doors.EVERYTHING, self._on_request)
        if self._sockets != (EVERY_SOCKET,):
            context.route_web_socket(doors.EVERYTHING, self._on_socket)

    def arm(self, compare: Compare, read: Read) -> None:
        """Allow the next submit request, if `compare` finds nothing against it."""
        self._compare, self._read = compare, read
        self._state = _State.ARMED

    def may_have_left(self, because: str) -> Ending:
        """A submit request was held, or may have been, where nobody saw it stopped: it counts as sent."""
        self._given_up = True
        self.ending = NoAnswer(because)
        # where it cannot be written the worker goes by the position, as after any other fault of the journal
        with contextlib.suppress(Exception):
            if self.journal.position() is Position.CLEAR:
                self.journal.mark(Mark.SENT, {"held": True})
        return self.ending

    def _submits(self, method: str, address: str) -> bool:
        """Whether a request could file something."""
        return any(addresses.may_reach(call, method, address) for call in self._calls)

    def _on_request(self, route: Route, request: Request) -> None:
        method, address = request.method, request.url
        parcel = self._strangers.refused(request)
        if parcel is not None:
            self._refuse(route, request, parcel)
        elif self._submits(method, address):
            if self._state is _State.ARMED and self._is_ours(method, address):
                self._state = _State.SPENT
                self._let_through(route, request)
            else:
                self._stop(route, request)
        elif method in addresses.READS:
            route.fallback()
        elif self._state is _State.SHUT or any(addresses.surely_is(path, address) for path in self._harmless):
            self._sender.send(route, request)
        else:
            self._stray(route, request, f"{method} {urlsplit(address).path}")

    def _on_socket(self, socket: WebSocketRoute) -> None:
        """A socket that is not named gets no server: a filing that is sent over it is not seen by any other means."""
        path = urlsplit(socket.url).path
        if not self._strangers.refuses_socket(socket.url) and any(
            addresses.surely_is(named, socket.url) for named in self._sockets
        ):
            socket.connect_to_server()
            return

        def says(_message: str | bytes) -> None:
            if self._state is not _State.SHUT:
                self._note_stray(f"WebSocket {path}")

        socket.on_message(says)

    def _is_ours(self, method: str, address: str) -> bool:
        """The armed call, and no other's: a path in capitals, or with a session's number in it, is ours as well."""
        fits = [call for call in self._calls if method == call.method and addresses.may_be(call.path, address)]
        return self._call in fits

    def _refuse(self, route: Route, request: Request, parcel: Parcel) -> None:
        """What is meant for somebody else: by name it could be the filing, and it may hold the password."""
        if self._submits(request.method, request.url):
            self._stop(route, request)
            self._note_stray(parcel.called)
        elif self._state is not _State.SHUT and request.method not in addresses.READS:
            self._stray(route, request, parcel.called)
        else:
            aborted(route)
            if parcel.called not in self._refused:  # pages that measure their visitors try again and again
                self._refused.add(parcel.called)
                with contextlib.suppress(Exception):
                    self.journal.note("页面", JournalEvent.STRAY, {"call": Said(parcel.called)})

    def _stray(self, route: Route, request: Request, called: str) -> None:
        """From arming on: a write to an address that the profile does not name could be the filing itself."""
        if not self._stopped(route, request):
            self.may_have_left(CLOSED_ON_IT)
        self._note_stray(called)

    def _note_stray(self, called: str) -> None:
        self.strays.append(called)
        with contextlib.suppress(Exception):
            self.journal.note("submit", JournalEvent.STRAY, {"call": Said(called)})

    def _stop(self, route: Route, request: Request) -> None:
        """A second or unexpected request: pages file twice on a double click, and scripts may press by themselves."""
        self.stopped += 1
        if not self._stopped(route, request) and self._state is not _State.SPENT:
            self.may_have_left(CLOSED_ON_IT)
        with contextlib.suppress(Exception):  # the request is stopped whether or not that can be written down
            self.journal.note(
                "submit", JournalEvent.STOPPED, {"count": self.stopped, "state": Exact(self._state.value)}
            )

    def _stopped(self, route: Route, request: Request) -> bool:
        """Stop a request, and whether that is certain: a page that closes lets go of what is held for it."""
        return aborted(route) and still_there(request)

    def _let_through(self, route: Route, request: Request) -> None:
        raw = request.post_data_buffer or b""
        try:
            headers = request.all_headers()
        except Error:  # the page has gone, and has let go of what was held
            self.may_have_left(CLOSED_ON_IT)
            return
        error = self._objection(request, raw)
        if error is not None:
            if self._given_up:
                aborted(route)
            elif self._stopped(route, request):
                self.ending = NotSent(error)
            else:
                self.may_have_left(CLOSED_ON_IT)
            return
        if not self.fresh():  # the commit itself took too long: by now another worker may have the filing
            self.ending = NoAnswer("已登记提交，但续租超时，请求没有发出，由核查确认")
            aborted(route)
            return
        try:
            reply, hand_on = posting.post(
                route,
                request,
                headers,
                whole=self._whole,
                charset=self._call.charset,
                timeout_s=self.timeout_s,
                network=self._network,
            )
            verdict = self._sender.judge(reply.status, reply.location, request.url)
            if reply.status in redirects.AGAIN and isinstance(verdict, redirects.HoldBack):
                # whoever answers so has the filing, and may have kept it: neither a yes nor a no
                self.ending = NoAnswer(f"提交请求已发出，{verdict.because}，由核查确认")
                aborted(route)
                self.journal.note("submit", JournalEvent.STOPPED, {"redirect": Said(verdict.because)})
                return
            answer = self._read(reply)
            answer |= {"status": reply.status, "sha256": Exact(hashlib.sha256(reply.text.encode()).hexdigest())}
            self.journal.mark(Mark.ANSWERED, answer)
        except Exception as problem:  # whatever it is, the request may have arrived
            self.ending = self.ending or NoAnswer(posting.why_no_answer(problem, timeout_s=self.timeout_s))
            aborted(route, "failed")
            return
        self.ending = Answered(answer)
        if isinstance(verdict, redirects.HandOn):
            _quietly(lambda: hand_on(verdict.status))
        else:
            aborted(route)

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
            if self._given_up:
                return PageChanged("页面已经关闭，不再提交")
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


def still_there(request: Request) -> bool:
    """Whether the page of a request is open: one that closes lets go of what is held for it."""
    try:
        page = request.frame.page
        browser = page.context.browser
        return not page.is_closed() and (browser is None or browser.is_connected())
    except Error:  # of a worker, or of a page that is only just opening
        return True


def _quietly(act: Callable[[], object]) -> None:
    # the page may be gone by now; the journal already holds what matters
    try:
        act()
    except Error:
        return


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or ["（无说明）"])[0][:200]
