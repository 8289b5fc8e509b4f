"""Text cut into lines as Chinese is: between any two characters, but never inside a number, a name or a command."""

import re

from rich.cells import cell_len

_PIECES = re.compile(r"[!-~]+[，。、；：！？）》”]?|\s+|.[，。、；：！？）》”]?", re.DOTALL)
"""With the mark that closes it: no line begins with one."""


def longest_piece(text: str) -> int:
    """Columns that the widest piece takes which must not be cut."""
    return max((cell_len(piece) for piece in _PIECES.findall(text)), default=0)


def wrapped(text: str, width: int) -> str:
    """The same text in lines of at most `width` columns; a piece that is wider by itself is cut, none is left out."""
    return "\n".join(line for whole in text.split("\n") for line in _lines(whole, max(width, 2)))


def _lines(text: str, width: int) -> list[str]:
    lines, line = [], ""
    for piece in _PIECES.findall(text):
        if cell_len(line + piece) <= width:
            line += piece
            continue
        if line:
            lines.append(line.rstrip())
        line = "" if piece.isspace() else piece
        while cell_len(line) > width:
            lines.append(line[:width])
            line = line[width:]
    return [*lines, line.rstrip()]
