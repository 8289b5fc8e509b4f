"""A file that a person has named is read whole or not at all, and never waits or fills the memory."""

import errno
import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from gongai import input_file
from gongai.input_file import Unreadable


def pipe(path: Path) -> None:
    os.mkfifo(path)


def device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def folder(path: Path) -> None:
    path.mkdir()


def listening(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(str(path))


@pytest.mark.parametrize(
    ("make", "what"),
    [(pipe, "是管道"), (device, "是设备"), (folder, "是文件夹"), (listening, "不是普通文件")],
    ids=["pipe", "device", "folder", "socket"],
)
def test_what_is_no_regular_file_is_told_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make: Callable[[Path], None], what: str
) -> None:
    monkeypatch.chdir(tmp_path)  # a socket's name must be short
    make(Path("given"))
    with pytest.raises(Unreadable, match=what):
        input_file.read("given", at_most=100)


def test_no_more_is_read_than_was_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"x" * 1025)
    assert len(input_file.read(path, at_most=1025)) == 1025
    with pytest.raises(Unreadable, match="超过 1 KB"):
        input_file.read(path, at_most=1024)


def test_a_name_that_no_file_can_have_is_told(tmp_path: Path) -> None:
    for name, what in (("a\0b", "不能使用的字符"), ("很" * 200, "名称过长"), ("none", "不存在")):
        with pytest.raises(Unreadable, match=what):
            input_file.read(tmp_path / name, at_most=1)


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b'{"a": 1, "a": 2}', "“a”写了两次"),
        (b'{"a": {"b": 1, "b": 1}}', "“b”写了两次"),
        (b"[" * 5000, "嵌套过深"),
        (b'{"a": ' + b"9" * 5000 + b"}", "数字过长"),
        (b'{"a": 1,}', "第 1 行第"),
        ('{"a": "中"}'.encode("gbk"), "不是 UTF-8"),
    ],
)
def test_json_that_is_none_is_told_with_its_place(tmp_path: Path, content: bytes, what: str) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(content)
    with pytest.raises(Unreadable, match=what):
        input_file.json_value(path)


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"a = " + b"[" * 5000, "嵌套过深"),
        (b"a = 1\na = 2\n", "第 2 行第 6 列"),
        (b"a = " + b"9" * 5000, "数字过长"),
        (b'a = "', "还没有写完"),
    ],
)
def test_toml_that_is_none_is_told_with_its_place(tmp_path: Path, content: bytes, what: str) -> None:
    path = tmp_path / "a.toml"
    path.write_bytes(content)
    with pytest.raises(Unreadable, match=what):
        input_file.toml(path)


def test_what_the_system_says_is_said_in_chinese() -> None:
    for code in (errno.ENOSPC, errno.EACCES, errno.EROFS, errno.EIO):
        said = input_file.reason(OSError(code, os.strerror(code)))
        assert os.strerror(code) not in said
        assert "系统错误" not in said
    assert input_file.reason(OSError(errno.EXDEV, "x")) == f"系统错误 {errno.EXDEV}"
