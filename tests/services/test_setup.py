"""Setting up and looking after an installation through services."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from gongai import db, evidence, settings
from gongai.app import App
from gongai.services import completion, faults, health, opening, schemas, setup
from tests.services.conftest import CLERK


def test_setting_up_again_keeps_what_is_there(tmp_path: Path) -> None:
    given = settings.load(tmp_path / "home", {})
    first = setup.init(given, CLERK)
    again = setup.init(given, CLERK)
    assert (first.key_created, first.database.before, first.database.change) == (True, None, "已建立")
    assert (again.key_created, again.database.before, again.database.change) == (False, first.database.now, "已是最新")


def test_what_is_older_than_the_signatures_is_noted_once_as_it_stands(app: App) -> None:
    """As an upgrade finds it: rows, and no register."""
    with app.engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER proofs_no_delete")
        connection.execute(sa.delete(db.proofs))
    (app.settings.evidence / "register.json").unlink()
    with db.reading(app.engine) as connection:
        assert list(evidence.check_register(connection)) != []
    assert setup.init(app.settings, CLERK).database.noted > 0
    assert setup.init(app.settings, CLERK).database.noted == 0
    with db.reading(app.engine) as connection:
        assert list(evidence.check_register(connection)) == []


def test_a_sound_installation_has_nothing_that_stops_it(app: App) -> None:
    found = health.examine(app.settings, CLERK, env={}, offline=True)
    assert found.stops == ()
    assert found.document()["ok"] is True


def test_each_setting_says_who_gave_it(app: App) -> None:
    (app.settings.home / settings.FILE).write_text('workers = 3\n[results_webhook]\nurl = "http://x"\n', "utf-8")
    env = {"GONGAI_LEASE_S": "30"}
    found = health.examine(settings.load(app.settings.home, env), CLERK, env=env, offline=True)
    sources = {row.name: row.source for row in found.settings}
    assert (sources["workers"], sources["results_webhook.url"]) == (settings.FILE, settings.FILE)
    assert sources["lease_s"] == "环境变量 GONGAI_LEASE_S"
    assert sources["poll_s"] == "默认"
    assert {row.name for row in found.given} == {"workers", "results_webhook.url", "lease_s"}


def test_a_machine_without_installation_is_told_to_set_one_up(tmp_path: Path) -> None:
    found = health.examine(settings.load(tmp_path / "home", {}), CLERK, env={}, offline=True)
    assert {row.source for row in found.settings} == {"默认"}
    assert "安装" in {one.name for one in found.stops}


def test_words_to_complete_come_from_the_installation(app: App) -> None:
    assert completion.accounts(app, CLERK) == ("yunxi/agent1", "yunxi/agent10", "yunxi/agent2")
    assert completion.references(app, CLERK, "GA-") == ()


def test_the_sites_are_known_before_anything_is_set_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGAI_HOME", str(tmp_path / "none"))
    assert "yunxi" in completion.sites(CLERK)
    assert opening.home() == tmp_path / "none"


def test_a_fault_of_the_program_is_kept_scrubbed_where_there_is_a_home(tmp_path: Path) -> None:
    error = ValueError("联系人 13800001234")
    place = faults.record(error, tmp_path)
    assert place is not None
    assert "13800001234" not in place.read_text(encoding="utf-8")
    assert faults.record(error, tmp_path / "none") is None
    assert faults.record(error, None) is None


def test_the_profile_has_a_schema_beside_the_records() -> None:
    assert set(schemas.NAMES) == {*schemas.RECORDS, "site-profile"}
    assert schemas.schema_of("site-profile")["type"] == "object"
