"""A portal made of Ant Design Vue is filed at by its profile alone: tests/sites/antdv/profile.toml."""

import hashlib
from pathlib import Path
from typing import Any

import httpx
import pikepdf
import pytest

from fixtures.portals.antdv.uploads import PIECE
from fixtures.portals.kinds import KINDS
from gongai import db
from gongai.records.filing import Filing
from gongai.records.party import Contact, Party, Pickup
from gongai.records.state import FilingState, FlowName
from tests.sites.rotation import samples_for
from tests.sites.site_fixture import site_fixture
from tests.world import SMALL, World

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(bool(KINDS["antdv"].why_missing()), reason=KINDS["antdv"].why_missing()),
]
KEY = "antdv"
PATIENT_S = 500
"""A filing that is begun twice, on a machine that has other things to do."""
antdv = site_fixture(KEY)


@pytest.mark.parametrize("sample", samples_for(KEY))
def test_every_sample_is_filed_once_by_the_profile_alone(antdv: World, sample: str) -> None:
    reference = antdv.add(sample, site=KEY)
    filing = antdv.filing(reference)
    antdv.work_off()
    assert antdv.state(reference) is FilingState.FILED, antdv.why(reference)
    held = antdv.held()
    assert sorted(antdv.receipt(reference).application_nos) == sorted(one["number"] for one in held)
    assert sorted(item["code"] for one in held for item in one["items"]) == sorted(filing.item_codes)
    assert {one["applicant_uscc"] for one in held} == {filing.applicant.uscc}
    assert {name for one in held for name in one["missing_materials"]} == set()
    sent = {material.sha256 for material in filing.materials}
    assert {file["sha256"] for one in held for row in one["materials"] for file in row["files"]} == sent
    assert antdv.truth()["submit_calls"] == 1
    for one in held:
        assert_project(one["form"], filing)
        assert one["one_form"] == {} or "云汐示例建筑工程有限公司" in one["one_form"].values()


def assert_project(form: dict[str, Any], filing: Filing) -> None:
    """What the back office stored of the first page, against the filing."""
    project = filing.project
    assert form["nstartTime"] == str(project.start_date)
    assert form["endTime"] == str(project.end_date)
    assert float(form["investSum"]) == float(project.invest_wan or 0)
    assert form["theIndustry"].split(",") == list(project.industry_codes)
    assert form["mainIndustry"] == project.industry_codes[0]
    assert form["scaleContent"] == project.scale_text


def one_filed(world: World, reference: str) -> dict[str, Any]:
    """The one application that the portal holds; our receipt names it."""
    assert world.state(reference) is FilingState.FILED, world.why(reference)
    (held,) = world.held()
    assert world.receipt(reference).application_nos == (held["number"],)
    return dict(held)


@pytest.mark.matrix  # a guarded call: tests/faults/test_kill.py
def test_a_lost_submit_answer_ends_in_one_filing(antdv: World) -> None:
    antdv.fault({"effect": "drop", "role": "submit"})
    reference = antdv.add(SMALL, site=KEY)
    antdv.work_off(seconds=PATIENT_S)
    one_filed(antdv, reference)
    assert antdv.receipt(reference).found_by == "list"
    assert antdv.truth()["submit_calls"] == 1


@pytest.mark.parametrize("role", ["save", "upload", "submit"], ids=["HTTP 401", "code 40101", "at the submit call"])
def test_a_token_that_ends_in_the_middle_of_a_filing_means_a_new_login_and_one_filing(antdv: World, role: str) -> None:
    antdv.fault({"effect": "expire", "role": role})
    reference = antdv.add(SMALL, site=KEY)
    antdv.work_off(seconds=PATIENT_S)
    one_filed(antdv, reference)
    assert sum(login["ok"] for login in antdv.truth()["logins"]) == 2


def test_a_merge_whose_answer_was_lost_is_found_and_not_pushed_again(antdv: World) -> None:
    antdv.fault({"effect": "drop", "role": "upload"})
    reference = antdv.add(SMALL, site=KEY)
    antdv.work_off()
    held = one_filed(antdv, reference)
    assert held["missing_materials"] == []
    assert all(len(row["files"]) == 1 for row in held["materials"])


def test_rows_of_the_unit_table_are_filled_by_the_heads_of_their_columns(antdv: World) -> None:
    filing = antdv.kit.filing()
    person = Contact(name="辛九", id_no="439902190001010017", mobile="13800000090")
    builder = Party(
        name="云汐示例建筑工程有限公司",
        uscc="91439900MA0TEXT555",
        unit_type="2",
        address="云汐市示例路2号",
        legal_rep="己七",
        contact=person,
    )
    owner = filing.applicant.model_copy(update={"unit_type": "1", "contact": person})
    reference = antdv.add(site=KEY, units=(owner, builder))
    antdv.work_off()
    units = one_filed(antdv, reference)["form"]["units"]
    assert [unit["applicant"] for unit in units] == [filing.applicant.name, "云汐示例建筑工程有限公司"]
    assert [unit["unitType"] for unit in units] == ["1", "2"]
    assert [unit["linkmanMobilePhone"] for unit in units] == ["13800000090"] * 2


def test_an_address_for_mail_is_chosen_step_by_step(antdv: World) -> None:
    pickup = Pickup(
        receive_mode="0",
        sms_type="2",
        name="辛九",
        phone="13800000090",
        id_no="439902190001010017",
        region="示例省/云汐市/汐南县",
        address="示例路9号",
    )
    reference = antdv.add(site=KEY, pickup=pickup)
    antdv.work_off()
    form = one_filed(antdv, reference)["form"]
    assert (form["receiveMode"], form["smsType"]) == ("0", "2")
    assert (form["addresseeCounty"], form["addresseeAddr"]) == ("439921", "示例路9号")


def test_a_filing_is_followed_by_this_makes_own_codes_until_its_document_is_here(antdv: World) -> None:
    reference = antdv.add(SMALL, site=KEY)
    antdv.work_off()
    number = one_filed(antdv, reference)["number"]
    assert {file.kind for file in antdv.receipt(reference).receipt_files} == {"物料（收件）回执", "受理回执"}
    antdv.clerk(number, "accept")
    wrong = [{"name": "用地红线图", "opinion": "坐标系有误"}]
    antdv.clerk(number, "buzheng", text="材料与现场不符", due_days=5, materials=wrong)
    poll(antdv)
    (notice,) = [one for one in antdv.results() if one["kind"] == "correction"]
    assert "材料与现场不符" in notice["text"] and "坐标系有误" in notice["text"] and notice["due_ms"]
    assert {("application", "A02"), ("item", "B06")} <= states(antdv)
    antdv.clerk(number, "state", item_code="8")
    antdv.clerk(number, "finish", code="11", result={"title": "同意接入的批复"})
    poll(antdv)
    assert {("application", "A06"), ("item", "B11")} <= states(antdv)
    assert any("同意接入的批复" in one["text"] for one in antdv.results() if one["kind"] == "document")
    assert not [one for one in antdv.results() if one["kind"] == "unknown_state"]


def poll(world: World) -> None:
    """One look into the portal, now."""
    assert world.app.store.hasten(FlowName.TRACK) == 1
    assert world.worker().work_one()


def states(world: World) -> set[tuple[str, str]]:
    """Every state that was seen: level and the portal's own code."""
    with db.reading(world.app.engine) as connection:
        rows = connection.execute(db.status_events.select()).mappings()
        return {(row["scope"], row["site_code"]) for row in rows}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"effect": "rename", "map": {"土地获取方式": "供地方式"}}, "土地获取方式"),
        ({"effect": "required_field", "label": "项目统一编号"}, ""),
    ],
    ids=["a renamed label", "a new required field"],
)
def test_a_form_that_has_changed_is_never_filed(antdv: World, change: dict[str, Any], reason: str) -> None:
    antdv.fault(change)
    reference = antdv.add(SMALL, site=KEY)
    antdv.work_off()
    assert antdv.state(reference) in (FilingState.HELD, FilingState.REFUSED), antdv.why(reference)
    assert reason in antdv.why(reference)
    assert antdv.truth()["submit_calls"] == 0


def test_a_file_of_several_pieces_arrives_whole(antdv: World, tmp_path: Path) -> None:
    big = tmp_path / "项目总平面图.pdf"
    with pikepdf.new() as document:
        page = document.add_blank_page(page_size=(595, 842))
        page.Contents = document.make_stream(b"%" + b"0123456789abcdef" * (3 * PIECE // 16))
        document.save(big, compress_streams=False)
    small = antdv.kit.filing().materials
    changed = tuple(one.model_copy(update={"path": str(big)}) if one.name == "项目总平面图" else one for one in small)
    reference = antdv.add(SMALL, site=KEY, materials=changed)
    antdv.work_off()
    held = one_filed(antdv, reference)
    (file,) = next(row["files"] for row in held["materials"] if row["matinstName"] == "项目总平面图")
    assert file["sha256"] == hashlib.sha256(big.read_bytes()).hexdigest()
    assert len(antdv.requests("upload_chunk")) == len(small) + file["size"] // PIECE


def test_two_equal_submit_calls_make_two_applications(antdv: World) -> None:
    """The trap that the guard is there for: nothing on the portal's side asks whether it has been filed before."""
    token = sign_in(antdv)
    head = {"Authorization": f"Bearer {token}"}
    saved = {"projectId": "P-15", "project": {"projectCode": "2109-439900-04-01-000015"}, "corps": [], "take": {}}
    with httpx.Client(base_url=f"{antdv.portal.url}/gcjs-api", headers=head) as client:
        take = client.post("/apply/basic", json=saved).json()["data"]["takeId"]
        body = {"matterId": "SX3-05", "projectId": "P-15", "corpId": "U-1", "takeId": take, "instanceIds": []}
        numbers = [
            client.post("/apply/submit", json=body).json()["data"]["results"][0]["applyNo"] for _again in range(2)
        ]
    assert len(set(numbers)) == 2
    assert len(antdv.held()) == 2


def test_paths_say_differently_that_the_token_is_missing(antdv: World) -> None:
    with httpx.Client(base_url=f"{antdv.portal.url}/gcjs-api") as client:
        strict, mild, silent = client.get("/auth/me"), client.get("/project/detail"), client.get("/corp/contacts")
    assert (strict.status_code, strict.json()["code"]) == (401, 401)
    assert (mild.status_code, mild.json()["code"]) == (200, 40101)
    assert (silent.status_code, silent.json()["data"]) == (200, [])


def sign_in(world: World) -> str:
    body = {"username": "agent1", "secret": "RGVtby0yMDI2"}
    answer = httpx.post(f"{world.portal.url}/gcjs-api/auth/login", json=body).json()
    return str(answer["data"]["token"])
