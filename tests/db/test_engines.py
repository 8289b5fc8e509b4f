"""The database is refused where it would not be safe."""

import traceback
from pathlib import Path

import pytest

from gongai import db, redact
from gongai.errors import ConfigError
from gongai.files import drives

TABLE = """/dev/vda / ext4 rw 0 0
server:/share /srv/share nfs4 rw 0 0
//pc/d /srv/my\\040disk cifs rw 0 0
tmpfs /srv/share/fast tmpfs rw 0 0
"""


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/home/centre", "ext4"),
        ("/srv/share/gongai", "nfs4"),
        ("/srv/my disk/gongai", "cifs"),
        ("/srv/share/fast/gongai", "tmpfs"),
        ("/srv/shared", "ext4"),
    ],
)
def test_the_nearest_mount_tells_the_file_system(tmp_path: Path, folder: str, kind: str) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(TABLE, encoding="utf-8")
    assert drives.file_system(Path(folder), mounts) == kind


def test_a_machine_without_a_table_of_mounts_is_not_judged(tmp_path: Path) -> None:
    assert drives.file_system(tmp_path, tmp_path / "none") == ""


@pytest.mark.parametrize(
    "url",
    [
        "sqlite:///",
        "postgresql+psycopg://u:p@h:notport/x",
        "mysql://host/gongai",
        "not a url",
        "sqlite:////no/such/folder/gongai.db",
    ],
)
def test_a_database_that_cannot_be_used_is_named_with_a_remedy(url: str) -> None:
    with pytest.raises(ConfigError, match=r"请|可用"):
        db.connect(url)


@pytest.mark.parametrize(
    "url",
    [
        "desk:Pass-1234@host/gongai?password=Pass-1234",
        "mysql://desk:Pass-1234@host/gongai",
        "postgresql+psycopg://desk:Pass-1234@more@host/gongai",
    ],
)
def test_no_error_about_a_database_address_holds_its_password(url: str) -> None:
    with pytest.raises(ConfigError) as refused:
        db.connect(url)
    told = "".join(traceback.format_exception(refused.value))
    assert "Pass-1234" not in told and "more" not in told.partition("请写成 %40")[0].rpartition("@")[0]


def test_what_a_driver_says_is_logged_without_the_password() -> None:
    db.connect("postgresql+psycopg://desk:Driver-Pass-77@127.0.0.1:1/gongai").dispose()
    assert "Driver-Pass-77" not in redact.scrub("connection failed for desk with Driver-Pass-77")
