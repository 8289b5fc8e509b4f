"""Files that only the owner may read, and the names that are made of what people gave."""

from pathlib import Path

import pytest

from gongai.files import private


@pytest.mark.parametrize("name", ["unit/agent", "../up", "单位:甲%", "甲" * 64, "😀" * 64, "."])
def test_a_name_that_people_gave_makes_a_file_in_the_folder_meant(tmp_path: Path, name: str) -> None:
    place = tmp_path / f"验证码-yunxi-{private.name_part(name)}.png"
    private.write(place, b"x")
    assert [one.name for one in tmp_path.iterdir()] == [place.name]


def test_two_names_make_two_files_and_a_plain_one_stays_as_it_is() -> None:
    assert private.name_part("unit/agent") != private.name_part("unit_agent")
    assert private.name_part("甲" * 60) != private.name_part("甲" * 61)
    assert private.name_part("agent-1") == "agent-1"
