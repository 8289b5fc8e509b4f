"""Evidence through services: shown, verified in place and as an exported file."""

from collections.abc import Callable
from pathlib import Path

import pytest

from gongai import db
from gongai.app import App
from gongai.connector.journal import Journal
from gongai.errors import NotAllowed
from gongai.evidence import Store, seal
from gongai.records.filing import Filing
from gongai.services import evidence, intake
from tests.services.conftest import CLERK, PROPOSAL, SMALL


@pytest.fixture
def documented(app: App, filing: Callable[..., Filing], monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two filings, the first with one record that names a file; gives that file."""
    monkeypatch.setenv("GONGAI_HOME", str(app.settings.home))
    for name in (SMALL, PROPOSAL):
        intake.add(app, CLERK, filing(name))
    claim = app.store.claim("w1")
    assert claim is not None and claim.filing_id is not None
    ref = Store(app.settings.evidence, "GA-000001").store("receipt", "回执.pdf", b"%PDF-1.7")
    Journal(app.engine, app.clock, filing_id=claim.filing_id, held=claim.lease).done("回执", ref.as_data())
    with db.reading(app.engine) as connection:
        seal(connection, app.settings.evidence, claim.filing_id, key=app.anchor_key, at_ms=app.clock.now_ms())
    return app.settings.evidence / "GA-000001" / ref.file


def test_the_evidence_of_a_filing_is_its_records_and_files(app: App, documented: Path) -> None:
    one = evidence.show(app, CLERK, "GA-000001")
    assert one.records == 1
    assert len(one.head) == 64
    assert documented.name in [file.name for file in one.files]
    assert evidence.show(app, CLERK, "GA-000002").files == ()


def test_a_changed_file_is_found_in_the_filing_it_belongs_to(app: App, documented: Path) -> None:
    assert evidence.verify(app, CLERK).broken == ()
    documented.write_bytes(b"%PDF-1.8")
    done = evidence.verify(app, CLERK)
    assert ([one.reference for one in done.filings], done.broken) == (["GA-000001", "GA-000002"], ("GA-000001",))
    assert evidence.verify(app, CLERK, ["GA-000002"]).broken == ()


def test_an_exported_file_is_verified_by_itself(app: App, documented: Path, tmp_path: Path) -> None:
    to = tmp_path / "GA-000001.zip"
    done = evidence.export(app, CLERK, "GA-000001", to=to)
    assert done.head == evidence.show(app, CLERK, "GA-000001").head
    assert evidence.verify_bundle(CLERK, to) == evidence.VerifiedBundle(str(to), True, True, ())
    to.write_bytes(to.read_bytes()[:-40])
    broken = evidence.verify_bundle(CLERK, to)
    assert (broken.ok, broken.signed_here) == (False, False)


def test_a_file_of_another_installation_is_whole_but_not_signed_here(
    app: App, documented: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    to = tmp_path / "GA-000001.zip"
    evidence.export(app, CLERK, "GA-000001", to=to)
    monkeypatch.setenv("GONGAI_HOME", str(tmp_path / "elsewhere"))
    done = evidence.verify_bundle(CLERK, to)
    assert (done.ok, done.signed_here) == (True, False)


def test_the_evidence_of_nothing_is_refused(app: App) -> None:
    with pytest.raises(NotAllowed):
        evidence.verify(app, CLERK, ["GA-000009"])
