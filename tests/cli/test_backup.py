"""`gongai backup`: what is made is whole, what is not is refused, and what is put back files nothing by itself."""

import os
import shutil
import stat
import zipfile
from pathlib import Path

import pytest
import sqlalchemy as sa

from gongai import db
from gongai.evidence import Store, seal
from tests.cli.office import OTHER, Office
from tests.cli.reference import DOCS


def backed_up(office: Office, tmp_path: Path) -> Path:
    done = office.done("backup", "create", "--to", tmp_path / "backups", "--key", tmp_path / "safe" / "gongai.key")
    return Path(done["file"])


def moved_home(office: Office, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Office:
    """Another machine."""
    home = tmp_path / "other"
    monkeypatch.setenv("GONGAI_HOME", str(home))
    return Office(home, office.samples, office.call)


def with_evidence(office: Office, reference: str) -> None:
    with office.opened() as app:
        row = app.store.get(reference)
        assert row is not None
        Store(app.settings.evidence, reference).store("answer", "答复.json", b"{}")
        with db.reading(app.engine) as connection:
            seal(connection, app.settings.evidence, row.row.filing_id, key=app.anchor_key, at_ms=app.clock.now_ms())


def test_a_backup_is_one_file_for_its_owner_and_the_key_lies_apart(office: Office, tmp_path: Path) -> None:
    with_evidence(office, office.add())
    file = backed_up(office, tmp_path)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert [path.name for path in file.parent.iterdir()] == [file.name], "nothing half-made is left"
    with zipfile.ZipFile(file) as archive:
        names = archive.namelist()
    assert not [name for name in names if name.endswith(".key")]
    assert {"database/gongai.db", "settings/gongai.toml", "manifest.json"} <= set(names)
    key = tmp_path / "safe" / "gongai.key"
    assert key.read_bytes() == (office.home / "gongai.key").read_bytes()
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert office.done("backup", "verify", file)["ok"] is True


def test_the_key_is_not_put_beside_the_backup(office: Office, tmp_path: Path) -> None:
    ran = office.run("backup", "create", "--to", tmp_path / "b", "--key", tmp_path / "b" / "k", "--json")
    assert (ran.code, list((tmp_path / "b").glob("*")) if (tmp_path / "b").exists() else []) == (2, [])
    assert "放在一起" in ran.error["text"]


@pytest.mark.parametrize("harm", ["byte", "cut", "added", "none"])
def test_a_harmed_backup_is_noticed_and_not_put_back(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, harm: str
) -> None:
    with_evidence(office, office.add())
    file = backed_up(office, tmp_path)
    content = bytearray(file.read_bytes())
    if harm == "byte":
        place = content.index(b"{}", content.index("答复.json".encode()))
        content[place : place + 2] = b"[]"
        file.write_bytes(content)
    elif harm == "cut":
        file.write_bytes(content[: len(content) // 2])
    elif harm == "added":
        with zipfile.ZipFile(file, "a") as archive:
            archive.writestr("evidence/x.json", "{}")
    else:
        file.write_bytes(b"no backup")
    verified = office.run("backup", "verify", file, "--json")
    assert verified.code in (1, 2)
    other = moved_home(office, monkeypatch, tmp_path)
    assert other.run("backup", "restore", file, "--json").code == 2
    assert not (other.home / "gongai.db").exists()


def test_what_is_restored_is_what_was_backed_up_and_is_in_recovery_mode(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reference = office.add()
    with_evidence(office, reference)
    (office.home / "sites" / "yunxi").mkdir(parents=True)
    (office.home / "sites" / "yunxi" / "profile.toml").write_text('extends = "yunxi"\n', encoding="utf-8")
    file = backed_up(office, tmp_path)
    other = moved_home(office, monkeypatch, tmp_path)
    other.done("backup", "restore", file, "--key", tmp_path / "safe" / "gongai.key", "--as", "示例主管")
    evidence = f"evidence/{reference}/0001-answer-答复.json"
    for name in ("gongai.key", "gongai.toml", "sites/yunxi/profile.toml", evidence):
        assert (other.home / name).read_bytes() == (office.home / name).read_bytes(), name
    for path in other.home.rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path
    listed = other.done("list")
    assert [one["reference"] for one in listed["filings"]] == [reference]
    assert "备份恢复" in listed["recovery"]["because"]
    assert other.run("list").out.startswith("恢复模式")
    checks = {one["name"]: one["level"] for one in other.run("doctor", "--offline", "--json").json["checks"]}
    assert checks["恢复模式"] == "stop"
    assert [one["kind"] for one in other.done("results", "list")["results"]] == ["recovery"]


def test_a_run_after_a_restore_says_so_first_and_submits_nothing(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.add()
    file = backed_up(office, tmp_path)
    other = moved_home(office, monkeypatch, tmp_path)
    other.done("backup", "restore", file, "--key", tmp_path / "safe" / "gongai.key")
    with other.opened() as app:
        app.gate.at_start()
        with db.reading(app.engine) as connection:
            assert list(connection.execute(sa.select(db.filings.c.state)).scalars()) == ["unknown"]
    refused = other.run("backup", "end-recovery", "--reason", "想继续", "--json")
    assert refused.code == 1 and "没有到平台核查过" in refused.error["text"]
    assert "待自动核查 1 件" in other.run("backup", "status").out


def test_a_home_that_is_not_empty_is_not_touched(office: Office, tmp_path: Path) -> None:
    file = backed_up(office, tmp_path)
    before = sorted(path.name for path in office.home.iterdir())
    ran = office.run("backup", "restore", file, "--json")
    assert ran.code == 2 and "不是空的" in ran.error["text"]
    assert sorted(path.name for path in office.home.iterdir()) == before


def test_a_restore_that_was_broken_off_is_begun_anew(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = backed_up(office, tmp_path)
    other = moved_home(office, monkeypatch, tmp_path)
    other.done("backup", "restore", file, "--key", tmp_path / "safe" / "gongai.key")
    (other.home / ".restoring").mkdir()
    shutil.move(other.home / "gongai.db", other.home / ".restoring" / "gongai.db")
    other.done("backup", "restore", file, "--key", tmp_path / "safe" / "gongai.key")
    assert not (other.home / ".restoring").exists()
    assert other.done("list")["recovery"] is not None


def test_another_key_than_the_backups_is_refused(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from gongai.credentials import key

    file = backed_up(office, tmp_path)
    key.create(tmp_path / "wrong.key")
    other = moved_home(office, monkeypatch, tmp_path)
    ran = other.run("backup", "restore", file, "--key", tmp_path / "wrong.key", "--json")
    assert ran.code == 2 and "不是这份备份所用的密钥" in ran.error["text"]
    other.done("backup", "restore", file, "--key", tmp_path / "safe" / "gongai.key")


def test_a_full_disk_leaves_no_half_backup(office: Office, tmp_path: Path) -> None:
    target = tmp_path / "full"
    target.mkdir()
    if os.system(f"mount -t tmpfs -o size=64k tmpfs {target} 2>/dev/null") != 0:
        pytest.skip("no small disk can be mounted here")
    try:
        ran = office.run("backup", "create", "--to", target, "--json")
        assert ran.code == 2
        assert "腾出空间" in ran.error["text"]
        assert list(target.iterdir()) == []
    finally:
        os.system(f"umount {target}")


def test_evidence_of_what_the_database_does_not_know_is_told_by_the_doctor(office: Office) -> None:
    with_evidence(office, office.add())
    evidence = office.home / "evidence"
    (evidence / "GA-000009").mkdir(mode=0o700)
    shutil.copy(evidence / "GA-000001" / "anchor.json", evidence / "GA-000009" / "anchor.json")
    checks = {one["name"]: one for one in office.run("doctor", "--offline", "--json").json["checks"]}
    assert checks["恢复模式"]["level"] == "stop"
    assert "GA-000009" in checks["恢复模式"]["found"]


def test_a_reference_does_not_come_back_after_an_old_database_was_put_in_place(office: Office, tmp_path: Path) -> None:
    shutil.copy(office.home / "gongai.db", tmp_path / "old.db")
    first = office.add()
    with_evidence(office, first)
    for path in office.home.glob("gongai.db*"):
        path.unlink()
    shutil.copy(tmp_path / "old.db", office.home / "gongai.db")
    again, third = office.add(), office.add(OTHER)
    assert first == "GA-000001"
    assert int(again[3:]) > 1000
    assert int(third[3:]) == int(again[3:]) + 1
    assert office.done("list")["recovery"]["orphans"] == ["GA-000001"]
    assert [path.name for path in (office.home / "evidence").iterdir() if path.is_dir()] == ["GA-000001"]


def test_a_reference_does_not_come_back_although_its_evidence_was_moved_away_with_the_old_folder(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = backed_up(office, tmp_path)
    lost = office.add(OTHER)
    other = moved_home(office, monkeypatch, tmp_path)
    other.done("backup", "restore", file, "--key", tmp_path / "safe" / "gongai.key")
    again = other.add(OTHER)
    assert int(again[3:]) > int(lost[3:]) + 900


def commands_of(section: str) -> list[list[str]]:
    """The commands of a section of the document that stand by themselves in a block, without the program's name."""
    document = (DOCS / "operations.md").read_text(encoding="utf-8")
    text = document.partition(f"## {section}\n")[2].partition("\n## ")[0]
    blocks = text.split("```")[1::2]
    return [line.split()[1:] for block in blocks for line in block.strip().splitlines() if line.startswith("gongai ")]


def test_the_commands_of_the_document_do_what_it_says(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    [create] = commands_of("备份")
    [restore] = commands_of("恢复")
    here = {"/backup": str(tmp_path / "backup"), "/safe/gongai.key": str(tmp_path / "safe" / "gongai.key")}
    assert office.run(*[here.get(word, word) for word in create]).code == 0
    [made] = (tmp_path / "backup").iterdir()
    other = moved_home(office, monkeypatch, tmp_path)
    named = {**here, "/backup/gongai-日期-时间.zip": str(made)}
    assert set(restore) & set(named), restore
    ran = other.run(*[named.get(word, word) for word in restore])
    assert ran.code == 0, ran
    assert "恢复模式" in ran.out
    assert other.run("list").code == 0
