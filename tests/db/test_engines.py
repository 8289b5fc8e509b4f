"""The database is refused where it would not be safe."""

from pathlib import Path

import pytest

from gongai import db
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


@pytest.mark.parametrize("url", ["mysql://host/gongai", "not a url", "sqlite:////no/such/folder/gongai.db"])
def test_a_database_that_cannot_be_used_is_named_with_a_remedy(url: str) -> None:
    with pytest.raises(ConfigError, match=r"请|可用"):
        db.connect(url)
