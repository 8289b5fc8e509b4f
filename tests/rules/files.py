"""Files of every kind and every defect, made by hand: what offices really hand in."""

import io
import struct
import zipfile
import zlib

import pikepdf
from PIL import Image


def pdf(pages: int = 1, *, password: str | None = None, owner_only: bool = False) -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as document:
        for _ in range(pages):
            document.add_blank_page(page_size=(595, 842))
        if password is None:
            document.save(out, deterministic_id=True)
        else:
            document.save(out, encryption=pikepdf.Encryption(owner=password, user="" if owner_only else password))
    return out.getvalue()


def image(kind: str, size: tuple[int, int] = (320, 240)) -> bytes:
    out = io.BytesIO()
    Image.linear_gradient("L").resize(size).convert("RGB").save(out, kind)
    return out.getvalue()


def archive(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as writer:
        for name in names:
            writer.writestr(name, f"content of {name} " * 20)
    return out.getvalue()


def locked_archive() -> bytes:
    """A ZIP whose member says that it is encrypted, in both of its headers."""
    raw = bytearray(archive("a.txt"))
    raw[6] |= 1
    raw[raw.index(b"PK\x01\x02") + 8] |= 1
    return bytes(raw)


def broken_archive() -> bytes:
    """A ZIP whose content does not fit its checksum."""
    raw = bytearray(archive("a.txt"))
    at = raw.index(b"PK\x01\x02")
    raw[at + 16] ^= 0xFF
    return bytes(raw)


def packed(parts: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as writer:
        for name, content in parts.items():
            writer.writestr(name, content)
    return out.getvalue()


_MAIN = {"word": "document.xml", "xl": "workbook.xml", "ppt": "presentation.xml"}


def office(folder: str, content: bytes = b"<?xml version='1.0'?><document><p>1</p></document>") -> bytes:
    return packed({"[Content_Types].xml": b"<Types/>", f"{folder}/{_MAIN[folder]}": content})


def shell(folder: str) -> bytes:
    """An Office document without the part that holds its text."""
    return packed({"[Content_Types].xml": b"<Types/>", f"{folder}/theme.xml": b"<theme/>"})


def ofd(pages: int = 1, *, locked: bool = False) -> bytes:
    root = (
        b"<ofd:OFD xmlns:ofd='http://www.ofdspec.org/2016'><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot>"
    )
    parts = {
        "OFD.xml": root + b"</ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": b"<ofd:Document xmlns:ofd='http://www.ofdspec.org/2016'><ofd:Pages>"
        + b"<ofd:Page ID='1' BaseLoc='Pages/Page_0/Content.xml'/>" * pages
        + b"</ofd:Pages></ofd:Document>",
    }
    return packed(parts | ({"Encryptions.xml": b"<Encryptions/>"} if locked else {}))


def deflate64() -> bytes:
    """An archive as Windows packs one that is larger than 2 GB: a method that Python does not know."""
    raw = bytearray(packed({"a.txt": b"content"}))
    raw[8:10] = b"\x09\x00"
    at = raw.index(b"PK\x01\x02") + 10
    raw[at : at + 2] = b"\x09\x00"
    return bytes(raw)


def scan(pages: int = 3) -> bytes:
    """A PDF of scanned pages, each a picture with a text layer."""
    out, photo = io.BytesIO(), image("JPEG")
    with pikepdf.new() as document:
        for number in range(pages):
            document.add_blank_page(page_size=(595, 842))
            page = document.pages[-1]
            page.Contents = document.make_stream(b"BT (page %d) Tj ET\n" % number * 200)
            picture = document.make_stream(
                photo,
                Type=pikepdf.Name.XObject,
                Subtype=pikepdf.Name.Image,
                Width=320,
                Height=240,
                ColorSpace=pikepdf.Name.DeviceRGB,
                BitsPerComponent=8,
                Filter=pikepdf.Name.DCTDecode,
            )
            page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=picture))
        document.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return out.getvalue()


def damaged_scan(mark: bytes, *, after: int, length: int) -> bytes:
    """The same with a stretch overwritten, counted from where `mark` stands first."""
    raw = scan()
    at = raw.index(mark) + after
    return raw[:at] + bytes(length) + raw[at + length :]


def form(*, dynamic: bool) -> bytes:
    """A PDF with an XFA form; a dynamic one shows nothing without the program that it was made for."""
    out = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.Root.AcroForm = pikepdf.Dictionary(Fields=[], XFA=document.make_stream(b"<xdp/>"))
        if dynamic:
            document.Root.NeedsRendering = True
        document.save(out)
    return out.getvalue()


def pictures(count: int = 4) -> bytes:
    """A TIFF as fax machines and scanners make it: a picture a page."""
    out = io.BytesIO()
    first, *others = (Image.effect_noise((400, 300), 60 + n) for n in range(count))
    first.save(out, "TIFF", save_all=True, append_images=others, compression="tiff_deflate")
    return out.getvalue()


def short_png() -> bytes:
    """A PNG whose chunks are right, and hold fewer lines than its head says."""
    whole = image("PNG", (300, 300))
    half = image("PNG", (300, 150))
    head = whole[: whole.index(b"IDAT") - 4]
    return head + half[half.index(b"IDAT") - 4 :]


def wide_png(side: int = 17400) -> bytes:
    """The head of a scan of 300 million pixels."""
    chunk = b"IHDR" + struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk)) + image("PNG")[33:]
    )


def dwg() -> bytes:
    return b"AC1032" + bytes(1000)


def rar(*, locked: bool = False, version: int = 5) -> bytes:
    if version == 5:
        return b"Rar!\x1a\x07\x01\x00" + bytes(4) + bytes((11, 4 if locked else 1)) + bytes(100)
    return b"Rar!\x1a\x07\x00" + bytes(2) + b"\x73" + struct.pack("<H", 0x80 if locked else 0) + bytes(100)


def ole(*names: str, head: bytes = b"") -> bytes:
    """A compound file with empty-looking streams of these names; `head` begins the content of the first."""
    sector = 512
    entries = [_entry("Root Entry", 5, 0xFFFFFFFE, 0)]
    content = 1 + (len(names) + 1 + 3) // 4  # sector 0 is the table, then the directory, then the content
    entries += [_entry(name, 2, content, 4096) for name in names]
    directory = b"".join(entries)
    directory += bytes(-len(directory) % sector)
    count = len(directory) // sector
    chain = [0xFFFFFFFD, *(n + 2 if n + 1 < count else 0xFFFFFFFE for n in range(count))]
    table = struct.pack(f"<{len(chain)}I", *chain)
    table += b"\xff" * (sector - len(table))
    header = bytearray(sector)
    header[:8] = bytes.fromhex("d0cf11e0a1b11ae1")
    struct.pack_into("<HHHHH", header, 0x18, 0x3E, 3, 0xFFFE, 9, 6)
    struct.pack_into("<I", header, 0x2C, 1)
    struct.pack_into("<I", header, 0x30, 1)
    struct.pack_into("<109I", header, 0x4C, 0, *([0xFFFFFFFF] * 108))
    return bytes(header) + table + directory + head.ljust(4096, b"\0")


def _entry(name: str, kind: int, start: int, size: int) -> bytes:
    raw = bytearray(128)
    text = name.encode("utf-16-le")
    raw[: len(text)] = text
    struct.pack_into("<HB", raw, 64, len(text) + 2, kind)
    struct.pack_into("<II", raw, 116, start, size)
    return bytes(raw)


def word_head(*, locked: bool) -> bytes:
    return bytes(10) + struct.pack("<H", 0x0100 if locked else 0)


def sheet_head(*, locked: bool) -> bytes:
    after = b"\x2f\x00" if locked else b"\x42\x00"
    return struct.pack("<HH", 0x0809, 16) + bytes(16) + after + bytes(20)
