"""A migrated database for each test: SQLite always, PostgreSQL where a server program is installed."""

import itertools
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from gongai import db
from gongai.db import migrate
from gongai.queue.policy import Policy
from gongai.queue.reaper import Reaper
from gongai.queue.review import Review
from gongai.queue.store import Store
from tests import record_key
from tests.queue import postgres
from tests.queue.cast import HeldClock, agreement

NO_SERVER = (
    "PostgreSQL tests skipped: no initdb/pg_ctl on PATH or in /usr/lib/postgresql (install a server to run them)"
)
_numbers = itertools.count(1)
HERE = Path(__file__).parent
WHERE_DATABASES_DIFFER = ("append_only", "dump", "migrate", "outcomes", "processes", "reaper", "store")
"""Claims, outcomes, lost leases, constraints, the tables themselves: shown on PostgreSQL by `make test` as well. What
is built upon them is shown there by `make matrix`."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        below = item.path.parent == HERE and item.get_closest_marker("postgres")
        if below and item.path.stem.removeprefix("test_") not in WHERE_DATABASES_DIFFER:
            item.add_marker(pytest.mark.matrix)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "gongai.db"
    engine = db.connect(f"sqlite:///{path}")
    migrate.upgrade(engine)
    engine.dispose()  # the last connection takes the -wal into the file
    return path


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    folder = postgres.programs()
    if folder is None:
        pytest.skip(NO_SERVER)
    with postgres.server(folder) as url:
        made = db.connect(postgres.create(url, "gongai_template"))
        try:
            migrate.upgrade(made)
        finally:
            made.dispose()
        yield url


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    target = tmp_path / "gongai.db"
    shutil.copyfile(sqlite_template, target)
    return f"sqlite:///{target}"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest) -> Iterator[str]:
    if request.param == "sqlite":
        yield request.getfixturevalue("sqlite_url")
        return
    server = request.getfixturevalue("postgres_server")
    name = f"gongai_{next(_numbers)}"
    yield postgres.create(server, name, template="gongai_template")
    postgres.drop(server, name)


@pytest.fixture
def engine(url: str) -> Iterator[sa.Engine]:
    made = record_key.connect(url)
    yield made
    made.dispose()


@pytest.fixture
def clock() -> HeldClock:
    return HeldClock()


@pytest.fixture
def policy() -> Policy:
    return Policy()


@pytest.fixture
def store(engine: sa.Engine, clock: HeldClock, policy: Policy) -> Store:
    made = Store(engine, clock=clock, policy=policy, channels=("file",))
    made.save_agreement(agreement(), by="帮办员")
    return made


@pytest.fixture
def reaper(engine: sa.Engine, clock: HeldClock, policy: Policy) -> Reaper:
    return Reaper(engine, clock=clock, policy=policy)


@pytest.fixture
def review(engine: sa.Engine, clock: HeldClock, policy: Policy) -> Review:
    return Review(engine, clock=clock, policy=policy)
