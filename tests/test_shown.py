"""The stand-ins' own tests are left out of `make test` only while nothing has changed since they last passed."""

import re
import shutil
from pathlib import Path

import pytest

from tests.portal import shown

MAKEFILE = (shown.ROOT / "Makefile").read_text(encoding="utf-8")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A copy of all that the digest is taken over, recorded as shown."""
    for name in shown.WHAT:
        source, target = shown.ROOT / name, tmp_path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(source, target) if source.is_dir() else shutil.copyfile(source, target)
    (tmp_path / shown.SHOWN).write_text(shown.digest(tmp_path) + "\n", encoding="utf-8")
    return tmp_path


def test_what_was_recorded_counts_as_shown(root: Path) -> None:
    assert shown.is_shown(root)


@pytest.mark.parametrize(
    "name", ["fixtures/office/clerk.py", "fixtures/libs.toml", "tests/portal/test_faults.py", "requirements/portal.txt"]
)
def test_one_changed_byte_and_nothing_is_shown_any_more(root: Path, name: str) -> None:
    file = root / name
    file.write_bytes(file.read_bytes() + b"\n")
    assert not shown.is_shown(root)


def test_a_new_a_lost_and_a_renamed_file_are_changes(root: Path) -> None:
    recorded = shown.digest(root)
    new = root / "fixtures" / "portals" / "plain.py"
    new.touch()
    digests = {recorded, shown.digest(root)}
    new.rename(new.with_name("other.py"))
    digests.add(shown.digest(root))
    new.with_name("other.py").unlink()
    (root / "fixtures" / "office" / "seeds.py").unlink()
    digests.add(shown.digest(root))
    assert len(digests) == 4


def test_the_stand_ins_and_their_tests_import_nothing_that_the_digest_leaves_out(root: Path) -> None:
    imported = re.compile(r"^\s*(?:from|import) (fixtures|tests|gongai)(?:\.(\w+)| import (.+))?", re.M)
    found: set[str] = set()
    for file in root.rglob("*.py"):
        for package, module, names in imported.findall(file.read_text(encoding="utf-8")):
            found |= {f"{package}/{name.strip()}" for name in (names or module).split(",")}
    assert "fixtures/office" in found
    assert [name for name in sorted(found) if not (root / name).is_dir() and not (root / f"{name}.py").is_file()] == []


def test_what_python_leaves_behind_is_no_change(root: Path) -> None:
    left = root / "fixtures" / "office" / "__pycache__" / "seeds.cpython-311.pyc"
    left.parent.mkdir(exist_ok=True)
    left.write_bytes(b"x")
    assert shown.is_shown(root)


def test_without_a_record_nothing_is_shown(root: Path) -> None:
    (root / shown.SHOWN).unlink()
    assert not shown.is_shown(root)


def test_the_record_is_written_by_one_target_only_and_after_the_tests() -> None:
    runs = dict(re.findall(r"^([\w-]+):[^=\n]*\n((?:\t.*\n)+)", MAKEFILE, re.M))
    assert [name for name, lines in runs.items() if "--record" in lines] == ["portal-tests"]
    tests, record = runs["portal-tests"].splitlines()
    assert tests.startswith("\t$(BIN)/pytest") and "tests/portal" in tests
    assert record == "\t$(BIN)/python -m tests.portal.shown --record"
    assert MAKEFILE.count("--record") == 1
    assert "--ignore" not in runs["matrix"]
