"""`gongai init` and `gongai doctor`: the first minutes on a machine."""

import stat
from pathlib import Path

import pytest
import sqlalchemy as sa

from gongai import db
from tests.cli.office import Office
from tests.connector.own_ca import own_ca
from tests.connector.small_server import small_server


def test_init_makes_home_key_and_database_closed_to_others(empty: Office) -> None:
    done = empty.done("init")
    assert done["key_created"] is True
    assert done["database"]["before"] is None
    for name in ("gongai.key", "gongai.db", "gongai.toml"):
        assert stat.S_IMODE((empty.home / name).stat().st_mode) == 0o600, name


def test_init_again_changes_nothing(empty: Office) -> None:
    empty.done("init")
    key = (empty.home / "gongai.key").read_bytes()
    done = empty.done("init")
    assert done["key_created"] is False
    assert done["database"]["before"] == done["database"]["now"]
    assert (empty.home / "gongai.key").read_bytes() == key


def test_init_tells_a_person_what_to_do_next(empty: Office) -> None:
    ran = empty.run("init")
    assert ran.code == 0
    assert "account add" in ran.out
    assert "备份" in ran.out


def test_init_refuses_a_key_that_others_can_read(empty: Office) -> None:
    empty.done("init")
    (empty.home / "gongai.key").chmod(0o644)
    ran = empty.run("init", "--json")
    assert (ran.code, ran.error["kind"]) == (2, "config_error")
    assert "chmod 600" in ran.error["text"]


@pytest.mark.parametrize(
    "arguments", [("list",), ("add", "x.json"), ("results", "list"), ("account", "list"), ("run", "--until-idle")]
)
def test_without_init_every_command_says_to_init(empty: Office, arguments: tuple[str, ...]) -> None:
    ran = empty.run(*arguments, "--json")
    assert ran.code == 2
    assert "gongai init" in ran.error["text"]


@pytest.mark.parametrize("arguments", [("list",), ("run", "--until-idle")], ids=" ".join)
def test_a_command_before_init_leaves_no_database_open_to_others(empty: Office, arguments: tuple[str, ...]) -> None:
    empty.home.mkdir()
    assert empty.run(*arguments).code == 2
    assert not (empty.home / "gongai.db").exists()
    empty.done("init")
    assert stat.S_IMODE((empty.home / "gongai.db").stat().st_mode) == 0o600


def test_the_doctor_finds_a_furnished_home_in_order(office: Office) -> None:
    ran = office.run("doctor", "--offline", "--json")
    stops = [check for check in ran.json["checks"] if check["level"] == "stop"]
    assert (ran.code, stops) == (0, [])
    names = {check["name"] for check in ran.json["checks"]}
    assert {"Python", "浏览器", "中文字体", "SQLite", "时钟", "放假安排", "磁盘", "密钥文件", "数据库"} <= names
    given = {row["name"]: row["source"] for row in ran.json["settings"]}
    assert given["lease_s"] == "gongai.toml"
    assert given["home"] == "环境变量 GONGAI_HOME"
    assert given["workers"] == "默认"


def test_the_doctor_gives_a_remedy_for_whatever_is_wrong(office: Office) -> None:
    (office.home / "gongai.key").unlink()
    ran = office.run("doctor", "--offline")
    assert ran.code == 1
    assert "恢复备份的密钥文件" in "".join(ran.out.split())


def test_init_makes_no_second_key_where_passwords_are_locked_with_a_lost_one(office: Office) -> None:
    (office.home / "gongai.key").unlink()
    ran = office.run("init", "--json")
    assert ran.code == 2
    assert "没有新建密钥" in ran.error["text"] and "放回" in ran.error["text"]
    assert not (office.home / "gongai.key").exists()
    checks = {one["name"]: one for one in office.run("doctor", "--offline", "--json").json["checks"]}
    assert checks["密码库"]["level"] == "stop"
    assert "不要新建密钥" in checks["密码库"]["remedy"]


def test_init_does_not_note_anew_what_stands_in_a_database_whose_register_was_emptied(office: Office) -> None:
    office.add()  # the first note, and its seal on disk
    with office.opened() as app, app.engine.begin() as connection:
        for name in ("proofs_no_delete", "journal_no_update"):
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}")
        connection.exec_driver_sql("DELETE FROM proofs")
        connection.exec_driver_sql("UPDATE journal SET mac = ''")
    ran = office.run("init", "--json")
    assert ran.code == 2
    assert "登记被清空" in ran.error["text"] and "backup restore" in ran.error["text"]
    with office.opened() as app, db.reading(app.engine) as connection:
        assert connection.execute(sa.select(db.proofs)).first() is None


def test_the_doctor_notices_another_key_than_the_passwords_need(office: Office) -> None:
    from gongai.credentials import key

    (office.home / "gongai.key").unlink()
    key.create(office.home / "gongai.key")
    checks = {one["name"]: one for one in office.run("doctor", "--offline", "--json").json["checks"]}
    assert checks["密码库"]["level"] == "stop"


def test_the_doctor_names_an_account_that_may_not_log_in(office: Office) -> None:
    from gongai.records.account_state import AccountState

    with office.opened() as app:
        app.accounts.may_try_password("yunxi", "agent1")
        app.accounts.refused("yunxi", "agent1", AccountState.BAD_PASSWORD)
    ran = office.run("doctor", "--offline", "--json")
    wrong = [check for check in ran.json["checks"] if check["name"] == "账号 yunxi/agent1"]
    assert ran.code == 1
    assert "account password yunxi/agent1" in wrong[0]["remedy"]


def test_the_doctor_says_when_the_portal_cannot_be_reached(office: Office) -> None:
    site = office.home / "sites" / "yunxi"
    site.mkdir(parents=True)
    (site / "profile.toml").write_text('extends = "yunxi"\nbase_url = "http://127.0.0.1:9"\n', encoding="utf-8")
    checks = {check["name"]: check for check in office.done("doctor")["checks"]}
    assert checks["平台 yunxi"]["level"] == "warn"
    assert "访问不到" in checks["平台 yunxi"]["found"]


def test_the_doctor_looks_at_certificates_and_calls_trouble_with_them_by_its_name(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ca_file, tls = own_ca(tmp_path)
    with small_server(tls=tls, host="localhost") as portal:
        site = office.home / "sites" / "yunxi"
        site.mkdir(parents=True)
        (site / "profile.toml").write_text(f'extends = "yunxi"\nbase_url = "{portal.url}"\n', encoding="utf-8")
        before = {check["name"]: check for check in office.done("doctor")["checks"]}
        assert "证书不被信任" in before["平台 yunxi"]["remedy"] and "ca_file" in before["平台 yunxi"]["remedy"]
        monkeypatch.setenv("GONGAI_CA_FILE", str(ca_file))
        after = {check["name"]: check for check in office.done("doctor")["checks"]}
        assert (after["CA 证书"]["level"], after["平台 yunxi"]["level"]) == ("ok", "ok")
        ca_file.write_text("no certificate")
        assert {one["name"]: one["level"] for one in office.run("doctor", "--json").json["checks"]}["CA 证书"] == "stop"


def test_a_browser_is_found_without_an_initialised_home(empty: Office) -> None:
    done = empty.done("doctor", "--install-browser")
    assert done["browser"]
    assert not empty.home.exists()
