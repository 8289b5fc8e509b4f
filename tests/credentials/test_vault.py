"""Secrets at rest: only the right key opens them, under the name they were put."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from gongai import db
from gongai.credentials import key
from gongai.credentials.key import Key
from gongai.credentials.secret import Secret
from gongai.credentials.vault import Algorithm, Vault
from gongai.errors import ConfigError
from tests.credentials.conftest import HeldClock


@pytest.mark.parametrize("algorithm", ["AES-256-GCM", "SM4-GCM"])
def test_what_is_put_is_got_back_and_stands_nowhere_in_clear(
    engine: sa.Engine, our_key: Key, clock: HeldClock, tmp_path: Path, algorithm: Algorithm
) -> None:
    vault = Vault(engine, our_key, clock, algorithm=algorithm)
    vault.put("password/yunxi/agent", Secret("云汐-Pass!9"))
    assert vault.get("password/yunxi/agent").reveal() == "云汐-Pass!9"
    engine.dispose()
    for file in tmp_path.iterdir():
        assert "云汐-Pass!9".encode() not in file.read_bytes()


def test_putting_again_replaces_and_uses_a_new_nonce(engine: sa.Engine, vault: Vault) -> None:
    nonces = set()
    for value in ("one-one", "two-two"):
        vault.put("a", Secret(value))
        with engine.connect() as connection:
            nonces.add(connection.execute(sa.select(db.secrets.c.nonce)).scalar_one())
    assert vault.get("a").reveal() == "two-two"
    assert len(nonces) == 2


def test_another_key_is_refused_and_named(engine: sa.Engine, vault: Vault, clock: HeldClock) -> None:
    vault.put("a", Secret("value"))
    other = key.generate()
    with pytest.raises(ConfigError, match=other.id):
        Vault(engine, other, clock).get("a")


@pytest.mark.parametrize("place", [0, 3, -1])
def test_a_flipped_byte_is_noticed(engine: sa.Engine, vault: Vault, place: int) -> None:
    vault.put("a", Secret("value"))
    with engine.begin() as connection:
        sealed = bytearray(connection.execute(sa.select(db.secrets.c.ciphertext)).scalar_one())
        sealed[place] ^= 1
        connection.execute(sa.update(db.secrets).values(ciphertext=bytes(sealed)))
    with pytest.raises(ConfigError, match="被改动"):
        vault.get("a")


@pytest.mark.parametrize(
    "change",
    [{"ciphertext": b""}, {"nonce": b"short"}, {"algorithm": "SM4-GCM"}, {"algorithm": "ROT13"}],
)
def test_a_row_of_the_wrong_shape_is_refused_in_words(
    engine: sa.Engine, vault: Vault, change: dict[str, object]
) -> None:
    vault.put("a", Secret("value"))
    with engine.begin() as connection:
        connection.execute(sa.update(db.secrets).values(change))
    with pytest.raises(ConfigError, match="密码库中“a”"):
        vault.get("a")


def test_a_row_moved_under_another_name_does_not_open(engine: sa.Engine, vault: Vault) -> None:
    vault.put("password/yunxi/agent", Secret("value"))
    with engine.begin() as connection:
        connection.execute(sa.update(db.secrets).values(name="password/yunxi/chief"))
    with pytest.raises(ConfigError, match="被改动"):
        vault.get("password/yunxi/chief")


def test_what_is_not_there_is_said_so(vault: Vault) -> None:
    with pytest.raises(ConfigError, match="没有“a”"):
        vault.get("a")
    assert vault.find("a") is None
    assert vault.delete("a") is False


def test_a_put_in_a_transaction_that_fails_leaves_nothing(engine: sa.Engine, vault: Vault) -> None:
    with pytest.raises(RuntimeError), engine.begin() as connection:
        vault.put("a", Secret("value"), connection=connection)
        raise RuntimeError
    assert vault.find("a") is None


def test_rotation_changes_key_and_algorithm_of_every_row_and_keeps_the_values(
    engine: sa.Engine, our_key: Key, vault: Vault, clock: HeldClock
) -> None:
    for name in ("a", "b"):
        vault.put(name, Secret(f"value {name}"), until_ms=5)
    new = key.generate()
    rotating = Vault(engine, our_key, clock, algorithm="SM4-GCM")
    assert rotating.rotate(new) == 2
    assert rotating.rotate(new) == 0
    assert [Vault(engine, new, clock).get(name).reveal() for name in ("a", "b")] == ["value a", "value b"]
    with engine.connect() as connection:
        assert set(connection.execute(sa.select(db.secrets.c.algorithm)).scalars()) == {"SM4-GCM"}
        assert set(connection.execute(sa.select(db.secrets.c.until_ms)).scalars()) == {5}
    with pytest.raises(ConfigError):
        vault.get("a")


def test_rotation_with_one_bad_row_changes_nothing(engine: sa.Engine, our_key: Key, vault: Vault) -> None:
    for name in ("a", "b"):
        vault.put(name, Secret("value"))
    with engine.begin() as connection:
        connection.execute(sa.update(db.secrets).where(db.secrets.c.name == "b").values(ciphertext=b"x" * 40))
    with pytest.raises(ConfigError):
        vault.rotate(key.generate())
    assert vault.get("a").reveal() == "value"


def test_rotating_the_key_file_can_be_taken_up_again_after_a_crash(
    engine: sa.Engine, clock: HeldClock, tmp_path: Path
) -> None:
    path = tmp_path / "gongai.key"
    vault = Vault(engine, key.create(path), clock)
    vault.put("a", Secret("value"))
    coming = key.create(tmp_path / "gongai.key.new")
    Vault(engine, key.load(path), clock).rotate(coming)  # and then the machine stops
    with pytest.raises(ConfigError, match="再次运行密钥轮换"):
        Vault(engine, key.load(path), clock).get("a")
    Vault(engine, key.load(path), clock).rotate_file(path)
    assert Vault(engine, key.load(path), clock).get("a").reveal() == "value"
    assert not (tmp_path / "gongai.key.new").exists()


def test_a_derived_key_is_the_same_for_every_worker_and_after_a_rotation(
    engine: sa.Engine, our_key: Key, vault: Vault, clock: HeldClock
) -> None:
    first = vault.derive("signing")
    assert Vault(engine, our_key, clock).derive("signing") == first
    assert vault.derive("another use") != first
    vault.rotate(key.generate())
    assert vault.derive("signing") == first
