"""What the portal answered to the page's own calls: a page that moves away does not say why, its answers do."""

import contextlib
from collections.abc import Mapping

from playwright.sync_api import Error, Page, Response

from gongai.connector.pages import signs
from gongai.connector.sites.profile import Sign
from gongai.errors import GongaiError, PortalDown, PortalError


class Answers:
    """Listens to one tab and keeps the newest answer that was an error or a page in the place of data."""

    def __init__(self, page: Page, session_signs: Mapping[str, Sign]) -> None:
        self._signs = session_signs
        self._bad: GongaiError | None = None
        page.on("response", self._heard)

    def forget(self) -> None:
        self._bad = None

    def meaning(self) -> GongaiError | None:
        """What the newest bad answer means; None where all were data."""
        return self._bad

    def _heard(self, response: Response) -> None:
        if response.request.resource_type not in ("xhr", "fetch"):
            return
        kind = response.headers.get("content-type", "")
        if response.status < 400 and "html" not in kind:
            return
        body = ""
        with contextlib.suppress(Error):  # the page may have moved on, and the body is gone with it
            body = response.text()
        sign = signs.in_answer(self._signs, response.status, body)
        if sign is not None:
            self._bad = signs.error_for(sign)
        elif response.status >= 500:
            self._bad = PortalDown(f"平台出错（HTTP {response.status}），稍后再试")
        else:
            self._bad = PortalError(f"平台没有按约定返回数据（HTTP {response.status}），稍后再试")
