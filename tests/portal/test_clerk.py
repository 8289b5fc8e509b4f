"""What the office does with a filing, and what the applicant then sees: states, corrections, withdrawing."""

from pathlib import Path

from fixtures.portals.portal import Portal
from tests.portal.client import Client

FIRST = "2109-439900-04-01-000001"


def test_the_office_moves_both_levels_and_hands_out_a_late_document(agent: Client) -> None:
    filed = agent.file()
    number = filed["applyinstCode"]
    agent.clerk(number, "accept")
    agent.clerk(filed["iteminstCode"], "special_start", type="专家评审", days=10)
    agent.clerk(number, "special_end")
    agent.clerk(number, "finish", code=11, result={"delay": 60, "doc_no": "云汐〔2026〕1号"})
    detail = agent.get("/api/apply/detail", applyinstId=filed["applyinstId"])["content"]
    assert detail["applyinstState"] == "6"
    assert [row["newState"] for row in detail["items"][0]["history"]] == ["1", "3", "9", "10", "11"]
    assert detail["items"][0]["results"] == []
    agent.clock(61)
    [result] = agent.get("/api/item/detail", iteminstId=filed["iteminstId"])["content"]["results"]
    assert result["docNo"] == "云汐〔2026〕1号"
    assert agent.http.get("/api/result/file", params={"fileId": result["fileId"]}).content.startswith(b"%PDF")
    assert agent.get("/api/list/apply", tab="done")["content"]["total"] == 1


def test_a_rejection_hides_behind_the_finished_state(agent: Client) -> None:
    number = agent.file()["applyinstCode"]
    agent.clerk(number, "finish", code=13)
    [row] = agent.get("/api/list/apply", tab="done")["content"]["list"]
    assert (row["applyinstState"], row["items"][0]["itemState"]) == ("6", "13")


def test_corrections_are_asked_per_material_and_can_be_sent_twice(agent: Client, tmp_path: Path) -> None:
    filed = agent.file()
    agent.clerk(filed["applyinstCode"], "buzheng", text="合同缺页", due_days=3, materials=[{"name": "运输合同"}])
    [row] = agent.get("/api/list/buzheng")["content"]["list"]
    assert (row["opinion"], row["iteminstCode"], row["state"]) == ("合同缺页", filed["iteminstCode"], "6")
    body = {"correctId": row["correctId"], "materials": [{"matId": "运输合同", "matinstId": ""}]}
    assert agent.post("/api/correct/send", body)["message"] == "保存材料补正实例失败！"
    paper = tmp_path / "合同.pdf"
    paper.write_bytes(b"x")
    inst = agent.upload(paper, mat="运输合同").json()["content"]
    body["materials"] = [{"matId": "运输合同", "matinstId": inst}]
    for _ in range(2):
        assert agent.post("/api/correct/send", body)["message"] == "保存材料补正实例成功！"
    truth = agent.truth()
    assert truth["applications"][0]["items"][0]["state"] == "7"
    assert len(truth["corrections"][0]["sends"]) == 2
    assert agent.get("/api/list/badge")["content"]["buzheng"] == 0


def test_a_correction_with_paper_cannot_be_sent_on_line(agent: Client) -> None:
    filed = agent.file()
    agent.clerk(filed["applyinstCode"], "buzheng", materials=["运输合同"], paper=True)
    [row] = agent.get("/api/list/buzheng")["content"]["list"]
    body = {"correctId": row["correctId"], "materials": []}
    assert agent.post("/api/correct/save", body)["success"]
    assert not agent.post("/api/correct/send", body)["success"]
    assert agent.truth()["applications"][0]["items"][0]["state"] == "6"


def test_completion_before_acceptance_moves_the_application(agent: Client) -> None:
    filed = agent.file()
    agent.clerk(filed["applyinstCode"], "buquan", memo="缺授权书", materials=[])
    [row] = agent.get("/api/list/buquan")["content"]["list"]
    assert agent.post("/api/correct/send", {"correctId": row["correctId"]})["success"]
    assert agent.truth()["applications"][0]["state"] == "4"


def test_hidden_states_and_vanished_filings_stand_in_no_list(agent: Client) -> None:
    filed = agent.file()
    agent.clerk(filed["applyinstCode"], "state", code="8")
    assert agent.get("/api/list/apply")["content"]["total"] == 0
    assert agent.get("/api/list/apply", tab="done")["content"]["total"] == 0
    detail = agent.get("/api/apply/detail", applyinstId=filed["applyinstId"])
    assert detail["content"]["applyinstState"] == "8"
    agent.clerk(filed["applyinstCode"], "state", code="2")
    agent.clerk(filed["applyinstCode"], "vanish")
    assert agent.get("/api/list/items")["content"]["total"] == 0
    agent.clerk(filed["applyinstCode"], "appear")
    assert agent.get("/api/list/items")["content"]["total"] == 1


def test_withdrawing_always_claims_success(agent: Client) -> None:
    filed = agent.file()
    agent.clerk(filed["applyinstCode"], "accept")
    assert agent.post("/api/apply/withdraw", {"applyinstId": filed["applyinstId"]})["message"] == "撤回成功"
    assert agent.get("/api/list/withdrawn")["content"]["total"] == 0
    other = agent.file()
    agent.post("/api/apply/withdraw", {"applyinstId": other["applyinstId"]})
    assert agent.get("/api/list/withdrawn")["content"]["total"] == 1


def test_skin_two_asks_the_office_before_withdrawing(agent: Client, portal: Portal) -> None:
    agent.post("/__skin", {"skin": 2})
    filed = agent.file()
    agent.post("/api/apply/withdraw", {"applyinstId": filed["applyinstId"], "reason": "不办了"})
    assert agent.truth()["applications"][0]["state"] == "12"
    agent.clerk(filed["applyinstCode"], "withdraw_accept")
    agent.clerk(filed["applyinstCode"], "withdraw_decide", approve=True)
    assert agent.truth()["applications"][0]["state"] == "14"


def test_auto_rules_send_one_project_back_and_finish_the_others(agent: Client) -> None:
    rules = [
        {"project": FIRST, "steps": [{"after": 1, "action": "buzheng", "materials": ["运输合同"]}]},
        {"project": "*", "steps": [{"after": 1, "action": "accept"}, {"after": 5, "action": "finish", "code": "11"}]},
        {"on": "buzheng_sent", "steps": [{"after": 1, "action": "finish", "code": "12"}]},
    ]  # fmt: skip
    agent.http.post("/__clerk/auto", json={"rules": rules}).raise_for_status()
    agent.file(project="P-1")
    agent.file(project="P-2")
    agent.clock(10)
    states = {app["project"][-1]: (app["state"], app["items"][0]["state"]) for app in agent.truth()["applications"]}
    assert states == {"1": ("0", "6"), "2": ("6", "11")}


def test_an_unknown_clerk_action_or_fault_is_refused(agent: Client) -> None:
    number = agent.file()["applyinstCode"]
    assert agent.http.post(f"/__clerk/{number}/dance", json={}).status_code == 400
    assert agent.http.post("/__faults", json=[{"effect": "dance"}]).status_code == 400
    assert agent.http.post("/__clerk/none/accept", json={}).status_code == 404
