import io
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from fixtures import samples
from gongai.cli import main
from tests.cli.office import Office, Ran

FAST = """
lease_s = 3
beat_s = 0.3
poll_s = 0.05
min_free_mb = 1
"""
UNIT = "91439900MA0TEXT20J=云汐样板建设有限公司"
UNITS = (UNIT, "12439900MB0TEXT40U=东汐区演示项目中心", "91439900MA0TEXT12P=云汐示例置业有限公司")


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]) -> Callable[[list[str]], Ran]:
    def called(arguments: list[str]) -> Ran:
        capsys.readouterr()
        code = main(arguments)
        printed = capsys.readouterr()
        return Ran(code, printed.out, printed.err)

    return called


@pytest.fixture(scope="session")
def sample_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("papers")
    samples.build(folder)
    return folder


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory, sample_folder: Path) -> Path:
    """A home that commands have set up, for copying."""
    home = tmp_path_factory.mktemp("furnished") / "home"
    agreements = sorted(str(path) for path in (sample_folder / "agreements").glob("*.json"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GONGAI_HOME", str(home))
        assert main(["init", "--json"]) == 0
        (home / "gongai.toml").write_text(FAST, encoding="utf-8")
        patch.setattr("sys.stdin", io.StringIO("Demo-2026\n"))
        units = [part for unit in UNITS for part in ("--unit", unit)]
        assert main(["account", "add", "yunxi/agent1", "--password-file", "-", *units, "--json"]) == 0
        assert main(["agreement", "add", *agreements, "--seal-seen", "--as", "登记员", "--json"]) == 0
    return home


@pytest.fixture
def office(
    tmp_path: Path,
    furnished: Path,
    sample_folder: Path,
    call: Callable[[list[str]], Ran],
    monkeypatch: pytest.MonkeyPatch,
) -> Office:
    home = tmp_path / "home"
    shutil.copytree(furnished, home)
    monkeypatch.setenv("GONGAI_HOME", str(home))
    return Office(home, sample_folder, call)


@pytest.fixture
def empty(
    tmp_path: Path, sample_folder: Path, call: Callable[[list[str]], Ran], monkeypatch: pytest.MonkeyPatch
) -> Office:
    """A machine on which nothing is set up yet."""
    monkeypatch.setenv("GONGAI_HOME", str(tmp_path / "home"))
    return Office(tmp_path / "home", sample_folder, call)
