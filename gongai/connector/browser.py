"""The browser: started with our flags, and contexts in it that look like an office desk in China."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import structlog
from playwright.sync_api import Browser, BrowserContext, BrowserType, Error, Page, StorageState, sync_playwright

from gongai.connector import closing, doors
from gongai.connector.browser_program import MIN_VERSION, find_browser, is_root
from gongai.errors import ConfigError
from gongai.settings import Settings

ARGS = (
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
    *doors.FLAGS,
)
"""Nothing leaves the browser but what the portal's pages ask for, by ways that a guard can watch."""

VIEWPORT = {"width": 1440, "height": 2400}
"""Tall, so that a screenshot holds a whole form."""

log = structlog.get_logger(__name__)


@contextmanager
def launch(settings: Settings) -> Iterator[Browser]:
    """A running browser. Raises `ConfigError` where none can be found or started, or it is too old."""
    program = find_browser(settings)
    if program is None:
        raise ConfigError(
            f"没有找到可用的浏览器。请运行 gongai doctor --install-browser，"
            f"或安装 Chrome/Chromium {MIN_VERSION} 以上版本，或用 browser_path 指定"
        )
    with sync_playwright() as playwright:
        browser = _started(playwright.chromium, settings, str(program.path))
        try:
            _refuse_old(browser, str(program.path))
            yield browser
        finally:
            for context in browser.contexts:
                closing.close(context)
            browser.close()


def new_context(browser: Browser, *, storage_state: dict[str, Any] | None = None) -> BrowserContext:
    """Cookies and storage of its own. What would send behind the guard's back is not there: see `doors.py`."""
    state: StorageState | None = storage_state  # type: ignore[assignment]  # as Playwright itself gave it
    context = browser.new_context(
        storage_state=state,
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        service_workers="block",
        accept_downloads=True,
        reduced_motion="reduce",
        viewport={"width": VIEWPORT["width"], "height": VIEWPORT["height"]},
    )
    doors.shut(context)
    return context


def new_page(context: BrowserContext) -> Page:
    """A tab in one of our contexts, with every door shut before anything is opened in it."""
    page = context.new_page()
    doors.wait_until_shut(page)
    return page


def _started(chromium: BrowserType, settings: Settings, path: str) -> Browser:
    sandbox = not is_root() and "--no-sandbox" not in settings.browser_args
    try:
        return _start(chromium, settings, path, sandbox=sandbox)
    except Error as error:
        # some distributions deny user namespaces to programs they did not package
        if not sandbox or "sandbox" not in error.message.lower():
            raise ConfigError(f"浏览器 {path} 无法启动：{_first_line(error)}。请运行 gongai doctor 检查") from error
        log.warning("系统不允许浏览器沙箱，改为不用沙箱启动", browser=path)
    try:
        return _start(chromium, settings, path, sandbox=False)
    except Error as error:
        raise ConfigError(f"浏览器 {path} 无法启动：{_first_line(error)}。请运行 gongai doctor 检查") from error


def _start(chromium: BrowserType, settings: Settings, path: str, *, sandbox: bool) -> Browser:
    return chromium.launch(
        executable_path=path,
        headless=settings.headless,
        args=[*ARGS, *settings.browser_args],
        chromium_sandbox=sandbox,
        downloads_path=settings.tmp if settings.tmp.is_dir() else None,
        # the worker decides when it stops: never between the submit request and its answer
        handle_sigint=False,
        handle_sigterm=False,
        handle_sighup=False,
    )


def _refuse_old(browser: Browser, path: str) -> None:
    major = browser.version.partition(".")[0]
    if major.isdigit() and int(major) < MIN_VERSION:
        raise ConfigError(f"浏览器 {path} 的版本 {browser.version} 过旧，需要 {MIN_VERSION} 以上。请升级浏览器")


def _first_line(error: Error) -> str:
    return error.message.strip().splitlines()[0]
