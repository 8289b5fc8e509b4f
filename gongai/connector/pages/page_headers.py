"""The headers of a request that we send in the page's place: the page's own, in the form that the sender needs."""

from collections.abc import Mapping

from playwright.sync_api import BrowserContext, Request

from gongai.connector.pages import jar

_ANEW = ("content-length", "host", "connection", "accept-encoding")
"""Written by whoever sends."""


def for_fetch(request: Request) -> dict[str, str]:
    """For `route.fetch(headers=…)`, which takes no character beyond Latin-1 and would fail after all was written down.

    The bytes that leave are those that the browser would have sent: UTF-8.
    """
    return {name: latin(value) for name, value in request.all_headers().items() if not name.startswith(":")}


def for_stream(request: Request, context: BrowserContext, address: str = "") -> dict[str, bytes]:
    """For a connection of our own: with the cookies as they are now, without what spoke of the way."""
    headers = {
        name: value.encode()
        for name, value in request.headers.items()
        if name not in (*_ANEW, "cookie") and not name.startswith(":")
    }
    held = jar.cookies(context, address or request.url)
    return {**headers, "cookie": jar.header(held)} if held else headers


def latin(value: str) -> str:
    """The UTF-8 bytes of a value in the clothes of Latin-1: what a sender writes as one byte a character."""
    return value.encode().decode("latin-1")


def as_bytes(headers: Mapping[str, str]) -> dict[str, bytes]:
    return {name: value.encode() for name, value in headers.items()}
