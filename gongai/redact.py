"""
What must not be kept is taken out of text here, before it is logged, stored or shown.

For words that people read. What a machine reads back never comes here (`records.noted.Exact`). Masked: the secrets in
use, resident ID numbers, mobile numbers, tokens and password hashes in addresses, credentials in headers. Left alone:
project codes, USCC, digests and UUIDs, and numbers that are named as the portal's own.
"""

import math
import re
import threading
from bisect import bisect_right
from collections import Counter, deque
from collections.abc import Mapping
from html.entities import codepoint2name
from typing import Any

HIDDEN = "[已隐去]"

MIN_SECRET = 4
"""Shorter secrets would blot out ordinary text; no portal allows them."""

_NAMES = (
    r"(?:login|user|old|new)?(?:password|passwd|pwd)|(?:access|refresh|id)?[_-]?token|jwt|(?:app|client)?[_-]?secret"
    r"|api[_-]?key"
)
_HEADERS = r"(?:proxy-)?authorization|(?:set-)?cookie"
_SENSITIVE_KEY = re.compile(rf"(?:{_NAMES}|{_HEADERS}|cookies)", re.IGNORECASE)

_PROVINCE = "(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3])"
_MONTH_DAY = r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
# a digit may stand right before the number when it ends an escape: %20, \u0020, \x20
_START = r"(?:(?<!\d)|(?<=%[0-9A-Fa-f]{2})|(?<=\\u[0-9A-Fa-f]{4})|(?<=\\x[0-9A-Fa-f]{2}))"
_ID = re.compile(
    rf"{_START}(?:(?:{_PROVINCE}|9[1-8])\d{{4}}(?:18|19|20)\d{{2}}{_MONTH_DAY}\d{{3}}[\dXx]"  # 9…: foreigners' card
    rf"|{_PROVINCE}\d{{6}}{_MONTH_DAY}\d{{3}})(?!\d)"
)
_MOBILE = re.compile(
    rf"{_START}(?:(?:\+|00|%2[Bb])?86[-\s]?)?(?P<number>1[3-9]\d(?:\d{{8}}|(?P<gap>[-\s])\d{{4}}(?P=gap)\d{{4}}))(?!\d)"
)
_OPAQUE = re.compile(
    r"(?<![0-9A-Za-z])(?:[0-9a-fA-F]{32,128}|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})(?![0-9A-Za-z])"
)
# what is named as a number of the portal is none of a person, whatever it looks like: people need it whole
_PORTALS_OWN = re.compile(
    r"(?:流水号|办件编号|申报编号|业务编号|受理编号|申报实例)\s*[:：]?\s*"
    r"[0-9A-Za-z][0-9A-Za-z_-]*(?:[、,，]\s*[0-9A-Za-z][0-9A-Za-z_-]*)*"
)
_VALUE = r"""(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|\\{0,8}["']?[^\s"'&,;{}<>\\\[\]]+)"""
_NAMED = re.compile(rf"(?i)(?<![A-Za-z0-9])((?:{_NAMES})\\{{0,8}}[\"']?\s*(?:[:=]|%3[AD])\s*){_VALUE}")
_IN_ADDRESS = re.compile(r"(?i)((?:[?&;]|%26|%3F)key(?:=|%3D))[^&\s\"'<>;#]+")
_HASH_IN_ADDRESS = re.compile(r"((?:[?&;]|%26|%3F)[\w.-]+(?:=|%3D))[0-9a-fA-F]{64}(?![0-9a-fA-F])")
_HEADER = re.compile(
    rf"(?i)(?<![A-Za-z0-9-])((?:{_HEADERS})\\{{0,8}}(?:[\"']\s*,|[\"']?\s*[:=])\s*)"
    r"""("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[^\r\n"]+)"""
)
_USERINFO = re.compile(r"(://[^\s/:@\"']*:)[^\s/@\"']+@")
_PASSWORD = re.compile(r"(://[^:@/\s]*:)\S*@")
"""Up to the last @: a password may hold one, or a slash."""
_SECRET_PARAMETER = re.compile(r"(?i)([?&;][^=&;\s]*(?:password|passwd|pwd|secret|token)[^=&;\s]*=)[^&;\s'\"]+")
_JWT = re.compile(
    r"(?:(?<![A-Za-z0-9_-])|(?<=%[0-9A-Fa-f]{2})|(?<=\\u[0-9A-Fa-f]{4}))eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{4,}\.[A-Za-z0-9_-]*"
)

# neither PostgreSQL nor UTF-8 can hold these, and a portal can send them
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_NARROW = str.maketrans("０１２３４５６７８９Ｘｘ＋", "0123456789Xx+")
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


class _Known:
    """The secrets in use, and one pattern that finds any of them however it is escaped."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._count: Counter[str] = Counter()
        self._gone: deque[str] = deque()
        self._pattern: re.Pattern[str] | None = None

    def know(self, value: str) -> None:
        with self._lock:
            self._count[value] += 1
            if self._count[value] == 1:
                self._pattern = None

    def forget(self, value: str) -> None:
        # called by the garbage collector at any point, also inside `pattern`: takes no lock
        self._gone.append(value)

    def pattern(self) -> re.Pattern[str] | None:
        with self._lock:
            while self._gone:
                value = self._gone.popleft()
                self._count[value] -= 1
                if self._count[value] <= 0:
                    del self._count[value]
                    self._pattern = None
            if self._pattern is None and self._count:
                longest_first = sorted(self._count, key=len, reverse=True)
                self._pattern = re.compile("|".join(map(_spelled, longest_first)))
            return self._pattern


_known = _Known()


def know(value: str) -> str:
    """Mask `value` in everything scrubbed from now on, until `forget` is called as often."""
    if len(value) >= MIN_SECRET:
        _known.know(value)
    return value


def forget(value: str) -> None:
    if len(value) >= MIN_SECRET:
        _known.forget(value)


def scrub(text: str) -> str:
    """`text` without what must not be kept. Scrubbing twice changes nothing more."""
    pattern = _known.pattern()
    if pattern is not None:
        text = pattern.sub(HIDDEN, text)
    text = _JWT.sub(HIDDEN, text)
    text = _HEADER.sub(lambda found: found[1] + _hide(found[2]), text)
    text = _NAMED.sub(lambda found: found[1] + _hide(found[0][len(found[1]) :]), text)
    text = _USERINFO.sub(rf"\1{HIDDEN}@", text)
    text = _IN_ADDRESS.sub(rf"\1{HIDDEN}", text)
    text = _HASH_IN_ADDRESS.sub(rf"\1{HIDDEN}", text)
    return storable(_mask_numbers(text))


def scrub_json(value: Any) -> Any:
    """The same for anything JSON can hold: keys, values at any depth, and numbers that are phone numbers."""
    if isinstance(value, str):
        return scrub(value)
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int | float):
        clean = scrub(str(value))
        return value if clean == str(value) and math.isfinite(value) else clean
    if isinstance(value, Mapping):
        return _scrub_object(value)
    if isinstance(value, list | tuple | set | frozenset):
        return [scrub_json(one) for one in value]
    if isinstance(value, bytes | bytearray):
        return f"（{len(value)} 字节）"
    return scrub(str(value))


def storable(text: str) -> str:
    """`text` without what no database can hold; nothing is masked."""
    return _UNSTORABLE.sub("\ufffd", text)


def names_secret(name: str) -> bool:
    """Whether what stands under this name is a secret, whatever it is."""
    return _SENSITIVE_KEY.fullmatch(name) is not None


def holds_secret(text: str) -> bool:
    """Whether a secret in use, or a token, stands in `text`; numbers of people do not count."""
    return holds_secret_in_use(text) or _JWT.search(text) is not None


def holds_secret_in_use(text: str) -> bool:
    """Whether one of the secrets in use stands in `text`, however it is escaped."""
    pattern = _known.pattern()
    return pattern is not None and pattern.search(text) is not None


def count(text: str) -> int:
    """How many secrets in use, tokens, ID numbers and mobile numbers stand in `text`."""
    pattern = _known.pattern()
    found = 0 if pattern is None else len(pattern.findall(text))
    return found + len(_JWT.findall(text)) + len(_numbers(text))


def address(text: str) -> str:
    """An address as it may be shown: without a password before the host or among its parameters."""
    return _SECRET_PARAMETER.sub(r"\1****", _PASSWORD.sub(r"\1****@", text))


def mask(number: str) -> str:
    """A number that still can be told from its neighbours: 138****0000, 4399**********0017."""
    ahead = 3 if len(number) <= 13 else 4
    return number[:ahead] + "*" * max(4, len(number) - ahead - 4) + number[-4:]


def mask_private(text: str) -> str:
    """A private value of any kind, so that its owner knows it again and nobody else learns it."""
    if len(text) < 9:
        return "*" * len(text)
    return f"{text[:3]}{'*' * (len(text) - 5)}{text[-2:]}"


def _scrub_object(value: Mapping[Any, Any]) -> dict[str, Any]:
    clean: dict[str, Any] = {}
    # HAR and cookie lists write {"name": "Cookie", "value": …}
    named = _SENSITIVE_KEY.fullmatch(str(value.get("name", ""))) is not None
    for key, inner in value.items():
        name = scrub(str(key))
        while name in clean:  # two masked numbers may look the same
            name += "′"
        hide = _SENSITIVE_KEY.fullmatch(str(key)) or (named and key == "value")
        clean[name] = HIDDEN if hide and inner not in (None, "", False, True) else scrub_json(inner)
    return clean


def _hide(value: str) -> str:
    quote = value[0] if value[0] in "\"'" and len(value) > 1 and value[-1] == value[0] else ""
    return f"{quote}{HIDDEN}{quote}"


def _mask_numbers(text: str) -> str:
    pieces, at = [], 0
    for start, end in _numbers(text):
        if start >= at:  # an ID number and a mobile number cannot share digits, but be sure
            pieces += [text[at:start], mask(text[start:end])]
            at = end
    return "".join([*pieces, text[at:]])


def _numbers(text: str) -> list[tuple[int, int]]:
    narrow = text.translate(_NARROW)  # one character for one, so the places agree
    spans = [found.span() for found in _ID.finditer(narrow) if _may_be_a_persons(found[0])]
    spans += [found.span("number") for found in _MOBILE.finditer(narrow)]
    whole = (_OPAQUE, _PORTALS_OWN) if spans else ()
    opaque = sorted(found.span() for pattern in whole for found in pattern.finditer(narrow))

    def inside(span: tuple[int, int]) -> bool:
        nearest = bisect_right(opaque, (span[0], len(narrow) + 1)) - 1
        return nearest >= 0 and span[1] <= opaque[nearest][1]

    return sorted(span for span in spans if not inside(span))


def _may_be_a_persons(number: str) -> bool:
    """Numbers of portals and USCC can have the shape of an ID number: its check digit tells. Old ones have none."""
    if len(number) != 18:
        return True
    total = sum(weight * int(digit) for weight, digit in zip(_ID_WEIGHTS, number, strict=False))
    return "10X98765432"[total % 11] == number[17].upper()


def _spelled(value: str) -> str:
    """A pattern for `value` in plain text, and as URLs, JSON and HTML write it, in any mixture."""
    pattern = "".join(map(_letter, value))
    return rf"(?<!\d){pattern}(?!\d)" if value.isdigit() else pattern


def _letter(letter: str) -> str:
    if letter.isascii() and letter.isalnum():
        return letter
    code = ord(letter)
    ways = [
        re.escape(letter),
        "".join(f"%(?:25){{0,4}}(?i:{byte:02x})" for byte in letter.encode("utf-8", "surrogatepass")),
    ]
    halves = letter.encode("utf-16-be", "surrogatepass")
    units = [halves[place : place + 2].hex() for place in range(0, len(halves), 2)]
    ways += ["".join(rf"\\{{1,32}}u(?i:{unit})" for unit in units), "".join(f"%u(?i:{unit})" for unit in units)]
    ways += [f"&#0{{0,6}}{code};", f"&#[xX]0{{0,6}}(?i:{code:x});"]
    if code in codepoint2name:
        ways.append(f"&{codepoint2name[code]};")
    if letter == "'":
        ways.append("&apos;")
    if letter in "\"'\\/":
        ways.append(r"\\{1,32}" + re.escape(letter))
    short = {"\n": "n", "\r": "r", "\t": "t", "\b": "b", "\f": "f"}.get(letter)
    if short:
        ways.append(r"\\{1,32}" + short)
    if letter == " ":
        ways.append(r"\+")
    return f"(?:{'|'.join(ways)})"
