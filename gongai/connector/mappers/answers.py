"""The bytes of an answer as data, whatever the portal calls them: JSON, JSON in the clothes of a page, or a page."""

import json
import re
from collections.abc import Iterable, Mapping
from urllib.parse import unquote_to_bytes

from gongai import charsets
from gongai.connector.mappers.page_reading import as_data
from gongai.records.raw import Raw
from gongai.sites.call import Call

_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_SNIFFED = 2048
"""Bytes of a page in which its own word on its encoding is looked for."""


def decoded(raw: bytes, content_type: str = "", charset: str = "") -> str:
    """The text of a body: in the encoding the profile names, the header declares, or the page itself."""
    named = charset or _charset(content_type) or _charset(raw[:_SNIFFED].decode("latin-1")) or "utf-8"
    return charsets.decode(raw, named)


def heard(raw: bytes, content_type: str = "", charset: str = "") -> str:
    """The text of an answer that the browser has read: Chromium hands it out in UTF-8, whatever the portal sent."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return decoded(raw, content_type, charset)


def parsed(text: str, call: Call, *, address: str = "") -> Raw:
    """Data of an answer. Raises `ValueError` where it is not JSON, `PortalError` where it is not the expected page."""
    if call.html is not None:
        return as_data(text, call.html, address=address)
    return json.loads(text)


def encoded(params: Mapping[str, str], charset: str = "") -> str:
    """Parameters as a query or form body, in the portal's own encoding."""
    return "&".join(
        f"{charsets.quoted(name, charset)}={charsets.quoted(value, charset)}" for name, value in params.items()
    )


def fields(text: str, charset: str = "") -> dict[str, Raw]:
    """The fields of a urlencoded form; one that occurs several times is a list. Empty ones are there."""
    pairs = (pair.partition("=") for pair in text.split("&") if pair)
    return gathered((_entered(name, charset), _entered(value, charset)) for name, _, value in pairs)


def gathered(pairs: Iterable[tuple[str, str]]) -> dict[str, Raw]:
    """Names and values of a form as one record: a name that occurs several times holds a list."""
    found: dict[str, Raw] = {}
    for name, value in pairs:
        if name in found:
            found[name] = [*(found[name] if isinstance(found[name], list) else [found[name]]), value]
        else:
            found[name] = value
    return found


def _entered(part: str, charset: str) -> str:
    raw = unquote_to_bytes(charsets.encode(part.replace("+", " "), charset))
    return charsets.entered(charsets.decode(raw, charset), charset)


def _charset(content_type: str) -> str:
    found = _CHARSET.search(content_type)
    return found[1] if found else ""
