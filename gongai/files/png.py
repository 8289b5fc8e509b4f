"""PNG files: whether all the lines that the head promises are there. Readers show the missing ones as black."""

import struct
import zlib
from typing import BinaryIO

_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}  # by colour type
_PLAIN = ((0, 0, 1, 1),)
_INTERLACED = (  # Adam7: first column and line of each pass, and the steps
    *((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8)),
    *((2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)),
)
_AT_ONCE = 1 << 16


def is_short(file: BinaryIO) -> bool:
    """Whether the picture data ends before its last line. Raises struct.error and zlib.error for what is no PNG."""
    file.seek(8)
    wanted, held, unpacked = 0, 0, zlib.decompressobj()
    while True:
        length, kind = struct.unpack(">I4s", file.read(8))
        if kind == b"IHDR":
            wanted = _bytes_of(*struct.unpack(">IIBBBBB", file.read(13)))
            file.seek(length - 13, 1)
        elif kind == b"IDAT":
            held += _unpacked(unpacked, file.read(length))
        elif kind == b"IEND":
            return held < wanted
        else:
            file.seek(length, 1)
        file.seek(4, 1)  # the checksum, which the decoder has looked at


def _bytes_of(width: int, height: int, depth: int, colour: int, _method: int, _filter: int, interlace: int) -> int:
    bits = depth * _CHANNELS.get(colour, 1)
    total = 0
    for left, top, across, down in _INTERLACED if interlace else _PLAIN:
        columns, lines = -(-(width - left) // across), -(-(height - top) // down)
        if columns > 0 and lines > 0:
            total += lines * (1 + -(-columns * bits // 8))
    return total


def _unpacked(stream: "zlib._Decompress", packed: bytes) -> int:
    """How many bytes a chunk unpacks to, without holding them."""
    count = 0
    while packed:
        count += len(stream.decompress(packed, _AT_ONCE))
        packed = stream.unconsumed_tail
    return count
