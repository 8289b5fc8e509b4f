"""What the offices do with a filing reaches the people: both levels, in the departments' words, each thing once."""

from typing import Any

import httpx
import pytest

from gongai import db
from gongai.records.state import FilingState, FlowName
from tests.connector.test_uploads import joint
from tests.world import World

pytestmark = pytest.mark.browser


def filed(world: World) -> tuple[str, str]:
    """A filing that the portal holds: our reference and the portal's number."""
    reference = world.add()
    world.work_off()
    assert world.state(reference) is FilingState.FILED, world.why(reference)
    return reference, str(world.held()[0]["number"])


def poll(world: World) -> None:
    """One look into the portal, now."""
    assert world.app.store.hasten(FlowName.TRACK) == 1
    assert world.worker().work_one()


def results(world: World, kind: str) -> list[dict[str, Any]]:
    return [dict(one) for one in world.results() if one["kind"] == kind]


def observed(world: World) -> list[tuple[str, str]]:
    """Every status event that is kept: level and code."""
    with db.reading(world.app.engine) as connection:
        rows = connection.execute(db.status_events.select().order_by(db.status_events.c.id)).mappings()
        return [(row["scope"], row["site_code"]) for row in rows]


def test_a_correction_is_told_in_the_departments_words_and_each_event_is_kept_once(city: World) -> None:
    reference, number = filed(city)
    city.clerk(number, "accept")
    poll(city)
    assert ("application", "2") in observed(city) and ("item", "3") in observed(city)
    wrong = [
        {"name": "用地红线图", "opinion": "坐标系有误"},
        {"name": "报装申请表", "opinion": "未盖章", "paper": True},
    ]
    city.clerk(number, "buzheng", text="材料与现场不符", due_days=5, materials=wrong)
    poll(city)
    (notice,) = results(city, "correction")
    for text in ("材料与现场不符", "用地红线图", "坐标系有误", "报装申请表", "未盖章", "到窗口提交纸质材料"):
        assert text in notice["text"]
    assert notice["due_ms"] is not None
    before = observed(city)
    assert ("item", "6") in before
    poll(city)
    poll(city)
    assert observed(city) == before
    assert len(results(city, "correction")) == 1
    assert city.state(reference) is FilingState.FILED


@pytest.mark.matrix  # a rule of the flow: flows/test_track.py, documents
def test_an_approved_filing_is_closed_when_its_result_document_has_been_fetched(city: World) -> None:
    reference, number = filed(city)
    city.clerk(number, "accept")
    city.clerk(
        number, "finish", code="11", result={"title": "关于接入的批复", "doc_no": "云汐示例〔2026〕1号", "delay": 60}
    )
    poll(city)
    assert city.state(reference) is FilingState.FILED
    assert results(city, "document") == []
    httpx.post(f"{city.portal.url}/__clock", json={"offset": 90}).raise_for_status()
    poll(city)
    assert city.state(reference) is FilingState.CLOSED
    (document,) = results(city, "document")
    assert "关于接入的批复" in document["text"]
    (closed,) = results(city, "closed")
    assert "办结（通过）" in closed["text"]
    stored = [path for path in (city.home / "evidence").rglob("*.pdf") if "云汐示例" in path.name]
    assert stored and stored[0].read_bytes().startswith(b"%PDF")


def test_a_joint_filing_is_closed_only_when_all_its_items_have_ended(city: World) -> None:
    filing = joint(city)
    reference = city.add("12-并联-工程建设-2-04.json", items=filing.items, materials=filing.materials)
    city.work_off()
    assert city.state(reference) is FilingState.FILED, city.why(reference)
    held = city.held()
    assert sorted(item["code"] for one in held for item in one["items"]) == ["2-04", "2-05"]
    assert all(one["missing_materials"] == [] for one in held)
    assert sorted(city.receipt(reference).application_nos) == sorted(one["number"] for one in held)
    items = {item["code"]: item["number"] for one in held for item in one["items"]}
    city.clerk(items["2-04"], "finish", code="12", owed="专家意见", item="2-04", result=False)
    poll(city)
    assert city.state(reference) is FilingState.FILED
    city.clerk(items["2-05"], "finish", code="13", opinion="选址不符合规划", item="2-05")
    poll(city)
    assert city.state(reference) is FilingState.REJECTED
    (rejected,) = results(city, "rejected")
    assert "办结（不通过）：选址不符合规划" in rejected["text"]


@pytest.mark.matrix  # a rule of the flow: flows/test_track.py, states
def test_an_unknown_code_is_kept_as_it_came_and_reported_once(city: World) -> None:
    reference, number = filed(city)
    city.clerk(number, "state", code="8", item_code="77")  # 8 stands in no list, and neither is in the profile
    poll(city)
    poll(city)
    assert ("application", "8") in observed(city) and ("item", "77") in observed(city)
    reported = [one["text"] for one in results(city, "unknown_state")]
    assert len(reported) == 2 and any("77" in text for text in reported) and any(" 8" in text for text in reported)
    assert len(results(city, "vanished")) == 1
    assert city.state(reference) is FilingState.FILED


@pytest.mark.matrix  # a rule of the flow: flows/test_track.py, gone
def test_a_filing_that_vanishes_from_every_list_is_reported_once(city: World) -> None:
    reference, number = filed(city)
    poll(city)
    assert results(city, "vanished") == []
    city.clerk(number, "vanish")
    poll(city)
    poll(city)
    (notice,) = results(city, "vanished")
    assert "不在平台的任何列表中" in notice["text"]
    assert city.state(reference) is FilingState.FILED
