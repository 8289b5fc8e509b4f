"""Only what was meant is filed: for the right unit, under a valid agreement, with the checked files, and once."""

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from gongai.credentials.secret import Secret
from gongai.records.state import FilingState
from tests.connector.conftest import Install
from tests.connector.test_login import owner_files
from tests.world import PASSWORD, SMALL, World, bound_units

pytestmark = pytest.mark.browser

FOR_ANOTHER_UNIT = "11-档案验收-4-03.json"
FLIPS_THE_UNIT = """
const send = XMLHttpRequest.prototype.send, open = XMLHttpRequest.prototype.open
XMLHttpRequest.prototype.open = function (how, to, ...more) { this.to = to; return open.call(this, how, to, ...more) }
XMLHttpRequest.prototype.send = function (body) {
  if (String(this.to).endsWith('/submit')) body = body.replace('"unitInfoId":"U-2"', '"unitInfoId":"U-3"')
  return send.call(this, body)
}
"""


def nothing_sent(world: World) -> None:
    assert world.held() == []
    assert world.requests("submit") == []


def test_a_filing_for_another_than_the_accounts_first_unit_is_filed_for_that_unit(city: World) -> None:
    reference = city.add(FOR_ANOTHER_UNIT)
    city.work_off()
    assert city.state(reference) is FilingState.FILED
    (held,) = city.held()
    assert held["applicant_uscc"] == "91439900MA0TEXT12P" == city.filing(reference).applicant.uscc


def test_a_unit_switch_that_does_nothing_stops_the_filing(install: Install) -> None:
    world = install(add='[applicant.switch]\npath = "/api/user/info"')
    reference = world.add(FOR_ANOTHER_UNIT)
    world.work_off()
    assert world.state(reference) is FilingState.HELD
    assert world.results()[0]["kind"] == "applicant"
    nothing_sent(world)


@pytest.mark.matrix  # a rule of the flow: test_portal_contract.py and flows/test_submit.py
def test_an_account_that_the_portal_has_not_bound_to_the_applicant_types_nothing(city: World) -> None:
    city.app.accounts.add("yunxi", "agent2", password=Secret(PASSWORD), units=bound_units())
    reference = city.add(account="agent2")
    city.work_off()
    assert city.state(reference) is FilingState.HELD
    assert city.results()[0]["kind"] == "applicant"
    assert "没有绑定" in city.why(reference)
    assert city.requests("project_search") == []
    nothing_sent(city)


def test_a_page_that_changes_the_unit_in_the_submit_request_is_stopped_by_the_guard(install: Install) -> None:
    world = install(script=FLIPS_THE_UNIT)
    reference = world.add()
    world.work_off()
    assert world.state(reference) is FilingState.HELD
    assert "申报主体：应为 U-2，请求中为 U-3" in world.why(reference)
    nothing_sent(world)


@pytest.mark.parametrize("role", ["project_load", "applicant", "contacts"])
def test_masked_values_are_never_written_back(city: World, role: str) -> None:
    city.fault({"effect": "masked", "role": role, "times": None})
    reference = city.add()
    city.work_off()
    assert city.state(reference) is FilingState.HELD
    assert "掩码" in city.why(reference)
    assert city.requests("save") == []
    nothing_sent(city)


def change_agreement(world: World, reference: str, **changes: Any) -> None:
    agreement = world.app.store.get_agreement(world.filing(reference).agreement_no)
    assert agreement is not None
    world.app.store.save_agreement(agreement.model_copy(update=changes), by="tester")


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"state": 6, "stopped_at": date(2026, 2, 1)}, id="stopped"),
        pytest.param({"valid_to": date(2026, 2, 1)}, id="expired", marks=pytest.mark.matrix),
    ],
)
def test_an_agreement_that_ended_in_the_queue_stops_the_filing_before_the_login(
    city: World, changes: dict[str, Any]
) -> None:
    reference = city.add()
    change_agreement(city, reference, **changes)
    city.work_off()
    assert city.state(reference) is FilingState.REFUSED
    assert city.requests("login") == []
    nothing_sent(city)


@pytest.mark.parametrize(
    "point", [pytest.param("after 材料一单清 done", marks=pytest.mark.matrix), "after submit armed"]
)
def test_an_agreement_that_ends_while_the_form_is_filled_stops_the_filing(city: World, point: str) -> None:
    reference = city.add()

    def watch(now: str) -> None:
        if now == point:
            change_agreement(city, reference, state=6, stopped_at=date(2026, 2, 1))

    city.work_off(city.worker(watch=watch))
    assert city.state(reference) is FilingState.REFUSED
    assert "终止" in city.why(reference)
    nothing_sent(city)


def test_a_material_that_changed_on_the_disk_is_caught_before_it_is_pushed(city: World, tmp_path: Path) -> None:
    materials = list(city.kit.filing().materials)
    copy = tmp_path / Path(materials[0].path).name
    shutil.copy(materials[0].path, copy)
    materials[0] = materials[0].model_copy(update={"path": str(copy)})
    reference = city.add(materials=tuple(materials))
    copy.write_bytes(copy.read_bytes() + b"%%EOF\n")
    city.work_off()
    assert city.state(reference) is FilingState.REFUSED
    assert copy.name in city.why(reference) or materials[0].name in city.why(reference)
    assert city.requests("upload") == []
    nothing_sent(city)


@pytest.mark.matrix  # a rule of the flow: flows/test_submit.py, what the portal holds already
def test_what_the_owner_has_filed_already_is_not_filed_again(city: World) -> None:
    number = owner_files(city)
    reference = city.add(SMALL)
    city.work_off()
    assert city.state(reference) is FilingState.HELD
    assert [one["kind"] for one in city.results()] == ["duplicate"]
    assert number in city.results()[0]["text"]
    assert [one["number"] for one in city.held()] == [number]
