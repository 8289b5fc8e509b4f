"""
What leaves for an origin that the profile does not name: no write, and nothing that holds a secret in use.

The form of a login is looked at before it is pressed (`pages/home_origin.py`); scripts may send what was typed by other
means. Whoever watches a browser context asks here about each request, by whatever method.
"""

import re
from collections.abc import Iterable, Sequence
from urllib.parse import unquote_to_bytes, urlsplit

from playwright.sync_api import Request

from gongai import redact
from gongai.records.base import Record
from gongai.sites import address as addresses
from gongai.sites.origins import origin

_HARMLESS_METHODS = ("GET", "HEAD")


class Parcel(Record):
    """A request that is not to leave."""

    called: str
    """Method and address, without what was asked for or sent; the origin alone where a secret could be in the path."""
    secret: bool
    """A secret in use was seen in it; where not, it is a write, in which one may be hidden."""


class Strangers:
    """Knows the origins of one portal. Where none is named nothing is strange: there is no profile yet."""

    def __init__(self, homes: Iterable[str], *, harmless: Sequence[str] = ()) -> None:
        """`harmless`: paths that may be written to anywhere, by what holds no secret."""
        self._homes = frozenset(map(origin, homes))
        self._harmless = tuple(harmless)

    def refused(self, request: Request) -> Parcel | None:
        """What of a request speaks against it; None where it goes home, or to nobody by the network."""
        at = self._strange(request.url)
        if not at:
            return None
        if _holds_secret(request):
            return Parcel(called=f"{request.method} {at}", secret=True)
        if request.method in _HARMLESS_METHODS:
            return None
        if any(addresses.surely_is(path, request.url) for path in self._harmless):
            return None
        return Parcel(called=f"{request.method} {at}{urlsplit(request.url).path}", secret=False)

    def refuses_socket(self, address: str) -> bool:
        """Whether a WebSocket leads to somebody else: what is said over it cannot be looked at before."""
        return bool(self._strange(re.sub("^ws", "http", address)))

    def _strange(self, address: str) -> str:
        """The origin, where it is one that is not named."""
        if not self._homes:
            return ""
        at = origin(address)
        return "" if at in self._homes else at


def _holds_secret(request: Request) -> bool:
    said = [request.url.encode(), request.post_data_buffer or b""]
    said += [value.encode() for value in request.headers.values()]
    return any(map(_shows_secret, said))


def _shows_secret(said: bytes) -> bool:
    """As it stands and percent-encoded, as often as servers decode; in the two ways in which portals write Chinese."""
    for _turn in range(addresses.DECODED_AT_MOST + 1):
        if any(redact.holds_secret_in_use(said.decode(charset, "replace")) for charset in ("utf-8", "gb18030")):
            return True
        decoded = unquote_to_bytes(said)
        if decoded == said:
            return False
        said = decoded
    return False
