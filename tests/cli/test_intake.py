"""`gongai check | plan | add`: what is wrong is told all at once, and nothing bad gets in."""

import json
from pathlib import Path

import pytest

from tests.cli.office import ADVICE, BAD, OTHER, SMALL, Office


def test_a_good_filing_passes(office: Office) -> None:
    done = office.done("check", office.sample())
    assert done["files"][0]["ok"] is True


def test_all_findings_of_all_files_come_at_once(office: Office) -> None:
    ran = office.run("check", office.sample(BAD), office.sample("91-协议不含本阶段-4-03.json"), "--json")
    first, second = ran.json["files"]
    assert ran.code == 1
    assert len(first["findings"]) >= 3
    assert second["findings"]
    assert all(one["rule"] and one["remedy"] for one in first["findings"] + second["findings"])


def test_an_advice_filing_may_be_checked_but_not_queued(office: Office) -> None:
    assert office.run("check", office.sample(ADVICE)).code == 0
    ran = office.run("add", office.sample(ADVICE), "--json")
    assert ran.code == 1
    assert "帮办" in ran.out


@pytest.mark.parametrize(
    ("content", "expected"),
    [("", "空"), ("{", "JSON"), ("[]", "一组字段"), ("{}", "缺少"), ('{"site": 5}', "文字")],
)
def test_a_file_of_the_wrong_shape_is_a_finding(office: Office, tmp_path: Path, content: str, expected: str) -> None:
    file = tmp_path / "bad.json"
    file.write_text(content, encoding="utf-8")
    ran = office.run("check", file)
    assert (ran.code, ran.err) == (1, "")
    assert expected in ran.out


def test_a_missing_file_is_a_finding(office: Office) -> None:
    ran = office.run("check", office.home / "none.json")
    assert ran.code == 1
    assert "（不存在）" in ran.out


def test_good_filings_are_queued_with_who_brought_them(office: Office) -> None:
    done = office.done("add", office.sample(SMALL), office.sample(OTHER), "--as", "帮办员甲")
    assert [one["reference"] for one in done["queued"]] == ["GA-000001", "GA-000002"]
    rows = office.done("list")["filings"]
    assert {row["created_by"] for row in rows} == {"帮办员甲"}
    assert {row["state"] for row in rows} == {"waiting"}


def test_one_bad_filing_keeps_all_out(office: Office) -> None:
    ran = office.run("add", office.sample(SMALL), office.sample(BAD), "--json")
    assert ran.code == 1
    assert ran.json["queued"] == []
    assert office.done("list")["filings"] == []


def test_partial_queues_the_good_ones(office: Office) -> None:
    ran = office.run("add", office.sample(SMALL), office.sample(BAD), "--partial", "--json")
    assert ran.code == 1
    assert [Path(one["file"]).name for one in ran.json["queued"]] == [SMALL]
    assert [Path(one["file"]).name for one in ran.json["refused"]] == [BAD]
    assert len(office.done("list")["filings"]) == 1


def test_the_same_thing_twice_in_one_call_is_refused(office: Office) -> None:
    ran = office.run("add", office.sample(SMALL), office.sample(SMALL), "--json")
    assert ran.code == 1
    assert "同一件" in ran.out
    assert office.done("list")["filings"] == []


def test_a_clash_with_the_queue_lets_none_of_the_batch_in(office: Office) -> None:
    office.add(SMALL)
    ran = office.run("add", office.sample(OTHER), office.sample(SMALL), "--json")
    assert (ran.code, ran.error["kind"]) == (1, "already_queued")
    assert "GA-000001" in ran.error["text"]
    assert len(office.done("list")["filings"]) == 1


def test_partial_tells_which_is_queued_already(office: Office) -> None:
    office.add(SMALL)
    ran = office.run("add", office.sample(OTHER), office.sample(SMALL), "--partial", "--json")
    assert ran.code == 1
    assert len(ran.json["queued"]) == 1
    assert "GA-000001" in json.dumps(ran.json["refused"], ensure_ascii=False)


def test_the_plan_names_each_field_with_value_and_source(office: Office) -> None:
    plan = office.done("plan", office.sample())["plan"]
    entry = next(one for one in plan["entries"] if one["source"] == "project.name")
    assert entry["label"] and entry["section"] and entry["kind"] and entry["value"]
    assert plan["materials"]


def test_the_plan_shows_no_id_and_no_phone_number(office: Office) -> None:
    filing = json.loads(office.sample().read_text(encoding="utf-8"))
    secret = [filing["contact"]["id_no"], filing["contact"]["mobile"], filing["pickup"]["phone"]]
    for arguments in (("plan", office.sample()), ("plan", office.sample(), "--json")):
        out = office.run(*arguments).out
        assert "****" in out
        assert not [one for one in secret if one in out]


def test_a_plan_that_cannot_be_made_says_why(office: Office, tmp_path: Path) -> None:
    filing = json.loads(office.sample().read_text(encoding="utf-8"))
    filing["project"]["nature"] = "99"
    file = tmp_path / "odd.json"
    file.write_text(json.dumps(filing), encoding="utf-8")
    ran = office.run("plan", file, "--json")
    assert (ran.code, ran.error["kind"]) == (1, "filing_error")
    assert ran.error["findings"]
