"""Shell completion and `gongai --version`: what a person meets before the first command."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from gongai.sites.loader import PACKAGED
from tests.cli.office import Office

BASH = shutil.which("bash") or pytest.skip("no bash on this machine", allow_module_level=True)


def offered(home: Path, line: str) -> list[str]:
    """What bash is told to offer for the last word of `line`."""
    arguments = line.split(" ")
    ran = _python(home, _GONGAI_COMPLETE="complete_bash", COMP_WORDS=line, COMP_CWORD=str(len(arguments) - 1))
    assert (ran.returncode, ran.stderr) == (0, "")
    return ran.stdout.split()


def test_commands_and_their_options_are_completed(office: Office) -> None:
    assert offered(office.home, "gongai s") == ["show", "schema", "site"]
    assert offered(office.home, "gongai site ch") == ["check", "changes"]
    assert "--offline" in offered(office.home, "gongai site check yunxi --")


def test_filings_are_completed_newest_first(office: Office) -> None:
    first, second = office.add(), office.add("02-项目建议书-1-01.json")
    assert offered(office.home, "gongai show ") == [second, first]
    assert offered(office.home, f"gongai cancel {first}") == [first]
    assert offered(office.home, "gongai show XX-") == []


def test_sites_and_accounts_are_completed(office: Office) -> None:
    (office.home / "sites" / "dongxi").mkdir(parents=True)
    shutil.copy(PACKAGED / "yunxi" / "profile.toml", office.home / "sites" / "dongxi")
    assert offered(office.home, "gongai site show ") == ["dongxi", "yunxi"]
    assert offered(office.home, "gongai account password yun") == ["yunxi/agent1"]


def test_before_init_nothing_is_offered_made_or_complained_about(tmp_path: Path) -> None:
    for line in ("gongai show ", "gongai account password "):
        assert offered(tmp_path, line) == []
        assert offered(tmp_path / "missing", line) == []
    assert list(tmp_path.iterdir()) == []


def test_a_shell_that_lists_meanings_gets_short_chinese_ones(office: Office) -> None:
    ran = _python(office.home, _GONGAI_COMPLETE="complete_zsh", _TYPER_COMPLETE_ARGS="gongai site ")
    assert '"check":"核对配置是否完整、前后一致"' in ran.stdout
    assert "..." not in ran.stdout


def test_completion_is_installed_for_the_shell_in_use_and_works_there(office: Office, tmp_path: Path) -> None:
    user = tmp_path / "user"
    user.mkdir()
    (user / ".bashrc").write_text("# 原有的设置\n", encoding="utf-8")
    program = tmp_path / "bin" / "gongai"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m gongai "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    env = {
        **os.environ,
        "HOME": str(user),
        "GONGAI_HOME": str(office.home),
        "PATH": f"{program.parent}:{os.environ['PATH']}",
    }
    message = _bash("gongai --install-completion; true", env)
    assert "已为 bash 安装命令补全" in message
    assert (user / ".bashrc").read_text(encoding="utf-8").startswith("# 原有的设置\n")
    line = (
        'source ~/.bashrc; COMP_WORDS=(gongai site sh); COMP_CWORD=2; _gongai_completion gongai; echo "${COMPREPLY[@]}"'
    )
    assert _bash(line, env).strip() == "show"


def test_the_script_can_be_had_without_installing_it(office: Office) -> None:
    env = {**os.environ, "GONGAI_HOME": str(office.home)}
    assert "complete -o default -F" in _bash(f'"{sys.executable}" -m gongai --show-completion; true', env)


def test_a_shell_that_is_not_supported_is_told_which_are(office: Office) -> None:
    env = {**os.environ, "GONGAI_HOME": str(office.home)}
    message = _bash(f"""sh -c '"{sys.executable}" -m gongai --install-completion; echo ended with $?' 2>&1""", env)
    assert "命令补全只支持 bash、zsh、fish（现为 " in message
    assert "ended with 2" in message


def test_the_version_line_names_what_a_report_of_a_fault_needs(empty: Office) -> None:
    import gongai

    ran = empty.run("--version")
    assert ran.code == 0
    assert ran.out.startswith(f"gongai {gongai.__version__}（Python {sys.version.split()[0]}，SQLite 3.")
    assert "Playwright 1." in ran.out
    assert not empty.home.exists()


def _python(home: Path, **env: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "gongai"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "GONGAI_HOME": str(home), **env},
    )


def _bash(line: str, env: dict[str, str]) -> str:
    return subprocess.run([BASH, "--norc", "-c", line], capture_output=True, text=True, check=True, env=env).stdout
