"""Secrets at rest: encrypted, authenticated, bound to their names."""

import base64
import contextlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

import sqlalchemy as sa
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from gongai import db
from gongai.clock import Clock
from gongai.credentials import key as keys
from gongai.credentials.key import Key
from gongai.credentials.secret import Secret
from gongai.errors import ConfigError
from gongai.files import private

Algorithm = Literal["AES-256-GCM", "SM4-GCM"]

NONCE_SIZE = 12
TAG_SIZE = 16
_CIPHERS: dict[str, tuple[Callable[[bytes], algorithms.AES | algorithms.SM4], int]] = {
    "AES-256-GCM": (algorithms.AES, 32),
    "SM4-GCM": (algorithms.SM4, 16),
}


class Vault:
    """Named secrets in the database. Each row tells its key and algorithm, so both can change over time."""

    def __init__(self, engine: sa.Engine, key: Key, clock: Clock, *, algorithm: Algorithm = "AES-256-GCM") -> None:
        self._engine = engine
        self._key = key
        self._clock = clock
        self._algorithm = algorithm

    def put(
        self, name: str, secret: Secret, *, until_ms: int | None = None, connection: sa.Connection | None = None
    ) -> None:
        """Keep `secret`, replacing what stood under `name`; in the caller's transaction where one is given."""
        row = self._seal(name, secret.reveal(), self._key) | {"until_ms": until_ms}
        with self._writing(connection) as open_connection:
            change = sa.update(db.secrets).where(db.secrets.c.name == name).values(row)
            if open_connection.execute(change).rowcount == 0:
                open_connection.execute(sa.insert(db.secrets).values(name=name, **row))

    def get(self, name: str) -> Secret:
        """Raises `ConfigError` where there is none, the key is another one, or the row was tampered with."""
        found = self.find(name)
        if found is None:
            raise ConfigError(f"密码库中没有“{name}”。请先录入")
        return found

    def find(self, name: str) -> Secret | None:
        with db.reading(self._engine) as connection:
            row = connection.execute(sa.select(db.secrets).where(db.secrets.c.name == name)).mappings().first()
        return None if row is None else Secret(_open(row, self._key))

    def delete(self, name: str, *, connection: sa.Connection | None = None) -> bool:
        with self._writing(connection) as open_connection:
            return open_connection.execute(sa.delete(db.secrets).where(db.secrets.c.name == name)).rowcount == 1

    def rotate(self, new_key: Key) -> int:
        """Encrypt everything anew under `new_key`, all or nothing. Rows already under it are left alone."""
        changed = 0
        with self._engine.begin() as connection:
            for row in connection.execute(sa.select(db.secrets)).mappings().all():
                if row["key_id"] == new_key.id and row["algorithm"] == self._algorithm:
                    continue
                value = _open(row, new_key if row["key_id"] == new_key.id else self._key)
                sealed = self._seal(row["name"], value, new_key)
                connection.execute(sa.update(db.secrets).where(db.secrets.c.name == row["name"]).values(sealed))
                changed += 1
        self._key = new_key
        return changed

    def rotate_file(self, path: Path) -> Key:
        """Make a new key, encrypt everything under it, then put its file at `path`. May be repeated after a crash.

        Other processes still hold the old key: stop them first.
        """
        coming = path.with_name(f"{path.name}.new")
        new_key = keys.load(coming) if coming.exists() else keys.create(coming)
        self.rotate(new_key)
        coming.replace(path)
        private.sync_folder(path.parent)
        return new_key

    def derive(self, purpose: str) -> bytes:
        """A key for another use, e.g. to sign. Made at the first call, kept in the vault, and so the same after a
        rotation."""
        name = f"derived/{purpose}"
        found = self.find(name)
        if found is None:
            made = Secret(keys.generate().encoded())
            with contextlib.suppress(sa.exc.IntegrityError), self._engine.begin() as connection:
                row = self._seal(name, made.reveal(), self._key)  # not `put`: it would replace another worker's
                connection.execute(sa.insert(db.secrets).values(name=name, **row))
            found = self.get(name)
        return _key_in(found).derive(purpose)

    def derived(self, purpose: str) -> bytes:
        """The same, never made here: where a transaction is under way, a second one would wait for it in vain."""
        found = self.find(f"derived/{purpose}")
        if found is None:
            raise ConfigError(f"密码库中没有用于“{purpose}”的密钥。请停止所有 gongai 进程后运行 gongai init")
        return _key_in(found).derive(purpose)

    @property
    def key_id(self) -> str:
        return self._key.id

    def _seal(self, name: str, value: str, key: Key) -> dict[str, object]:
        nonce = os.urandom(NONCE_SIZE)
        make, size = _CIPHERS[self._algorithm]
        encryptor = Cipher(make(key.derive(self._algorithm, size)), modes.GCM(nonce)).encryptor()
        encryptor.authenticate_additional_data(name.encode())
        body = encryptor.update(value.encode()) + encryptor.finalize()
        return {
            "key_id": key.id,
            "algorithm": self._algorithm,
            "nonce": nonce,
            "ciphertext": body + encryptor.tag,
            "updated_ms": self._clock.now_ms(),
        }

    @contextmanager
    def _writing(self, connection: sa.Connection | None) -> Iterator[sa.Connection]:
        if connection is not None:
            yield connection
            return
        with self._engine.begin() as own:
            yield own


def locked_with(engine: sa.Engine) -> frozenset[str]:
    """The names of the keys that the secrets of this database need; none where nothing is kept, or no table is made."""
    if not db.is_made(engine):
        return frozenset()
    with db.reading(engine) as connection:
        if not sa.inspect(connection).has_table(db.secrets.name):
            return frozenset()
        return frozenset(connection.execute(sa.select(db.secrets.c.key_id).distinct()).scalars())


def _key_in(stored: Secret) -> Key:
    return Key(base64.b64decode(stored.reveal()))


def _open(row: sa.RowMapping, key: Key) -> str:
    name = row["name"]
    if row["algorithm"] not in _CIPHERS:
        raise ConfigError(f"密码库中“{name}”使用了未知的加密算法 {row['algorithm']}。请升级 gongai 或重新录入")
    if row["key_id"] != key.id:
        raise ConfigError(
            f"密码库中“{name}”由另一把密钥（{row['key_id']}）加密，当前密钥为 {key.id}。"
            "请换回原来的密钥文件；若更换密钥时中断，请再次运行密钥轮换"
        )
    make, size = _CIPHERS[row["algorithm"]]
    sealed: bytes = row["ciphertext"]
    body, tag = sealed[:-TAG_SIZE], sealed[-TAG_SIZE:]
    try:
        decryptor = Cipher(make(key.derive(row["algorithm"], size)), modes.GCM(row["nonce"], tag)).decryptor()
        decryptor.authenticate_additional_data(name.encode())
        return (decryptor.update(body) + decryptor.finalize()).decode()
    except (InvalidTag, ValueError) as error:
        raise ConfigError(f"密码库中“{name}”的密文已损坏或被改动，不能使用。请重新录入，并查明原因") from error
