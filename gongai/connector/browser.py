"""The browser: started with our flags, and contexts in it that look like an office desk in China."""

import contextlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import unquote, urlsplit

import structlog
from playwright.sync_api import (
    Browser,
    BrowserContext,
    BrowserType,
    Error,
    ProxySettings,
    StorageState,
    sync_playwright,
)

from gongai.connector import closing, doors, trusted_certificates
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

LANGUAGE = "zh-CN"
"""What pages are asked for in, by the browser and by our own calls."""
VIEWPORT = {"width": 1440, "height": 2400}
"""Tall, so that a screenshot holds a whole form."""

HOMES = "browsers"
"""In the data folder: homes of browsers that trust further certificates."""

Environment = dict[str, str | float | bool] | None
"""Of the browser; None = as ours."""

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
    around = environment(settings)
    with contextlib.ExitStack() as stack:
        with trusted_certificates.known_to_node(settings.ca_file):
            playwright = stack.enter_context(sync_playwright())
        browser = _started(playwright.chromium, settings, str(program.path), around)
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
        locale=LANGUAGE,
        timezone_id="Asia/Shanghai",
        service_workers="block",
        accept_downloads=True,
        reduced_motion="reduce",
        viewport={"width": VIEWPORT["width"], "height": VIEWPORT["height"]},
    )
    doors.shut(context)
    return context


def _started(chromium: BrowserType, settings: Settings, path: str, around: Environment) -> Browser:
    sandbox = not is_root() and "--no-sandbox" not in settings.browser_args
    try:
        return _start(chromium, settings, path, around, sandbox=sandbox)
    except Error as error:
        # some distributions deny user namespaces to programs they did not package
        if not sandbox or "sandbox" not in error.message.lower():
            raise ConfigError(f"浏览器 {path} 无法启动：{_first_line(error)}。请运行 gongai doctor 检查") from error
        log.warning("系统不允许浏览器沙箱，改为不用沙箱启动", browser=path)
    try:
        return _start(chromium, settings, path, around, sandbox=False)
    except Error as error:
        raise ConfigError(f"浏览器 {path} 无法启动：{_first_line(error)}。请运行 gongai doctor 检查") from error


def _start(chromium: BrowserType, settings: Settings, path: str, around: Environment, *, sandbox: bool) -> Browser:
    return chromium.launch(
        executable_path=path,
        headless=settings.headless,
        args=[*ARGS, *settings.browser_args],
        env=around,
        proxy=_proxy(settings.proxy) if settings.proxy else None,
        chromium_sandbox=sandbox,
        downloads_path=settings.tmp if settings.tmp.is_dir() else None,
        # the worker decides when it stops: never between the submit request and its answer
        handle_sigint=False,
        handle_sigterm=False,
        handle_sighup=False,
    )


def environment(settings: Settings) -> Environment:
    """Ours, but for the home folder where the browser is to trust more than it does by itself."""
    if settings.ca_file is None:
        return None
    home = trusted_certificates.browser_home(settings.ca_file, settings.home / HOMES)
    return None if home is None else {**os.environ, "HOME": str(home)}


def _proxy(address: str) -> ProxySettings:
    """The proxy as Playwright takes it; it is used for addresses of this machine as well."""
    parts = urlsplit(address)
    found = ProxySettings(server=f"{parts.scheme}://{parts.hostname}:{parts.port or 80}")
    if parts.username is not None:
        found |= ProxySettings(
            server=found["server"], username=unquote(parts.username), password=unquote(parts.password or "")
        )
    return found


def _refuse_old(browser: Browser, path: str) -> None:
    major = browser.version.partition(".")[0]
    if major.isdigit() and int(major) < MIN_VERSION:
        raise ConfigError(f"浏览器 {path} 的版本 {browser.version} 过旧，需要 {MIN_VERSION} 以上。请升级浏览器")


def _first_line(error: Error) -> str:
    return error.message.strip().splitlines()[0]
