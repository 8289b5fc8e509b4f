"""A small text file that an option of a command names: a password, answers."""

from pathlib import Path

from gongai import input_file
from gongai.errors import UsageError

_AT_MOST = 64 * 1024


def read_text(path: Path, option: str) -> str:
    """Its text. Raises `UsageError` that names the option."""
    try:
        return input_file.text(path, at_most=_AT_MOST)
    except input_file.Unreadable as error:
        raise UsageError(f"{option} 指定的文件无法读取：{path}（{error}）。请核对路径、权限和内容") from error
