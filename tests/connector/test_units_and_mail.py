"""Further units of the project and delivery by mail: what only some filings carry."""

from typing import Any

import pytest

from gongai.records.filing import Filing
from gongai.records.party import Contact, Party, Pickup
from gongai.records.state import FilingState
from tests.world import World

pytestmark = pytest.mark.browser


@pytest.fixture
def quick(world: World) -> World:
    world.fault({"effect": "debounce", "seconds": 0.05})
    return world


def units(filing: Filing) -> tuple[Party, ...]:
    """The owner, as the portal has it, and a builder that it does not know yet."""
    person = Contact(name="辛九", id_no="439902190001010017", mobile="13800000090")
    owner = filing.applicant.model_copy(update={"unit_type": "1", "contact": person})
    builder = Party(
        name="云汐示例建筑工程有限公司",
        uscc="91439900MA0TEXT555",
        unit_type="2",
        address="云汐市示例路2号",
        legal_rep="己七",
        contact=person,
    )
    return owner, builder


def form(world: World) -> Any:
    (held,) = world.held()
    return held["form"]


def test_each_unit_of_the_project_gets_its_block(quick: World) -> None:
    filing = quick.kit.filing()
    reference = quick.add(units=units(filing))
    quick.work_off()
    assert quick.state(reference) is FilingState.FILED, quick.why(reference)
    sent = form(quick)["units"]
    assert [unit["applicant"] for unit in sent] == [filing.applicant.name, "云汐示例建筑工程有限公司"]
    assert [unit["unitType"] for unit in sent] == ["1", "2"]
    assert sent[1]["linkmanMobilePhone"] == "13800000090"


def test_results_can_be_sent_by_mail(quick: World) -> None:
    pickup = Pickup(
        receive_mode="0",
        sms_type="2",
        name="辛九",
        phone="13800000090",
        id_no="439902190001010017",
        region="示例省/云汐市/汐南县",
        address="示例路9号",
    )
    reference = quick.add(pickup=pickup)
    quick.work_off()
    assert quick.state(reference) is FilingState.FILED, quick.why(reference)
    sent = form(quick)
    assert (sent["receiveMode"], sent["smsType"], sent["addresseeAddr"]) == ("0", "2", "示例路9号")
    assert sent["addresseeCounty"] == "439921"
