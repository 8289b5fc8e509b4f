"""`gongai results` and `gongai review`: what people take on themselves, and what they decide."""

import json
from pathlib import Path

import pytest

from gongai.cli.review import DECISIONS, LEVELS
from gongai.queue import decision
from gongai.queue.decision import Decision
from gongai.records.finding import Finding
from gongai.records.outcome import Ask, AskKind, Refused
from tests.cli.office import Office

REFUSAL = Refused((Finding(field="平台提示", value="", rule="面积与规划许可不一致", remedy="请修改"),))


def held(office: Office) -> str:
    reference = office.add()
    office.ends(Ask(AskKind.QUESTION, "平台询问是否分期"))
    return reference


def test_results_are_listed_claimed_and_settled(office: Office) -> None:
    reference = held(office)
    row = office.done("results", "list")["results"][0]
    assert (row["reference"], row["text"]) == (reference, "平台询问是否分期")
    assert "平台询问是否分期" in "".join(office.run("results", "list").out.split())
    office.done("results", "claim", row["id"], "--as", "甲")
    assert office.done("results", "list", "--owner", "甲")["results"]
    assert office.done("results", "list", "--owner", "乙")["results"] == []
    office.done("results", "settle", row["id"], "--text", "已电话确认不分期", "--as", "甲")
    assert office.done("results", "list")["results"] == []
    assert (
        office.done("results", "list", "--all", "--filing", reference)["results"][0]["settlement"] == "已电话确认不分期"
    )


def test_what_somebody_has_taken_cannot_be_taken_again(office: Office) -> None:
    held(office)
    office.done("results", "claim", "1", "--as", "甲")
    ran = office.run("results", "claim", "1", "--as", "乙", "--json")
    assert (ran.code, ran.error["kind"]) == (1, "not_allowed")
    assert "甲" in ran.error["text"]


def test_what_somebody_has_taken_can_be_given_back_or_handed_on(office: Office) -> None:
    held(office)
    office.done("results", "claim", "1", "--as", "甲")
    assert "已退回" in office.run("results", "release", "1", "--reason", "不归我管", "--as", "甲").out
    assert office.done("results", "list")["results"][0]["owner"] == ""
    office.done("results", "claim", "1", "--as", "乙")
    done = office.done("results", "assign", "1", "--to", "丙", "--reason", "乙请假", "--as", "主管")
    assert (done["before"], done["owner"], done["by"]) == ("乙", "丙", "主管")
    assert office.run("results", "settle", "1", "--text", "x", "--as", "乙").code == 1
    office.done("results", "settle", "1", "--text", "已答复", "--as", "丙")


def test_a_list_of_results_that_is_cut_says_so(office: Office) -> None:
    held(office)
    office.add("02-项目建议书-1-01.json")
    office.ends(REFUSAL)
    out = office.run("results", "list", "--limit", "1").out
    assert "共 2 条" in out and "还有 1 条没有列出：gongai results list --limit 2" in out
    cut = office.done("results", "list", "--limit", "1")
    assert (len(cut["results"]), cut["total"]) == (1, 2)


def test_a_result_that_is_not_there_is_said_so(office: Office) -> None:
    assert "没有编号为 7" in office.run("results", "settle", "7", "--text", "x", "--json").error["text"]


def test_nothing_open_is_said_in_words(office: Office) -> None:
    assert "没有待处理" in office.run("results", "list").out
    assert "没有等人决定" in office.run("review", "list").out


def test_the_review_lists_and_shows_with_the_decisions_of_now(office: Office) -> None:
    reference = held(office)
    assert [row["reference"] for row in office.done("review", "list")["filings"]] == [reference]
    assert reference in office.run("review", "list").out
    offered = {one["decision"] for one in office.done("review", "show", reference)["decisions"]}
    assert {"retry", "cancel", "done_by_hand"} <= offered
    assert "retry（重试）" in office.run("review", "show", reference).out


@pytest.mark.parametrize("name", ["retry", "重试"])
def test_a_decision_is_carried_out_with_name_and_reason(office: Office, name: str) -> None:
    reference = held(office)
    done = office.done("review", "decide", reference, "--decision", name, "--reason", "已处理", "--as", "主管")
    assert (done["state"], done["by"]) == ("waiting", "主管")
    assert "主管" in office.done("show", reference)["why"]


def test_done_by_hand_needs_the_number(office: Office) -> None:
    reference = held(office)
    arguments = ("review", "decide", reference, "--decision", "done_by_hand", "--reason", "窗口已收")
    ran = office.run(*arguments, "--json")
    assert (ran.code, ran.error["kind"]) == (2, "usage_error")
    assert "申报流水号" in ran.error["text"]
    done = office.done(*arguments, "--receipt-no", "SB-439902-000009")
    assert done["state"] == "filed"
    assert office.done("show", reference)["receipt"]["application_nos"] == ["SB-439902-000009"]


def test_an_edit_becomes_the_next_revision(office: Office, tmp_path: Path) -> None:
    reference = office.add()
    office.ends(REFUSAL)
    filing = json.loads(office.sample().read_text(encoding="utf-8"))
    filing["project"]["floor_area_m2"] = "36001"
    filing["materials"] = [{**one, "path": str(office.sample().parent / one["path"])} for one in filing["materials"]]
    file = tmp_path / "again.json"
    file.write_text(json.dumps(filing), encoding="utf-8")
    arguments = ("review", "decide", reference, "--decision", "edit", "--reason", "面积已改正", "--file", file)
    done = office.done(*arguments)
    assert done["state"] == "waiting"
    assert office.done("show", done["reference"])["revision"] == 2


def test_an_edit_that_is_still_wrong_changes_nothing(office: Office) -> None:
    reference = office.add()
    office.ends(REFUSAL)
    bad = office.sample("90-不合格-信用代码有误且缺材料.json")
    ran = office.run("review", "decide", reference, "--decision", "edit", "--reason", "x", "--file", bad, "--json")
    assert (ran.code, ran.error["kind"]) == (1, "filing_error")
    assert office.done("show", reference)["state"] == "refused"


def test_an_unknown_decision_is_answered_with_the_known_ones(office: Office) -> None:
    ran = office.run("review", "decide", held(office), "--decision", "nix", "--reason", "x", "--json")
    assert ran.code == 2
    assert "portal_has_it（平台已有此件）" in ran.error["text"]


def test_a_decision_that_the_state_does_not_allow_is_refused(office: Office) -> None:
    reference = office.add()
    ran = office.run("review", "decide", reference, "--decision", "retry", "--reason", "x", "--json")
    assert (ran.code, ran.error["kind"]) == (1, "not_allowed")


def test_the_help_names_every_decision_and_level() -> None:
    assert "、".join(f"{one.value}（{one.label}）" for one in Decision) == DECISIONS
    assert "、".join(decision.LEVELS) == LEVELS
