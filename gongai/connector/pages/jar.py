"""The one jar of cookies, the browser's, as our own calls read it and write it back."""

import time
from collections.abc import Iterable
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext

from gongai.connector.pages.frames import BLANK

KNOWN_S = 1.0
"""How long the cookies are not asked for again while nobody else can change them."""
_SAME_SITE = {"strict": "Strict", "lax": "Lax", "none": "None"}


class Jar:
    """The cookies of one browser context."""

    def __init__(self, context: BrowserContext) -> None:
        self._context = context
        self._known: dict[str, tuple[float, dict[str, str]]] = {}

    def cookies(self, address: str) -> dict[str, str]:
        """Those that the browser would send to an address, the longest path first, as browsers order them."""
        if not self._is_ours_alone():
            self._known.clear()
        where, now = address.partition("?")[0], time.monotonic()
        until, held = self._known.get(where, (0.0, {}))
        if now < until:
            return held
        found = sorted(self._context.cookies(address), key=lambda one: -len(one.get("path", "/")))
        held = {}
        for one in found:
            held.setdefault(one.get("name", ""), one.get("value", ""))
        self._known[where] = (now + KNOWN_S, held)  # counts for as long as no page is open
        return held

    def keep(self, address: str, lines: Iterable[bytes], *, held: dict[str, str]) -> None:
        """Put in what an answer has set, so that the page sends it as well. `held`: what was sent along."""
        for line in lines:
            cookie = read(line, address)
            if cookie is None:
                continue
            lasts = cookie["expires"] != -1
            if lasts and cookie["expires"] <= time.time():
                self._context.clear_cookies(name=cookie["name"], domain=cookie["domain"], path=cookie["path"])
            elif lasts or held.get(cookie["name"]) != cookie["value"]:  # most portals say the same again
                self._context.add_cookies([cookie])  # type: ignore[list-item]  # a TypedDict, made from text
            else:
                continue
            self._known.clear()

    def _is_ours_alone(self) -> bool:
        """No page is open, as while applications are only followed: nobody else changes anything."""
        return all(frame.url in BLANK for page in self._context.pages for frame in page.frames)


def header(held: dict[str, str]) -> bytes:
    """The bytes that a browser sends: a value that a script has set in Chinese is UTF-8."""
    return "; ".join(f"{name}={value}" if name else value for name, value in held.items()).encode()


def read(line: bytes, address: str) -> dict[str, Any] | None:
    """One `Set-Cookie`, as a browser takes it; None for one that a browser would not take."""
    pair, *attributes = _text(line).split(";")
    name, equals, value = pair.partition("=")
    name, value = (name.strip(), value.strip()) if equals else ("", pair.strip())
    said = {key.strip().lower(): given.strip() for key, _, given in (one.partition("=") for one in attributes)}
    parts = urlsplit(address)
    host, wanted = parts.hostname or "", said.get("domain", "").lstrip(".").lower()
    if wanted and wanted != host and not host.endswith(f".{wanted}"):
        return None
    if not name or ("secure" in said and parts.scheme != "https" and not _is_here(host)):
        return None
    made: dict[str, Any] = {
        "name": name,
        "value": value,
        "domain": f".{wanted}" if wanted and not host.replace(".", "").isdigit() and "." in wanted else host,
        "path": said["path"] if said.get("path", "").startswith("/") else _folder(parts.path),
        "expires": _expires(said),
        "httpOnly": "httponly" in said,
        "secure": "secure" in said,
    }
    if said.get("samesite", "").lower() in _SAME_SITE:
        made["sameSite"] = _SAME_SITE[said["samesite"].lower()]
    return made


def _text(line: bytes) -> str:
    try:
        return line.decode()
    except UnicodeDecodeError:  # a browser would keep the bytes; there is no way to give it them
        return line.decode("latin-1")


def _is_here(host: str) -> bool:
    return host in ("localhost", "127.0.0.1", "::1") or host.endswith(".localhost")


def _folder(path: str) -> str:
    return path[: path.rfind("/")] or "/"


def _expires(said: dict[str, str]) -> float:
    age = said.get("max-age", "")
    if age.lstrip("-").isdigit():
        return time.time() + int(age) if int(age) > 0 else 0
    if "expires" not in said:
        return -1
    try:
        when = parsedate_to_datetime(said["expires"].replace("-", " "))
        return (when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp()
    except (ValueError, TypeError, OverflowError):
        return -1
