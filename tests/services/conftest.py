"""One installation, opened, and people who ask for something in it. No command line, no portal."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fixtures import samples
from gongai import db, settings
from gongai.app import App, build
from gongai.credentials import key
from gongai.credentials.accounts import Unit
from gongai.credentials.secret import Secret
from gongai.db import migrate
from gongai.db.record_key import RECORDS_PURPOSE
from gongai.records.actor import Actor, FrontEnd
from gongai.records.agreement import read_agreement
from gongai.records.filing import Filing, read_filing
from gongai.records.outcome import Outcome
from gongai.services import intake

SITE = "yunxi"
UNITS = (
    Unit(uscc="91439900MA0TEXT20J", name="云汐样板建设有限公司"),
    Unit(uscc="12439900MB0TEXT40U", name="东汐区演示项目中心"),
    Unit(uscc="91439900MA0TEXT12P", name="云汐示例置业有限公司"),
)
CLERK = Actor("代办员甲", FrontEnd.CONSOLE)
OTHER = Actor("代办员乙", FrontEnd.CONSOLE)
SUPERVISOR = Actor("示例主管", FrontEnd.CONSOLE)
SMALL = "10-联合报装-3-05.json"
PROPOSAL = "02-项目建议书-1-01.json"
LICENCE = "01-施工许可-3-03.json"


@pytest.fixture(scope="session")
def sample_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("papers")
    samples.build(folder)
    return folder


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory, sample_folder: Path) -> Path:
    """A home with three accounts and the agreements, for copying."""
    home = tmp_path_factory.mktemp("furnished") / "home"
    settings.prepare(home)
    key.create(home / settings.KEY_NAME)
    loaded = settings.load(home, {})
    engine = db.connect(loaded.database_url)
    migrate.upgrade(engine)
    engine.dispose()
    app = build(loaded)
    app.vault.derive(RECORDS_PURPOSE)
    for login in ("agent1", "agent2", "agent10"):
        app.accounts.add(SITE, login, password=Secret("Demo-2026"), units=UNITS)
    for path in sorted((sample_folder / "agreements").glob("*.json")):
        app.store.save_agreement(read_agreement(str(path)))
    app.close()
    return home


@pytest.fixture
def app(tmp_path: Path, furnished: Path) -> Iterator[App]:
    shutil.copytree(furnished, tmp_path / "home")
    opened = build(settings.load(tmp_path / "home", {}))
    yield opened
    opened.close()


@pytest.fixture
def filing(sample_folder: Path) -> Callable[..., Filing]:
    """A sample, for an account."""

    def read(name: str = SMALL, *, account: str = "agent1") -> Filing:
        found = read_filing(str(sample_folder / "filings" / name))
        return found.model_copy(update={"account": account})

    return read


@pytest.fixture
def ended(app: App, filing: Callable[..., Filing]) -> Callable[..., str]:
    """Queue a sample and let its attempt end so; gives its 申报件号."""

    def run(outcome: Outcome, name: str = SMALL, *, account: str = "agent1") -> str:
        number = intake.add(app, CLERK, filing(name, account=account))
        claim = app.store.claim("w1")
        assert claim is not None and claim.filing_id == number
        app.store.record_outcome(claim, outcome)
        assert claim.filing is not None
        return claim.filing.reference

    return run
