"""What the portal answered to the page's own calls: a page that moves away does not say why, its answers do."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from playwright.sync_api import Page

from gongai.connector.pages import page_signals
from gongai.errors import GongaiError, PortalDown, PortalError
from gongai.sites.login import PageSignal

_DOCUMENT = re.compile(r"<(!doctype|html)\b", re.IGNORECASE)
"""A whole page, as error and login pages are."""


class Answers:
    """Listens to one tab and keeps the newest answer that was an error or a page in the place of data."""

    def __init__(self, page: Page, session_signals: Mapping[str, PageSignal]) -> None:
        self._signals = session_signals
        self._bad: GongaiError | None = None
        page.expose_binding("gongaiHeard", lambda _source, status, body: self._heard(int(status), str(body)))
        page.add_init_script(_script())

    def forget(self) -> None:
        self._bad = None

    def meaning(self) -> GongaiError | None:
        """What the newest bad answer means; None where all were data."""
        return self._bad

    def _heard(self, status: int, body: str) -> None:
        signal = page_signals.in_answer(self._signals, status, body)
        if signal is not None:
            self._bad = page_signals.error_for(signal)
        elif status >= 500:
            self._bad = PortalDown(f"平台出错（HTTP {status}），稍后再试")
        elif status >= 400 or _DOCUMENT.search(body):  # a piece of a page may be what was asked for
            self._bad = PortalError(f"平台没有按约定返回数据（HTTP {status}），稍后再试")


@cache
def _script() -> str:
    return Path(__file__).with_suffix(".js").read_text(encoding="utf-8")
