"""
The key under which records are signed: it travels with the engine, so whoever writes has it at hand.

It is fetched at the first use. A list needs none; a process that cannot get it cannot write what was done.
"""

import hmac
from collections.abc import Callable

import sqlalchemy as sa

from gongai.errors import ConfigError, GongaiError

RECORDS_PURPOSE = "records of what was done"
"""Give this to `Vault.derive` to get the key. It is kept in the vault, and so the same after a rotation."""

_OPTION = "gongai_record_key"


def keyed(engine: sa.Engine, key: Callable[[], bytes]) -> sa.Engine:
    """The same database, by an engine whose connections sign what they write."""
    return engine.execution_options(**{_OPTION: key})


def key_of(connection: sa.Connection) -> bytes:
    """Raises `ConfigError` where there is none: what could not be signed must not be written."""
    get: Callable[[], bytes] | None = connection.get_execution_options().get(_OPTION)
    if get is None:
        raise ConfigError("没有签名密钥，不能写入办理记录。请检查密钥文件后重试")
    return get()


def key_if_any(connection: sa.Connection) -> bytes | None:
    """For reading: None where there is no key to judge by."""
    try:
        return key_of(connection)
    except GongaiError:
        return None


def mac(key: bytes, *parts: str) -> str:
    """Signs parts in their order, none of which may hold a line feed."""
    return hmac.digest(key, "\n".join(parts).encode(), "sha256").hex()


def genuine(key: bytes, found: str, *parts: str) -> bool:
    return hmac.compare_digest(found, mac(key, *parts))
