"""
What the name of a charset means to a browser, for all that is read from a portal and sent to it.

A browser reads `gb2312` and `gbk` as the larger GB 18030, and a page that cannot encode a character sends `&#…;` in its
place. Who takes the names as Python does stumbles over 朱镕基, ㎡ and 刘䶮.
"""

import codecs
import re
from urllib.parse import quote

_GBK = "gbk"
_NAMES = {
    **dict.fromkeys(
        ("gbk", "x-gbk", "gb2312", "gb_2312", "gb_2312-80", "gb2312-80", "chinese", "csgb2312", "iso-ir-58", "cp936"),
        _GBK,
    ),
    **dict.fromkeys(("utf-8", "utf8", "unicode-1-1-utf-8", "x-unicode20utf8"), "utf-8"),
    **dict.fromkeys(("iso-8859-1", "iso8859-1", "latin1", "l1", "ascii", "us-ascii", "windows-1252"), "cp1252"),
    **dict.fromkeys(("big5", "big5-hkscs", "cn-big5", "x-x-big5"), "big5hkscs"),
}
"""What browsers know by several names → ours. Whatever else is left to Python's table."""
_TWO_BYTES = 2
"""The most that a GBK character takes; the four bytes of GB 18030 are read, but never written."""
_ENTITY = re.compile(r"&#(\d{2,7});")


def known(label: str) -> bool:
    """Whether this is the name of a charset at all."""
    try:
        codecs.lookup(_codec(label))
    except LookupError:
        return False
    return True


def decode(raw: bytes, label: str = "", *, strict: bool = False) -> str:
    """The text of bytes from a portal; an unknown or empty name is UTF-8. `strict` raises `ValueError` for what cannot
    be read, else a U+FFFD stands there."""
    return raw.decode(_codec(label) if known(label) else "utf-8", errors=_STRICT if strict else _LENIENT)


def encode(text: str, label: str = "") -> bytes:
    """The bytes that a page sends for a text; what it cannot encode as `&#…;`."""
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")  # lone halves of a pair are no character
    name = _name(label) if known(label) else "utf-8"
    try:
        whole = text.encode(_codec(name))
    except UnicodeEncodeError:
        whole = None
    if whole is not None and name != _GBK:
        return whole
    return b"".join(_one(character, name) for character in text)


def entered(text: str, label: str = "") -> str:
    """What was entered in a form, from what the page sent: `&#…;` stands only for what the charset cannot hold."""

    def character(found: re.Match[str]) -> str:
        number = int(found[1])
        if not 0x80 <= number <= 0x10FFFF or 0xD800 <= number <= 0xDFFF:
            return found[0]
        return chr(number) if encode(chr(number), label) == found[0].encode() else found[0]

    return _ENTITY.sub(character, text) if "&#" in text else text


def quoted(text: str, label: str = "", *, safe: str = "") -> str:
    """A text inside an address or a urlencoded form."""
    return quote(encode(text, label), safe=safe)


def _one(character: str, name: str) -> bytes:
    if name == _GBK and character == "€":
        return b"\x80"
    try:
        made = character.encode(_codec(name))
    except UnicodeEncodeError:
        made = b""
    if made and not (name == _GBK and len(made) > _TWO_BYTES):
        return made
    return f"&#{ord(character)};".encode("ascii")


def _name(label: str) -> str:
    plain = label.strip().lower()
    return _NAMES.get(plain, plain or "utf-8")


def _codec(label: str) -> str:
    name = _name(label)
    return "gb18030" if name == _GBK else name


def _euro(error: UnicodeError) -> tuple[str, int]:
    if isinstance(error, UnicodeDecodeError):
        byte = error.object[error.start]
        if error.encoding == "gb18030" and byte == 0x80:
            return "€", error.start + 1
        if error.encoding in ("charmap", "cp1252"):  # the few places that Windows left empty
            return chr(byte), error.start + 1
    raise error


def _euro_or_mark(error: UnicodeError) -> tuple[str, int]:
    try:
        return _euro(error)
    except UnicodeDecodeError as unread:
        return "�", unread.end


_STRICT, _LENIENT = "gongai.strict", "gongai.lenient"
codecs.register_error(_STRICT, _euro)
codecs.register_error(_LENIENT, _euro_or_mark)
