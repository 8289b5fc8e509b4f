"""PDF files: whether a reader can show every page without guessing."""

import os
from typing import BinaryIO

import pikepdf

from gongai.files.kinds import BROKEN, LOCKED, NO_PAGES, Content

END_BYTES = 1024
"""In which a PDF says that it ends, as common readers demand."""
GUESSED = "结构已损坏，阅读器要猜测才能打开，可能缺页"
UNREADABLE = "有的页面或图像已损坏，显示不出来"
XFA = "是动态 XFA 表单，多数阅读器和平台只显示一页提示"
ODD = "不完全符合 PDF 规范，个别阅读器可能打不开"


def examined(file: BinaryIO) -> Content:
    """Open it, look at its structure, and decode every stream of it."""
    file.seek(max(0, file.seek(0, os.SEEK_END) - END_BYTES))
    ended = b"%%EOF" in file.read()
    file.seek(0)
    try:
        with pikepdf.open(file) as document:
            pages = len(document.pages)
            if document.is_encrypted:
                return Content("pdf", pages, LOCKED)
            if pages == 0:
                return Content("pdf", 0, NO_PAGES)
            complaints = [*map(str, document.get_warnings()), *map(str, document.check_pdf_syntax())]
            # scans and office programs are never so; a file cut short or stitched together is
            if not ended or any("reconstruct" in one for one in complaints):
                return Content("pdf", pages, GUESSED)
            if any("error decoding" in one or "endstream" in one for one in complaints):
                return Content("pdf", pages, UNREADABLE)
            return Content("pdf", pages, caution=_caution(document, complaints))
    except pikepdf.PasswordError:
        return Content("pdf", problem=LOCKED)
    except (
        pikepdf.PdfError,
        pikepdf.ForeignObjectError,
        ValueError,
        RuntimeError,
        TypeError,
        KeyError,
        AttributeError,
    ):
        return Content("pdf", problem=BROKEN)  # also where a dictionary of the file is something else


def _caution(document: pikepdf.Pdf, complaints: list[str]) -> str | None:
    form = document.Root.get("/AcroForm")
    if isinstance(form, pikepdf.Dictionary) and "/XFA" in form and document.Root.get("/NeedsRendering", False):
        return XFA
    return ODD if complaints else None
