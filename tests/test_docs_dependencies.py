"""Each direct dependency has one line of reason in docs/dependencies.md, and each line a dependency."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_each_direct_dependency_is_explained_and_nothing_else() -> None:
    explained = re.findall(r"^- `([\w.-]+)`: \S", (ROOT / "docs/dependencies.md").read_text(encoding="utf-8"), re.M)
    assert sorted(explained) == sorted({*_declared(), *_widgets(), *_third_party()})


def test_the_applications_of_others_are_locked_as_they_are_asked_for() -> None:
    asked = (ROOT / "requirements/third_party.in").read_text(encoding="utf-8").splitlines()
    locked = (ROOT / "requirements/third_party.txt").read_text(encoding="utf-8")
    pins = re.findall(r"^(\S+==\S+) \\\n {4}--hash=sha256:[0-9a-f]{64}", locked, re.M)
    assert len(pins) == locked.count("==") > 10
    assert {re.sub(r"\[.*?\]", "", line) for line in asked if re.match(r"\w", line)} <= set(pins)
    assert "://" not in locked


def _declared() -> list[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    groups = project["dependency-groups"].values()
    return [
        _name(line) for line in (*project["project"]["dependencies"], *(line for group in groups for line in group))
    ]


def _widgets() -> list[str]:
    lines = (ROOT / "requirements/widgets.txt").read_text(encoding="utf-8").splitlines()
    return [_name(line) for line in lines if re.match(r"\w", line)]


def _third_party() -> list[str]:
    lines = (ROOT / "requirements/third_party.in").read_text(encoding="utf-8").splitlines()
    return [_name(line) for line in lines if re.match(r"\w", line)]


def _name(line: str) -> str:
    found = re.match(r"[\w.-]+", line)
    assert found is not None, line
    return found[0]
