from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from gongai import db, evidence
from gongai.db import chain, register
from gongai.evidence import Anchor, Problem, Store
from gongai.records.journal_event import JournalEvent
from gongai.records.noted import exact
from tests import record_key
from tests.desk import Desk, desk

KEY = b"k" * 32


@dataclass
class Case:
    """One filing with a journal and a folder, and the ways to spoil them that a thief of the database would have."""

    engine: sa.Engine
    root: Path
    reference: str = "云汐-2026-0001"
    filing_id: int = 1
    clock_ms: int = field(default=1_790_000_000_000)

    @property
    def store(self) -> Store:
        return Store(self.root, self.reference)

    def write(self, step: str, event: JournalEvent = JournalEvent.DONE, **data: Any) -> None:
        self.clock_ms += 1000
        with self.engine.begin() as connection:
            chain.append(
                connection,
                filing_id=self.filing_id,
                fence=1,
                step=step,
                event=event,
                at_ms=self.clock_ms,
                data={name: exact(one) for name, one in data.items()},
            )

    def seal(self) -> Anchor | None:
        with db.reading(self.engine) as connection:
            return evidence.seal(connection, self.root, self.filing_id, key=KEY, at_ms=self.clock_ms)

    def verify(self, key: bytes | None = KEY) -> list[Problem]:
        with db.reading(self.engine) as connection:
            return evidence.verify(connection, self.root, self.filing_id, key=key)

    def export(self, target: Path) -> str:
        with db.reading(self.engine) as connection:
            return evidence.export(connection, self.root, self.filing_id, target, at_ms=self.clock_ms)

    def ids(self) -> list[int]:
        with db.reading(self.engine) as connection:
            return list(connection.execute(sa.select(db.journal.c.id).order_by(db.journal.c.id)).scalars())

    def spoil(self, statement: sa.Executable) -> None:
        with self.engine.begin() as connection:
            connection.execute(statement)


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    """A filing with six records, two files, and a seal over all."""
    engine = record_key.connect(f"sqlite:///{tmp_path}/gongai.db")
    db.metadata.create_all(engine)  # without the triggers that refuse changes: whoever has the file can drop them
    with engine.begin() as connection:
        for number, reference in enumerate(("云汐-2026-0001", "云汐-2026-0002"), 1):
            row = {"id": number, "reference": reference, "business_key": reference, "record": {}}
            connection.execute(sa.insert(db.filings).values(row))
            register.touched(connection, db.filings, reference)
    case = Case(engine, tmp_path / "evidence")
    case.write("login")
    case.write("fill", picture=case.store.store("screenshot", "填写.png", b"\x89PNG picture").as_data())
    case.write("submit", JournalEvent.ARMED, plan="abc")
    case.write("submit", JournalEvent.SENT, digest="def")
    case.write("submit", JournalEvent.ANSWERED, numbers=["202611230001"], amount=1.5)
    case.write("receipt", files=[{"kind": "receipt", **case.store.store("receipt", "回执.pdf", b"%PDF-").as_data()}])
    case.seal()
    yield case
    engine.dispose()


@pytest.fixture(scope="session")
def our_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with desk(tmp_path_factory.mktemp("desk")) as made:
        yield made
