"""The key file: made once, closed to others, never overwritten."""

import stat
from pathlib import Path

import pytest

from gongai.credentials import key
from gongai.errors import ConfigError


def test_a_new_key_file_is_for_the_owner_only_and_loads_as_the_same_key(tmp_path: Path) -> None:
    path = tmp_path / "new" / "gongai.key"
    made = key.create(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert key.load(path).id == made.id
    assert [file.name for file in path.parent.iterdir()] == ["gongai.key"]


def test_an_existing_key_file_is_never_replaced(tmp_path: Path) -> None:
    path = tmp_path / "gongai.key"
    made = key.create(path)
    with pytest.raises(ConfigError, match="已存在"):
        key.create(path)
    assert key.load(path).id == made.id


@pytest.mark.parametrize("mode", [0o644, 0o606, 0o660, 0o601])
def test_a_key_file_others_can_use_is_refused_with_the_remedy(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "gongai.key"
    key.create(path)
    path.chmod(mode)
    with pytest.raises(ConfigError, match=r"chmod 600 .*gongai\.key"):
        key.load(path)


@pytest.mark.parametrize("content", ["", "not base64!", "c2hvcnQ=", "密钥"])
def test_a_damaged_key_file_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "gongai.key"
    path.write_text(content)
    path.chmod(0o600)
    with pytest.raises(ConfigError, match="密钥"):
        key.load(path)


def test_a_missing_key_file_names_the_command_that_makes_one(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="gongai init"):
        key.load(tmp_path / "gongai.key")


def test_each_use_has_its_own_derived_key() -> None:
    one = key.generate()
    assert one.derive("a") != one.derive("b")
    assert one.derive("a") == one.derive("a")
    assert len(one.derive("a", 16)) == 16
    assert one.encoded() not in repr(one)
