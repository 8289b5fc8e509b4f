"""A file that a portal gave us is looked at before it is called a receipt or a result."""

from pathlib import Path

from gongai.connector.mappers.part import head
from gongai.errors import PortalError
from gongai.files import contents
from gongai.files.kinds import KINDS, SAME
from gongai.files.names import fitted

NAME_BYTES = 150
"""Of a name, before the evidence folder puts its number and kind in front: file systems count bytes, 255 at most."""
_NO_DOCUMENT = ("txt", "html", "unknown")


def named(path: Path, name: str) -> str:
    """The name to keep a fetched file by: bounded, with the extension of what it is.

    Raises `PortalError` where it is no document: an error message in the clothes of a file, empty, or cut off.
    """
    if path.stat().st_size == 0:
        raise PortalError(f"平台给出的文件“{name}”是空的（0 字节），没有存作回执或结果，稍后再试")
    with path.open("rb") as file:
        content = contents.identify(file)
        file.seek(0)
        start = file.read(400)
    if content.kind in _NO_DOCUMENT:
        words = head(start.decode("utf-8", errors="replace")) if content.kind != "unknown" else ""
        said = f"，内容以“{words}”开头" if words else ""
        raise PortalError(f"平台给出的“{name}”不是文件，而是{KINDS[content.kind]}{said}，没有存作回执或结果，稍后再试")
    if content.problem and "加密" not in content.problem:  # a locked document is the portal's document all the same
        raise PortalError(f"平台给出的文件“{name}”{content.problem}，没有存作回执或结果，稍后再试")
    return bounded(name, content.kind)


def bounded(name: str, kind: str) -> str:
    """A name of few enough bytes that ends in the extension of its kind."""
    stem, dot, extension = name.rpartition(".")
    if not dot or SAME.get(extension.lower(), extension.lower()) != kind:
        stem, extension = name, kind
    return fitted(f"{stem}.{extension}", at_most=NAME_BYTES)
