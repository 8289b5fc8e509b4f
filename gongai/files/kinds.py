"""The kinds of file that are told apart by content, and what an examination says of one file."""

from dataclasses import dataclass

KINDS: dict[str, str] = {
    "pdf": "PDF",
    "jpg": "JPG 图片",
    "png": "PNG 图片",
    "gif": "GIF 图片",
    "bmp": "BMP 图片",
    "tif": "TIFF 图片",
    "webp": "WebP 图片",
    "heic": "HEIC 图片",
    "doc": "Word 97-2003 文档",
    "xls": "Excel 97-2003 工作簿",
    "ppt": "PowerPoint 97-2003 演示文稿",
    "docx": "Word 文档",
    "xlsx": "Excel 工作簿",
    "pptx": "PowerPoint 演示文稿",
    "ofd": "OFD 版式文件",
    "dwg": "DWG 图纸",
    "dxf": "DXF 图纸",
    "zip": "ZIP 压缩包",
    "7z": "7Z 压缩包",
    "rar": "RAR 压缩包",
    "txt": "文本",
    "html": "网页（HTML）",
    "rtf": "RTF 文档",
    "ole": "旧版 Office 容器",
    "unknown": "无法识别的内容",
}

SAME = {"jpeg": "jpg", "tiff": "tif", "htm": "html", "heif": "heic"}
"""Other extensions of the same kinds."""

LOCKED = "有密码或加密"
BROKEN = "已损坏或不完整，打不开"
NO_PAGES = "没有任何一页"
TOO_MANY_PIXELS = "像素过多，平台可能打不开"


@dataclass(frozen=True)
class Content:
    """Kind as in KINDS, pages where the format has them; what is wrong, and what is odd but may pass, in Chinese."""

    kind: str
    pages: int | None = None
    problem: str | None = None
    caution: str | None = None
