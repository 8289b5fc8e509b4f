"""What a file is, told from its content and never from its name: kind, pages, and why it cannot be opened."""

import os
import struct
import warnings
import zipfile
import zlib
from dataclasses import dataclass
from typing import BinaryIO

import pikepdf
from PIL import Image, UnidentifiedImageError

from gongai.files import ole

KINDS: dict[str, str] = {
    "pdf": "PDF",
    "jpg": "JPG 图片",
    "png": "PNG 图片",
    "gif": "GIF 图片",
    "bmp": "BMP 图片",
    "tif": "TIFF 图片",
    "webp": "WebP 图片",
    "doc": "Word 97-2003 文档",
    "xls": "Excel 97-2003 工作簿",
    "ppt": "PowerPoint 97-2003 演示文稿",
    "docx": "Word 文档",
    "xlsx": "Excel 工作簿",
    "pptx": "PowerPoint 演示文稿",
    "ofd": "OFD 版式文件",
    "dwg": "DWG 图纸",
    "zip": "ZIP 压缩包",
    "rar": "RAR 压缩包",
    "txt": "文本",
    "html": "网页（HTML）",
    "rtf": "RTF 文档",
    "ole": "旧版 Office 容器",
    "unknown": "无法识别的内容",
}

_IMAGES = {"JPEG": "jpg", "MPO": "jpg", "PNG": "png", "GIF": "gif", "BMP": "bmp", "TIFF": "tif", "WEBP": "webp"}
_IMAGE_MAGIC = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF8", b"BM", b"II*\0", b"MM\0*")
_OFFICE_FOLDERS = {"word/": "docx", "xl/": "xlsx", "ppt/": "pptx"}
_LOCKED = "有密码或加密"
_BROKEN = "已损坏或不完整，打不开"
_UNPACK_LIMIT = 512 * 1024 * 1024  # above this an archive is not unpacked to test its checksums (zip bombs)


@dataclass(frozen=True)
class Content:
    """Kind as in KINDS, pages where the format has them, and what is wrong, in Chinese."""

    kind: str
    pages: int | None = None
    problem: str | None = None


def identify(file: BinaryIO) -> Content:
    """Tell what the content is. Raises OSError if it cannot be read."""
    file.seek(0)
    head = file.read(2048)
    file.seek(0)
    if b"%PDF-" in head[:1024]:
        return _pdf(file)
    if head.startswith(_IMAGE_MAGIC) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP"):
        return _image(file)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip(file)
    if head.startswith(ole.MAGIC):
        return _ole(file)
    if head.startswith(b"AC10") and head[4:6].isdigit():
        return Content("dwg")
    if head.startswith(b"Rar!\x1a\x07"):
        return _rar(head)
    return Content(_text_kind(head))


def _pdf(file: BinaryIO) -> Content:
    file.seek(max(0, file.seek(0, os.SEEK_END) - 2048))
    complete = b"%%EOF" in file.read()
    file.seek(0)
    try:
        with pikepdf.open(file) as document:
            pages = len(document.pages)
            if document.is_encrypted:
                return Content("pdf", pages, _LOCKED)
    except pikepdf.PasswordError:
        return Content("pdf", problem=_LOCKED)
    except (pikepdf.PdfError, ValueError, RuntimeError):
        return Content("pdf", problem=_BROKEN)
    if pages == 0:
        return Content("pdf", 0, "没有任何一页")
    # a cut PDF can often be pieced together by a reader, but its last pages are missing
    return Content("pdf", pages, None if complete else _BROKEN)


def _image(file: BinaryIO) -> Content:
    kind = "unknown"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow warns of large scans; the hard limit below still holds
        try:
            with Image.open(file) as image:
                kind = _IMAGES.get(image.format or "", "unknown")
                if kind == "png":
                    image.verify()  # checks every chunk without unpacking the picture
                else:
                    image.draft("L", (1, 1))  # a JPEG is read to its end, but unpacked at an eighth of its size
                    image.load()
        except Image.DecompressionBombError:
            return Content(kind, problem="像素过多，平台可能打不开")
        except UnidentifiedImageError:
            return Content("unknown")
        except (OSError, SyntaxError, ValueError, EOFError, struct.error, zlib.error):
            return Content(kind, problem=_BROKEN)
    return Content(kind, 1)


def _zip(file: BinaryIO) -> Content:
    try:
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
            kind = _zip_kind([member.filename for member in members])
            if any(member.flag_bits & 1 for member in members):
                return Content(kind, problem=_LOCKED)
            if not members:
                return Content(kind, problem="压缩包里没有文件")
            if sum(member.file_size for member in members) <= _UNPACK_LIMIT and archive.testzip() is not None:
                return Content(kind, problem=_BROKEN)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, RuntimeError, struct.error):
        return Content("zip", problem=_BROKEN)
    return Content(kind)


def _zip_kind(names: list[str]) -> str:
    if "OFD.xml" in names:
        return "ofd"
    if "[Content_Types].xml" in names:
        for folder, kind in _OFFICE_FOLDERS.items():
            if any(name.startswith(folder) for name in names):
                return kind
    return "zip"


def _ole(file: BinaryIO) -> Content:
    try:
        found = {stream.name: stream.head for stream in ole.streams(file)}
    except ole.DamagedOle:
        return Content("ole", problem=_BROKEN)
    if "EncryptedPackage" in found:
        return Content("ole", problem=_LOCKED)
    if "WordDocument" in found:
        flags = found["WordDocument"][10:12]
        return Content("doc", problem=_LOCKED if flags and flags[1] & 0x01 else None)
    if "PowerPoint Document" in found:
        return Content("ppt", problem=_LOCKED if "EncryptedSummary" in found else None)
    for name in ("Workbook", "Book"):
        if name in found:
            return Content("xls", problem=_LOCKED if _xls_locked(found[name]) else None)
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
    return Content("rar", problem=_LOCKED if locked else None)


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
