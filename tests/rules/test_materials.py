"""Material files are judged by their content: what opens passes, what does not is refused with its reason."""

import os
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongai.errors import FilingError
from gongai.files.materials import changed, inspect
from gongai.records.agreement import Agreement
from gongai.records.catalogue import Catalogue
from gongai.records.filing import Material, load_filing
from gongai.records.finding import Finding
from gongai.rules.filing import check
from tests.rules import files
from tests.rules.conftest import TODAY, sealed

Doc = dict[str, Any]

SOUND: tuple[tuple[str, bytes, str], ...] = (
    ("a.pdf", files.pdf(2), "pdf"),
    ("a.PDF", files.pdf(), "pdf"),
    ("a.jpg", files.image("JPEG"), "jpg"),
    ("a.jpeg", files.image("JPEG"), "jpg"),
    ("a.png", files.image("PNG"), "png"),
    ("a.gif", files.image("GIF"), "gif"),
    ("a.bmp", files.image("BMP"), "bmp"),
    ("a.tif", files.image("TIFF"), "tif"),
    ("a.docx", files.office("word"), "docx"),
    ("a.xlsx", files.office("xl"), "xlsx"),
    ("a.pptx", files.office("ppt"), "pptx"),
    ("a.doc", files.ole("WordDocument", head=files.word_head(locked=False)), "doc"),
    ("a.xls", files.ole("Workbook", head=files.sheet_head(locked=False)), "xls"),
    ("a.ppt", files.ole("PowerPoint Document"), "ppt"),
    ("a.doc", files.ole("1Table", "Data", "ObjectPool", "Macros", "WordDocument"), "doc"),
    ("a.ofd", files.ofd(), "ofd"),
    ("a.dwg", files.dwg(), "dwg"),
    ("a.zip", files.archive("a.txt"), "zip"),
    ("a.rar", files.rar(), "rar"),
    ("a.rar", files.rar(version=4), "rar"),
    ("a.pdf", files.scan(), "pdf"),
    ("a.pdf", files.form(dynamic=False), "pdf"),
    ("a.tif", files.pictures(), "tif"),
    ("a.zip", files.deflate64(), "zip"),
    ("a.zip", files.packed({"a.txt": b"content"}, zipfile.ZIP_LZMA), "zip"),
    ("a.wps", files.ole("WordDocument", head=files.word_head(locked=False)), "doc"),
    ("a.et", files.ole("Workbook", head=files.sheet_head(locked=False)), "xls"),
    ("a.dxf", b"  0\r\nSECTION\r\n  2\r\nHEADER\r\n", "dxf"),
    ("a.7z", b"7z\xbc\xaf\x27\x1c" + bytes(40), "7z"),
    ("a.heic", b"\0\0\0\x18ftypheic" + bytes(40), "heic"),
    ("a.txt", "示例文字".encode(), "txt"),
    ("a.txt", ("示例文字" * 400).encode("gb18030"), "txt"),
)

# file name, content, words of the reason
BAD: tuple[tuple[str, bytes, str], ...] = (
    ("空.pdf", b"", "文件是空的"),
    ("有密码.pdf", files.pdf(password="x"), "有密码或加密"),
    ("限制权限.pdf", files.pdf(password="x", owner_only=True), "有密码或加密"),
    ("没有页.pdf", files.pdf(0), "没有任何一页"),
    ("截断.pdf", files.pdf(3)[:-400], "结构已损坏"),
    ("截断又补尾.pdf", files.scan()[: len(files.scan()) // 2] + b"\n%%EOF\n", "结构已损坏"),
    ("缺一段.pdf", files.scan()[:4000] + files.scan()[6000:], "结构已损坏"),
    ("页面损坏.pdf", files.damaged_scan(b"/FlateDecode", after=40, length=40), "显示不出来"),
    ("图像损坏.pdf", files.damaged_scan(b"\xff\xd8", after=0, length=900), "显示不出来"),
    ("少几行.png", files.short_png(), "已损坏或不完整"),
    ("三亿像素.png", files.wide_png(), "像素过多"),
    ("空壳.docx", files.shell("word"), "已损坏或不完整"),
    ("不是正文.docx", files.office("word", b"PK"), "已损坏或不完整"),
    ("只有头.pdf", b"%PDF-1.7\n", "已损坏或不完整"),
    ("网页.pdf", b"<!DOCTYPE html><html><body>404</body></html>", "内容却是网页"),
    ("图片.pdf", files.image("JPEG"), "内容却是JPG 图片"),
    ("文档.pdf", files.office("word"), "内容却是Word 文档"),
    ("图纸.pdf", files.dwg(), "内容却是DWG 图纸"),
    ("版式.pdf", files.ofd(), "内容却是OFD 版式文件"),
    ("乱码.pdf", b"\x00\x01\x02" * 100, "内容却是无法识别的内容"),
    ("证照.jpg", files.pdf(), "内容却是PDF"),
    ("证照.jpg", files.image("PNG"), "内容却是PNG 图片"),
    ("截断.jpg", files.image("JPEG", (900, 900))[:-2000], "已损坏或不完整"),
    ("截断.png", files.image("PNG", (900, 900))[:-100], "已损坏或不完整"),
    ("头.png", b"\x89PNG\r\n\x1a\n", "无法识别的内容"),
    ("新.doc", files.office("word"), "内容却是Word 文档"),
    ("旧.docx", files.ole("WordDocument"), "内容却是Word 97-2003 文档"),
    ("表.docx", files.office("xl"), "内容却是Excel 工作簿"),
    ("富文本.doc", b"{\\rtf1 text}", "内容却是RTF 文档"),
    ("加密.docx", files.ole("EncryptedPackage", "EncryptionInfo"), "有密码或加密"),
    ("加密.doc", files.ole("WordDocument", head=files.word_head(locked=True)), "有密码或加密"),
    ("加密.xls", files.ole("Workbook", head=files.sheet_head(locked=True)), "有密码或加密"),
    ("加密.ppt", files.ole("PowerPoint Document", "EncryptedSummary"), "有密码或加密"),
    ("截断.doc", files.ole("WordDocument")[:600], "已损坏或不完整"),
    ("截断.docx", files.office("word")[:-60], "已损坏或不完整"),
    ("加密.zip", files.locked_archive(), "有密码或加密"),
    ("损坏.zip", files.broken_archive(), "已损坏或不完整"),
    ("空.zip", files.archive(), "压缩包里没有文件"),
    ("加密.rar", files.rar(locked=True), "有密码或加密"),
    ("加密旧.rar", files.rar(locked=True, version=4), "有密码或加密"),
    ("说明.txt", files.pdf(), "内容却是PDF"),
)

# the same, of kinds that the sample site does not take
BAD_ELSEWHERE: tuple[tuple[str, bytes, str], ...] = (
    ("截断的四页.tif", files.pictures()[: len(files.pictures()) // 2], "已损坏或不完整"),
    ("加密.ofd", files.ofd(locked=True), "有密码或加密"),
    ("没有页.ofd", files.ofd(0), "没有任何一页"),
    ("假的.ofd", files.archive("OFD.xml"), "已损坏或不完整"),
    ("六个字节.dwg", b"AC1032", "已损坏或不完整"),
)


@pytest.mark.parametrize(("name", "content", "kind"), SOUND, ids=[f"{name}-{kind}" for name, _, kind in SOUND])
def test_a_sound_file_is_known_by_its_content(tmp_path: Path, name: str, content: bytes, kind: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    facts = inspect(path)
    assert (facts.kind, facts.problem, facts.size) == (kind, None, len(content))


@pytest.mark.parametrize(("name", "content", "rule"), BAD_ELSEWHERE, ids=[name for name, _, _ in BAD_ELSEWHERE])
def test_a_damaged_file_is_told_apart_from_a_whole_one(tmp_path: Path, name: str, content: bytes, rule: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    facts = inspect(path)
    assert rule in (facts.problem or "")
    assert facts.remedy


def test_what_may_pass_but_should_be_looked_at_is_a_caution(tmp_path: Path) -> None:
    form, odd = tmp_path / "a.pdf", tmp_path / "a.xyz"
    form.write_bytes(files.form(dynamic=True))
    odd.write_bytes(b"\x00\x01\x02" * 100)
    for path, words in ((form, "动态 XFA"), (odd, "不认识 .xyz 格式")):
        facts = inspect(path)
        assert facts.problem is None
        assert words in (facts.caution or "")
        assert facts.remedy


@pytest.fixture
def with_file(
    good: Callable[[str], Doc], catalogue: Catalogue, agreements: dict[str, Agreement], tmp_path: Path
) -> Callable[[str, bytes], list[Finding]]:
    """What intake says of a good filing in which this file took the place of the third material's."""

    def stops(name: str, content: bytes) -> list[Finding]:
        path = tmp_path / name
        path.write_bytes(content)
        doc = good("01-")
        doc["materials"][2]["path"] = str(path)
        filing = load_filing(doc)
        found = check(filing, catalogue, agreements[filing.agreement_no], today=TODAY)
        return [finding for finding in found if finding.level == "stop"]

    return stops


@pytest.mark.parametrize(("name", "content", "rule"), BAD, ids=[name for name, _, _ in BAD])
def test_a_bad_file_is_refused_with_its_reason(
    with_file: Callable[[str, bytes], list[Finding]], name: str, content: bytes, rule: str
) -> None:
    found = with_file(name, content)
    assert [finding.field for finding in found] == ["materials.2.path 文件"]
    assert rule in found[0].rule
    assert name in found[0].value
    assert found[0].remedy


@pytest.mark.parametrize(
    ("name", "content", "rule"),
    [
        ("图纸.dwg", files.dwg(), "服务器会拒收"),
        ("版式.ofd", files.ofd(), "平台不接受 .ofd"),
        ("照片.jpeg", files.image("JPEG"), "平台不接受 .jpeg"),
        ("程序.exe", b"MZ" + bytes(100), "平台不接受 .exe"),
        ("没有扩展名", files.pdf(), "没有扩展名"),
        ("很" * 200 + ".pdf", files.pdf(), "文件名超过 200 个字符"),
    ],
    ids=lambda value: str(value)[:12],
)
def test_a_file_the_site_does_not_take_is_refused_before_it_is_pushed(
    good: Callable[[str], Doc],
    catalogue: Catalogue,
    tmp_path: Path,
    name: str,
    content: bytes,
    rule: str,
) -> None:
    doc = good("01-")
    place = tmp_path / name
    if len(name.encode()) <= 255:
        place.write_bytes(content)
    doc["materials"][2]["path"] = str(place)
    found = check(load_filing(doc), catalogue, None, today=TODAY, power=None)
    assert [f for f in found if f.field == "materials.2.path 文件" and rule in f.rule]


def test_sizes_are_those_of_the_site(good: Callable[[str], Doc], catalogue: Catalogue) -> None:
    filing = load_filing(good("01-"))

    def levels(*, warn: int, stop: int) -> set[str]:
        limits = catalogue.limits.model_copy(update={"warn_bytes": warn, "max_bytes": stop})
        found = check(filing, catalogue.model_copy(update={"limits": limits}), None, today=TODAY, power=None)
        return {f.level for f in found}

    assert levels(warn=10**6, stop=10**7) == set()
    assert levels(warn=10, stop=10**7) == {"warn"}
    assert levels(warn=5, stop=10) == {"stop"}


Change = Callable[[list[Doc], Path], None]


def _drop(rows: list[Doc], folder: Path) -> None:
    del rows[3]


def _stranger(rows: list[Doc], folder: Path) -> None:
    rows[3]["name"] = "中标通知"


def _gone(rows: list[Doc], folder: Path) -> None:
    rows[3]["path"] = str(folder / "没有.pdf")


def _folder(rows: list[Doc], folder: Path) -> None:
    rows[3]["path"] = str(folder)


def _odd_path(rows: list[Doc], folder: Path) -> None:
    rows[3]["path"] = str(folder / ("长" * 3000)) + ".pdf"


def _same_name(rows: list[Doc], folder: Path) -> None:
    other = folder / Path(rows[3]["path"]).name.upper()
    other.write_bytes(files.image("PNG", (9, 9)))
    rows.append({**rows[3], "path": str(other)})


def _same_content(rows: list[Doc], folder: Path) -> None:
    other = folder / f"另一个{Path(rows[3]['path']).suffix}"
    other.write_bytes(Path(rows[3]["path"]).read_bytes())
    rows.append({**rows[3], "path": str(other)})


def _expired(rows: list[Doc], folder: Path) -> None:
    rows[3]["valid_to"] = "2026-03-01"


def _nobody(rows: list[Doc], folder: Path) -> None:
    rows[3]["supplied_by"] = ""


def _changed(rows: list[Doc], folder: Path) -> None:
    rows[3] |= {"size": os.path.getsize(rows[3]["path"]), "sha256": "0" * 64}  # noqa: PTH202


def _no_path(rows: list[Doc], folder: Path) -> None:
    rows[3]["path"] = ""


@pytest.mark.parametrize(
    ("change", "field", "rule"),
    [
        (_drop, "materials 申报材料", "缺少必须提交的材料"),
        (_stranger, "materials.3.name 材料名称", "材料清单里没有这份材料"),
        (_gone, "materials.3.path 文件", "文件不存在"),
        (_folder, "materials.3.path 文件", "没有扩展名"),
        (_odd_path, "materials.3.path 文件", "文件打不开"),
        (_same_name, "materials.12.path 文件", "同一份材料下有重名文件"),
        (_same_content, "materials.12.path 文件", "内容相同的文件"),
        (_expired, "materials.3.valid_to 有效期至", "已过有效期"),
        (_nobody, "materials.3.supplied_by 提供人", "必填项未填"),
        (_changed, "materials.3.sha256 文件摘要 SHA-256", "内容已改动"),
        (_no_path, "materials.3.path 文件", "必填项未填"),
    ],
)
def test_a_slip_in_the_material_list_is_refused(
    good: Callable[[str], Doc], catalogue: Catalogue, tmp_path: Path, change: Change, field: str, rule: str
) -> None:
    doc = good("01-")
    change(doc["materials"], tmp_path)
    found = check(load_filing(doc), catalogue, None, today=TODAY, power=None)
    assert [f for f in found if f.level == "stop" and f.field == field and rule in f.rule], [str(f) for f in found]


def test_the_same_file_for_two_materials_is_only_warned_of(good: Callable[[str], Doc], catalogue: Catalogue) -> None:
    doc = good("01-")
    doc["materials"][4]["path"] = doc["materials"][3]["path"]
    found = check(load_filing(doc), catalogue, None, today=TODAY, power=None)
    assert [(f.level, f.field) for f in found] == [("warn", "materials.4.path 文件")]


def test_sealing_keeps_what_lay_on_disk_and_a_later_change_is_caught(
    good: Callable[[str], Doc], tmp_path: Path
) -> None:
    doc = good("02-")
    path = tmp_path / "材料.pdf"
    path.write_bytes(files.pdf())
    doc["materials"][0]["path"] = str(path)
    material = sealed(load_filing(doc)).materials[0]
    assert (material.size, len(material.sha256)) == (len(files.pdf()), 64)
    assert changed(material) is None
    path.write_bytes(files.pdf()[::-1])
    assert "内容已改动" in (changed(material) or "")
    path.write_bytes(files.pdf(3))
    assert "大小由" in (changed(material) or "")
    path.unlink()
    assert "已不存在" in (changed(material) or "")


def test_sealing_a_filing_without_its_file_says_which(good: Callable[[str], Doc]) -> None:
    doc = good("02-")
    doc["materials"][1]["path"] = "/nonexistent/材料.pdf"
    with pytest.raises(FilingError) as caught:
        sealed(load_filing(doc))
    assert [finding.field for finding in caught.value.findings] == ["materials.1.path 文件"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@given(
    st.sampled_from([content for _, content, _ in (*SOUND, *BAD)]),
    st.integers(0, 6000),
    st.binary(max_size=40),
    st.sampled_from(["a.pdf", "a.jpg", "a.doc", "a.zip", "a"]),
)
def test_no_mangled_file_makes_the_inspection_fail(
    tmp_path: Path, content: bytes, at: int, noise: bytes, name: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content[:at] + noise + content[at + len(noise) :])
    facts = inspect(path)
    assert bool(facts.problem or facts.caution) == bool(facts.remedy)


def test_a_changed_material_that_cannot_be_opened_is_said_to_be_gone() -> None:
    assert "已不存在" in (changed(Material(name="图", path="/nonexistent/a.pdf", sha256="0" * 64, size=1)) or "")
