"""The agreement guard: every way in which an agreement does not cover a filing keeps it from being submitted."""

import shutil
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from gongai.errors import FilingError
from gongai.records.agreement import Agreement, load_agreement
from gongai.records.filing import Filing, load_filing
from gongai.rules.agreement import check, examine
from gongai.rules.delegation import STATES, covers, standing
from tests.rules.conftest import TODAY

Doc = dict[str, Any]


@pytest.fixture
def filing(good: Callable[[str], Doc]) -> Filing:
    return load_filing(good("01-"))


@pytest.fixture
def agreement(agreements: dict[str, Agreement]) -> Agreement:
    return agreements["DB-2026-002"]


def test_a_signed_agreement_in_force_covers_its_filing(filing: Filing, agreement: Agreement) -> None:
    assert covers(agreement, filing, today=TODAY) == ()


@pytest.mark.parametrize(
    ("change", "field", "rule"),
    [
        ({"agreement_no": "DB-2026-777"}, "agreement_no", "不是同一份"),
        ({"mode": "帮办"}, "agreement.mode", "不是代办协议"),
        ({"stopped_at": date(2026, 2, 1)}, "agreement.stopped_at", "已终止"),
        ({"ended_at": date(2026, 2, 1)}, "agreement.stopped_at", "已终止或办结"),
        ({"stop_reason": "委托人要求"}, "agreement.stopped_at", "已终止"),
        ({"valid_to": date(2026, 3, 1)}, "agreement.valid_to", "不在协议有效期内"),
        ({"valid_from": date(2026, 3, 3)}, "agreement.valid_to", "不在协议有效期内"),
        ({"valid_to": None}, "agreement.valid_to", "没有写明有效期"),
        ({"signed_at": None}, "agreement.signed_at", "签订日期缺失"),
        ({"signed_at": date(2026, 3, 3)}, "agreement.signed_at", "在今天之后"),
        ({"seal_seen": False}, "agreement.seal_seen", "没有人核对过"),
        ({"file": ""}, "agreement.file", "没有签章件"),
        ({"file": "/nonexistent/签章件.pdf"}, "agreement.file", "不存在或打不开"),
        ({"file_sha256": ""}, "agreement.file", "没有记下签章件的 SHA-256"),
        ({"file_sha256": "0" * 64}, "agreement.file", "不是同一个文件"),
        ({"projects": ("2109-439900-04-01-000099",)}, "project.project_code", "不在协议委托的项目之内"),
        ({"projects": ()}, "project.project_code", "不在协议委托的项目之内"),
        ({"stages": (1, 2)}, "stage_no", "不在协议委托的阶段之内"),
        ({"items": ("3-01", "3-02")}, "item_code", "不在协议委托的事项之内"),
        ({"powers": ("fill",)}, "agreement.powers", "没有授予“代报”权限"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_each_gap_in_the_agreement_is_named(
    filing: Filing, agreement: Agreement, change: Doc, field: str, rule: str
) -> None:
    found = covers(agreement.model_copy(update=change), filing, today=TODAY)
    assert [f.field.split()[0] for f in found] == [field]
    assert rule in found[0].rule
    assert found[0].remedy


@pytest.mark.parametrize("state", [state for state in STATES if state != 4] + [99])
def test_only_a_signed_and_running_agreement_lets_us_submit(filing: Filing, agreement: Agreement, state: int) -> None:
    found = covers(agreement.model_copy(update={"state": state}), filing, today=TODAY)
    assert [f.field for f in found] == ["agreement.state 代办状态"]


def test_the_agreement_holds_on_its_first_and_its_last_day(filing: Filing, agreement: Agreement) -> None:
    assert agreement.valid_from is not None and agreement.valid_to is not None
    day = timedelta(days=1)
    assert not covers(agreement, filing, today=agreement.valid_from)
    assert not covers(agreement, filing, today=agreement.valid_to)
    assert covers(agreement, filing, today=agreement.valid_to + day)
    assert covers(agreement, filing, today=agreement.valid_from - day)


def test_nobody_files_for_another_unit_than_the_principal(filing: Filing, agreements: dict[str, Agreement]) -> None:
    other = agreements["DB-2026-001"]
    stranger = other.model_copy(
        update={"agreement_no": filing.agreement_no, "projects": (filing.project.project_code,)}
    )
    found = covers(stranger, filing, today=TODAY)
    assert [f.field for f in found] == ["applicant.uscc 统一社会信用代码"]


def test_an_owner_that_is_not_the_principal_is_named(filing: Filing, agreements: dict[str, Agreement]) -> None:
    owner = agreements["DB-2026-001"].principal
    project = filing.project.model_copy(update={"owner": owner})
    found = covers(agreements["DB-2026-002"], filing.model_copy(update={"project": project}), today=TODAY)
    assert [f.field for f in found] == ["project.owner.uscc 统一社会信用代码"]


def test_without_agreement_nothing_is_submitted(filing: Filing) -> None:
    assert [f.rule for f in covers(None, filing, today=TODAY)] == ["没有找到代办协议，不得提交"]


@pytest.mark.parametrize("power", ["fill", "submit", "correct", "collect"])
def test_an_advice_filing_is_never_acted_on_even_with_an_agreement(
    filing: Filing, agreement: Agreement, power: str
) -> None:
    advice = filing.model_copy(update={"service_mode": "帮办"})
    assert [f.field for f in covers(agreement, advice, today=TODAY, power=power)] == ["service_mode 服务方式"]


def test_the_power_that_is_needed_is_the_one_that_counts(filing: Filing, agreement: Agreement) -> None:
    only_fill = agreement.model_copy(update={"powers": ("fill",)})
    assert not covers(only_fill, filing, today=TODAY, power="fill")
    assert covers(only_fill, filing, today=TODAY, power="correct")


def test_a_joint_filing_needs_every_chosen_item_in_scope(
    good: Callable[[str], Doc], agreements: dict[str, Agreement]
) -> None:
    filing = load_filing(good("06-"))
    narrow = agreements["DB-2026-002"].model_copy(update={"items": ("3-02",)})
    found = covers(narrow, filing, today=TODAY)
    assert [(f.field.split()[0], f.value) for f in found] == [("item_code", "3-05")]


def test_a_signed_file_that_was_replaced_is_noticed(filing: Filing, agreement: Agreement, tmp_path: Path) -> None:
    copy = tmp_path / "签章件.pdf"
    shutil.copyfile(agreement.file, copy)
    moved = agreement.model_copy(update={"file": str(copy)})
    assert not covers(moved, filing, today=TODAY)
    copy.write_bytes(copy.read_bytes() + b"\n")
    assert [f.rule for f in covers(moved, filing, today=TODAY)] == ["签章件与登记时不是同一个文件（SHA-256 不同）"]


def test_all_gaps_are_told_at_once(filing: Filing) -> None:
    empty = load_agreement({"agreement_no": "DB-1", "principal": {}})
    fields = {f.field.split()[0] for f in covers(empty, filing, today=TODAY)}
    assert fields == {
        "agreement_no",
        "applicant.uscc",
        "agreement.state",
        "agreement.valid_to",
        "agreement.signed_at",
        "agreement.seal_seen",
        "agreement.file",
        "project.project_code",
        "stage_no",
        "agreement.powers",
    }


def test_two_blanks_are_not_the_same_unit_or_project(filing: Filing, agreement: Agreement) -> None:
    nobody = filing.applicant.model_copy(update={"uscc": ""})
    nothing = filing.project.model_copy(update={"project_code": ""})
    principal = agreement.principal.model_copy(update={"uscc": ""})
    blank = agreement.model_copy(update={"principal": principal, "projects": ("",)})
    found = covers(blank, filing.model_copy(update={"applicant": nobody, "project": nothing}), today=TODAY)
    assert [f.field.split()[0] for f in found] == ["applicant.uscc", "project.project_code"]


def test_a_good_agreement_can_be_registered(agreements: dict[str, Agreement]) -> None:
    for agreement in agreements.values():
        assert check(agreement, today=TODAY) == ()


@pytest.mark.parametrize(
    ("path", "value", "field", "rule"),
    [
        ("principal", {"name": "云汐示例置业有限公司", "uscc": "91439900MA0TEXT12Q"}, "principal.uscc", "校验码不符"),
        ("principal", {"uscc": "91439900MA0TEXT12P"}, "principal.name", "必填项未填"),
        ("centre", "", "centre", "必填项未填"),
        ("centre_region", "4399", "centre_region", "6 位数字"),
        ("agent", "代*", "agent", "含有星号"),
        ("agent_mobile", "12800000000", "agent_mobile", "手机号"),
        ("projects", [], "projects", "必填项未填"),
        ("projects", ["2109-439900"], "projects", "4-6-2-2-6"),
        ("stages", [1, 5], "stages", "没有这个阶段"),
        ("powers", [], "powers", "必填项未填"),
        ("state", 10, "state", "没有这个代办状态"),
        ("valid_to", "2025-01-01", "valid_to", "早于有效期起"),
        ("signed_at", "2026-03-03", "signed_at", "在今天之后"),
        ("mode", "帮办", "mode", "帮办没有协议"),
        ("file", "", "file", "必填项未填"),
        ("file", "/nonexistent/a.pdf", "file", "文件不存在"),
        ("file_sha256", "0" * 64, "file", "SHA-256 不同"),
    ],
)
def test_an_agreement_with_a_slip_is_not_registered(
    agreements: dict[str, Agreement], path: str, value: object, field: str, rule: str
) -> None:
    doc = agreements["DB-2026-001"].model_dump(mode="json") | {path: value}
    found = check(load_agreement(doc), today=TODAY)
    assert [f.field.split()[0] for f in found] == [field]
    assert rule in found[0].rule
    assert found[0].remedy


def test_a_signed_file_that_is_no_document_is_not_registered(agreements: dict[str, Agreement], tmp_path: Path) -> None:
    text = tmp_path / "协议.txt"
    text.write_text("已签", "utf-8")
    agreement = agreements["DB-2026-001"].model_copy(update={"file": str(text)})
    assert [f.rule for f in check(agreement, today=TODAY)] == ["签章件应为 PDF、OFD 或图片"]


def test_sealing_an_agreement_keeps_the_digest_of_the_file_that_was_checked(agreements: dict[str, Agreement]) -> None:
    agreement = agreements["DB-2026-001"]
    unsealed = agreement.model_copy(update={"file_sha256": "", "seal_seen": False})
    assert examine(unsealed, today=TODAY).sealed(seal_seen=True) == agreement
    gone = agreement.model_copy(update={"file_sha256": "", "file": "/nonexistent/a.pdf"})
    with pytest.raises(FilingError, match="签章件不存在"):
        examine(gone, today=TODAY).sealed(seal_seen=True)


def test_what_the_record_says_of_its_seal_counts_for_nothing(agreements: dict[str, Agreement]) -> None:
    assert agreements["DB-2026-001"].seal_seen
    assert not examine(agreements["DB-2026-001"], today=TODAY).sealed(seal_seen=False).seal_seen


@pytest.mark.parametrize("end", ["stopped_at", "ended_at"])
def test_an_agreement_that_has_ended_is_not_registered_as_running(agreements: dict[str, Agreement], end: str) -> None:
    ended = agreements["DB-2026-001"].model_copy(update={end: date(2026, 2, 1)})
    assert [f.field.split()[0] for f in check(ended, today=TODAY)] == [end]
    assert check(ended.model_copy(update={"state": 9}), today=TODAY) == ()


def test_an_agreement_that_can_cover_nothing_today_says_why_without_any_filing(
    filing: Filing, agreement: Agreement
) -> None:
    assert standing(agreement, today=TODAY) == ()
    for change in (
        {"mode": "帮办"},
        {"ended_at": date(2026, 2, 1)},
        {"state": 9},
        {"valid_to": None},
        {"signed_at": None},
        {"seal_seen": False},
        {"file_sha256": "0" * 64},
        {"powers": ("fill",)},
    ):
        changed = agreement.model_copy(update=change)
        assert standing(changed, today=TODAY) == covers(changed, filing, today=TODAY) != ()
