"""The token that the portal's pages send along with their calls, read where they keep it, anew for each call."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from playwright.sync_api import BrowserContext, Error, Frame, Response

from gongai.sites.login import Token
from gongai.sites.origins import origin
from gongai.sites.paths import fill, text

_READ = "([area, name]) => window[area].getItem(name)"


class SessionToken:
    """Where it stands, asked in one browser context. `home` is the portal's origin, `kept` what a tab of it held when
    the session was saved: it counts until a page of the portal is open."""

    def __init__(self, spec: Token | None, context: BrowserContext, home: str, *, kept: Mapping[str, str]) -> None:
        self._spec = spec
        self._context = context
        self._home = home
        self._carried = kept
        self._heard = ""
        self._listener: Callable[[Response], None] | None = None
        if spec is not None and spec.kept == "header":
            self._listener = self._hear
            context.on("response", self._hear)

    def close(self) -> None:
        if self._listener is not None:
            self._context.remove_listener("response", self._listener)

    def header(self, cookies: Mapping[str, str]) -> dict[str, str]:
        """The header to send; none where there is no token, as before a login."""
        if self._spec is None:
            return {}
        value = self._kept(self._spec, cookies)
        if value and self._spec.path:
            try:
                value = text(json.loads(value), self._spec.path)
            except ValueError:
                value = ""
        return {self._spec.header: fill(self._spec.value, {"token": value})} if value else {}

    def answered(self, headers: Mapping[str, str]) -> None:
        """An answer to a call of our own may bring a new token, like one that the page hears."""
        if self._spec is not None and self._spec.kept == "header":
            self._heard = headers.get(self._spec.storage.lower(), "") or self._heard

    def _hear(self, response: Response) -> None:
        if origin(response.url) == self._home:
            self.answered(response.headers)

    def _kept(self, spec: Token, cookies: Mapping[str, str]) -> str:
        match spec.kept:
            case "cookie":
                return cookies.get(spec.storage, "")
            case "header":
                return self._heard
            case _:
                return self._stored(spec)

    def _stored(self, spec: Token) -> str:
        for frame in self._frames():
            try:
                return str(frame.evaluate(_READ, [spec.kept, spec.storage]) or "")
            except Error:  # on its way to another address
                continue
        if spec.kept == "sessionStorage":  # it belongs to a tab, and no tab shows the portal
            return self._carried.get(spec.storage, "")
        state: Any = self._context.storage_state()
        rows = (row for one in state["origins"] if one["origin"] == self._home for row in one["localStorage"])
        return next((str(row["value"]) for row in rows if row["name"] == spec.storage), "")

    def _frames(self) -> list[Frame]:
        return [frame for page in self._context.pages for frame in page.frames if origin(frame.url) == self._home]
