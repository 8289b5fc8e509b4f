"""Project and engineering codes (项目代码, 工程代码), written alike wherever one is taken in or compared."""

import re
import unicodedata

_FIXED = re.compile(r"(\d{4})-?(\d{6})-?(\d{2})-?(\d{2})-?(\d{6})(?:-?(\d{1,4}))?", re.ASCII)
_HYPHENS = "#−⁃"
"""Signs that stand for a hyphen and are no dashes by their class; `#n` is the suffix of a split project."""
_UNSEEN = ("Cf", "Cc", "Zs", "Zl", "Zp")
"""Classes of blanks and of what has no width."""


def normalise(text: str) -> str:
    """A code as portals keep it: ASCII, upper case, no blanks, plain hyphens, `#n` written `-n`."""
    return "".join(_plain(one) for one in text).upper()


def compared(text: str) -> str:
    """A code for comparing: its hyphens stand where the standard puts them, also where a portal left them out."""
    code = normalise(text)
    found = _FIXED.fullmatch(code)
    return "-".join(part for part in found.groups() if part is not None) if found else code


def _plain(one: str) -> str:
    one = chr(ord(one) - 0xFEE0) if "！" <= one <= "～" else one  # a full-width letter, digit or sign
    kind = unicodedata.category(one)
    return "" if kind in _UNSEEN else "-" if kind == "Pd" or one in _HYPHENS else one
