"""Looking at a page for the person who writes its profile. Types nothing, presses nothing, and can write nothing."""

import contextlib
import mimetypes
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from importlib import resources
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from playwright.sync_api import Browser, Error, Frame, Page, Request, Route

from gongai.connector import browser as browsers
from gongai.connector import closing, network, screenshot, widgets
from gongai.connector.authoring.observed import ObservedControl, ObservedForm, ObservedFrame, ObservedLogin, Scan
from gongai.connector.session import Logins
from gongai.connector.widgets import script
from gongai.connector.write_blocker import WriteBlocker
from gongai.errors import GongaiError, PageChanged, PortalDown

SAVED = "http://saved.invalid/"
"""Where the folder of a saved page seems to be; no such host can exist."""
IDLE_TIMEOUT_S = 15.0
"""A page that has not come to rest by then is looked at as it is."""

_SCRIPT = resources.files(__package__).joinpath("scan.js").read_text(encoding="utf-8")
_FRAME_NAME = """e => {
    const tag = e.tagName.toLowerCase(), all = [...e.ownerDocument.querySelectorAll(tag)];
    const src = (e.getAttribute('src') || '').split(/[?#]/)[0];
    const names = [
        e.id && !/\\d{3,}/.test(e.id) ? `${tag}#${CSS.escape(e.id)}` : '',
        e.name && !/\\d{3,}/.test(e.name) ? `${tag}[name="${e.name}"]` : '',
        e.className ? `${tag}.${CSS.escape(e.className.split(' ')[0])}` : '',
        src ? `${tag}[src*="${src}"]` : '', tag,
    ].filter(Boolean);
    const one = names.find((css) => e.ownerDocument.querySelectorAll(css).length === 1);
    return one || `:nth-match(${tag}, ${all.indexOf(e) + 1})`;
}"""


def saved_page(browser: Browser, file: Path, *, frame: Sequence[str] = ()) -> tuple[Scan, bytes]:
    """A page that a person has saved as a file. Its scripts do not run and nothing is fetched for it."""
    context = browsers.new_context(browser)
    folder = file.resolve().parent
    try:
        context.route("**/*", lambda route, request: _from_disk(route, request, folder))
        page = context.new_page()
        page.goto(f"{SAVED}{quote(file.name)}", wait_until="domcontentloaded")
        observed = inspect(page, frame=frame)
        return replace(observed, address=file.resolve().as_uri()), screenshot.take(page)
    except Error as error:
        raise PageChanged(f"打不开保存的网页 {file}（{_first_line(error)}）。请用浏览器另存为“网页，全部”") from error
    finally:
        closing.close(context)


def _from_disk(route: Route, request: Request, folder: Path) -> None:
    """Only what lies beside the saved page, and none of its scripts: they would draw the page anew."""
    wanted = (folder / unquote(urlsplit(request.url).path).lstrip("/")).resolve()
    if not request.url.startswith(SAVED) or not wanted.is_relative_to(folder) or not wanted.is_file():
        route.abort("blockedbyclient")
        return
    # our own driver needs eval; the page's scripts, in the page or beside it, are not named and so do not run
    kind = mimetypes.guess_type(wanted.name)[0] or "application/octet-stream"
    headers = {"Content-Type": kind, "Content-Security-Policy": "script-src 'unsafe-eval'"}
    route.fulfill(body=wanted.read_bytes(), headers=headers)


def open_page(browser: Browser, address: str, *, frame: Sequence[str] = ()) -> tuple[Scan, bytes]:
    """A page that can be seen without a login."""
    blocker = WriteBlocker()
    context = browsers.new_context(browser)
    try:
        blocker.watch(context)
        widgets.install(context)
        page = context.new_page()
        _go(page, address)
        return inspect(page, frame=frame, blocker=blocker), screenshot.take(page)
    finally:
        closing.close(context)


def behind_login(
    logins: Logins, blocker: WriteBlocker, address: str, *, frame: Sequence[str] = ()
) -> tuple[Scan, bytes]:
    """A page behind the login of an account. `blocker` is what `logins` puts into the context it opens."""
    with blocker.letting_in():
        session = logins.open()
    try:
        _go(session.page, address)
        return inspect(session.page, frame=frame, blocker=blocker), screenshot.take(session.page)
    finally:
        session.close()


def assisted(
    browser: Browser, address: str, wait: Callable[[Page], None], *, frame: Sequence[str] = ()
) -> tuple[Scan, bytes]:
    """A page to which a person has gone. Until `wait` returns, the person acts; from then on nothing can be written."""
    blocker = WriteBlocker()
    context = browsers.new_context(browser)
    try:
        widgets.install(context)
        page = context.new_page()
        _go(page, address)
        wait(page)
        if not context.pages:
            raise PageChanged("浏览器窗口已关闭，没有可以查看的页面。请重新运行，看完之前不要关窗口")
        blocker.watch(context)
        newest = context.pages[-1]
        return inspect(newest, frame=frame, blocker=blocker), screenshot.take(newest)
    except Error as error:
        raise PageChanged(f"没有看到页面（{_first_line(error)}）。请重新运行，看完之前不要关窗口") from error
    finally:
        closing.close(context)


def inspect(page: Page, *, frame: Sequence[str] = (), blocker: WriteBlocker | None = None) -> Scan:
    """Everything the page shows in all its frames, or in the one frame that `frame` leads to."""
    places = [(_inside(page.main_frame, frame), tuple(frame))] if frame else list(_frames(page))
    observed = tuple(_observe(one, path) for one, path in places)
    shown = tuple(one for one in observed if one.controls or one.buttons or one.files or not one.frame)
    return Scan(page.url, shown, tuple(blocker.stopped) if blocker else ())


def _go(page: Page, address: str) -> None:
    try:
        answer = page.goto(address, wait_until="load")
    except Error as error:
        reason = network.reason(error, f"（{_first_line(error)}）。请核对地址、网络或 VPN")
        raise PortalDown(f"打不开 {address}{reason}") from error
    if answer is not None and answer.status >= 400:
        raise PortalDown(f"{address} 应答 {answer.status}，没有可以查看的页面。请核对地址，或先登录")
    for one in page.frames:
        # one that never rests, or goes away meanwhile, is looked at as it is
        with contextlib.suppress(Error, GongaiError):
            widgets.wait_until_idle(one, timeout_s=IDLE_TIMEOUT_S)


def _frames(page: Page) -> Iterator[tuple[Frame, tuple[str, ...]]]:
    """The frames that can be seen, each with the CSS of the elements it stands in."""
    waiting: list[tuple[Frame, tuple[str, ...]]] = [(page.main_frame, ())]
    while waiting:
        frame, path = waiting.pop(0)
        yield frame, path
        for inner in frame.child_frames:
            try:
                element = inner.frame_element()
                if element.is_visible():
                    waiting.append((inner, (*path, str(element.evaluate(_FRAME_NAME)))))
            except Error:  # gone meanwhile
                continue


def _inside(frame: Frame, path: Sequence[str]) -> Frame:
    for css in path:
        try:
            handle = frame.locator(css).first.element_handle(timeout=IDLE_TIMEOUT_S * 1000)
        except Error as error:
            raise PageChanged(f"页面上没有框架 {css}（{_first_line(error)}）。请核对 --frame") from error
        inner = handle.content_frame()
        if inner is None:
            raise PageChanged(f"{css} 不是框架（iframe、frame）。请核对 --frame")
        frame = inner
    return frame


def _observe(frame: Frame, path: tuple[str, ...]) -> ObservedFrame:
    try:
        script.ensure(frame)
        raw: dict[str, Any] = frame.evaluate(_SCRIPT)
    except (Error, GongaiError):  # it went away while it was looked at, or cannot be looked into
        return ObservedFrame(path, "", "", "body", (), (), (), 0, ())
    return ObservedFrame(
        frame=path,
        title=raw["title"],
        address=raw["address"],
        root=raw["root"] or "body",
        controls=_together(_control(one, path) for one in raw["controls"]),
        buttons=tuple(raw["buttons"]),
        forms=tuple(ObservedForm(**one) for one in raw["forms"]),
        files=raw["files"],
        libraries=tuple(raw["libraries"]),
        login=ObservedLogin(**raw["login"]) if raw["login"] else None,
        site=raw["site"],
    )


def _together(controls: Iterable[ObservedControl]) -> tuple[ObservedControl, ...]:
    """Single radios or boxes under one label are one question: a saved page has no component that groups them."""
    found: list[ObservedControl] = []
    for one in controls:
        last = found[-1] if found else None
        same = last is not None and (last.section, last.label, last.kind) == (one.section, one.label, one.kind)
        if last is not None and same and one.kind in ("radio", "checkbox"):
            found[-1] = replace(last, options=(*last.options, *one.options))
        else:
            found.append(one)
    return tuple(found)


def _control(raw: dict[str, Any], path: tuple[str, ...]) -> ObservedControl:
    return ObservedControl(
        frame=path,
        section=raw["section"],
        label=raw["label"],
        kind=raw["kind"],
        required=raw["required"],
        options=tuple(one for one in raw["options"] if one.strip()),
        placeholder=raw["placeholder"],
        enabled=raw["enabled"],
        length=raw["length"],
        library=raw["library"],
    )


def _first_line(error: Error) -> str:
    return (str(error).strip().splitlines() or [""])[0][:160]
