"""Material files: whether one opens as what its name says, and whether it is still the file that was checked."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from gongai.files import archives, pdf, snapshot
from gongai.files.contents import identify
from gongai.files.digest import file_sha256
from gongai.files.kinds import KINDS, LOCKED, NO_PAGES, SAME, TOO_MANY_PIXELS

_WRITTEN_AS = {
    "wps": ("doc", "docx", "ole"),
    "et": ("xls", "xlsx", "ole"),
    "dps": ("ppt", "pptx", "ole"),
    "xlsm": ("xlsx",),
    "docm": ("docx",),
}
"""Names of other programs for what is the same inside."""
# a locked or broken container does not tell which of these it is: then the defect is the news, not the name
_CONTAINED = {"ole": ("doc", "xls", "ppt", "docx", "xlsx", "pptx"), "zip": ("docx", "xlsx", "pptx", "ofd")}
_REMEDIES = {
    LOCKED: "请去掉密码后重新导出",
    NO_PAGES: "请重新导出或扫描",
    TOO_MANY_PIXELS: "请降低扫描分辨率",
    archives.EMPTY: "请放入文件后重新压缩",
    pdf.XFA: "请用 Adobe Acrobat 打开后打印成 PDF",
}
_CHUNK = 1 << 20
_AGAIN = "请用原软件打开检查，重新导出或扫描"


class Sealed(Protocol):
    """A material as it was when it was checked, in a filing or in a plan."""

    @property
    def name(self) -> str: ...
    @property
    def path(self) -> str: ...
    @property
    def size(self) -> int: ...
    @property
    def sha256(self) -> str: ...


@dataclass(frozen=True)
class FileFacts:
    """What is known of a file on disk. `problem` and `remedy` are Chinese; no problem, no remedy."""

    kind: str
    pages: int | None
    size: int
    sha256: str
    problem: str | None = None
    remedy: str = ""
    caution: str | None = None
    """What may pass but should be looked at; with its remedy, where there is no problem."""


def inspect(path: str | Path) -> FileFacts:
    """Read a file once: its digest and what is said of it are of the same bytes. Never raises for a bad file."""
    place = Path(path)
    try:
        if not place.is_file():
            return _unread("文件不存在", "请核对路径，或重新放入文件")
        if place.stat().st_size == 0:
            return _unread("文件是空的（0 字节）", "请换成有内容的文件")
        with snapshot.taken(place) as taken:
            content = identify(taken.content)
    except PermissionError:
        return _unread("没有权限读取文件", "请检查文件权限")
    except (OSError, ValueError):
        return _unread("文件打不开", "请核对路径，检查磁盘")
    problem, remedy = content.problem, _REMEDIES.get(content.problem or "", _AGAIN)
    mismatch = _mismatch(place, content.kind)
    if mismatch is not None and not (problem and _suffix(place) in _CONTAINED.get(content.kind, ())):
        problem, remedy = mismatch, "请用原软件另存为正确的格式，不要只改扩展名"
    caution = None if problem else content.caution or _unknown(place, content.kind)
    if caution:
        remedy = _REMEDIES.get(caution, "请打开文件核对一遍")
    said = problem or caution
    return FileFacts(content.kind, content.pages, taken.size, taken.sha256, problem, remedy if said else "", caution)


def changed(material: Sealed) -> str | None:
    """Why the file on disk is not the one that was checked; None if it is."""
    place = Path(material.path)
    try:
        if not place.is_file():
            return f"材料“{material.name}”的文件 {place.name} 已不存在"
        size = place.stat().st_size
        if size != material.size:  # told without reading it
            return differs(material, size=size, sha256="")
        return differs(material, size=size, sha256=file_sha256(place))
    except (OSError, ValueError):
        return f"材料“{material.name}”的文件 {place.name} 打不开"


def copied(material: Sealed, to: Path) -> str | None:
    """Copy the file, and say why the copy is not what was checked; None if it is.

    What is sent is the copy: whoever changes the file after this changes nothing of what leaves.
    """
    place = Path(material.path)
    digest, size = hashlib.sha256(), 0
    try:
        with place.open("rb") as file, to.open("xb") as copy:
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
                size += len(chunk)
                copy.write(chunk)
    except FileNotFoundError:
        return f"材料“{material.name}”的文件 {place.name} 已不存在"
    except (OSError, ValueError):
        return f"材料“{material.name}”的文件 {place.name} 打不开"
    return differs(material, size=size, sha256=digest.hexdigest())


def differs(material: Sealed, *, size: int, sha256: str) -> str | None:
    """Why what was read is not what the material was sealed with; None if it is."""
    named = f"材料“{material.name}”的文件 {Path(material.path).name}"
    if size != material.size:
        return f"{named} 大小由 {material.size} 变为 {size} 字节"
    if sha256 != material.sha256:
        return f"{named} 内容已改动（SHA-256 不同）"
    return None


def _mismatch(place: Path, kind: str) -> str | None:
    suffix = _suffix(place)
    if suffix in ("", kind) or kind in _WRITTEN_AS.get(suffix, ()):
        return None  # a name without extension is told by the site's type list
    if kind == "unknown" and suffix not in KINDS:
        return None
    return f"文件名是 .{suffix}，内容却是{KINDS.get(kind, kind)}"


def _unknown(place: Path, kind: str) -> str | None:
    if kind != "unknown" or not _suffix(place):
        return None
    return f"本程序不认识 .{_suffix(place)} 格式，没有检查内容"


def _suffix(place: Path) -> str:
    suffix = place.suffix.lower().lstrip(".")
    return SAME.get(suffix, suffix)


def _unread(problem: str, remedy: str) -> FileFacts:
    return FileFacts("unknown", None, 0, "", problem, remedy)
