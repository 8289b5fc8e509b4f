"""A portal of another kind, drawn by its server in nested iframes, is filed at by its profile and nothing else."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

from fixtures.portals.kinds import KINDS
from gongai.records.party import Pickup
from gongai.records.state import FilingState, FlowName
from tests.connector.test_units_and_mail import units
from tests.sites.rotation import samples_for
from tests.sites.site_fixture import site_fixture
from tests.world import PASSWORD, World

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(bool(KINDS["layui"].why_missing()), reason=KINDS["layui"].why_missing()),
]
KEY = "layui"
ROOT = Path(__file__).parents[2]
layui = site_fixture(KEY)


def filed_once(world: World, reference: str) -> dict[str, Any]:
    """The one application that the portal holds, which is the one that our receipt names."""
    assert world.state(reference) is FilingState.FILED, world.why(reference)
    (held,) = world.held()
    assert world.receipt(reference).application_nos == (held["number"],)
    assert held["applicant_uscc"] == world.filing(reference).applicant.uscc
    return held


def poll(world: World) -> None:
    """One look into the portal, now."""
    assert world.app.store.hasten(FlowName.TRACK) == 1
    assert world.worker().work_one()


def results(world: World, kind: str) -> list[str]:
    return [str(one["text"]) for one in world.results() if one["kind"] == kind]


@pytest.mark.parametrize("sample", samples_for(KEY))
def test_every_sample_is_filed_once_by_the_profile_alone(layui: World, sample: str) -> None:
    reference = layui.add(sample, site=KEY)
    layui.work_off()
    assert layui.state(reference) is FilingState.FILED, layui.why(reference)
    held, filing, receipt = layui.held(), layui.filing(reference), layui.receipt(reference)
    assert layui.truth()["submit_calls"] == 1
    assert sorted(item["code"] for one in held for item in one["items"]) == sorted(filing.item_codes)
    assert {one["applicant_uscc"] for one in held} == {filing.applicant.uscc}
    assert sorted(receipt.application_nos) == sorted(one["number"] for one in held)
    assert sorted(receipt.item_nos) == sorted(item["number"] for one in held for item in one["items"])
    assert len(receipt.receipt_files) == 2 * len(held)
    for one in held:
        pushed = [(file["name"], file["sha256"]) for material in one["materials"] for file in material["files"]]
        assert sorted(pushed) == sorted((row.path.rpartition("/")[2], row.sha256) for row in filing.materials)


def test_what_stands_in_the_filing_is_what_the_portal_saved(layui: World) -> None:
    name = "05-并联-立项用地-1-04.json"
    pickup = Pickup(
        receive_mode="0",
        name="甲一",
        phone="13800000000",
        id_no="439902190001010017",
        region="示例省/云汐市/汐南县",
        address="示例路9号",
        sms_type="2",
    )
    layui.add(name, site=KEY, pickup=pickup, units=units(layui.kit.filing(name)))
    layui.work_off()
    (held,) = layui.held()
    form = held["form"]
    assert form["projectAddress"] == "1001,1002" and form["regionalism"] == "1002"
    assert form["theIndustry"] == "7010" and form["isForeign"] == "0" and form["nstartTime"] == "2027-02-01"
    assert form["investSum"] == "12250.5" and form["southScope"] == "示例西路" and form["westScope"] == "示例南街"
    assert form["addresseeCounty"] == "汐南县" and form["receiveMode"] == "0" and form["smsType"] == "2"
    assert [unit["unitType"] for unit in form["units"]] == ["1", "2"]
    assert form["units"][1]["linkmanMobilePhone"] == "13800000090"


@pytest.mark.matrix  # a form post: test_form_post.py
def test_a_lost_answer_to_the_form_post_ends_in_one_filing(layui: World) -> None:
    layui.fault({"effect": "drop", "role": "submit"})
    reference = layui.add(site=KEY)
    layui.work_off()
    filed_once(layui, reference)
    assert layui.receipt(reference).found_by == "list"
    assert layui.truth()["submit_calls"] == 1


@pytest.mark.matrix  # a form post: test_form_post.py
def test_a_form_post_that_never_arrived_is_sent_again_once(layui: World) -> None:
    layui.fault({"effect": "lost", "role": "submit"})
    reference = layui.add(site=KEY)
    layui.work_off()
    filed_once(layui, reference)
    assert layui.truth()["submit_calls"] == 2


def test_the_words_on_a_page_of_refusal_reach_the_people(layui: World) -> None:
    layui.fault({"effect": "fail", "role": "submit", "message": "该项目尚未完成用地审批"})
    reference = layui.add(site=KEY)
    layui.work_off()
    assert layui.state(reference) is FilingState.REFUSED
    assert "该项目尚未完成用地审批" in layui.why(reference)
    assert layui.held() == []


def test_a_save_that_failed_is_filled_in_again_with_what_it_emptied(layui: World) -> None:
    layui.fault({"effect": "fail", "role": "save"})
    reference = layui.add(site=KEY)
    layui.work_off()
    assert filed_once(layui, reference)["form"]["projectAddress"]
    assert len(layui.requests("save")) == 2


def test_a_front_check_that_says_no_stops_before_anything_is_saved(layui: World) -> None:
    layui.fault({"effect": "front_negative", "role": "front_check"})
    reference = layui.add(site=KEY)
    layui.work_off()
    assert layui.state(reference) is FilingState.REFUSED
    assert "前置事项尚未办结" in layui.why(reference)
    assert layui.requests("save") == [] and layui.held() == []


def test_a_front_check_that_got_lost_is_no_yes(layui: World) -> None:
    layui.fault({"effect": "front_lost", "role": "front_check"})
    reference = layui.add(site=KEY)
    layui.work_off()
    filed_once(layui, reference)
    assert len(layui.requests("front_check")) == 2, "没有得到答复的检测被当作通过"


@pytest.mark.parametrize("effect", ["expire", pytest.param("evict", marks=pytest.mark.matrix)])
def test_a_login_page_inside_the_frame_ends_the_attempt_and_the_next_one_files(layui: World, effect: str) -> None:
    layui.fault({"effect": effect, "role": "save"})
    reference = layui.add(site=KEY)
    layui.work_off()
    filed_once(layui, reference)
    assert len(layui.truth()["logins"]) == 2


@pytest.mark.matrix  # every change of this form: test_changing_portal.py
def test_a_renamed_label_stops_the_filing_and_is_named(layui: World) -> None:
    layui.fault({"effect": "rename", "map": {"总投资（万元）": "投资总额（万元）"}})
    reference = layui.add(site=KEY)
    layui.work_off()
    assert layui.state(reference) is FilingState.HELD
    assert "总投资（万元）" in layui.results()[0]["text"]
    assert layui.requests("save") == []


def test_a_post_with_the_wrong_applicant_never_leaves(layui: World) -> None:
    profile = layui.home / "sites" / f"{KEY}-kind" / "profile.toml"
    text = profile.read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith(("applicant = ", "applicant_shown = "))]
    lines = [line.replace("{contact.id_no}", "乙二").replace("{contact.name}", "乙二") for line in lines]
    lines = [line for line in lines if not line.startswith("contact_shown = ")]
    own = '[wizards."单项"]'
    lines = [f'{line}\nomits = ["contact"]' if line == own else line for line in lines]
    profile.write_text("\n".join(lines), encoding="utf-8")  # a profile that leaves the first bound unit as it stands
    layui.approve(KEY)
    reference = layui.add("03-企业投资核准-1-03.json", site=KEY)
    layui.work_off()
    assert layui.state(reference) is FilingState.HELD
    assert "申报单位：应为 U-1，请求中为 U-2" in layui.results()[0]["text"]
    assert layui.requests("submit") == []


def test_a_correction_and_the_result_are_read_from_tables(layui: World) -> None:
    reference = layui.add(site=KEY)
    layui.work_off()
    number = filed_once(layui, reference)["number"]
    layui.clerk(number, "accept")
    wrong = [
        {"name": "用地红线图", "opinion": "坐标系有误"},
        {"name": "报装申请表", "opinion": "未盖章", "paper": True},
    ]
    layui.clerk(number, "buzheng", text="材料与现场不符", due_days=5, materials=wrong)
    poll(layui)
    (notice,) = results(layui, "correction")
    for text in ("材料与现场不符", "用地红线图", "坐标系有误", "未盖章", "到窗口提交纸质材料"):
        assert text in notice
    layui.clerk(number, "state", item_code="7")
    layui.clerk(number, "finish", code="11", result={"title": "关于接入的批复", "doc_no": "云汐示例〔2026〕1号"})
    poll(layui)
    assert layui.state(reference) is FilingState.CLOSED
    assert any("关于接入的批复" in text for text in results(layui, "document"))
    assert any("办结（通过）" in text for text in results(layui, "closed"))


def test_the_portal_itself_files_twice_when_asked_twice(layui: World) -> None:
    """What everything above is held against: the post is not idempotent, and expiry is a login page with 200."""
    with httpx.Client(base_url=layui.portal.url, follow_redirects=True, trust_env=False) as person:
        person.post("/gcxm/login.do", data={"yhm": "agent1", "mm": PASSWORD})
        saved = person.post("/gcxm/sb/info.do", data={"fs": "single", "sx": "3-05", "xmid": "P-15", "xmdm": "2109"})
        sb = str(saved.url.params["sb"])
        fields = {"sb": sb, "xmid": "P-15", "dwbh": "U-2", "sxbm": "3-05", "ljbh": "x"}
        rows = [name for name in saved.text.split('"') if name.startswith("file_")]
        files = dict.fromkeys(rows, ("甲.pdf", b"%PDF-1.4", "application/pdf"))
        for _ in range(2):
            answer = person.post("/gcxm/sb/submit.do", data=fields, files=files)
            assert answer.url.path == "/gcxm/sb/done.do" and "申报流水号" in answer.text
        person.cookies.clear()
        assert "您还没有登录" in person.get("/gcxm/cx/list.do").text
    assert len(layui.held()) == 2 and len(rows) == 6


def test_the_portal_is_a_program_of_its_own_with_its_own_database(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "fixtures.portals", "layui", "--data", str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        url = json.loads(program.stdout.readline())["url"]
        assert "用户登录" in httpx.get(f"{url}/gcxm/login.do", trust_env=False).text
        program.terminate()
        assert program.wait(30) == 0
    assert (tmp_path / "portal.db").is_file()
