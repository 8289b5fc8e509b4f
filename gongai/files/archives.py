"""ZIP archives and what is kept in them: Office documents, OFD."""

import posixpath
import struct
import zipfile
import zlib
from typing import BinaryIO
from xml.etree import ElementTree
from xml.parsers import expat

from gongai.files.kinds import BROKEN, LOCKED, NO_PAGES, Content

EMPTY = "压缩包里没有文件"

_MAIN_PARTS = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml"}
_OFFICE_FOLDERS = {"word/": "docx", "xl/": "xlsx", "ppt/": "pptx"}
_BINARY_WORKBOOK = "xl/workbook.bin"
_UNPACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""Other methods are taken on trust: Deflate64 is not known here, and LZMA says itself how much memory it wants."""
_UNPACK_LIMIT = 512 * 1024 * 1024  # above this an archive is not unpacked to test its checksums (zip bombs)
_XML_LIMIT = 16 * 1024 * 1024
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, RuntimeError, struct.error)


def examined(file: BinaryIO) -> Content:
    """Look at the directory of an archive, at the checksums of its members, and at what makes it a document."""
    try:
        with zipfile.ZipFile(file) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
            kind = _kind([member.filename for member in members])
            if any(member.flag_bits & 1 for member in members):
                return Content(kind, problem=LOCKED)
            if not members:
                return Content(kind, problem=EMPTY)
            if _damaged(archive, members):
                return Content(kind, problem=BROKEN)
            if kind == "ofd":
                return _ofd(archive)
            return Content(kind, problem=None if kind == "zip" or _has_main_part(archive, kind) else BROKEN)
    except _DAMAGE:
        return Content("zip", problem=BROKEN)


def _damaged(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> bool:
    if sum(member.file_size for member in members) > _UNPACK_LIMIT:
        return False
    for member in members:
        if member.compress_type not in _UNPACKED:
            continue
        try:
            with archive.open(member) as content:
                while content.read(1 << 20):
                    pass
        except _DAMAGE:
            return True
    return False


def _kind(names: list[str]) -> str:
    if "OFD.xml" in names:
        return "ofd"
    if "[Content_Types].xml" in names:
        for folder, kind in _OFFICE_FOLDERS.items():
            if any(name.startswith(folder) for name in names):
                return kind
    return "zip"


def _has_main_part(archive: zipfile.ZipFile, kind: str) -> bool:
    """Whether the part that holds the text is there, and is XML: else it is the shell of a document."""
    if kind == "xlsx" and _BINARY_WORKBOOK in archive.namelist():
        return True
    try:
        with archive.open(_MAIN_PARTS[kind]) as part:
            expat.ParserCreate().ParseFile(part)
    except (KeyError, expat.ExpatError, *_DAMAGE):
        return False
    return True


def _ofd(archive: zipfile.ZipFile) -> Content:
    """GB/T 33190-2016: OFD.xml names documents, each lists its pages; GM/T 0099 keeps keys in Encryptions.xml."""
    if "Encryptions.xml" in archive.namelist():
        return Content("ofd", problem=LOCKED)
    try:
        roots = [where.text or "" for where in _elements(archive, "OFD.xml", "DocRoot")]
        pages = sum(len(_elements(archive, posixpath.normpath(root.lstrip("/")), "Page")) for root in roots)
    except (KeyError, ElementTree.ParseError):
        return Content("ofd", problem=BROKEN)
    return Content("ofd", pages, None if pages else NO_PAGES)


def _elements(archive: zipfile.ZipFile, name: str, wanted: str) -> list[ElementTree.Element]:
    """Elements of this name in a part, whatever its namespace. Raises KeyError where the part is not there."""
    with archive.open(name) as part:
        document = ElementTree.fromstring(part.read(_XML_LIMIT))  # expat itself bounds what entities may grow to
    return [element for element in document.iter() if element.tag.rpartition("}")[2] == wanted]
