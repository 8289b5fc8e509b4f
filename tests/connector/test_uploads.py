"""The portal holds each planned file once, whatever happens to a push."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from fixtures.samples import GOOD
from gongai.filing import Filing
from gongai.state import FilingState
from tests.connector.conftest import Install
from tests.world import World

pytestmark = pytest.mark.browser

TWO_FILES = "11-档案验收-4-03.json"
MANY_ROWS = "09-竣工验收备案-4-05.json"


def files(application: dict[str, Any]) -> Counter[tuple[str, str]]:
    return Counter((one["matName"], file["sha256"]) for one in application["materials"] for file in one["files"])


def planned(filing: Filing) -> Counter[tuple[str, str]]:
    return Counter((material.name, material.sha256) for material in filing.materials)


def filed_with_all_files(world: World, reference: str) -> dict[str, Any]:
    assert world.state(reference) is FilingState.FILED, world.why(reference)
    (held,) = world.held()
    assert files(held) == planned(world.filing(reference))
    return held


def test_a_push_that_was_cut_is_made_again_and_held_once(city: World) -> None:
    city.fault({"effect": "upload_cut", "role": "upload", "bytes": 1000, "nth": 2})
    reference = city.add()
    city.work_off()
    filed_with_all_files(city, reference)


def test_a_push_that_was_stored_without_an_answer_is_looked_up_and_not_made_again(city: World) -> None:
    city.fault({"effect": "stored_timeout", "role": "upload", "seconds": 0.2, "nth": 2})
    reference = city.add()
    city.work_off()
    filed_with_all_files(city, reference)
    assert len(city.requests("upload")) == len(city.filing(reference).materials)


def test_a_reversed_success_flag_changes_nothing(city: World) -> None:
    city.fault({"effect": "flip", "role": "upload", "times": None})
    reference = city.add()
    city.work_off()
    filed_with_all_files(city, reference)
    assert len(city.requests("upload")) == len(city.filing(reference).materials)


def test_a_type_that_only_the_server_refuses_ends_with_a_person_who_reads_why(install: Install) -> None:
    world = install(settings="max_attempts = 1")
    world.fault({"effect": "types", "client": ["pdf", "jpg", "png"], "server": ["jpg", "png"]})
    reference = world.add()
    world.work_off()
    assert world.held() == []
    assert world.state(reference) is FilingState.FAILED
    assert "上传失败" in world.why(reference) and ".pdf" in world.why(reference)


@pytest.mark.parametrize("sample", [TWO_FILES, MANY_ROWS], ids=["two files in one material", "more than ten rows"])
def test_every_file_of_a_filing_arrives_in_its_material(city: World, sample: str) -> None:
    assert sample in [one.name for one in GOOD]
    reference = city.add(sample)
    city.work_off()
    filed_with_all_files(city, reference)


def joint(world: World) -> Filing:
    """水土保持 and 环评 in one joint filing: both ask for a 授权委托书, in a row of its own."""
    first, second = world.kit.filing("12-并联-工程建设-2-04.json"), world.kit.filing("07-并联-工程建设-2-01与2-05.json")
    folder = Path(second.materials[0].path).parent
    wanted = ("环评文件报批申请书", "环境影响报告书或报告表", "公众参与说明", "营业执照")
    more = [one for one in second.materials if one.name in wanted]
    assert len(more) == len(wanted) and folder.is_dir()
    items = tuple(one.model_copy(update={"selected": one.code in ("2-04", "2-05")}) for one in first.items)
    return first.model_copy(update={"items": items, "materials": (*first.materials, *more)})
