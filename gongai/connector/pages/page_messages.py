"""What a wizard's page says while it is worked on: its boxes and toasts, and what a trouble with it means."""

import contextlib
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Dialog, Error, Page
from playwright.sync_api import TimeoutError as Timeout

from gongai.connector.pages import choices, frames, page_signals
from gongai.connector.pages.response_watch import Answers
from gongai.errors import GongaiError, PageLeft, PortalDown, PortalError, PortalRefused, SessionLost
from gongai.sites.site_profile import Profile


class PageMessages:
    """Listens to one tab from now on."""

    def __init__(self, page: Page, profile: Profile) -> None:
        self._page = page
        self._signals = profile.session.signs
        self._timeout_s = profile.limits.action_s
        self._answers = Answers(page, self._signals)
        self._agree = ""
        self._native: list[str] = []
        page.on("dialog", self._on_dialog)

    def agree_to(self, pattern: str) -> None:
        """Which of the browser's own questions is answered with yes from now on; "" for none."""
        self._agree = pattern

    def forget_boxes(self) -> None:
        """What the browser's own boxes said until now belongs to an earlier press."""
        self._native.clear()

    def format_message(self) -> str:
        """What the page says at this moment, in brackets, for a message to people."""
        shown = self._message()
        return f"（平台提示：{shown[:200]}）" if shown else ""

    def passing(self) -> tuple[str, ...]:
        """Toasts, and what the browser's own boxes said: gone from the screen by now, perhaps."""
        return (*frames.toasts(self._page), *self._native)

    def _message(self) -> str:
        parts = (frames.message_box(self._page) or "", *self.passing())
        return "；".join(one for one in parts if one)

    @contextmanager
    def translated(self) -> Iterator[None]:
        """Turn what the browser raises into what it means: shut, logged out, refused in words, or changed."""
        self._answers.forget()
        try:
            yield
        except (PortalDown, SessionLost):
            raise
        except (Error, PortalError) as error:
            raise self._meaning(error) from error

    def _meaning(self, error: Error | PortalError) -> GongaiError:
        """The portal's situation first, then its words, and only then what the browser complained about."""
        if isinstance(error, PageLeft):
            with contextlib.suppress(Error):
                self._page.wait_for_load_state("load", timeout=self._timeout_s * 1000)
        signal = page_signals.in_page(self._signals, self._page)
        if signal is not None:
            return page_signals.error_for(signal)
        bad = self._answers.meaning()
        if bad is not None:
            return bad
        if isinstance(error, PortalError):
            return error
        first = (str(error).strip().splitlines() or [""])[0][:160]
        if message := self._message():
            return PortalRefused(f"平台提示：{message[:300]}")
        if "net::ERR" in first or "Target page" in first or "has been closed" in first:
            return PortalDown(f"与平台的连接中断（{first}），稍后再试")
        if isinstance(error, Timeout):
            return PortalError(f"页面在 {self._timeout_s:.0f} 秒内没有出现需要的内容（{first}）")
        return PortalError(f"页面操作没有成功（{first}）")

    def _on_dialog(self, dialog: Dialog) -> None:
        """The browser's own alert and question boxes, which hold the page until they are answered."""
        self._native.append(dialog.message)
        with contextlib.suppress(Error):
            if dialog.type in ("alert", "beforeunload") or (self._agree and choices.fits(self._agree, dialog.message)):
                dialog.accept()
            else:
                dialog.dismiss()
