"""
A file that a person has named, read whole: regular files only, and never more than was asked for.

What is a pipe, a device or a folder would wait for ever or never end; a mistyped name often is one of these.
"""

import errno
import json
import os
import re
import stat
import tomllib
from pathlib import Path
from typing import Any

MB = 1024 * 1024
_NESTED = 200
"""Levels of brackets. No record has more than ten; the parsers give up, or break down, far above."""

_REASONS = {
    errno.ENOENT: "不存在",
    errno.ENOTDIR: "路径中有一段不是文件夹",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EROFS: "所在磁盘只读",
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "超出磁盘配额",
    errno.EIO: "磁盘读写出错",
    errno.EISDIR: "是文件夹",
    errno.ENXIO: "不是普通文件",
    errno.ENAMETOOLONG: "名称过长",
    errno.ELOOP: "链接绕成了圈",
    errno.EMFILE: "打开的文件过多",
    errno.ENFILE: "打开的文件过多",
    errno.EEXIST: "已经存在",
    errno.EBUSY: "正被占用",
    errno.ENOMEM: "内存不足",
    errno.ENOTEMPTY: "文件夹不是空的",
    errno.ETIMEDOUT: "没有应答",
    errno.ESTALE: "网络盘已断开",
    errno.EADDRINUSE: "端口已被占用",
    errno.ECONNREFUSED: "连不上",
}
_KINDS = ((stat.S_ISDIR, "是文件夹"), (stat.S_ISFIFO, "是管道"))


class Unreadable(Exception):
    """Why a file cannot be taken, in Chinese, as a reason to put in brackets."""


def reason(error: OSError) -> str:
    """What the system says, in Chinese."""
    return _REASONS.get(error.errno or 0, f"系统错误 {error.errno}" if error.errno else "无法使用")


def read(path: str | Path, *, at_most: int) -> bytes:
    """The content of a regular file of at most so many bytes. Raises `Unreadable`."""
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))  # a pipe nobody writes to must not wait
    except OSError as error:
        raise Unreadable(reason(error)) from error
    except ValueError as error:  # a name with a NUL
        raise Unreadable("路径中有不能使用的字符") from error
    try:
        mode = os.fstat(handle).st_mode
        if not stat.S_ISREG(mode):
            raise Unreadable(next((kind for test, kind in _KINDS if test(mode)), "是设备") + "，应为普通文件")
        with os.fdopen(handle, "rb", closefd=False) as file:
            content = file.read(at_most + 1)
    except OSError as error:
        raise Unreadable(reason(error)) from error
    finally:
        os.close(handle)
    if len(content) > at_most:
        raise Unreadable(f"超过 {_size(at_most)}")
    return content


def text(path: str | Path, *, at_most: int) -> str:
    """The same as text in UTF-8. Raises `Unreadable`."""
    try:
        return read(path, at_most=at_most).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable("不是 UTF-8 编码") from error


def toml(path: str | Path, *, at_most: int = 4 * MB) -> dict[str, Any]:
    """A TOML file. Raises `Unreadable`, for a mistake in it with the line."""
    content = text(path, at_most=at_most)
    if _too_deep(content):
        raise Unreadable("嵌套过深")
    try:
        return tomllib.loads(content)
    except tomllib.TOMLDecodeError as error:
        raise Unreadable(f"不是合格的 TOML，{_place(str(error))}") from error
    except (RecursionError, ValueError) as error:  # a number of thousands of digits
        raise Unreadable("不是合格的 TOML，有的数字过长或嵌套过深") from error


def json_value(path: str | Path, *, at_most: int = 4 * MB) -> Any:
    """A JSON file. Raises `Unreadable`: a mistake in it with line and column, a key that stands twice by its name."""
    content = text(path, at_most=at_most)
    if not content:
        raise Unreadable("文件为空")
    if _too_deep(content):
        raise Unreadable("嵌套过深")
    try:
        return json.loads(content, object_pairs_hook=_once_each)
    except json.JSONDecodeError as error:
        raise Unreadable(f"不是合格的 JSON，第 {error.lineno} 行第 {error.colno} 列，请检查逗号、引号和括号") from error
    except (RecursionError, ValueError) as error:
        raise Unreadable("不是合格的 JSON，有的数字过长或嵌套过深") from error


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise Unreadable(f"字段“{key[:60]}”写了两次，不知道以哪个为准")
        found[key] = value
    return found


def _too_deep(content: str) -> bool:
    """Whether brackets are nested deeper than in any record. Those inside of text count too: a bound, not a parser."""
    depth = 0
    for char in content:
        if char in "[{":
            depth += 1
            if depth > _NESTED:
                return True
        elif char in "]}" and depth:
            depth -= 1
    return False


def _place(message: str) -> str:
    """Where a TOML parser stopped: it says so at the end, in English."""
    found = re.search(r"at line (\d+), column (\d+)", message)
    return f"第 {found[1]} 行第 {found[2]} 列" if found else "到末尾还没有写完"


def _size(count: int) -> str:
    return f"{count // MB} MB" if count >= MB else f"{count // 1024} KB" if count >= 1024 else f"{count} 字节"
