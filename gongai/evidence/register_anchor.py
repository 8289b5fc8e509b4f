"""The signed note, on disk, of how far the register goes: without it the newest notes could vanish with their rows."""

import hmac
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Self

import sqlalchemy as sa
from pydantic import Field, ValidationError

from gongai import db
from gongai.db.canonical import canonical
from gongai.errors import ConfigError
from gongai.evidence.anchor import content_of
from gongai.evidence.problem import Problem
from gongai.files import private
from gongai.records.base import Record

FILE = "register.json"

log = logging.getLogger(__name__)
"""To standard error where a command has set up no log: what it prints is a document."""


class RegisterAnchor(Record):
    """The newest note of the register at one moment, signed under a key of the vault."""

    last: Annotated[int, Field(description="id of the newest note")]
    mac: Annotated[str, Field(description="signature of that note")]
    at_ms: int
    signature: str = ""

    def signed(self, key: bytes) -> Self:
        return self.model_copy(update={"signature": self._signature(key)})

    def genuine(self, key: bytes) -> bool:
        return hmac.compare_digest(self.signature, self._signature(key))

    def _signature(self, key: bytes) -> str:
        body = canonical(self.model_dump(exclude={"signature"}))
        return hmac.digest(key, f"register\n{body}".encode(), "sha256").hex()


def require_no_seal(connection: sa.Connection, root: Path) -> None:
    """
    Before what is there is noted as it stands: nothing may have been noted before.

    Raises `ConfigError` where a seal says that something was: the register was emptied, with rows changed perhaps.
    """
    if (root / FILE).exists() and connection.execute(sa.select(db.proofs.c.id).limit(1)).first() is None:
        raise ConfigError(
            f"数据库的登记簿是空的，而封存文件 {root / FILE} 表明曾有登记：登记被清空，或数据库被换掉。没有重新登记。"
            "请用 gongai backup restore 恢复正确的数据库；留痕文件请保留，供核对"
        )


def seal_register(connection: sa.Connection, root: Path, *, key: bytes, at_ms: int) -> None:
    """Note how far the register goes now. An old note that does not agree with it is left, so that `verify` goes on
    saying so."""
    p = db.proofs
    newest = connection.execute(sa.select(p.c.id, p.c.mac).order_by(p.c.id.desc()).limit(1)).one_or_none()
    if newest is None:
        return
    old = _read(root)
    if old is not None and old.last == newest.id and old.mac == newest.mac:
        return
    if (root / FILE).exists() and list(check_anchor_of_register(connection, root, key=key)):
        log.error("登记簿与封存文件不符，未重新封存，请核验留痕")
        return
    private.folder(root)
    anchor = RegisterAnchor(last=newest.id, mac=newest.mac, at_ms=at_ms).signed(key)
    private.write(root / FILE, anchor.model_dump_json().encode())


def check_anchor_of_register(connection: sa.Connection, root: Path, *, key: bytes) -> Iterator[Problem]:
    p = db.proofs
    where = "登记簿的封存文件"
    if not (root / FILE).exists():
        if connection.execute(sa.select(p.c.id).limit(1)).first() is not None:
            yield Problem(where, "不存在：无法确认最新的登记是否完整", level="warn")
        return
    anchor = _read(root)
    if anchor is None or not anchor.genuine(key):
        yield Problem(where, "签名或格式不对：封存文件被改动，或由另一把密钥签署")
        return
    found = connection.execute(sa.select(p.c.mac).where(p.c.id == anchor.last)).scalar_one_or_none()
    if found != anchor.mac:
        yield Problem(where, f"封存时的第 {anchor.last} 号登记已不在，或已不同：登记被删除，或数据库是较早的备份")


def _read(root: Path) -> RegisterAnchor | None:
    try:
        return RegisterAnchor.model_validate(json.loads(content_of(root / FILE)))
    except (OSError, ValueError, ValidationError, RecursionError):
        return None
