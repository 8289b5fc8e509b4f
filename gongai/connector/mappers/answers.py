"""The bytes of an answer as data, whatever the portal calls them: JSON, JSON in the clothes of a page, or a page."""

import json
import re
from collections.abc import Iterable, Mapping
from html import unescape
from urllib.parse import unquote_to_bytes

from gongai import charsets
from gongai.connector.mappers.page_reading import as_data
from gongai.connector.mappers.part import Asked, head, shape
from gongai.errors import NotUnderstood
from gongai.records.raw import Raw
from gongai.sites.call import Answer, Call
from gongai.sites.paths import pluck, text

_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_SNIFFED = 2048
"""Bytes of a page in which its own word on its encoding is looked for."""
_BYTE_ORDER = "\ufeff"
_DIGITS = 1000
"""Of a whole number: no portal writes more, and from some length on none is read."""
_PRE = re.compile(
    r"(?:<!doctype[^>]*>)?\s*(?:<(?:html|head|body)[^>]*>|</head>|<meta[^>]*>|<title>[^<]*</title>|\s)*"
    r"<(?P<tag>pre|textarea)[^>]*>(?P<json>.*)</(?P=tag)>\s*(?:</body>|</html>|\s)*",
    re.IGNORECASE | re.DOTALL,
)
"""JSON in the clothes of a page: how a browser shows it, and how answers to a hidden frame come."""
_PADDED = re.compile(
    r"(?:/\*\*/)?\s*(?:typeof\s+[\w.$]+\s*={2,3}\s*'function'\s*&&\s*)?[A-Za-z_$][\w.$]*\s*\((?P<json>.*)\)\s*;?",
    re.DOTALL,
)
"""JSON as the argument of a function (JSONP)."""


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
    """Data of an answer. Raises `NotUnderstood` where it is neither JSON nor the expected page."""
    if call.html is not None:
        return as_data(text, call.html, address=address)
    try:
        return from_json(text)
    except ValueError as error:
        raise NotUnderstood(
            f"平台对 {call.path} 的答复不是约定的数据（JSON）：{error}，答复以“{head(text) or '（空）'}”开头。"
            "平台出错就稍后再试；一直如此请核对平台配置的这个请求"
        ) from error


def from_json(text: str) -> Raw:
    """JSON as portals send it: behind a byte order mark, as the argument of a function, inside `<pre>`.

    Raises `ValueError`, also where one object holds a name twice with different values.
    """
    bare = text.lstrip(_BYTE_ORDER).strip()
    if bare.startswith("<") and (page := _PRE.fullmatch(bare)):
        bare = unescape(page["json"]).lstrip(_BYTE_ORDER).strip()
    elif padded := _PADDED.fullmatch(bare):
        bare = padded["json"].strip()
    try:
        return json.loads(bare, object_pairs_hook=_object, parse_constant=_constant, parse_int=_whole)
    except json.JSONDecodeError as error:  # its own words are English, and this one is read by clerks
        raise ValueError(f"第 {error.pos + 1} 个字符处不是合格的 JSON") from error
    except RecursionError as error:
        raise ValueError("一层套一层，没有尽头") from error


def refusal(data: Raw, call: Call, answer: Answer) -> str | None:
    """The portal's own words where it says that a call did not succeed; None where it says that it did.

    Raises `NotUnderstood` where it says neither: then nothing is known, and least of all that there is nothing.
    """
    flag = pluck(data, answer.ok)
    if flag is None or isinstance(flag, list | Mapping):
        said = head(text(data, answer.message))
        words = f"，平台说：{said}" if said else ""
        raise Asked("应答", call.path).trouble(f"没有成功标志（{answer.ok}），{shape(data)}{words}")
    if text(data, answer.ok) in answer.ok_values:
        return None
    return text(data, answer.message) or "未说明原因"


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


def _object(pairs: list[tuple[str, Raw]]) -> dict[str, Raw]:
    found: dict[str, Raw] = {}
    for name, value in pairs:
        if name in found and found[name] != value:
            raise ValueError(f"同一个对象里“{name[:40]}”出现两次，值不同")
        found[name] = value
    return found


def _whole(digits: str) -> int:
    if len(digits) > _DIGITS:
        raise ValueError(f"有一个 {len(digits)} 位的数")
    return int(digits)


def _constant(name: str) -> Raw:
    raise ValueError(f"{name} 不是 JSON 的值")
