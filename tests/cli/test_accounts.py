"""`gongai account` and `gongai agreement`: passwords go in and never come out; delegations keep their proof."""

import io
import json
from pathlib import Path

import pytest

from gongai.records.account_state import AccountState
from gongai.records.outcome import Ask, AskKind
from gongai.text.next_step import NOBODY
from tests.cli.conftest import UNIT
from tests.cli.office import ACCOUNT, Office

PASSWORD = "Geheim-4711"


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    file = tmp_path / "password"
    file.write_text(PASSWORD + "\n", encoding="utf-8")
    return file


def test_an_account_is_kept_without_showing_its_password(office: Office, secret: Path) -> None:
    made = office.done(
        "account", "add", "yunxi/agent9", "--password-file", secret, "--unit", UNIT, "--agent", "代办员九"
    )
    assert made["account"]["units"][0]["name"] == "云汐样板建设有限公司"
    for arguments in (("account", "list"), ("account", "list", "--json"), ("account", "units", "yunxi/agent9")):
        assert PASSWORD not in office.run(*arguments).out
    with office.opened() as app:
        assert app.accounts.password("yunxi", "agent9").reveal() == PASSWORD
    assert PASSWORD.encode() not in (office.home / "gongai.db").read_bytes()


def test_the_password_can_come_from_standard_input(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(PASSWORD + "\n"))
    office.done("account", "password", ACCOUNT, "--password-file", "-")
    with office.opened() as app:
        assert app.accounts.password("yunxi", "agent1").reveal() == PASSWORD


def test_without_terminal_or_file_no_password_is_guessed(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    ran = office.run("account", "password", ACCOUNT, "--json")
    assert (ran.code, ran.error["kind"]) == (2, "usage_error")
    assert "--password-file" in ran.error["text"]


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (("account", "add", "agent9"), "平台/账号"),
        (("account", "add", ACCOUNT, "--password-file", "-"), "已存在"),
        (("account", "add", "yunxi/x", "--unit", "云汐"), "统一社会信用代码=单位名称"),
        (("account", "add", "yunxi/x", "--unit", "91439900MA0TEXT21J=错"), "校验码"),
        (("account", "password", "yunxi/none"), "没有账号"),
        (("account", "unlock", "yunxi/none"), "没有账号"),
        (("account", "remove", "yunxi/none"), "没有账号"),
        (("account", "units", "yunxi/none"), "没有账号"),
    ],
)
def test_wrong_calls_are_answered_with_what_is_wrong(office: Office, arguments: tuple[str, ...], text: str) -> None:
    ran = office.run(*arguments, "--json")
    assert (ran.code, ran.error["kind"]) == (2, "usage_error")
    assert text in ran.error["text"]


def test_a_new_password_or_an_unlock_lets_the_account_in_again(office: Office, secret: Path) -> None:
    def locked(state: AccountState) -> None:
        with office.opened() as app:
            app.accounts.may_try_password("yunxi", "agent1")
            app.accounts.refused("yunxi", "agent1", state)

    locked(AccountState.BAD_PASSWORD)
    assert office.done("account", "list")["accounts"][0]["state_label"] == "密码错误，等待更新"
    office.done("account", "password", ACCOUNT, "--password-file", secret)
    assert office.done("account", "list")["accounts"][0]["state"] == "ready"
    locked(AccountState.LOCKED)
    office.done("account", "unlock", ACCOUNT)
    assert office.done("account", "list", "--site", "yunxi")["accounts"][0]["state"] == "ready"


def test_a_new_password_says_how_many_go_on_by_it(office: Office, secret: Path) -> None:
    reference = office.add()
    office.ends(Ask(AskKind.PASSWORD, "密码错误"))
    assert "gongai account password yunxi/agent1" in office.done("list")["filings"][0]["next_step"]
    ran = office.run("account", "password", ACCOUNT, "--password-file", secret, "--as", "甲")
    assert f"已恢复 1 件：{reference}" in ran.out
    row = office.done("list")["filings"][0]
    assert (row["state"], row["next_step"]) == ("waiting", NOBODY)
    assert office.done("account", "unlock", ACCOUNT)["released"] == []


def test_units_are_replaced_by_what_is_given(office: Office) -> None:
    assert len(office.done("account", "units", ACCOUNT)["account"]["units"]) == 3
    assert len(office.done("account", "units", ACCOUNT, "--unit", UNIT)["account"]["units"]) == 1


def test_an_account_with_open_filings_is_not_removed(office: Office) -> None:
    office.add()
    ran = office.run("account", "remove", ACCOUNT, "--json")
    assert (ran.code, ran.error["kind"]) == (1, "not_allowed")
    office.done("cancel", "GA-000001", "--reason", "撤回")
    office.done("account", "remove", ACCOUNT)
    assert "gongai account add" in office.run("account", "list").out


def test_agreements_are_listed_and_shown(office: Office) -> None:
    rows = {one["agreement_no"]: one for one in office.done("agreement", "list")["agreements"]}
    assert rows["DB-2026-002"]["problems"] == []
    assert "DB-2026-002" in office.run("agreement", "list").out
    out = office.run("agreement", "show", "DB-2026-002").out
    assert "代填、代报、补正" in out
    assert "13800009001" not in office.run("agreement", "show", "DB-2026-002", "--json").out


def test_a_stopped_agreement_lets_nothing_in(office: Office) -> None:
    office.done("agreement", "stop", "DB-2026-002", "--reason", "建设单位终止委托", "--on", "2026-03-01", "--as", "甲")
    shown = office.done("agreement", "show", "DB-2026-002")["agreement"]
    assert shown["stopped_at"] == "2026-03-01"
    assert any("终止" in one for one in shown["problems"])
    ran = office.run("add", office.sample(), "--json")
    assert ran.code == 1
    assert "终止" in ran.out


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"file": ""}, "没有签章件"),
        ({"file": "none.pdf", "file_sha256": ""}, "文件不存在"),
        ({"file_sha256": "0" * 64}, "SHA-256 不同"),
        ({"agreement_no": ""}, "没有协议编号"),
        ({"stages": "x"}, "列表"),
    ],
)
def test_an_agreement_without_proof_is_not_kept(office: Office, change: dict[str, str], expected: str) -> None:
    source = office.samples / "agreements" / "DB-2026-001.json"
    agreement = {**json.loads(source.read_text(encoding="utf-8")), "agreement_no": "DB-X", **change}
    file = office.home / "agreement.json"
    if agreement["file"] == "DB-2026-001-签章件.pdf":
        agreement["file"] = str(source.parent / "DB-2026-001-签章件.pdf")
    file.write_text(json.dumps(agreement), encoding="utf-8")
    ran = office.run("agreement", "add", file, "--json")
    assert (ran.code, ran.error["kind"]) == (1, "filing_error")
    assert expected in json.dumps(ran.error, ensure_ascii=False)
    assert office.run("agreement", "show", "DB-X").code == 1


def test_a_seal_nobody_has_looked_at_is_told(office: Office) -> None:
    source = office.samples / "agreements" / "DB-2026-001.json"
    agreement = {**json.loads(source.read_text(encoding="utf-8")), "seal_seen": False}
    file = source.parent / "unseen.json"
    file.write_text(json.dumps(agreement), encoding="utf-8")
    try:
        problems = office.done("agreement", "add", file)["agreements"][0]["problems"]
        assert any("--seal-seen" in one for one in problems)
        assert office.done("agreement", "add", file, "--seal-seen")["agreements"][0]["problems"] == []
    finally:
        file.unlink()


def test_a_date_that_is_none_is_a_usage_error(office: Office) -> None:
    assert office.run("agreement", "stop", "DB-2026-001", "--reason", "x", "--on", "三月").code == 2
