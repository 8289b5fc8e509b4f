"""Filing without a browser: submits, lists, projects, uploads, questions."""

import hashlib
import io
from pathlib import Path

import pikepdf
import pytest

from fixtures.portals.portal import Portal
from tests.portal.client import Client


def test_filing_gives_numbers_receipts_and_a_row_in_the_list(agent: Client) -> None:
    filed = agent.file()
    [row] = agent.get("/api/list/apply")["content"]["list"]
    assert row["applyinstCode"] == filed["applyinstCode"]
    assert (row["applyinstState"], row["items"][0]["itemState"]) == ("0", "1")
    receipts = agent.get("/api/receipt/list", applyinstId=filed["applyinstId"])["content"]
    assert [receipt["type"] for receipt in receipts] == ["1", "2"]
    answer = agent.http.get("/api/receipt/file", params={"receiptId": receipts[0]["receiptId"]})
    assert answer.headers["content-type"] == "application/pdf"
    with pikepdf.open(io.BytesIO(answer.content)) as document:
        assert len(document.pages) == 1


def test_the_same_submit_twice_makes_two_applications(agent: Client) -> None:
    body = agent.body()
    first = agent.post("/api/apply/item/submit", body)["content"]["applyinstCode"]
    second = agent.post("/api/apply/item/submit", body)["content"]["applyinstCode"]
    assert int(second) == int(first) + 1
    assert agent.truth()["submit_calls"] == 2


def test_a_list_of_the_wrong_unit_is_empty_and_successful(agent: Client) -> None:
    agent.file()
    agent.switch("U-3")
    answer = agent.get("/api/list/apply")
    assert (answer["success"], answer["content"]["list"], answer["content"]["unitId"]) == (True, [], "U-3")


def test_the_unit_of_the_body_counts_bound_or_not(agent: Client) -> None:
    agent.file(unit="U-5")
    assert agent.truth()["applications"][0]["unit_id"] == "U-5"


def test_the_list_pages_newest_first_and_does_not_know_the_number(agent: Client) -> None:
    numbers = [agent.file()["applyinstCode"] for _ in range(11)]
    first = agent.get("/api/list/apply", pageNum=1, pageSize=10)["content"]
    second = agent.get("/api/list/apply", pageNum=2, pageSize=10)["content"]
    assert [row["applyinstCode"] for row in first["list"] + second["list"]] == numbers[::-1]
    assert first["total"] == 11
    assert agent.get("/api/list/apply", keyword=numbers[0])["content"]["total"] == 0
    assert agent.get("/api/list/apply", keyword="示例花园")["content"]["total"] == 11


def test_a_missing_pickup_record_fails_after_the_application_exists(agent: Client) -> None:
    answer = agent.submit(smsInfoId="")
    assert answer.status_code == 500
    assert len(agent.truth()["applications"]) == 1


def test_a_single_filing_with_the_id_of_a_draft_breaks(agent: Client) -> None:
    loaded = agent.get("/api/project/load", projInfoId="P-1")["content"]
    draft = agent.post("/api/apply/tempSave", {**loaded, "itemVerId": "IV-3-04", "isSeriesApprove": "1"})["content"]
    assert agent.submit(applyinstId=draft["applyinstId"]).status_code == 500
    assert agent.truth()["applications"] == []


def test_a_stage_submit_makes_one_application_plus_one_per_side_item(agent: Client) -> None:
    body = agent.body(itemVerIds=["IV-3-01", "IV-3-02"], propulsionItemVerIds=["IV-3-04", "IV-3-05"], stageId="ST-3")
    content = agent.post("/api/apply/stage/submit", body)["content"]
    assert len(content["applyinstIds"]) == 3
    assert [app["kind"] for app in agent.truth()["applications"]] == ["stage", "parallel", "parallel"]


def test_form_start_consumes_a_number_and_submit_uses_it_once(agent: Client) -> None:
    started = agent.get("/api/apply/formStart", itemVerId="IV-3-03")["content"]
    body = agent.body(itemVerId="IV-3-03", applyinstId=started["applyinstId"])
    first = agent.post("/api/apply/item/submit", body)["content"]
    second = agent.post("/api/apply/item/submit", body)["content"]
    assert first["applyinstCode"] == started["applyinstCode"]
    assert second["applyinstCode"] != started["applyinstCode"]
    assert agent.truth()["forming"] == []


def test_saving_overwrites_the_shared_project_at_once(agent: Client, portal: Portal) -> None:
    agent.save(investSum="777")
    with Client(portal.url) as other:
        other.login("agent2")
        assert other.get("/api/project/load", projInfoId="P-1")["content"]["investSum"] == "777"


def test_an_upload_is_stored_with_its_digest_and_listed(agent: Client, tmp_path: Path) -> None:
    paper = tmp_path / "合同.pdf"
    paper.write_bytes(b"%PDF-1.4" + b"x" * 100_000)
    inst = agent.upload(paper).json()["content"]
    agent.upload(paper, inst=inst)
    listed = agent.get("/api/mat/files", matinstId=inst)["content"]
    assert [(row["fileName"], row["fileSize"]) for row in listed] == [("合同.pdf", 100_008)] * 2
    digest = hashlib.sha256(paper.read_bytes()).hexdigest()
    assert [row["sha256"] for row in agent.truth()["uploads"]] == [digest] * 2


@pytest.mark.parametrize(("name", "status"), [("a.dwg", 200), ("a.jpeg", 200), ("nodot", 500)])
def test_other_types_fail_on_the_server(agent: Client, tmp_path: Path, name: str, status: int) -> None:
    paper = tmp_path / name
    paper.write_bytes(b"x")
    answer = agent.upload(paper)
    assert answer.status_code == status
    assert status == 500 or answer.json() == {"success": False, "message": "上传失败", "content": ""}
    assert agent.truth()["uploads"] == []


def test_questions_and_answers_change_the_materials(agent: Client) -> None:
    top = agent.get("/api/apply/questions", itemVerId="IV-3-03")["content"]
    assert [(q["id"], q["answerType"]) for q in top] == [("q3", "s"), ("q4", "s")]
    [child] = agent.get("/api/apply/questions", itemVerId="IV-3-03", parentAnswerId="q4-shi")["content"]
    assert (child["id"], child["answerType"]) == ("q5", "m")
    plain = agent.post("/api/apply/materials", {"itemVerIds": ["IV-3-03"], "stateIds": ["q3-fou", "q4-fou"]})["content"]
    more = agent.post("/api/apply/materials", {"itemVerIds": ["IV-3-03"], "stateIds": ["q3-shi", "q5-rf"]})["content"]
    assert (len(plain), len(more)) == (10, 12)


def test_an_answer_adds_an_item_to_the_stage(agent: Client) -> None:
    def items(answers: str) -> list[str]:
        found = agent.get("/api/apply/stageItems", stageId="ST-1", themeId="T2", stateIds=answers)["content"]
        return [item["itemCode"] for item in found["parallelItems"]]

    assert items("q1-fou") == ["1-03", "1-05"]
    assert items("q1-shi") == ["1-03", "1-04", "1-05"]
