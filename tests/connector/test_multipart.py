"""A form post with files: what the browser leaves out is put back from disk, and only what was planned."""

import hashlib
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.formparser import MultiPartParser

from gongai.connector import multipart
from gongai.errors import PageChanged
from gongai.records.steps import PlannedMaterial

EDGE = "----WebKitFormBoundaryg1r8fTgzJpYQ9qez"
KIND = f"multipart/form-data; boundary={EDGE}"


def raw(*parts: tuple[str, str, bytes], charset: str = "utf-8") -> bytes:
    """A body as a browser writes it: (name, file name or "", content)."""
    lines = b""
    for name, file_name, content in parts:
        header = f'; filename="{file_name}"\r\nContent-Type: application/pdf' if file_name != "-" else ""
        lines += f'--{EDGE}\r\nContent-Disposition: form-data; name="{name}"{header}\r\n\r\n'.encode(charset)
        lines += content + b"\r\n"
    return lines + f"--{EDGE}--\r\n".encode()


def planned(path: Path, content: bytes) -> PlannedMaterial:
    path.write_bytes(content)
    return PlannedMaterial(
        name="材料",
        path=str(path),
        file_name=path.name,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
    )


def sent(body: multipart.Body) -> tuple[dict[str, list[str]], dict[str, bytes]]:
    """What another implementation makes of it."""
    whole = b"".join(body.stream())
    assert len(whole) == body.length
    assert hashlib.sha256(whole).hexdigest() == body.sha256
    parser = MultiPartParser(stream_factory=lambda *_args, **_more: BytesIO())
    form, files = parser.parse(BytesIO(whole), EDGE.encode(), len(whole))
    return dict(form.lists()), {file.filename or "": file.read() for _name, file in files.items(multi=True)}


def test_the_files_stand_in_their_places_again(tmp_path: Path) -> None:
    one, two = planned(tmp_path / "甲.pdf", b"%PDF-1\r\n--x"), planned(tmp_path / "乙.pdf", b"%PDF-2" * 999)
    body = raw(("项目", "-", "云汐".encode()), ("f1", "甲.pdf", b""), ("f2", "乙.pdf", b""), ("end", "-", b"1"))
    form, files = sent(multipart.body(body, KIND, [one, two]))
    assert form == {"项目": ["云汐"], "end": ["1"]}
    assert files == {"甲.pdf": Path(one.path).read_bytes(), "乙.pdf": Path(two.path).read_bytes()}


def test_the_fields_tell_files_apart(tmp_path: Path) -> None:
    found = multipart.parts(raw(("a", "-", b"1"), ("a", "-", b"2"), ("f", "甲.pdf", b""), ("g", "", b"")), KIND)
    assert multipart.fields(found) == {"a": ["1", "2"], "@files": ["f=甲.pdf"], "@names": ["甲.pdf"]}


def test_a_body_in_the_portals_own_encoding_is_read_in_it_and_leaves_in_it(tmp_path: Path) -> None:
    one = planned(tmp_path / "甲.pdf", b"%PDF")
    body = raw(("项目", "-", "云汐".encode("gbk")), ("f", "甲.pdf", b""), charset="gbk")
    assert multipart.fields(multipart.parts(body, KIND, "gbk"), "gbk")["项目"] == "云汐"
    whole = b"".join(multipart.body(body, KIND, [one], "gbk").stream())
    assert whole == body.replace(b"\r\n\r\n\r\n--", b"\r\n\r\n%PDF\r\n--")


def test_an_empty_file_input_stays_empty(tmp_path: Path) -> None:
    form, files = sent(multipart.body(raw(("a", "-", b"1"), ("f", "", b"")), KIND, []))
    assert (form, files) == ({"a": ["1"]}, {"": b""})


def test_a_file_that_nobody_planned_does_not_leave() -> None:
    with pytest.raises(PageChanged, match=r"计划之外的文件 别的\.pdf"):
        multipart.body(raw(("f", "别的.pdf", b"")), KIND, [])


def test_a_file_that_changed_on_disk_does_not_leave(tmp_path: Path) -> None:
    one = planned(tmp_path / "甲.pdf", b"%PDF-1")
    Path(one.path).write_bytes(b"%PDF-2")
    with pytest.raises(PageChanged, match="在检查之后变了"):
        multipart.body(raw(("f", "甲.pdf", b"")), KIND, [one])


def test_two_planned_files_of_one_name_and_other_content_are_never_mixed_up(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    one, two = planned(tmp_path / "甲.pdf", b"%PDF-1"), planned(tmp_path / "a" / "甲.pdf", b"%PDF-2")
    body = raw(("f1", "甲.pdf", b""), ("f2", "甲.pdf", b""))
    with pytest.raises(PageChanged, match="不能确定是哪一个"):
        multipart.body(body, KIND, [one, two])


def test_other_bytes_under_a_planned_name_do_not_leave(tmp_path: Path) -> None:
    one = planned(tmp_path / "甲.pdf", b"%PDF-1")
    with pytest.raises(PageChanged, match="与计划的材料不同"):
        multipart.body(raw(("f", "甲.pdf", b"%PDF-other")), KIND, [one])


@pytest.mark.parametrize(
    ("body", "kind"), [(b"", KIND), (b"--other\r\n\r\n", KIND), (b"x", "multipart/form-data"), (raw()[:-4], KIND)]
)
def test_what_is_no_whole_body_is_refused(body: bytes, kind: str) -> None:
    with pytest.raises(PageChanged):
        multipart.parts(body, kind)


@given(st.lists(st.binary(max_size=60).filter(lambda content: EDGE.encode() not in content), min_size=1, max_size=5))
def test_every_part_comes_back_byte_for_byte(contents: list[bytes]) -> None:
    body = raw(*((f"n{number}", "-", content) for number, content in enumerate(contents)))
    assert [part.content for part in multipart.parts(body, KIND)] == contents


@pytest.mark.parametrize("charset", ["gb2312", "gbk"])
def test_values_and_file_names_are_read_as_a_browser_writes_them(charset: str, tmp_path: Path) -> None:
    one = planned(tmp_path / "刘䶮㎡𠮷.pdf", b"%PDF-1")
    body = (
        f'--{EDGE}\r\nContent-Disposition: form-data; name="法人"\r\n\r\n朱镕基𠮷\r\n'
        f'--{EDGE}\r\nContent-Disposition: form-data; name="f"; filename="{one.file_name}"\r\n\r\n\r\n--{EDGE}--\r\n'
    )
    sent_by_page = body.replace("𠮷", "&#134071;").encode("gb18030")
    found = multipart.fields(multipart.parts(sent_by_page, KIND, charset), charset)
    assert found == {"法人": "朱镕基𠮷", "@files": [f"f={one.file_name}"], "@names": [one.file_name]}
    whole = b"".join(multipart.body(sent_by_page, KIND, [one], charset).stream())
    assert "刘䶮㎡&#134071;.pdf".encode("gb18030") in whole, "the heads leave as the page wrote them"
    assert b"%PDF-1" in whole
