"""Whether a backup is whole: every member is what the manifest says, and the database in it can be opened."""

import hashlib
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

from gongai.backup import dump, manifest
from gongai.backup.manifest import NAME, Manifest, Member
from gongai.errors import ConfigError
from gongai.files import private

_CHUNK = 1 << 20
_MANIFEST_BYTES = 256 << 20


def verify(file: Path, *, scratch: Path | None = None) -> tuple[Manifest, tuple[str, ...]]:
    """The manifest, and what is wrong. Raises `ConfigError` where it is no backup. `scratch`: where to unpack."""
    try:
        with zipfile.ZipFile(file) as archive:
            found = _manifest(archive)
            problems = [*_members(archive, found)]
            if not problems:
                problems += _database(archive, found, scratch)
            return found, tuple(problems)
    except (zipfile.BadZipFile, zlib.error, KeyError, EOFError) as error:
        raise ConfigError(f"{file} 无法读取（{error}）：文件已损坏，或不是 gongai 的备份") from error


def unpack(file: Path, place: Callable[[str], Path | None]) -> Manifest:
    """Write every member where `place` says, checked once more while it is read. Raises `ConfigError`."""
    with zipfile.ZipFile(file) as archive:
        found = _manifest(archive)
        for name, member in found.members.items():
            target = place(name)
            if target is None:
                continue
            private.folder(target.parent)
            waiting, digest, size = private.write_waiting(target.parent, _chunks(archive, name))
            if (digest, size) != (member.sha256, member.size):
                waiting.unlink()
                raise ConfigError(f"备份中的 {name} 与清单不符，没有恢复")
            waiting.replace(target)
    return found


def _manifest(archive: zipfile.ZipFile) -> Manifest:
    if archive.getinfo(NAME).file_size > _MANIFEST_BYTES:
        raise ConfigError("清单过大：文件已损坏，或不是 gongai 的备份")
    return manifest.read(archive.read(NAME))


def _members(archive: zipfile.ZipFile, found: Manifest) -> Iterator[str]:
    names = archive.namelist()
    if len(names) != len(set(names)):
        yield "同名文件出现两次：备份被改动"
    for name in sorted(set(names) - set(found.members) - {NAME}):
        yield f"{name}：清单中没有此文件，事后放入"
    for name, member in found.members.items():
        if name not in names:
            yield f"{name}：清单中有此文件，备份中没有"
        elif _read(archive, name, limit=member.size) != member:
            yield f"{name}：内容与清单不符"
    if found.database_member not in found.members:
        yield f"{found.database_member}：备份中没有数据库"


def _read(archive: zipfile.ZipFile, name: str, *, limit: int) -> Member | None:
    """None where it is longer than it may be, or cannot be read."""
    digest, size = hashlib.sha256(), 0
    try:
        for chunk in _chunks(archive, name):
            digest.update(chunk)
            size += len(chunk)
            if size > limit:
                return None
    except (zipfile.BadZipFile, zlib.error, EOFError):
        return None
    return Member(size=size, sha256=digest.hexdigest())


def _database(archive: zipfile.ZipFile, found: Manifest, scratch: Path | None) -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix=".gongai-", dir=scratch) as folder:  # closed to other users
        waiting, _digest, _size = private.write_waiting(Path(folder), _chunks(archive, found.database_member))
        wrong = dump.check(found.database, waiting)
    if wrong:
        yield f"{found.database_member}：{wrong}"


def _chunks(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    with archive.open(name) as member:
        while chunk := member.read(_CHUNK):
            yield chunk
