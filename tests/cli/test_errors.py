"""Whatever goes wrong, the user reads one Chinese line and the caller gets the right exit code."""

import json
import os
import re
import stat
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
from typer.core import TyperGroup
from typer.main import get_command

from gongai import errors, exits
from gongai.cli.errors import render, unforeseen
from gongai.cli.program import build
from gongai.exits import Exit, exit_of
from tests.cli.office import Office, Ran

CHINESE = re.compile(r"[一-鿿]")


def leaves(command: Any, path: tuple[str, ...] = ()) -> list[tuple[tuple[str, ...], Any]]:
    """Every command with its path."""
    if isinstance(command, TyperGroup):
        return [leaf for name, one in command.commands.items() for leaf in leaves(one, (*path, name))]
    return [(path, command)]


COMMANDS = leaves(get_command(build()))


@pytest.mark.parametrize("path", [path for path, _command in COMMANDS], ids=" ".join)
def test_each_command_has_chinese_help_and_json(call: Callable[[list[str]], Ran], path: tuple[str, ...]) -> None:
    ran = call([*path, "--help"])
    assert ran.code == 0
    assert ran.out.startswith(f"用法：gongai {' '.join(path)}")
    assert "--json" in ran.out
    assert not re.search(r"Usage|Options|Arguments|Show this|default", ran.out)
    described = [line for line in ran.out.splitlines() if line.startswith("  --") or line.startswith("      ")]
    assert all(CHINESE.search(line) for line in described), described


@pytest.mark.parametrize("group", ["results", "review", "account", "agreement", "login", "site", "evidence"])
def test_a_group_without_command_shows_its_help(call: Callable[[list[str]], Ran], group: str) -> None:
    ran = call([group])
    assert ran.code == 2
    assert ran.out.startswith(f"用法：gongai {group} 命令")


def test_gongai_alone_shows_help_with_the_exit_codes(call: Callable[[list[str]], Ran]) -> None:
    ran = call(["--help"])
    assert ran.code == 0
    for code in Exit:
        assert f"{code.value} {code.meaning.partition('：')[0]}" in ran.out


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (["lst"], "没有命令 lst。您要写的是否为 list？用 gongai --help"),
        (["results", "clam", "1"], "您要写的是否为 claim？"),
        (["list", "--sate", "x"], "没有选项 --sate"),
        (["list", "--state"], "选项 --state 后面需要写值"),
        (["list", "--json=1"], "选项 --json 不带值"),
        (["list", "--limit", "many"], "选项 --limit 的值不对：应为整数"),
        (["results", "claim", "first"], "参数“编号”的值不对：应为整数"),
        (["results", "claim", "9" * 30], "参数“编号”的值不对：应为整数，1 至 1000000000"),
        (["list", "--limit", "9" * 30], "选项 --limit 的值不对：应为整数，1 至 1000000000"),
        (["show"], "缺少参数“申报件号”"),
        (["cancel", "GA-000001"], "缺少选项 --reason"),
        (["show", "a", "b"], "多出了参数：b"),
    ],
)
def test_usage_errors_are_told_in_chinese(call: Callable[[list[str]], Ran], arguments: list[str], text: str) -> None:
    ran = call(arguments)
    assert ran.code == 2
    assert text in ran.err
    rendered = call([*arguments[:-1], "--json", arguments[-1]] if len(arguments) > 1 else [*arguments, "--json"])
    assert rendered.code == 2
    assert rendered.error["kind"] == "usage_error"


def all_errors() -> list[type[errors.GongaiError]]:
    found = [errors.GongaiError]
    for one in found:
        found += one.__subclasses__()
    return list(dict.fromkeys(found))


def test_each_error_has_an_exit_code() -> None:
    codes = {kind.__name__: exit_of(kind("说明")) for kind in all_errors()}
    assert codes["FilingError"] == codes["AlreadyQueued"] == codes["AgreementError"] == Exit.BUSINESS
    assert codes["ConfigError"] == codes["UsageError"] == Exit.USAGE
    assert codes["NeedsPerson"] == codes["BadPassword"] == codes["PageChanged"] == Exit.PERSON
    assert codes["PortalDown"] == codes["SessionLost"] == codes["LeaseLost"] == Exit.LATER


@pytest.mark.parametrize("kind", all_errors(), ids=lambda kind: kind.__name__)
def test_each_error_comes_as_json_with_stable_keys(
    kind: type[errors.GongaiError], capsys: pytest.CaptureFixture[str]
) -> None:
    code = render(kind("出了问题"), as_json=True)
    error = json.loads(capsys.readouterr().out)["error"]
    assert set(error) == {"kind", "exit", "text", "findings"}
    assert error["exit"] == code
    assert error["text"] == "出了问题"


def test_what_nobody_foresaw_is_one_line_and_the_rest_lies_in_a_closed_scrubbed_file(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken() -> None:
        raise ZeroDivisionError("联系人 13800001234")

    try:
        broken()
    except ZeroDivisionError as error:
        code = unforeseen(error, office.home, as_json=False)
    printed = capsys.readouterr()
    log = office.home / "logs" / "errors.log"
    assert code == Exit.BROKEN
    assert printed.out == ""
    assert len(printed.err.splitlines()) == 1
    assert str(log) in printed.err
    assert "Traceback" not in printed.err
    assert "13800001234" not in log.read_text(encoding="utf-8")
    assert "ZeroDivisionError" in log.read_text(encoding="utf-8")
    assert stat.S_IMODE(log.stat().st_mode) == 0o600


def test_a_bad_setting_is_told_by_name(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGAI_WORKERS", "many")
    ran = office.run("list", "--json")
    assert (ran.code, ran.error["kind"]) == (2, "config_error")
    assert "workers" in ran.error["text"]


def test_a_damaged_database_is_told_without_a_traceback(office: Office) -> None:
    (office.home / "gongai.db").write_bytes(b"not a database" * 200)
    ran = office.run("list", "--json")
    assert (ran.code, ran.error["kind"]) == (Exit.USAGE, "database_broken")
    assert "备份" in ran.error["text"]


def test_a_folder_that_cannot_be_written_is_told(office: Office) -> None:
    office.add()
    (office.home / "taken").write_text("", encoding="utf-8")
    ran = office.run("evidence", "export", "GA-000001", "--to", office.home / "taken" / "x.zip", "--json")
    assert (ran.code, ran.error["kind"]) == (2, "file_error")


def test_the_table_of_exit_codes_is_whole() -> None:
    assert {code.value for code in Exit} == {0, 1, 2, 3, 70, 75, 130}
    assert all(code.meaning for code in exits.Exit)


@pytest.mark.parametrize("command", ["show", "cancel", "review show", "evidence verify"])
def test_a_number_larger_than_any_is_no_filing(office: Office, command: str) -> None:
    reason = ("--reason", "试") if command == "cancel" else ()
    ran = office.run(*command.split(), "9" * 30, *reason)
    assert ran.code == 1
    assert "没有申报件" in ran.err


@pytest.mark.parametrize("encoding", ["gbk", "ascii"])
def test_a_terminal_of_another_charset_gets_what_it_can_show(office: Office, encoding: str) -> None:
    """Windows and bare servers: what it cannot show comes as an escape, and the command still does its work."""
    environment = {**os.environ, "GONGAI_HOME": str(office.home), "PYTHONIOENCODING": encoding}
    ran = subprocess.run(
        [sys.executable, "-m", "gongai", "list"], env=environment, capture_output=True, check=True, timeout=60
    )
    assert "没有申报件" in ran.stdout.decode("gbk" if encoding == "gbk" else "utf-8")
