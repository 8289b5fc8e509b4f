"""The calls without a browser: envelope, scope, states, office side, numbers."""

import hashlib
import io
from pathlib import Path

import pikepdf
import pytest

from fixtures.office import clerk, faults
from fixtures.office.sm3 import sm3
from fixtures.portals.elementui import fields, skins
from fixtures.portals.elementui.app import CALLS
from fixtures.portals.portal import Portal
from tests.portal.client import Client

FIRST = "2109-439900-04-01-000001"


def test_sm3_gives_the_published_digest_of_abc() -> None:
    assert sm3(b"abc") == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"


def test_login_names_the_account_and_its_units(client: Client) -> None:
    content = client.login()["content"]
    assert content["loginName"] == "agent1"
    assert [unit["unitInfoId"] for unit in content["unitInfos"]] == ["U-2", "U-1", "U-3"]
    assert content["unitId"] == "U-2"


@pytest.mark.parametrize(("name", "password", "message"), [("nobody", "x", "用户不存在"), ("agent1", "x", "密码错误")])
def test_a_refused_login_says_why(client: Client, name: str, password: str, message: str) -> None:
    answer = client.login(name, password=password)
    assert (answer["success"], answer["message"]) == (False, message)
    assert client.truth()["logins"][-1]["message"] == message


def test_five_wrong_passwords_lock_the_account(client: Client) -> None:
    for _ in range(5):
        client.login(password="x")
    assert "锁定" in client.login()["message"]


def test_a_second_login_evicts_the_first(agent: Client, portal: Portal) -> None:
    with Client(portal.url) as other:
        assert other.login()["success"]
        answer = agent.http.get("/api/list/apply")
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/html")
        assert "您的账号已在其他地方登录" in answer.text
        assert other.get("/api/list/apply")["success"]


def test_the_token_ends_thirty_minutes_after_login_whatever_was_done(agent: Client) -> None:
    agent.clock(29 * 60)
    assert agent.get("/api/list/badge")["success"]
    agent.clock(31 * 60)
    answer = agent.http.get("/api/list/badge")
    assert (answer.status_code, "login.html?timeout=1" in answer.text) == (200, True)


def test_without_a_token_each_path_fails_in_its_own_way(client: Client, tmp_path: Path) -> None:
    paper = tmp_path / "a.pdf"
    paper.write_bytes(b"x")
    assert client.get("/api/applicant/info") == {
        "success": True,
        "message": "",
        "content": {"role": "", "userInfo": {}, "unitInfo": {}, "unitInfos": []},
    }
    assert client.upload(paper).json()["message"] == "上传失败"
    assert client.get("/api/list/drafts")["message"] == "用户身份信息失效，请重新登录！"
    assert client.http.post("/api/apply/item/submit", json={}).headers["content-type"].startswith("text/html")
    assert client.truth()["applications"] == []
    assert client.get("/api/dict/all")["content"]["XM_FRLX"] is None


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


def test_projects_units_and_accounts_can_be_added(client: Client) -> None:
    client.post("/__admin/unit", {"name": "云汐新增示例公司", "uscc": "91439902MA0TEXT39C"})
    client.post("/__admin/account", {"login": "agent9", "password": "P-9", "units": ["91439902MA0TEXT39C"]})
    made = client.post(
        "/__admin/project", {"code": "2109-439900-04-01-000099", "name": "新增项目", "owner": "91439902MA0TEXT39C"}
    )
    assert client.login("agent9", password="P-9")["success"]
    [found] = client.get("/api/project/mine")["content"]["list"]
    assert found["projInfoId"] == made["projInfoId"]


def test_every_seeded_company_code_passes_its_check_character(client: Client) -> None:
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    weights = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
    client.login("agent3")
    codes = [u["unifiedSocialCreditCode"] for u in client.get("/api/applicant/info")["content"]["unitInfos"]]
    assert len(codes) == 5
    for code in codes:
        total = sum(alphabet.index(c) * w for c, w in zip(code[:17], weights, strict=True))
        assert alphabet[(31 - total % 31) % 31] == code[17]


def test_the_readme_names_every_call_fault_switch_action_and_word() -> None:
    text = (Path(skins.__file__).parent / "README.md").read_text(encoding="utf-8")
    wanted = {call.path for call in CALLS} | {call.role for call in CALLS}
    wanted |= faults.REQUEST_EFFECTS | faults.SWITCHES | set(clerk.ACTIONS)
    wanted |= {f"{word} → {other}" for word, other in skins.SKIN_2.items()}
    wanted |= {f"| {field['json']} | {field['kind']} |" for field in fields.specs()}
    assert sorted(word for word in wanted if word not in text) == []


def test_skin_two_changes_at_least_a_dozen_words(client: Client) -> None:
    first = client.http.get("/portal/index.html").text
    client.post("/__skin", {"skin": 2})
    second = client.http.get("/portal/index.html").text
    changed = [word for word, other in skins.SKIN_2.items() if other in second and other not in first]
    assert len(changed) >= 12
