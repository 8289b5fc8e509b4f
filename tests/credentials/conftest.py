from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from gongai import db
from gongai.credentials import key
from gongai.credentials.accounts import Accounts
from gongai.credentials.key import Key
from gongai.credentials.vault import Vault
from tests import record_key


class HeldClock:
    """A clock that moves only when told to."""

    def __init__(self) -> None:
        self.ms = 1_790_000_000_000

    def now_ms(self) -> int:
        return self.ms

    def steady(self) -> float:
        return self.ms / 1000

    def sleep(self, seconds: float) -> None:
        self.ms += int(seconds * 1000)


@pytest.fixture
def clock() -> HeldClock:
    return HeldClock()


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[sa.Engine]:
    engine = record_key.connect(f"sqlite:///{tmp_path}/gongai.db")
    db.metadata.create_all(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def our_key() -> Key:
    return key.generate()


@pytest.fixture
def vault(engine: sa.Engine, our_key: Key, clock: HeldClock) -> Vault:
    return Vault(engine, our_key, clock)


@pytest.fixture
def accounts(engine: sa.Engine, vault: Vault, clock: HeldClock) -> Accounts:
    return Accounts(engine, vault, clock)
