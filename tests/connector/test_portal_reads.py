"""What a browser's portal makes of the answers to its reads: there, not there or not read; refused, or not answered."""

from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any, cast

import pikepdf
import pytest

from gongai.connector.mappers.answers import refusal
from gongai.connector.mappers.facts import facts_of
from gongai.connector.mappers.plan import build_plan
from gongai.connector.mappers.reading import Document
from gongai.connector.portal import BrowserPortal
from gongai.connector.session import Logins
from gongai.connector.sighting import NotRead, NotThere, There, after_sending
from gongai.errors import (
    GongaiError,
    NotUnderstood,
    PortalDown,
    PortalError,
    PortalRefused,
    ReadRefused,
    SessionLost,
    WrongApplicant,
)
from gongai.evidence import Store as Evidence
from gongai.records.noted import Exact
from gongai.sites import Site
from gongai.sites.call import Answer, Call
from gongai.sites.reading_digest import digest_of
from tests.connector.bench import single
from tests.queue.cast import USCC, HeldClock

NONE = {"success": True, "content": {"list": [], "total": 0}}


class CannedCalls:
    """The portal's calls, answered from a table: path → answer, error, or a function of what was asked."""

    def __init__(self) -> None:
        self.answers: dict[str, Any] = {"/api/list/apply": NONE, "/api/list/withdrawn": NONE}
        self.file = b""

    def json(self, call: Call, _facts: object, *, answer: Answer | None = None, **more: Any) -> Any:
        found = self.answers[call.path]
        found = found(more, call) if callable(found) else found
        if isinstance(found, Exception):
            raise found
        if answer is not None and (words := refusal(found, call, answer)) is not None:
            raise ReadRefused(f"平台没有答复 {call.path}，只说：{words}", words=words)
        return found

    def fetch(self, _call: Call, _facts: object, target: Path, **_more: Any) -> str:
        target.write_bytes(self.file)
        return ""


class CannedLogins:
    def __init__(self, calls: CannedCalls) -> None:
        self.calls, self.reused, self.until_ms, self.name = calls, False, 1, "session"

    def open(self, *, fresh: bool = False) -> "CannedLogins":
        return self


@pytest.fixture
def calls() -> CannedCalls:
    return CannedCalls()


class Memory:
    """What has been proved, in memory."""

    def __init__(self) -> None:
        self.digests: dict[str, str] = {}

    def known(self, digest: str) -> bool:
        return digest in self.digests

    def learn(self, digest: str, title: str) -> None:
        self.digests[digest] = title


@pytest.fixture
def proofs() -> Memory:
    return Memory()


@pytest.fixture
def portal(example_site: Site, tmp_path: Path, calls: CannedCalls, proofs: Memory) -> BrowserPortal:
    filing = single()
    facts = facts_of(filing, example_site)
    unneeded = cast(Any, None)
    made = BrowserPortal(
        example_site,
        cast(Logins, CannedLogins(calls)),
        unneeded,
        filing=filing,
        plan=build_plan(filing, example_site, facts),
        facts=facts,
        evidence=Evidence(tmp_path / "evidence", "R-1"),
        tmp=tmp_path,
        clock=HeldClock(),
        inspect=unneeded,
        proofs=proofs,
    )
    made.log_in()
    return made


def row(**changes: Any) -> dict[str, Any]:
    code = single().project.project_code
    known = {"applyinstId": "A-1", "applyinstCode": "20260001", "gcbm": code, "applyinstState": "2", "applyTime": 0}
    return known | {"items": [{"itemVerId": "IV-3-05"}]} | changes


def shown(*rows: Any) -> dict[str, Any]:
    return {"success": True, "content": {"list": list(rows), "total": len(rows)}}


# ---- lists


def test_every_list_read_and_empty_is_not_there(portal: BrowserPortal, calls: CannedCalls, proofs: Memory) -> None:
    seen = portal.listed()
    assert isinstance(seen, NotThere) and seen.read == 0
    assert [gap.listed_in for gap in seen.unproven] == ["申报列表·办理中", "申报列表·已办结"]
    assert after_sending(seen) == NotRead(seen.unproven), "a profile that reads nothing would say the same"


def test_a_row_proves_the_list_in_which_it_stands_and_no_other(
    portal: BrowserPortal, calls: CannedCalls, proofs: Memory
) -> None:
    """A sister that asks for a mistyped tab is empty for ever."""
    doing = portal._profile.lists["doing"]
    proofs.learn(digest_of(portal._profile, doing), doing.title)
    seen = portal.listed()
    assert isinstance(seen, NotThere)
    assert [gap.listed_in for gap in seen.unproven] == ["申报列表·已办结"]


def test_every_list_that_has_shown_a_row_proves_that_there_is_none_now(
    portal: BrowserPortal, calls: CannedCalls, proofs: Memory
) -> None:
    calls.answers["/api/list/apply"] = shown(row(gcbm="2109-439900-04-01-999999"))
    portal.listed()
    assert set(proofs.digests.values()) == {"申报列表·办理中", "申报列表·已办结"}
    calls.answers["/api/list/apply"] = NONE
    seen = portal.listed()
    assert seen == NotThere(0) == after_sending(seen), "what was withdrawn is no place where a new filing arrives"


def test_a_row_that_is_not_understood_proves_nothing(portal: BrowserPortal, calls: CannedCalls, proofs: Memory) -> None:
    calls.answers["/api/list/apply"] = shown(row(items=[]))
    portal.listed()
    assert proofs.digests == {}


def test_a_list_that_was_read_before_and_is_odd_now_is_the_portals_trouble(
    portal: BrowserPortal, calls: CannedCalls
) -> None:
    calls.answers["/api/list/apply"] = {"success": True, "content": {}}
    assert "先核对平台配置" in str(portal.listed())
    calls.answers["/api/list/apply"] = shown(row())
    portal.listed()
    calls.answers["/api/list/apply"] = {"success": True, "content": {}}
    assert "平台可能改版" in str(portal.listed())


@pytest.mark.parametrize(
    "answer",
    [
        {"success": True, "content": {"rows": [], "total": 1}},
        {"success": True, "content": None},
        {"success": True},
        {"content": {"list": [], "total": 0}},
        {"success": False, "message": "系统繁忙"},
        shown(row(applyinstId="")),
        shown(row(gcbm=None)),
        shown(row(items=None)),
        NotUnderstood("平台返回的不是约定的页面"),
    ],
)
def test_one_list_that_is_not_read_leaves_a_gap_and_the_others_are_read(
    portal: BrowserPortal, calls: CannedCalls, answer: Any
) -> None:
    calls.answers["/api/list/withdrawn"] = answer
    seen = portal.listed()
    assert isinstance(seen, NotRead)
    assert [gap.listed_in for gap in seen.gaps] == ["撤件列表"]
    calls.answers["/api/list/apply"] = shown(row())
    seen = portal.poll()
    assert isinstance(seen, There), "a hit is proof"
    assert [one.id for one in seen.applications] == ["A-1"] and len(seen.gaps) == 1


@pytest.mark.parametrize("error", [PortalDown("平台维护中"), SessionLost("已在别处登录")])
def test_a_portal_that_is_down_and_a_lost_session_go_through(
    portal: BrowserPortal, calls: CannedCalls, error: GongaiError
) -> None:
    calls.answers["/api/list/withdrawn"] = error
    with pytest.raises(type(error)):
        portal.listed()


def test_our_project_is_found_however_the_portal_writes_its_code(portal: BrowserPortal, calls: CannedCalls) -> None:
    code = single().project.project_code
    ways = (code.replace("-", ""), code.replace("-", "－"), code.replace("-", "—"), f" {code} ", code.lower())
    calls.answers["/api/list/apply"] = shown(*(row(applyinstId=f"A-{n}", gcbm=way) for n, way in enumerate(ways)))
    seen = portal.listed()
    assert isinstance(seen, There) and len(seen.applications) == len(ways)


def test_an_application_with_a_row_for_each_item_holds_the_items_of_all_its_rows(
    portal: BrowserPortal, calls: CannedCalls
) -> None:
    calls.answers["/api/list/apply"] = shown(row(items=[{"itemVerId": "IV-3-02"}]), row())
    seen = portal.poll()
    assert isinstance(seen, There)
    assert [(one.id, one.items) for one in seen.applications] == [("A-1", ("IV-3-02", "IV-3-05"))]


def test_an_application_of_which_one_row_is_withdrawn_is_withdrawn_only_where_all_are(
    portal: BrowserPortal, calls: CannedCalls
) -> None:
    calls.answers["/api/list/apply"] = shown(row(applyinstState="14", items=[{"itemVerId": "IV-3-02"}]), row())
    seen = portal.listed()
    assert isinstance(seen, There) and [one.state for one in seen.applications] == ["2"]


@pytest.mark.parametrize("other", [{"gcbm": "2109-439900-04-01-999999"}, {"applyinstCode": "20260002"}])
@pytest.mark.parametrize("first", [True, False])
def test_rows_of_one_id_that_cannot_be_one_application_are_a_gap(
    portal: BrowserPortal, calls: CannedCalls, other: dict[str, Any], first: bool
) -> None:
    calls.answers["/api/list/apply"] = shown(*([row(**other), row()] if first else [row(), row(**other)]))
    seen = portal.poll()
    assert isinstance(seen, NotRead) and "编号 A-1 之下有不同的" in str(seen)


@pytest.mark.parametrize("changes", [{"gcbm": "2611-439902-04-01-****"}, {"items": [{"itemVerId": "IV-3-05-V2"}]}])
def test_a_row_that_cannot_be_placed_is_for_a_person_and_never_absent(
    portal: BrowserPortal, calls: CannedCalls, changes: dict[str, Any]
) -> None:
    calls.answers["/api/list/apply"] = shown(row(**changes))
    seen = portal.poll()
    assert isinstance(seen, NotRead) and "有一行认不出是不是本件" in str(seen)


def test_a_row_with_an_odd_code_is_anothers_where_its_items_are(portal: BrowserPortal, calls: CannedCalls) -> None:
    calls.answers["/api/list/apply"] = shown(row(gcbm="详见附件", items=[{"itemVerId": "IV-3-02"}]))
    assert isinstance(portal.poll(), NotThere)


@pytest.mark.parametrize(
    "answer",
    [
        {"success": True, "message": "当前用户未选择单位", "content": {"list": [], "total": 0}},
        {"success": True, "content": {"list": None, "total": 0, "records": [row()]}},
    ],
)
def test_an_empty_list_that_the_answer_contradicts_is_a_gap(
    portal: BrowserPortal, calls: CannedCalls, answer: Any
) -> None:
    calls.answers["/api/list/apply"] = answer
    seen = portal.listed()
    assert isinstance(seen, NotRead) and "列表是空的" in str(seen)


# ---- details


def test_only_the_words_that_the_profile_names_say_that_the_portal_does_not_know_it(
    portal: BrowserPortal, calls: CannedCalls
) -> None:
    calls.answers["/api/apply/detail"] = {"success": False, "message": "获取申报详情失败！"}
    with pytest.raises(PortalRefused, match="查不到申报实例 A-1"):
        portal.details("A-1")
    calls.answers["/api/apply/detail"] = {"success": False, "message": "系统繁忙"}
    with pytest.raises(ReadRefused, match="系统繁忙"):
        portal.details("A-1")
    calls.answers["/api/apply/detail"] = {"code": 500}
    with pytest.raises(NotUnderstood, match="没有成功标志"):
        portal.details("A-1")


def detail(**changes: Any) -> dict[str, Any]:
    item = {"itemVerId": "IV-3-05", "iteminstCode": "B-1", "itemName": "联合报装", "itemState": "3", "history": []}
    told = {"applyinstId": "A-1", "gcbm": single().project.project_code}
    known = told | {
        "applyinstState": "2",
        "uscc": USCC,
        "matinstsIds": [],
        "items": [item | {"results": []}],
        "history": [],
    }
    return {"success": True, "content": known | changes}


def item(**changes: Any) -> list[dict[str, Any]]:
    return [detail()["content"]["items"][0] | changes]


def test_a_detail_is_read_with_what_is_explicitly_empty(portal: BrowserPortal, calls: CannedCalls) -> None:
    calls.answers["/api/apply/detail"] = detail()
    read = portal.details("A-1")
    assert (read.state, read.applicant, read.documents, read.material_ids) == ("2", USCC, (), ())
    assert [(event.scope, event.site_code) for event in read.events] == [("application", "2"), ("item", "3")]


@pytest.mark.parametrize(
    "changes",
    [
        {"applyinstState": None},
        {"applyinstState": {}},
        {"uscc": ""},
        {"items": []},
        {"items": None},
        {"items": {}},
        {"history": None},
        {"history": {}},
        {"matinstsIds": None},
        {"items": item(itemState=None)},
        {"items": item(itemVerId="")},
        {"items": item(itemName=None)},
        {"items": item(history=None)},
        {"items": item(results=None)},
        {"items": item(results=[{"title": "批复"}])},
    ],
)
def test_a_detail_that_lacks_what_decides_is_not_understood(
    portal: BrowserPortal, calls: CannedCalls, changes: dict[str, Any]
) -> None:
    calls.answers["/api/apply/detail"] = detail(**changes)
    with pytest.raises(NotUnderstood, match="申报详情"):
        portal.details("A-1")


def test_the_detail_of_another_application_than_was_asked_for_is_not_understood(
    portal: BrowserPortal, calls: CannedCalls
) -> None:
    calls.answers["/api/apply/detail"] = detail(applyinstId="A-2")
    with pytest.raises(NotUnderstood, match="问的是申报实例 A-1，答的是 A-2"):
        portal.details("A-1")


def test_two_items_of_one_name_do_not_hide_each_others_state(portal: BrowserPortal, calls: CannedCalls) -> None:
    both = item(itemState="11") + item(itemVerId="IV-2", iteminstCode="B-2", itemState="6")
    calls.answers["/api/apply/detail"] = detail(items=both)
    assert sorted(portal.details("A-1").item_states.values()) == ["11", "6"]


# ---- notices


def notice(**changes: Any) -> dict[str, Any]:
    known = {"correctId": "C-1", "applyinstId": "A-1", "iteminstCode": "B-1", "applyinstCode": "20260001"}
    return known | {"opinion": "坐标系有误", "dueTime": "20270506"} | changes


@pytest.fixture
def asked(calls: CannedCalls) -> Callable[..., None]:
    calls.answers |= {"/api/list/buquan": NONE, "/api/correct/detail": {"success": True, "content": {"materials": []}}}

    def ask(**changes: Any) -> None:
        calls.answers["/api/list/buzheng"] = shown(notice(**changes))

    return ask


def test_a_deadline_is_read_in_the_form_the_portal_writes_it(portal: BrowserPortal, asked: Callable[..., None]) -> None:
    asked()
    (demand,) = portal.demands()
    assert (demand.due, demand.due_text) == (date(2027, 5, 6), "")


@pytest.mark.parametrize(
    ("due", "said"),
    [("收到通知后5个工作日内", "收到通知后5个工作日内"), (None, "平台没有写明"), ("", "平台没有写明"), (7, "7")],
)
def test_a_deadline_that_cannot_be_read_is_kept_in_the_portals_words(
    portal: BrowserPortal, asked: Callable[..., None], due: Any, said: str
) -> None:
    asked(dueTime=due)
    (demand,) = portal.demands()
    assert (demand.due, demand.due_text) == (None, said)


@pytest.mark.parametrize(
    "answer",
    [
        {"success": True, "content": {}},
        {"success": True, "content": {"list": None}},
        shown(notice(applyinstId="")),
        shown(notice(opinion={})),
        {"success": False, "message": "系统繁忙"},
    ],
)
def test_notices_that_are_not_understood_are_not_taken_for_none(
    portal: BrowserPortal, asked: Callable[..., None], calls: CannedCalls, answer: Any
) -> None:
    asked()
    calls.answers["/api/list/buzheng"] = answer
    with pytest.raises(PortalError):
        portal.demands()


# ---- units


def test_units_that_are_not_understood_are_not_taken_for_none_bound(portal: BrowserPortal, calls: CannedCalls) -> None:
    for content in ({}, {"unitInfos": None}, {"unitInfos": [{"unitInfoId": "U-1"}]}):
        calls.answers["/api/user/info"] = {"success": True, "content": content}
        with pytest.raises(NotUnderstood, match="账号绑定的单位"):
            portal.act_for_applicant()
    calls.answers["/api/user/info"] = {"success": True, "content": {"unitInfos": []}}
    with pytest.raises(WrongApplicant, match="已绑定：无"):
        portal.act_for_applicant()


def test_a_unit_told_twice_or_with_blanks_around_its_code_is_one_unit(
    portal: BrowserPortal, calls: CannedCalls
) -> None:
    told = {"unitInfoId": "U-1", "unifiedSocialCreditCode": f" {USCC}\n"}
    calls.answers["/api/user/info"] = {"success": True, "content": {"unitInfos": [told, told], "unitId": "U-1"}}
    calls.answers["/api/user/switchUnit"] = {"success": True}
    assert portal.act_for_applicant()["applicant_id"] == Exact("U-1")
    calls.answers["/api/user/info"]["content"]["unitInfos"] = [told, told | {"unitInfoId": "U-2"}]
    with pytest.raises(WrongApplicant):
        portal.act_for_applicant()


# ---- files


@pytest.mark.parametrize("answer", [{"success": True}, {"success": True, "content": None}, shown()])
def test_receipts_that_are_not_understood_are_not_taken_for_none(
    portal: BrowserPortal, calls: CannedCalls, answer: Any
) -> None:
    calls.answers["/api/receipt/list"] = answer
    with pytest.raises(NotUnderstood, match="回执"):
        portal.receipts("A-1")


@pytest.mark.parametrize("name", [None, "", "  "])
def test_a_receipt_without_a_name_is_not_kept_under_none(portal: BrowserPortal, calls: CannedCalls, name: Any) -> None:
    calls.answers["/api/receipt/list"] = {"success": True, "content": [{"receiptId": "R-1", "receiptName": name}]}
    with pytest.raises(NotUnderstood, match="receiptName 不应为空"):
        portal.receipts("A-1")


@pytest.fixture
def receipt(calls: CannedCalls) -> CannedCalls:
    calls.answers["/api/receipt/list"] = {
        "success": True,
        "content": [{"receiptId": "R-1", "receiptName": "受理回执"}],
    }
    return calls


def pdf() -> bytes:
    made, out = pikepdf.new(), BytesIO()
    made.add_blank_page()
    made.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "0 字节"),
        (b'{"code":500,"msg":"\xe6\x9c\xaa\xe7\x99\xbb\xe5\xbd\x95"}', "未登录"),
        (b"<html><body>error</body></html>", "网页"),
        (b"\x00\x01\x02\x03", "无法识别"),
        (pdf()[:-40], "损坏"),
        (pdf().rstrip()[:-1], "损坏"),
    ],
)
def test_what_is_no_document_is_no_receipt_and_is_not_kept(
    portal: BrowserPortal, receipt: CannedCalls, content: bytes, why: str, tmp_path: Path
) -> None:
    receipt.file = content
    with pytest.raises(PortalError, match=why):
        portal.receipts("A-1")
    assert list(tmp_path.rglob("*回执*")) == []


def test_a_document_is_kept_under_a_bounded_name_with_the_extension_of_what_it_is(
    portal: BrowserPortal, receipt: CannedCalls
) -> None:
    receipt.file = pdf()
    (kept,) = portal.receipts("A-1")
    assert Path(kept.path).name.endswith("回执-受理回执.pdf")
    long = portal.document(Document("F-1", "批复", "", "\U00020000" * 90 + ".pdf"))
    assert Path(long.path).suffix == ".pdf" and len(Path(long.path).name.encode()) < 255
    assert Path(portal.document(Document("F-2", "批复", "", "批复.ofd")).path).name.endswith("批复.ofd.pdf")
