"""A portal that has changed, or says no on the way, stops a filing with a reason and never by a guess."""

import pytest

from gongai.records.state import FilingState
from tests.world import World

pytestmark = pytest.mark.browser


def not_submitted(world: World) -> None:
    assert world.held() == []
    assert world.requests("submit") == []


def test_a_renamed_label_stops_the_filing_and_is_named(city: World) -> None:
    city.fault({"effect": "rename", "map": {"总投资（万元）": "投资总额（万元）"}})
    reference = city.add()
    city.work_off()
    assert city.state(reference) is FilingState.HELD
    (result,) = city.results()
    assert result["kind"] == "page_changed" and "总投资（万元）" in result["text"]
    assert city.requests("save") == []
    not_submitted(city)


def test_a_new_required_field_stops_the_filing_with_the_portals_words(city: World) -> None:
    city.fault({"effect": "required_field", "json": "landNo", "label": "宗地编号"})
    reference = city.add()
    city.work_off()
    assert city.state(reference) is FilingState.REFUSED
    assert "请完善项目/工程信息" in city.why(reference)
    not_submitted(city)


def test_a_failed_save_is_filled_in_again_with_everything_it_emptied(city: World) -> None:
    city.fault({"effect": "fail", "role": "save"})
    reference = city.add()
    city.work_off()
    assert city.state(reference) is FilingState.FILED, city.why(reference)
    (held,) = city.held()
    assert held["form"]["projectAddress"]
    assert len(city.requests("save")) == 2


def test_a_save_that_keeps_failing_reaches_a_person_in_the_portals_words(city: World) -> None:
    city.fault({"effect": "fail", "role": "save", "times": None})
    reference = city.add()
    city.work_off()
    assert city.state(reference) is FilingState.REFUSED
    assert "保存失败" in city.why(reference)
    not_submitted(city)


def test_a_negative_front_check_stops_the_filing_before_anything_is_saved(city: World) -> None:
    city.fault({"effect": "front_negative", "role": "front_check"})
    reference = city.add()
    city.work_off()
    assert city.state(reference) is FilingState.REFUSED
    assert "前置事项尚未办结" in city.why(reference)
    assert city.requests("save") == []
    not_submitted(city)


def test_a_front_check_lost_in_the_network_is_not_taken_for_a_yes(city: World) -> None:
    city.fault({"effect": "front_lost", "role": "front_check"})
    reference = city.add()
    assert city.worker().work_one()
    assert city.state(reference) is FilingState.WAITING
    not_submitted(city)
    city.work_off()
    assert city.state(reference) is FilingState.FILED
    assert len(city.held()) == 1
