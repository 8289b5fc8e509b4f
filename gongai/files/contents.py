"""What a file is, told from its content and never from its name."""

import struct
from typing import BinaryIO

from gongai.files import archives, images, ole, pdf
from gongai.files.kinds import BROKEN, LOCKED, Content

_DWG_HEADER = 128
"""Bytes. No version of the format has a shorter header."""
_HEIC = (b"heic", b"heix", b"hevc", b"mif1", b"msf1")


def identify(file: BinaryIO) -> Content:
    """Tell what the content is, and whether it is whole. Raises OSError if it cannot be read."""
    file.seek(0)
    head = file.read(2048)
    file.seek(0)
    if b"%PDF-" in head[:1024]:
        return pdf.examined(file)
    if (kind := images.kind_of(head)) is not None:
        return images.examined(file, kind)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return archives.examined(file)
    if head.startswith(ole.MAGIC):
        return _ole(file)
    if head.startswith(b"AC10") and head[4:6].isdigit():
        return Content("dwg", problem=BROKEN if len(head) < _DWG_HEADER else None)
    if head.startswith(b"Rar!\x1a\x07"):
        return _rar(head)
    if head.startswith(b"7z\xbc\xaf\x27\x1c"):
        return Content("7z")
    if head[4:8] == b"ftyp" and head[8:12] in _HEIC:
        return Content("heic")
    if head.startswith(b"AutoCAD Binary DXF") or head.split()[:2] == [b"0", b"SECTION"]:
        return Content("dxf")
    return Content(_text_kind(head))


def _ole(file: BinaryIO) -> Content:
    try:
        found = {stream.name: stream.head for stream in ole.streams(file)}
    except ole.DamagedOle:
        return Content("ole", problem=BROKEN)
    if "EncryptedPackage" in found:
        return Content("ole", problem=LOCKED)
    if "WordDocument" in found:
        flags = found["WordDocument"][10:12]
        return Content("doc", problem=LOCKED if flags and flags[1] & 0x01 else None)
    if "PowerPoint Document" in found:
        return Content("ppt", problem=LOCKED if "EncryptedSummary" in found else None)
    for name in ("Workbook", "Book"):
        if name in found:
            return Content("xls", problem=LOCKED if _xls_locked(found[name]) else None)
    return Content("ole")


def _xls_locked(head: bytes) -> bool:
    if len(head) < 8:
        return False
    after_first = 4 + int(struct.unpack_from("<H", head, 2)[0])
    return head[after_first : after_first + 2] == b"\x2f\x00"  # FILEPASS stands right after BOF


def _rar(head: bytes) -> Content:
    # version 5: checksum (4), size, kind; kind 4 = everything after is encrypted. Version 4: a flag
    newer = head[6:8] == b"\x01\x00"
    locked = head[13:14] == b"\x04" if newer else len(head) > 11 and bool(head[10] & 0x80)
    return Content("rar", problem=LOCKED if locked else None)


def _text_kind(head: bytes) -> str:
    if head.startswith(b"{\\rtf"):
        return "rtf"
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "txt"
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html", b"<head", b"<script")):
        return "html"
    if b"\0" in head:
        return "unknown"
    for encoding in ("utf-8", "gb18030"):
        try:
            head[:2000].decode(encoding)
        except UnicodeDecodeError as error:
            if error.start >= min(len(head), 2000) - 4:  # a character cut by the end of what was read
                return "txt"
            continue
        return "txt"
    return "unknown"
