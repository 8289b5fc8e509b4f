"""A portal in the old style (frameset, GBK, EasyUI, a WebSocket) is filed at by a profile and nothing else."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest

from fixtures.portals.kinds import KINDS
from gongai.records.state import FilingState, FlowName
from tests.sites.rotation import samples_for
from tests.sites.site_fixture import site_fixture
from tests.world import PASSWORD, SMALL, World

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(bool(KINDS["easyui"].why_missing()), reason=KINDS["easyui"].why_missing()),
]
JOINT = "05-并联-立项用地-1-04.json"
GUARDED_OR_NOT = pytest.mark.parametrize(
    "sample",
    [pytest.param(SMALL, id="guarded", marks=pytest.mark.matrix), pytest.param(JOINT, id="unguarded")],
)
"""The guarded ones are like those of any other portal."""
easyui = site_fixture("easyui")


@pytest.fixture
def impatient(easyui: World) -> World:
    """An installation that soon gives up waiting for the page that cannot be held."""
    profile = easyui.home / "sites" / "easyui" / "profile.toml"
    lines = profile.read_text(encoding="utf-8") + '[wizards."并联".submit]\ntimeout_s = 4\n'
    profile.write_text(lines, encoding="utf-8")
    easyui.approve("easyui")
    return easyui


def names_of(world: World, sample: str) -> list[str]:
    return sorted(material.path.rpartition("/")[2] for material in world.kit.filing(sample).materials)


@pytest.mark.parametrize("sample", samples_for("easyui"))
def test_every_sample_is_filed_once_by_the_profile_alone(easyui: World, sample: str) -> None:
    reference = easyui.add(sample, site="easyui")
    easyui.work_off()
    assert easyui.state(reference) is FilingState.FILED, easyui.why(reference)
    held, filing = easyui.held(), easyui.filing(reference)
    assert easyui.truth()["submit_calls"] == 1
    assert sorted(item["code"] for one in held for item in one["items"]) == sorted(filing.item_codes)
    assert {one["applicant_uscc"] for one in held} == {filing.applicant.uscc}
    assert all(one["missing_materials"] == [] for one in held)
    assert sorted(easyui.receipt(reference).application_nos) == sorted(one["number"] for one in held)
    assert len(easyui.receipt(reference).item_nos) == len(filing.item_codes)
    assert len(easyui.receipt(reference).receipt_files) == 2 * len(held)
    arrived = [file["name"] for material in held[0]["materials"] for file in material["files"]]
    assert sorted(arrived) == names_of(easyui, sample)
    assert held[0]["form"]["scaleContent"] == filing.project.scale_text


@GUARDED_OR_NOT
def test_an_answer_lost_on_the_way_ends_in_one_filing(impatient: World, sample: str) -> None:
    impatient.fault({"effect": "drop", "role": "submit"})
    reference = impatient.add(sample, site="easyui")
    impatient.work_off()
    assert impatient.state(reference) is FilingState.FILED, impatient.why(reference)
    assert impatient.receipt(reference).found_by == "list"
    assert impatient.truth()["submit_calls"] == len(impatient.held()) == 1


@GUARDED_OR_NOT
def test_a_request_that_never_arrived_is_sent_again_after_the_lists_were_searched(
    impatient: World, sample: str
) -> None:
    impatient.fault({"effect": "lost", "role": "submit"})
    reference = impatient.add(sample, site="easyui")
    impatient.work_off()
    assert impatient.state(reference) is FilingState.FILED, impatient.why(reference)
    assert ("submit", "not_filed") in impatient.journal()
    assert len(impatient.held()) == 1


def test_a_page_that_cannot_be_held_still_writes_down_the_click_before_it(easyui: World) -> None:
    reference = easyui.add(JOINT, site="easyui")
    easyui.work_off()
    assert easyui.receipt(reference).found_by == "answer"
    marks = [event for step, event in easyui.journal() if step == "submit"]
    assert marks == ["armed", "sent", "answered", "pressed", "filed"]


def test_a_refusal_over_the_socket_reaches_people_in_the_portals_words(easyui: World) -> None:
    easyui.fault({"effect": "fail", "role": "submit", "message": "该阶段已有在办申报"})
    reference = easyui.add(JOINT, site="easyui")
    easyui.work_off()
    assert easyui.state(reference) is FilingState.REFUSED
    assert "该阶段已有在办申报" in easyui.why(reference)
    assert easyui.held() == []


def test_a_slow_portal_is_waited_for_while_its_progress_box_lies_over_the_page(easyui: World) -> None:
    easyui.fault({"effect": "delay", "role": "submit", "seconds": 12})
    reference = easyui.add(site="easyui")
    easyui.work_off()
    assert easyui.state(reference) is FilingState.FILED, easyui.why(reference)
    assert easyui.receipt(reference).found_by == "answer"


def test_a_session_that_ends_while_the_form_is_saved_is_opened_anew(easyui: World) -> None:
    easyui.fault({"effect": "expire", "role": "save"})
    reference = easyui.add(site="easyui")
    easyui.work_off()
    assert easyui.state(reference) is FilingState.FILED, easyui.why(reference)
    assert len(easyui.truth()["logins"]) == 2
    assert len(easyui.held()) == 1


def test_a_front_check_that_says_no_stops_before_anything_is_saved(easyui: World) -> None:
    easyui.fault({"effect": "front_negative", "role": "front_check", "times": None})
    reference = easyui.add(site="easyui")
    easyui.work_off()
    assert "前置事项尚未办结" in easyui.why(reference)
    assert easyui.requests("save") == []
    assert easyui.held() == []


def test_what_the_offices_say_is_read_from_pages_and_grids(easyui: World) -> None:
    reference = easyui.add(site="easyui")
    easyui.work_off()
    number = str(easyui.held()[0]["number"])
    easyui.clerk(number, "accept")
    wrong = [{"name": "用地红线图", "opinion": "坐标系有误", "paper": True}]
    easyui.clerk(number, "buzheng", text="材料与现场不符", due_days=5, materials=wrong)
    poll(easyui)
    (notice,) = results(easyui, "correction")
    assert all(text in notice["text"] for text in ("材料与现场不符", "坐标系有误", "到窗口提交纸质材料"))
    assert notice["due_ms"] is not None
    easyui.clerk(number, "finish", code="11", result={"title": "关于接入的批复"})
    poll(easyui)
    assert easyui.state(reference) is FilingState.CLOSED
    assert "关于接入的批复" in results(easyui, "document")[0]["text"]


def test_the_portal_speaks_gbk_and_does_not_always_say_so(easyui: World) -> None:
    with logged_in(easyui) as client:
        units = client.post("/gcjs/dwList.do")
        assert units.headers["content-type"] == "text/html;charset=GBK"
        assert "云汐样板建设有限公司" in units.content.decode("gbk")
        page = client.get("/gcjs/sbList.do")
        assert page.headers["content-type"] == "text/html"
        assert "没有符合条件的记录" in page.content.decode("gbk")


def test_the_portal_files_twice_when_it_is_asked_twice(easyui: World) -> None:
    reference = easyui.add(site="easyui")
    easyui.work_off()
    sent = easyui.held()[0]["submit_body"]
    own = {"sxid": "SX-3-05", "xmid": sent["projInfoIds"][0], "dwid": sent["unitInfoId"], "smsid": sent["smsInfoId"]}
    with logged_in(easyui) as client:
        client.post("/gcjs/sbSubmit.do", data=own)
    assert easyui.state(reference) is FilingState.FILED
    assert len(easyui.held()) == 2


def test_a_lost_session_is_a_page_that_moves_the_whole_window(easyui: World) -> None:
    answer = httpx.post(f"{easyui.portal.url}/gcjs/dwList.do")
    assert answer.status_code == 200
    assert "top.location='/gcjs/login.do?timeout=1'" in answer.text


def poll(world: World) -> None:
    """One look into the portal, now."""
    assert world.app.store.hasten(FlowName.TRACK) == 1
    assert world.worker().work_one()


def results(world: World, kind: str) -> list[dict[str, Any]]:
    return [dict(one) for one in world.results() if one["kind"] == kind]


@contextmanager
def logged_in(world: World) -> Iterator[httpx.Client]:
    """A client of the portal itself, past the connector."""
    with httpx.Client(base_url=world.portal.url) as client:
        assert client.post("/gcjs/doLogin.do", data={"yhm": "agent1", "mm": PASSWORD}).status_code == 302
        yield client
