"""Just enough of the old Office container (OLE compound file) to say what a file is and whether it is locked."""

import struct
from dataclasses import dataclass
from typing import BinaryIO

MAGIC = bytes.fromhex("d0cf11e0a1b11ae1")

_FREE_FROM = 0xFFFFFFFA  # sector numbers from here on mean "end", "free" or bookkeeping
_MINI = 4096  # streams below this size lie in the mini stream, which we do not read
_MAX_DIRECTORY = 4096  # sectors; far beyond any office file, a stop for circular chains


@dataclass(frozen=True)
class Stream:
    """One entry of the directory, and the first bytes of its content where they are easy to reach."""

    name: str
    head: bytes


class DamagedOle(ValueError):
    """The container cannot be followed to its directory."""


def streams(file: BinaryIO) -> tuple[Stream, ...]:
    """The entries of the container's directory. Raises DamagedOle."""
    file.seek(0)
    header = file.read(512)
    if len(header) < 512 or not header.startswith(MAGIC):
        raise DamagedOle
    shift = struct.unpack_from("<H", header, 0x1E)[0]
    if shift not in (9, 12):
        raise DamagedOle
    size = 1 << shift
    table = [number for number in struct.unpack_from("<109I", header, 0x4C) if number < _FREE_FROM]
    found: list[Stream] = []
    sector, steps = struct.unpack_from("<I", header, 0x30)[0], 0
    while sector < _FREE_FROM:
        steps += 1
        if steps > _MAX_DIRECTORY:
            raise DamagedOle
        block = _sector(file, sector, size)
        found += [entry for at in range(0, size, 128) if (entry := _entry(file, block[at : at + 128], size))]
        sector = _next(file, sector, size, table)
    if not found:
        raise DamagedOle
    return tuple(found)


def _entry(file: BinaryIO, raw: bytes, size: int) -> Stream | None:
    length = struct.unpack_from("<H", raw, 64)[0]
    if not 2 <= length <= 64 or raw[66] == 0:
        return None
    name = raw[: length - 2].decode("utf-16-le", "replace")
    start, total = struct.unpack_from("<II", raw, 116)
    head = _sector(file, start, size) if raw[66] == 2 and total >= _MINI else b""
    return Stream(name=name, head=head)


def _next(file: BinaryIO, sector: int, size: int, table: list[int]) -> int:
    per_sector = size // 4
    index = sector // per_sector
    if index >= len(table):
        raise DamagedOle
    fat = _sector(file, table[index], size)
    return int(struct.unpack_from("<I", fat, (sector % per_sector) * 4)[0])


def _sector(file: BinaryIO, number: int, size: int) -> bytes:
    file.seek((number + 1) * size)
    block = file.read(size)
    if len(block) < size:
        raise DamagedOle
    return block
