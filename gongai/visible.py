"""
Text from outside as it is shown: characters that steer a terminal or turn the writing round are shown, not obeyed.

A portal's refusal can hold an escape sequence that clears the screen, or U+202E, after which words read as it likes.
"""

import re
import unicodedata

_LEFT_ALONE = "\n\t"


def visible(text: str) -> str:
    """`text` with each control or format character as ⟨U+….⟩; line feeds and tabs stay."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_shown(one) for one in text)


def escaped_in_json(document: str) -> str:
    """The same JSON document, with these characters written as escapes."""
    if document.isascii():
        return document.replace("\x7f", "\\u007f")
    return "".join(_as_escape(one) if _steers(one) else one for one in document)


def _steers(one: str) -> bool:
    return one not in _LEFT_ALONE and unicodedata.category(one) in ("Cc", "Cf", "Cs", "Zl", "Zp")


def _shown(one: str) -> str:
    return f"⟨U+{ord(one):04X}⟩" if _steers(one) else one


def _as_escape(one: str) -> str:
    units = one.encode("utf-16-be", "surrogatepass")
    return re.sub("....", lambda unit: f"\\u{unit[0]}", units.hex())
