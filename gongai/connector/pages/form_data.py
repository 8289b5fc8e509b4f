"""The body of a form with files as a page would send it, streamed from disk."""

import mimetypes
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from gongai import charsets

CHUNK = 1 << 18
_ESCAPED = str.maketrans({'"': "%22", "\r": "%0D", "\n": "%0A"})
"""How browsers write a name inside the head of a part."""


@dataclass(frozen=True)
class FormData:
    """Its pieces in order, in memory or on disk."""

    content_type: str
    pieces: tuple[bytes | Path, ...]
    length: int

    def stream(self) -> Iterator[bytes]:
        for piece in self.pieces:
            if isinstance(piece, bytes):
                yield piece
                continue
            with piece.open("rb") as file:
                while chunk := file.read(CHUNK):
                    yield chunk


def form_data(
    fields: Mapping[str, str], files: Sequence[tuple[str, str, Path]], *, charset: str = "", boundary: str = ""
) -> FormData:
    """`files`: name of the part, name of the file, where it lies."""
    edge = boundary or f"----GongaiFormBoundary{secrets.token_hex(8)}"
    pieces: list[bytes | Path] = []
    for name, value in fields.items():
        pieces += [_head(edge, charset, name=name) + b"\r\n" + charsets.encode(value, charset) + b"\r\n"]
    for name, file_name, path in files:
        head = _head(edge, charset, name=name, filename=file_name)
        kind = mimetypes.guess_type(file_name)[0] or "application/octet-stream"
        pieces += [head + f"Content-Type: {kind}\r\n\r\n".encode(), path, b"\r\n"]
    pieces.append(f"--{edge}--\r\n".encode())
    length = sum(len(one) if isinstance(one, bytes) else one.stat().st_size for one in pieces)
    return FormData(f"multipart/form-data; boundary={edge}", tuple(pieces), length)


def _head(edge: str, charset: str, **names: str) -> bytes:
    said = b"".join(
        f"; {key}=".encode() + b'"' + charsets.encode(name.translate(_ESCAPED), charset) + b'"'
        for key, name in names.items()
    )
    return f"--{edge}\r\nContent-Disposition: form-data".encode() + said + b"\r\n"
