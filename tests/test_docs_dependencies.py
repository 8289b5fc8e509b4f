"""Each direct dependency has one line of reason in docs/dependencies.md, and each line a dependency."""

import json
import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_each_direct_dependency_is_explained_and_nothing_else() -> None:
    explained = re.findall(r"^- `([\w.@/-]+)`: \S", (ROOT / "docs/dependencies.md").read_text(encoding="utf-8"), re.M)
    assert sorted(explained) == sorted({*_declared(), *_widgets(), *_strangers(), *_scripts()})


def test_the_applications_of_others_are_locked_as_they_are_asked_for() -> None:
    asked = (ROOT / "requirements/strangers.in").read_text(encoding="utf-8").splitlines()
    locked = (ROOT / "requirements/strangers.txt").read_text(encoding="utf-8")
    pins = re.findall(r"^(\S+==\S+) \\\n {4}--hash=sha256:[0-9a-f]{64}", locked, re.M)
    assert len(pins) == locked.count("==") > 10
    assert {re.sub(r"\[.*?\]", "", line) for line in asked if re.match(r"\w", line)} <= set(pins)
    assert "://" not in locked


def test_the_tools_for_javascript_are_locked_without_an_address() -> None:
    lock = (ROOT / "package-lock.json").read_text(encoding="utf-8")
    packages = json.loads(lock)["packages"]
    assert all(one["integrity"].startswith("sha512-") for path, one in packages.items() if path)
    assert {name: packages[f"node_modules/{name}"]["version"] for name in _scripts()} == _scripts()
    assert '"resolved"' not in lock


def _scripts() -> dict[str, str]:
    wanted: dict[str, str] = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["devDependencies"]
    return wanted


def _declared() -> list[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    groups = project["dependency-groups"].values()
    return [
        _name(line) for line in (*project["project"]["dependencies"], *(line for group in groups for line in group))
    ]


def _widgets() -> list[str]:
    lines = (ROOT / "requirements/widgets.txt").read_text(encoding="utf-8").splitlines()
    return [_name(line) for line in lines if re.match(r"\w", line)]


def _strangers() -> list[str]:
    lines = (ROOT / "requirements/strangers.in").read_text(encoding="utf-8").splitlines()
    return [_name(line) for line in lines if re.match(r"\w", line)]


def _name(line: str) -> str:
    found = re.match(r"[\w.-]+", line)
    assert found is not None, line
    return found[0]
