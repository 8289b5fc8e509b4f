"""The portal holds each planned file once, whatever happens to a push."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from fixtures.samples import GOOD
from gongai.records.filing import Filing
from gongai.records.state import FilingState
from tests.connector.conftest import Install
from tests.world import World

pytestmark = pytest.mark.browser

TWO_FILES = "11-档案验收-4-03.json"
MANY_ROWS = "09-竣工验收备案-4-05.json"


def files(application: dict[str, Any]) -> Counter[tuple[str, str]]:
    return Counter((one["matinstName"], file["sha256"]) for one in application["materials"] for file in one["files"])


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


@pytest.mark.parametrize(
    "trouble",
    [{"effect": "stored_timeout", "seconds": 0.2}, {"effect": "flip"}],
    ids=["stored without an answer", "stored and called a failure"],
)
def test_a_push_that_was_stored_after_all_is_found_and_stands_once_in_the_filing(
    city: World, trouble: dict[str, Any]
) -> None:
    city.fault({"role": "upload", "nth": 2, **trouble})
    reference = city.add()
    city.work_off()
    filed_with_all_files(city, reference)
    # this portal's page never puts into the filing what it was not told of: that one file goes up a second time
    assert len(city.requests("upload")) == len(city.filing(reference).materials) + 1
    assert city.job(reference)["attempt"] == 1


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
