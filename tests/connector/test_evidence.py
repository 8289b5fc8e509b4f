"""
What a filing leaves behind: whole, checkable, and without what must not be kept.

The database itself holds two things on purpose: the filing as it was queued (`filings.record`, with the ID and phone
numbers that are typed into the portal) and the vault's rows, encrypted. Everything else a run writes is searched here.
"""

from pathlib import Path

import pytest
import sqlalchemy as sa

from gongai import db
from gongai.evidence import ANCHOR_PURPOSE, Problem, verify
from gongai.records.state import FilingState, FlowName
from gongai.runner import logs
from tests.connector.conftest import Install
from tests.world import PASSWORD, World

pytestmark = pytest.mark.browser


def problems(world: World, reference: str) -> list[Problem]:
    key = world.app.vault.derive(ANCHOR_PURPOSE)
    found = world.app.store.get(reference)
    assert found is not None
    with db.reading(world.app.engine) as connection:
        return verify(connection, world.app.settings.evidence, found.row.filing_id, key=key)


def test_evidence_is_whole_and_any_later_change_is_found(city: World) -> None:
    reference = city.add()
    city.work_off()
    assert city.state(reference) is FilingState.FILED
    assert problems(city, reference) == []
    screenshot = next(path for path in sorted((city.home / "evidence").rglob("*.png")))
    was = screenshot.read_bytes()
    screenshot.chmod(0o600)
    screenshot.write_bytes(was[:100] + bytes([was[100] ^ 1]) + was[101:])
    assert any(screenshot.name in one.where and one.level == "stop" for one in problems(city, reference))
    screenshot.write_bytes(was)
    assert problems(city, reference) == []
    receipt = next(path for path in sorted((city.home / "evidence").rglob("*.pdf")))
    receipt.unlink()
    assert any(receipt.name in one.where for one in problems(city, reference))
    with city.app.engine.begin() as connection:
        connection.execute(sa.text("DROP TRIGGER journal_no_delete"))
        connection.execute(sa.text("DELETE FROM journal WHERE step = '登录'"))
    assert any("删除" in one.what for one in problems(city, reference))


def test_no_secret_and_no_number_of_a_person_is_written_anywhere(install: Install, tmp_path: Path) -> None:
    world = install(settings='log_level = "DEBUG"\nlog_json = true')
    with (world.home / "logs.jsonl").open("w", encoding="utf-8") as stream:
        logs.configure(world.app.settings, stream)
        world.fault({"effect": "fail", "role": "save"}, {"effect": "drop", "role": "submit"})
        reference = world.add()
        world.work_off()
        world.app.store.hasten(FlowName.TRACK)
        world.worker().work_one()
    assert world.state(reference) is FilingState.FILED
    filing = world.filing(reference)
    tokens = [str(session["token"]) for session in world.truth()["sessions"]]
    personal = [filing.contact.id_no, filing.contact.mobile, filing.pickup.phone, filing.pickup.id_no]
    planted = [PASSWORD, *tokens, *personal, filing.applicant.legal_rep_id]
    assert tokens and all(planted)
    found = [
        f"{path.name}: {secret[:4]}"
        for path in sorted(world.home.rglob("*"))
        if path.is_file() and not path.name.startswith("gongai.db")
        for secret in planted
        if secret.encode() in path.read_bytes()
    ]
    assert found == []
    assert (world.home / "logs.jsonl").stat().st_size > 0
    with db.reading(world.app.engine) as connection:
        for table in db.metadata.sorted_tables:
            if table.name == "agreements":
                continue  # the principal's own record, as the agreement names it
            columns = [column for column in table.c if (table.name, column.name) != ("filings", "record")]
            text = "\n".join(str(tuple(row)) for row in connection.execute(sa.select(*columns)))
            assert [secret[:4] for secret in planted if secret in text] == [], table.name
