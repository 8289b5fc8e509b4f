"""`gongai login assist`: a person reads the picture, and what waited for it goes on."""

import json
import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from fixtures.portals.portal import Portal
from gongai.cli import main
from gongai.cli.login import _Person
from gongai.errors import UsageError
from gongai.records.outcome import Ask, AskKind
from tests.cli.office import ACCOUNT, Office, Ran


class Person:
    """Sits at standard input and reads the picture that the portal shows now; the first time wrongly where `hasty`."""

    def __init__(self, portal: Portal, home: Path, *, hasty: bool = False) -> None:
        self._portal = portal
        self._hasty = hasty
        self._image = home / "tmp" / "验证码-yunxi-agent1.png"
        self.modes: list[int] = []

    def readline(self) -> str:
        self.modes.append(stat.S_IMODE(self._image.stat().st_mode))
        if self._hasty and len(self.modes) == 1:
            return "0000\n"
        texts = [body["text"] for _key, body in self._portal.world.store.pairs("captcha")]
        return f"{texts[-1]}\n"


def elsewhere(office: Office, *arguments: str) -> Ran:
    """In a thread of its own: another test's Playwright may be running in this one."""
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(office.run, *arguments).result()


@pytest.fixture
def gate(office: Office, portal: Portal) -> Portal:
    """The portal asks for a captcha."""
    folder = office.home / "sites" / "yunxi"
    folder.mkdir(parents=True)
    (folder / "profile.toml").write_text(f'extends = "yunxi"\nbase_url = "{portal.url}"\n', encoding="utf-8")
    portal.world.faults.add([{"effect": "captcha"}])
    return portal


@pytest.mark.browser
@pytest.mark.parametrize("hasty", [False, True], ids=["at once", "at the second try"])
def test_a_person_opens_the_session_and_what_was_held_goes_on(
    office: Office, gate: Portal, monkeypatch: pytest.MonkeyPatch, hasty: bool
) -> None:
    reference = office.add()
    office.ends(Ask(AskKind.CAPTCHA, "平台要求验证码"))
    assert office.done("list")["filings"][0]["state"] == "held"
    person = Person(gate, office.home, hasty=hasty)
    monkeypatch.setattr("sys.stdin", person)
    ran = elsewhere(office, "login", "assist", ACCOUNT, "--answer-file", "-", "--as", "甲", "--json")
    assert (ran.code, ran.json["released"]) == (0, [reference]), ran
    assert set(person.modes) == {0o600}
    shown = office.done("show", reference)
    assert shown["state"] == "waiting"
    assert shown["open_results"] == []
    assert "甲" in shown["why"]
    with office.opened() as app:
        assert app.accounts.session_load("yunxi", "agent1") is not None
        assert app.store.claim("w1") is not None


def test_while_a_worker_has_the_account_nobody_logs_in_beside_it(office: Office) -> None:
    office.add()
    with office.opened() as app:
        assert app.store.claim("w1") is not None
        ran = office.run("login", "assist", ACCOUNT, "--answer-file", "-", "--json")
    assert (ran.code, ran.error["kind"]) == (1, "not_allowed")
    assert "正在办理" in ran.error["text"]


def test_an_account_that_is_not_there_is_said_so(office: Office) -> None:
    assert office.run("login", "assist", "yunxi/none", "--answer-file", "-").code == 2


@pytest.mark.browser
def test_a_portal_that_is_shut_is_for_later_and_the_account_is_free_again(office: Office) -> None:
    folder = office.home / "sites" / "yunxi"
    folder.mkdir(parents=True)
    (folder / "profile.toml").write_text('extends = "yunxi"\nbase_url = "http://127.0.0.1:9"\n', encoding="utf-8")
    ran = elsewhere(office, "login", "assist", ACCOUNT, "--answer-file", "-", "--json")
    assert (ran.code, ran.error["kind"]) == (75, "portal_down")
    office.add()
    with office.opened() as app:
        assert app.store.claim("w1") is not None


def test_the_error_is_told_in_json_too(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["login", "assist", "agent1", "--json"]) == 2
    assert "平台/账号" in json.loads(capsys.readouterr().out)["error"]["text"]


def test_answers_that_have_run_out_are_not_typed_as_empty_ones(tmp_path: Path) -> None:
    """An empty answer would spend one of the portal's tries."""
    answers = tmp_path / "answers"
    answers.write_text("AB12\n\n", encoding="utf-8")
    person = _Person(answers, as_json=True)
    assert person.answer("验证码", None) == "AB12"
    for _time in range(2):
        with pytest.raises(UsageError, match="验证码"):
            person.answer("验证码", None)


def test_a_file_of_answers_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "answers")
    with pytest.raises(UsageError, match=r"--answer-file 指定的文件无法读取.*是管道"):
        _Person(tmp_path / "answers", as_json=True)
