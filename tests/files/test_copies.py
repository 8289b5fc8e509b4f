"""What is sent is a copy of what was checked: whoever changes the file afterwards changes nothing of what leaves."""

import hashlib
from pathlib import Path

import pytest

from gongai.connector.pages.uploads import _copies
from gongai.errors import MaterialChanged
from gongai.files import materials
from gongai.records.steps import PlannedMaterial

CONTENT = b"%PDF-1.4 as it was checked"
SWAPPED = b"%PDF-1.4 as it was swapped"


@pytest.fixture
def planned(tmp_path: Path) -> PlannedMaterial:
    place = tmp_path / "申请表.pdf"
    place.write_bytes(CONTENT)
    digest = hashlib.sha256(CONTENT).hexdigest()
    return PlannedMaterial(name="申请表", path=str(place), file_name=place.name, size=len(CONTENT), sha256=digest)


def test_a_file_swapped_for_one_of_the_same_size_is_not_what_is_pushed(
    planned: PlannedMaterial, tmp_path: Path
) -> None:
    assert len(CONTENT) == len(SWAPPED)
    (copy,) = _copies([planned], tmp_path)
    Path(planned.path).write_bytes(SWAPPED)
    assert Path(copy.path).read_bytes() == CONTENT
    assert (Path(copy.path).name, copy.file_name, copy.sha256) == ("申请表.pdf", planned.file_name, planned.sha256)


def test_two_files_of_one_name_stay_apart(planned: PlannedMaterial, tmp_path: Path) -> None:
    copies = _copies([planned, planned], tmp_path)
    assert len({one.path for one in copies}) == 2


def test_a_file_swapped_before_it_is_copied_stops_the_push(planned: PlannedMaterial, tmp_path: Path) -> None:
    Path(planned.path).write_bytes(SWAPPED)
    with pytest.raises(MaterialChanged, match="内容已改动"):
        _copies([planned], tmp_path)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda place: place.unlink(), "已不存在"),
        (lambda place: place.write_bytes(CONTENT + b"."), "大小由"),
        (lambda place: (place.unlink(), place.mkdir()), "打不开"),
    ],
    ids=["gone", "longer", "a folder"],
)
def test_what_cannot_be_copied_as_it_was_checked_is_told(
    planned: PlannedMaterial, tmp_path: Path, change: object, said: str
) -> None:
    assert callable(change)
    change(Path(planned.path))
    assert said in (materials.copied(planned, tmp_path / "copy") or "")
