"""`gongai site | schema | evidence`."""

from pathlib import Path

import pytest

from gongai import db, evidence
from gongai.db import chain
from gongai.records.journal_event import JournalEvent
from tests.cli.office import Office


def profile(office: Office, text: str) -> None:
    folder = office.home / "sites" / "yunxi"
    folder.mkdir(parents=True)
    (folder / "profile.toml").write_text(f'extends = "yunxi"\n{text}', encoding="utf-8")


def test_the_packaged_sites_are_listed_and_shown(office: Office) -> None:
    assert "yunxi" in {row["site"] for row in office.done("site", "list")["sites"]}
    assert "yunxi" in office.run("site", "list").out
    shown = office.done("site", "show", "yunxi")
    assert [stage["no"] for stage in shown["stages"]] == [1, 2, 3, 4]
    out = office.run("site", "show", "yunxi").out
    assert "虚构的示例" in out
    assert "已知缺陷" in out


def test_the_packaged_site_holds_together(office: Office) -> None:
    ran = office.run("site", "check", "yunxi", "--offline", "--json")
    assert (ran.code, ran.json["ok"]) == (0, True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('[fields.name]\nsource = "project.nmae"\ngroup = "project"\nlabel = "x"\nkind = "text"', "没有这个字段"),
        (
            '[fields.odd]\nsource = "theme"\ngroup = "nowhere"\nlabel = "x"\nkind = "select"\ndictionary = "D99"',
            "没有这个字典",
        ),
        ('[fields.odd]\nsource = "project.nature"\ngroup = "nowhere"\nlabel = "x"\nkind = "text"', "没有任何页面填写"),
        ("[session]\nfiling_needs_minutes = 45", "任何申报都不会开始"),
        ('[limits]\nhours = "早八点到晚五点"', "HH:MM-HH:MM"),
        ('[application_states.99]\nlabel = " "\nmeaning = "handling"', "没有名称"),
    ],
)
def test_a_profile_with_a_gap_fails_the_check(office: Office, text: str, expected: str) -> None:
    profile(office, text)
    ran = office.run("site", "check", "yunxi", "--offline")
    assert ran.code == 1
    assert expected in ran.out


def test_a_broken_profile_is_named_in_the_list_and_refused_in_the_check(office: Office) -> None:
    profile(office, "base_url = 5")
    assert office.done("site", "list")["sites"][0]["error"]
    ran = office.run("site", "check", "yunxi", "--json")
    assert (ran.code, ran.error["kind"]) == (2, "config_error")


def test_an_address_that_does_not_answer_is_only_a_warning(office: Office) -> None:
    profile(office, 'base_url = "http://127.0.0.1:9"')
    ran = office.run("site", "check", "yunxi")
    assert ran.code == 0
    assert "访问不到" in ran.out


def test_an_unknown_site_is_answered_with_the_known_ones(office: Office) -> None:
    ran = office.run("site", "show", "nowhere", "--json")
    assert ran.code == 2
    assert "yunxi" in ran.error["text"]


def test_schemas_are_given_by_name(office: Office) -> None:
    assert office.done("schema", "filing")["title"] == "Filing"
    assert office.done("schema", "site-profile")["properties"]["base_url"]
    assert {"filing", "agreement", "site-profile"} <= set(office.done("schema"))
    assert "site-profile" in office.run("schema").out


def test_an_unknown_schema_is_answered_with_the_known_ones(office: Office) -> None:
    ran = office.run("schema", "fling", "--json")
    assert ran.code == 2
    assert "filing" in ran.error["text"]


@pytest.fixture
def proved(office: Office) -> tuple[Office, str, Path]:
    """A filing with two records, one file and an anchor."""
    reference = office.add()
    with office.opened() as app:
        store = evidence.Store(app.settings.evidence, reference)
        ref = store.store("answer", "answer.json", '{"ok": true}')
        with app.engine.begin() as connection:
            for step, data in (("登录", {}), ("提交", {"answer": ref.as_data()})):
                chain.append(connection, filing_id=1, step=step, event=JournalEvent.DONE, at_ms=1, data=data)
        key = app.vault.derive(evidence.ANCHOR_PURPOSE)
        with db.reading(app.engine) as connection:
            evidence.seal(connection, app.settings.evidence, 1, key=key, at_ms=2)
        return office, reference, store.folder / ref.file


def test_untouched_evidence_is_confirmed_and_shown(proved: tuple[Office, str, Path]) -> None:
    office, reference, file = proved
    assert office.done("evidence", "verify")["broken"] == []
    assert "0 件与写下时不符" in office.run("evidence", "verify", reference).out
    shown = office.done("evidence", "show", reference)
    assert shown["records"] == 2
    assert file.name in [one["name"] for one in shown["files"]]
    assert file.name in office.run("evidence", "show", reference).out


def test_one_flipped_byte_is_found(proved: tuple[Office, str, Path]) -> None:
    office, reference, file = proved
    content = bytearray(file.read_bytes())
    content[3] ^= 1
    file.write_bytes(content)
    ran = office.run("evidence", "verify", "--json")
    assert (ran.code, ran.json["broken"]) == (1, [reference])
    assert file.name in office.run("evidence", "verify").out


def test_an_export_can_be_verified_by_itself(proved: tuple[Office, str, Path], tmp_path: Path) -> None:
    office, reference, _file = proved
    bundle = tmp_path / "out" / "evidence.zip"
    head = office.done("evidence", "export", reference, "--to", bundle)["head"]
    assert head == office.done("evidence", "show", reference)["head"]
    assert office.run("evidence", "verify", "--file", bundle).code == 0
    bundle.write_bytes(bundle.read_bytes()[:-40])
    assert office.run("evidence", "verify", "--file", bundle).code == 1


@pytest.mark.parametrize("act", [("show",), ("verify",), ("export", "--to", "x.zip")])
def test_evidence_of_a_stranger_is_refused(office: Office, act: tuple[str, ...]) -> None:
    assert office.run("evidence", act[0], "GA-999999", *act[1:]).code == 1
