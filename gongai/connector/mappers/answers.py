"""The bytes of an answer as data, whatever the portal calls them: JSON, JSON in the clothes of a page, or a page."""

import json
import re
from collections.abc import Iterable
from urllib.parse import parse_qsl, quote, urlencode

from gongai.connector.mappers.page_reading import as_data
from gongai.records.raw import Raw
from gongai.sites.call import Call

_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_SNIFFED = 2048
"""Bytes of a page in which its own word on its encoding is looked for."""


def decoded(raw: bytes, content_type: str = "", charset: str = "") -> str:
    """The text of a body: in the encoding the profile names, the header declares, or the page itself."""
    named = charset or _charset(content_type) or _charset(raw[:_SNIFFED].decode("latin-1")) or "utf-8"
    if named.lower() in ("gb2312", "gbk"):
        named = "gb18030"  # what browsers read them as
    try:
        return raw.decode(named, errors="replace")
    except LookupError:
        return raw.decode("utf-8", errors="replace")


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


def encoded(params: dict[str, str], charset: str = "") -> str:
    """Parameters as a query or form body, in the portal's own encoding."""
    return urlencode(params, encoding=charset or "utf-8", quote_via=quote)


def fields(text: str, charset: str = "") -> dict[str, Raw]:
    """The fields of a urlencoded form; one that occurs several times is a list. Empty ones are there."""
    return gathered(parse_qsl(text, keep_blank_values=True, encoding=charset or "utf-8"))


def gathered(pairs: Iterable[tuple[str, str]]) -> dict[str, Raw]:
    """Names and values of a form as one record: a name that occurs several times holds a list."""
    found: dict[str, Raw] = {}
    for name, value in pairs:
        if name in found:
            found[name] = [*(found[name] if isinstance(found[name], list) else [found[name]]), value]
        else:
            found[name] = value
    return found


def _charset(content_type: str) -> str:
    found = _CHARSET.search(content_type)
    return found[1] if found else ""
