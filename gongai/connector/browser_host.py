"""The one browser of a worker process: started when first needed, and anew when it has died."""

import contextlib

from playwright.sync_api import Browser, Error

from gongai.connector import browser as browsers
from gongai.errors import PortalDown
from gongai.settings import Settings

__all__ = ["Browser", "BrowserHost"]


class BrowserHost:
    """Call it for a browser that is running. A crashed browser takes one attempt with it, not the worker."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._browser: Browser | None = None
        self._stack = contextlib.ExitStack()

    def __call__(self) -> Browser:
        if self._browser is None or not self._browser.is_connected():
            self.close()
            try:
                self._browser = self._stack.enter_context(browsers.launch(self._settings))
            except Error as error:
                reason = (str(error).strip().splitlines() or [""])[0][:160]
                raise PortalDown(f"浏览器没有启动（{reason}）。请运行 gongai doctor") from error
        return self._browser

    def close(self) -> None:
        self._browser = None
        with contextlib.suppress(Error):  # it may have died already
            self._stack.close()
        self._stack = contextlib.ExitStack()
