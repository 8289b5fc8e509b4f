"""Each direct dependency has one line of reason in docs/dependencies.md and a pin with digests in a lock."""

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
LOCKS = ROOT / "requirements"
TOGETHER = ("run", "build", "portal", "test")
"""Installed into one environment, in this order."""
_PIN = re.compile(r"^([\w.-]+)==(\S+)(?: ; [^\\\n]+)? \\\n((?: {4}--hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", re.M)


def test_each_direct_dependency_is_explained_and_nothing_else() -> None:
    explained = re.findall(r"^- `([\w.@/-]+)`: \S", (ROOT / "docs/dependencies.md").read_text(encoding="utf-8"), re.M)
    declared = [line for lock in TOGETHER for line in _asked(lock)]
    by_hand = [_requirements(name) for name in ("widgets.txt", "third_party.in")]
    assert sorted(explained) == sorted({_name(line) for line in (*declared, *by_hand[0], *by_hand[1])} | {*_scripts()})


@pytest.mark.parametrize("lock", [*TOGETHER, "third_party"])
def test_a_lock_pins_what_is_asked_for_with_digests_and_names_no_registry(lock: str) -> None:
    text = (LOCKS / f"{lock}.txt").read_text(encoding="utf-8")
    pins = _pins(lock)
    assert len(pins) == len(_requirements(f"{lock}.txt")) > 4
    asked = _requirements("third_party.in") if lock == "third_party" else _asked(lock)
    assert {re.sub(r"\[.*?\]|;.*", "", line).strip() for line in asked} <= {f"{name}=={pin}" for name, pin in pins}
    assert "://" not in text


@pytest.mark.parametrize("lock", [*TOGETHER, "third_party"])
def test_a_lock_says_by_which_command_it_is_made(lock: str) -> None:
    head = (LOCKS / f"{lock}.txt").read_text(encoding="utf-8").splitlines()[1]
    assert re.fullmatch(rf"# +uv pip compile .* -o requirements/{lock}\.txt", head)
    recipe = (ROOT / "Makefile").read_text(encoding="utf-8").partition("\nlocks:\n")[2]
    assert head.partition("--no-annotate ")[2] in recipe


def test_locks_of_one_environment_agree() -> None:
    seen: dict[str, Any] = {}
    for lock in TOGETHER:
        for (name, pin), digests in _pins(lock).items():
            assert seen.setdefault(name, (pin, digests)) == (pin, digests), (lock, name)


def test_the_run_time_lock_holds_nothing_that_only_tests_need() -> None:
    only = {_name(line) for lock in TOGETHER[1:] for line in _asked(lock)}
    assert not only & {name for name, _pin in _pins("run")}


def test_the_tools_for_javascript_are_locked_without_an_address() -> None:
    lock = (ROOT / "package-lock.json").read_text(encoding="utf-8")
    packages = json.loads(lock)["packages"]
    assert all(one["integrity"].startswith("sha512-") for path, one in packages.items() if path)
    assert {name: packages[f"node_modules/{name}"]["version"] for name in _scripts()} == _scripts()
    assert '"resolved"' not in lock


def _scripts() -> dict[str, str]:
    wanted: dict[str, str] = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["devDependencies"]
    return wanted


def _asked(lock: str) -> list[str]:
    """What `pyproject.toml` asks for: of the program itself, or of the group of this name."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert [*project["dependency-groups"]] == [*TOGETHER[1:]]
    lines: list[str] = project["project"]["dependencies"] if lock == "run" else project["dependency-groups"][lock]
    return lines


def _pins(lock: str) -> dict[tuple[str, str], str]:
    text = (LOCKS / f"{lock}.txt").read_text(encoding="utf-8")
    return {(name, pin): digests for name, pin, digests in _PIN.findall(text)}


def _requirements(name: str) -> list[str]:
    lines = (LOCKS / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if re.match(r"\w", line)]


def _name(line: str) -> str:
    found = re.match(r"[\w.-]+", line)
    assert found is not None, line
    return found[0]
