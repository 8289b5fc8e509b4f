"""The one key that opens the vault."""

import base64
import hashlib
import os
import secrets
import stat
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from gongai import input_file, memory, redact
from gongai.errors import ConfigError
from gongai.files import private

SIZE = 32
"""Bytes of a key."""
_FILE_BYTES = 4096


class Key:
    """Key material with a name of its own. Every use gets its own key derived from it."""

    __slots__ = ("_material", "id")

    def __init__(self, material: bytes) -> None:
        if len(material) != SIZE:
            raise ConfigError(f"密钥长度应为 {SIZE} 字节，实为 {len(material)} 字节。请换回正确的密钥文件")
        memory.keep_private()  # no process holds a key otherwise
        self._material = material
        self.id = hashlib.sha256(b"gongai key id" + material).hexdigest()[:16]
        redact.know(self.encoded())  # for good: it lives as long as the process

    def derive(self, purpose: str, size: int = SIZE) -> bytes:
        return HKDF(SHA256(), size, None, f"gongai {purpose}".encode()).derive(self._material)

    def encoded(self) -> str:
        return base64.b64encode(self._material).decode()

    def __repr__(self) -> str:
        return f"Key({self.id})"

    def __reduce_ex__(self, _protocol: object) -> str:
        raise TypeError("密钥不能序列化")


def generate() -> Key:
    return Key(secrets.token_bytes(SIZE))


def create(path: Path) -> Key:
    """Make a key and its file. Raises `ConfigError` where there is one: replacing it would lose every password."""
    made = generate()
    private.folder(path.parent)
    try:
        private.create(path, f"{made.encoded()}\n".encode())
    except FileExistsError as error:
        raise ConfigError(f"密钥文件已存在：{path}。覆盖会使已存的密码全部失效；如需更换请用密钥轮换") from error
    return made


def load(path: Path) -> Key:
    """Read a key file. Raises `ConfigError` where it is missing, damaged or open to other users."""
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
        text = input_file.text(path, at_most=_FILE_BYTES)
    except FileNotFoundError as error:
        raise ConfigError(f"找不到密钥文件：{path}。首次使用请运行 gongai init；否则请恢复备份的密钥文件") from error
    except OSError as error:
        raise ConfigError(f"密钥文件无法读取：{path}（{input_file.reason(error)}）。请检查文件及其权限") from error
    except input_file.Unreadable as error:
        raise ConfigError(f"密钥文件无法读取：{path}（{error}）。请检查文件及其权限") from error
    # the group may read: systemd hands credentials over with an ACL, which shows as group bits
    if os.name != "nt" and mode & 0o037:
        raise ConfigError(f"密钥文件 {path} 的权限 {mode:04o} 过宽，其他用户可以读写。请执行：chmod 600 {path}")
    try:
        return Key(base64.b64decode(text.strip(), validate=True))
    except ValueError as error:  # not base64, or not even ASCII
        raise ConfigError(f"密钥文件内容已损坏：{path}。请恢复备份的密钥文件") from error
