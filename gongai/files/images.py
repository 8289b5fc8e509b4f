"""Images: whether every picture of one can be shown to its last line."""

import struct
import warnings
import zlib
from typing import BinaryIO

from PIL import Image, UnidentifiedImageError

from gongai.files import png
from gongai.files.kinds import BROKEN, TOO_MANY_PIXELS, Content

_BEGINNINGS = (
    (b"\xff\xd8\xff", "jpg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"GIF8", "gif"),
    (b"BM", "bmp"),
    (b"II*\0", "tif"),
    (b"MM\0*", "tif"),
)
_FORMATS = {"JPEG": "jpg", "MPO": "jpg", "PNG": "png", "GIF": "gif", "BMP": "bmp", "TIFF": "tif", "WEBP": "webp"}
_PIXELS_LOOKED_AT = 1_000_000_000
"""Of all pictures of a file together; the ones after are taken on trust (an endless animation)."""


def kind_of(head: bytes) -> str | None:
    """The kind of image that begins like this, as in KINDS."""
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    return next((kind for beginning, kind in _BEGINNINGS if head.startswith(beginning)), None)


def examined(file: BinaryIO, kind: str) -> Content:
    """Decode every picture in the file, one after the other."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow warns of large scans; the hard limit below still holds
        try:
            with Image.open(file) as image:
                if image.format not in _FORMATS:
                    return Content("unknown")
                kind = _FORMATS[image.format]
                pictures = _decoded(image)
            short = kind == "png" and png.is_short(file)
            return Content(kind, pictures, BROKEN if short else None)
        except Image.DecompressionBombError:
            return Content(kind, problem=TOO_MANY_PIXELS)
        except UnidentifiedImageError:
            return Content("unknown")
        except (OSError, SyntaxError, ValueError, EOFError, struct.error, zlib.error, KeyError, TypeError):
            return Content(kind, problem=BROKEN)  # whatever Pillow stumbles over in a damaged file


def _decoded(image: Image.Image) -> int:
    """How many pictures there are. Raises what Pillow does where one is damaged."""
    pictures, looked_at = getattr(image, "n_frames", 1), 0
    for number in range(pictures):
        image.seek(number)
        if image.format == "JPEG":
            image.draft("L", (1, 1))  # read to its end, but unpacked at an eighth of its size
        looked_at += image.width * image.height
        if number and looked_at > _PIXELS_LOOKED_AT:
            break
        image.load()
    return int(pictures)
