"""
Following a filing: both levels of state, what is asked, documents, vanishing; each under one key, nothing sent.

Longer than most: every branch of the flow is here, by what it shows.
"""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from gongai.clock import at
from gongai.connector.flows import track
from gongai.connector.mappers.reading import Document
from gongai.errors import (
    GongaiError,
    LeaseLost,
    NotUnderstood,
    PageChanged,
    PortalDown,
    PortalError,
    PortalRefused,
    SessionLost,
)
from gongai.records.outcome import Ask, AskKind, Filed, Note, NotYet, Outcome, Seen
from gongai.records.receipt import Receipt
from gongai.records.state import FilingState, FlowName, JobState
from gongai.sites import Site
from tests.connector.bench import ITEM, OTHER_ITEM, STRANGER, Bench, joint, single
from tests.connector.fake_office import HeldApplication, HeldDemand
from tests.connector.flows.endings import ENDINGS
from tests.queue.cast import USCC

DECISION = Document("F-1", "关于接入的批复", "云汐示例〔2026〕1号", "云汐示例〔2026〕1号.pdf")


def polled(bench: Bench) -> Seen:
    """One look, settled."""
    outcome = bench.run()
    assert isinstance(outcome, Seen), outcome
    return outcome


def notes(outcome: Seen, kind: str) -> list[Note]:
    return [note for note in outcome.notes if note.kind == kind]


@pytest.fixture
def held(bench: Bench) -> HeldApplication:
    """A filing that the portal holds; the next job is a look."""
    (made,) = bench.filed()
    return made


# ---- states


@pytest.mark.parametrize(
    ("state", "item", "label"),
    [
        ("0", "1", "已接件未审核"),
        ("1", "1", "已接件并审核"),
        ("2", "3", "已受理"),
        ("2", "8", "已受理"),
        ("2", "6", "已受理，补正（开始）"),
        ("2", "9", "已受理，特别程序（开始）"),
        ("3", "1", "待补全"),
        ("12", "1", "撤件待受理"),
        ("99", "3", "未知状态 99"),
    ],
)
def test_each_state_is_told_at_both_levels(
    bench: Bench, held: HeldApplication, state: str, item: str, label: str
) -> None:
    bench.office.move(held, state)
    bench.office.move(held, item, item="*")
    outcome = polled(bench)
    assert (outcome.note, outcome.closed) == (label, False)
    codes = {(event.scope, event.site_code) for event in outcome.events}
    assert {("application", state), ("item", item)} <= codes
    assert outcome.look_again == timedelta(minutes=bench.site.profile.limits.track_minutes)
    assert bench.state is FilingState.FILED


@pytest.mark.parametrize(
    ("state", "item", "label"),
    [
        ("6", "11", "办结（通过）"),
        ("6", "12", "办结（容缺通过）"),
    ],
    ids=["agreed", "agreed owing"],
)
def test_an_end_is_told_and_closes_the_filing(
    bench: Bench, held: HeldApplication, state: str, item: str, label: str
) -> None:
    bench.office.move(held, item, item="*")
    bench.office.move(held, state)
    held.items[0].documents.append(DECISION)
    outcome = polled(bench)
    (closed,) = notes(outcome, "closed")
    assert outcome.closed and label in closed.text and held.id in closed.key
    assert bench.state is FilingState.CLOSED
    assert bench.job("state", FlowName.TRACK) == JobState.DONE


@pytest.mark.parametrize(
    ("state", "item", "said"),
    [("6", "13", "办结（不通过）：用地手续未落实"), ("5", "1", "不予受理：用地手续未落实")],
    ids=["an item", "the application, before its items moved"],
)
def test_a_refusal_after_it_was_taken_is_an_ending_of_its_own_with_the_portals_reason(
    bench: Bench, held: HeldApplication, state: str, item: str, said: str
) -> None:
    bench.office.move(held, item, item="*", opinion="用地手续未落实" if state == "6" else "")
    bench.office.move(held, state, opinion="用地手续未落实" if state == "5" else "")
    outcome = polled(bench)
    assert said in outcome.refusal
    (note,) = notes(outcome, "rejected")
    assert said in note.text and held.id in note.key and notes(outcome, "closed") == []
    assert bench.state is FilingState.REJECTED
    assert said in bench.why
    assert bench.job("state", FlowName.TRACK) == JobState.DONE


@pytest.mark.parametrize(
    ("state", "item", "label"),
    [("14", "2", "撤件办结"), ("2", "14", "撤回"), ("6", "14", "撤回")],
    ids=["the application", "its items", "shown as ended"],
)
def test_what_was_withdrawn_is_told_as_that_and_somebody_is_asked_whether_to_file_again(
    bench: Bench, held: HeldApplication, state: str, item: str, label: str
) -> None:
    bench.office.move(held, item, item="*")
    bench.office.move(held, state)
    outcome = polled(bench)
    (note,) = notes(outcome, "rejected")
    assert note.text.startswith("申报已撤回（") and label in note.text
    assert "没有批准任何事项。请与建设单位核对是否重新申报" in note.text
    assert outcome.closed and notes(outcome, "closed") == []
    assert bench.state is FilingState.REJECTED and "申报已撤回" in bench.why
    assert bench.job("state", FlowName.TRACK) == JobState.DONE


def test_where_one_item_was_granted_and_another_withdrawn_it_has_ended(bench: Bench) -> None:
    first, second = bench.filed(joint())
    bench.office.finish(first, "11", documents=(DECISION,))
    bench.office.finish(second, "14")
    outcome = polled(bench)
    assert outcome.closed and notes(outcome, "rejected") == [] and bench.state is FilingState.CLOSED


def test_a_refusal_without_a_reason_says_so(bench: Bench, held: HeldApplication) -> None:
    bench.office.finish(held, "13")
    assert "平台未写明原因" in polled(bench).refusal


def test_after_a_refusal_the_next_round_may_be_filed(bench: Bench, held: HeldApplication) -> None:
    bench.office.finish(held, "13")
    polled(bench)
    bench.add(single().model_copy(update={"reference": "T-00002", "round": 2}))
    assert bench.work_off() is FilingState.FILED
    assert len(bench.office.held) == 2


def test_an_application_shown_as_ended_whose_items_still_move_is_not_closed(
    bench: Bench, held: HeldApplication
) -> None:
    bench.office.move(held, "6")
    assert not polled(bench).closed


def test_an_end_with_an_unknown_code_is_kept_and_asked_about(bench: Bench, held: HeldApplication) -> None:
    bench.office.move(held, "77", item="*")
    bench.office.move(held, "6")
    outcome = polled(bench)
    (note,) = notes(outcome, "unknown_state")
    assert "77" in note.text and note.key == f"code:item:77:{held.items[0].number}"
    assert not outcome.closed


def test_an_unknown_state_of_the_application_is_kept_and_asked_about(bench: Bench, held: HeldApplication) -> None:
    bench.office.move(held, "8")  # the portal knows it for an item, not for an application
    (note,) = notes(polled(bench), "unknown_state")
    assert note.key == f"code:application:8:{held.id}"


def test_an_unknown_code_of_a_refused_application_is_told_by_its_code(bench: Bench, held: HeldApplication) -> None:
    bench.office.move(held, "77", item="*")
    bench.office.move(held, "5")
    (rejected,) = notes(polled(bench), "rejected")
    assert "事项 IV-3-05" in rejected.text


def test_a_joint_filing_is_closed_only_when_all_of_it_has_ended(bench: Bench) -> None:
    first, second = bench.filed(joint())
    bench.office.finish(first, "11", documents=(DECISION,))
    outcome = polled(bench)
    assert not outcome.closed and outcome.note == "已办结、已接件未审核"
    bench.office.finish(second, "13")
    outcome = polled(bench)
    assert outcome.closed
    (rejected,) = notes(outcome, "rejected")
    assert "办结（不通过）" in rejected.text and "事项 IV-3-05" in rejected.text and "事项 IV-3-02" not in rejected.text
    assert bench.state is FilingState.REJECTED


def test_the_same_look_twice_tells_the_same_keys(bench: Bench, held: HeldApplication) -> None:
    bench.office.move(held, "77", item="*")
    first, second = polled(bench), polled(bench)
    assert [note.key for note in first.notes] == [note.key for note in second.notes]
    assert bench.results().count("unknown_state") == 1


# ---- what is asked


def test_a_correction_is_told_in_the_departments_words_with_its_deadline(bench: Bench, held: HeldApplication) -> None:
    bench.office.demands.append(
        HeldDemand(held, "补正", held.items[0].number, "坐标系有误", date(2026, 12, 4), paper=True)
    )
    (note,) = notes(polled(bench), "correction")
    assert note.text == (
        f"补正（办件 {held.items[0].number}）：坐标系有误，请于 2026-12-04 前完成。需到窗口提交纸质材料，不能在线完成"
    )
    assert note.due_ms is not None and at(note.due_ms).isoformat().startswith("2026-12-04T23:59:59")
    assert note.key == f"{held.items[0].number}:坐标系有误"


def test_a_demand_without_number_and_deadline_is_told_as_it_is(bench: Bench, held: HeldApplication) -> None:
    bench.office.demands.append(HeldDemand(held, "补全", "", "请补充"))
    (note,) = notes(polled(bench), "correction")
    assert (note.text, note.due_ms) == ("补全：请补充", None)


def test_a_deadline_that_was_not_understood_is_told_in_the_portals_words(bench: Bench, held: HeldApplication) -> None:
    bench.office.demands.append(HeldDemand(held, "补正", "", "请补充", due_text="收到后5日内"))
    (note,) = notes(polled(bench), "correction")
    assert note.due_ms is None
    assert "平台写的是：收到后5日内" in note.text and "核对期限" in note.text


@pytest.mark.parametrize(
    ("state", "item", "label", "what"),
    [
        ("2", "6", "补正（开始）", "事项 事项 IV-3-05"),
        ("3", "1", "待补全", "申报实例 A-"),
        ("3", "6", "补正（开始）", "事项"),
    ],
)
def test_a_state_that_waits_for_the_owner_is_told_as_a_correction_where_no_notice_tells_of_it(
    bench: Bench, held: HeldApplication, state: str, item: str, label: str, what: str
) -> None:
    bench.office.move(held, state)
    bench.office.move(held, item, item="*")
    (note,) = notes(polled(bench), "correction")
    assert note.text.startswith(f"平台状态为{label}（{what}")
    assert "没有读到通知和期限，请到平台查看" in note.text and note.due_ms is None
    assert bench.results().count("correction") == 1


def test_a_notice_stands_for_the_state_it_explains(bench: Bench, held: HeldApplication) -> None:
    bench.office.move(held, "6", item="*")
    bench.office.demands.append(HeldDemand(held, "补正", held.items[0].number, "坐标系有误"))
    (note,) = notes(polled(bench), "correction")
    assert "坐标系有误" in note.text


def test_each_item_that_waits_has_its_own_notice_or_is_told(bench: Bench) -> None:
    first, second = bench.filed(joint())
    for one in (first, second):
        bench.office.move(one, "6", item="*")
    bench.office.demands.append(HeldDemand(first, "补正", first.items[0].number, "坐标系有误"))
    told = [note.text for note in notes(polled(bench), "correction")]
    assert len(told) == 2 and "坐标系有误" in told[0] and second.items[0].name in told[1]


@pytest.mark.parametrize("by", ["number", "item number"])
def test_a_notice_may_name_the_application_by_its_number(bench: Bench, held: HeldApplication, by: str) -> None:
    named = held.number if by == "number" else held.items[0].number
    bench.office.demands.append(HeldDemand(replace(held, id=named), "补正", held.items[0].number, "坐标系有误"))
    (note,) = notes(polled(bench), "correction")
    assert "坐标系有误" in note.text


def test_what_has_ended_waits_for_nobody(bench: Bench, held: HeldApplication) -> None:
    bench.office.move(held, "6", item="*")
    bench.office.move(held, "5")
    assert notes(polled(bench), "correction") == []


def test_what_is_asked_of_another_application_is_not_ours(bench: Bench, held: HeldApplication) -> None:
    other = bench.office.add(account="agent-a", uscc=USCC, project="别的项目", items=[ITEM])
    bench.office.demands.append(HeldDemand(other, "补正", "B-9", "与我们无关"))
    assert notes(polled(bench), "correction") == []


# ---- documents


def test_a_result_document_is_fetched_and_told(bench: Bench, held: HeldApplication) -> None:
    bench.office.finish(held, "11", documents=(DECISION,))
    outcome = polled(bench)
    (note,) = notes(outcome, "document")
    assert note.text == "结果文件已下载：关于接入的批复 云汐示例〔2026〕1号"
    stored = bench.data_of("跟踪·结果文件", "done")
    assert stored["title"] == "关于接入的批复" and stored["sha256"] and stored["path"]
    assert outcome.closed


def test_a_document_is_fetched_once_and_another_under_the_same_id_again(bench: Bench, held: HeldApplication) -> None:
    held.items[0].documents.append(DECISION)
    polled(bench)
    bench.office.fail("document", PortalDown("平台维护中"))  # whoever fetches now, fails
    polled(bench)
    held.items[0].documents[0] = replace(DECISION, title="更正后的批复")
    assert isinstance(bench.run(), NotYet), "it is fetched"
    polled(bench)
    steps = [step for step, event in bench.journal() if (step, event) == ("跟踪·结果文件", "done")]
    assert len(steps) == 2


def test_an_agreed_filing_stays_open_until_its_document_has_come(bench: Bench, held: HeldApplication) -> None:
    bench.office.finish(held, "11")
    outcome = polled(bench)
    assert notes(outcome, "closed") and not outcome.closed
    held.items[0].documents.append(DECISION)
    assert polled(bench).closed
    assert bench.results().count("closed") == 1


def test_where_a_portal_offers_no_documents_none_is_waited_for(bench: Bench) -> None:
    profile = bench.site.profile
    bench.site = Site(
        profile.model_copy(update={"detail": profile.detail.model_copy(update={"documents": ""})}),
        bench.site.catalogue,
        bench.site.digest,
    )
    (made,) = bench.filed()
    bench.office.finish(made, "11")
    assert polled(bench).closed


# ---- gone


def test_an_application_in_no_list_is_told_once(bench: Bench, held: HeldApplication) -> None:
    held.vanished = True
    outcome = polled(bench)
    (note,) = notes(outcome, "vanished")
    assert note.key == f"vanished:{held.id}" and "不在平台的任何列表中" in note.text
    assert outcome.note == "已接件未审核", "its detail is still shown"
    polled(bench)
    assert bench.results().count("vanished") == 1


def test_an_application_that_the_portal_does_not_show_any_more_is_told(bench: Bench, held: HeldApplication) -> None:
    bench.office.applications.remove(held)
    outcome = polled(bench)
    assert [note.key for note in notes(outcome, "vanished")] == [f"gone:{held.id}", f"vanished:{held.id}"]
    assert outcome.note == "查不到" and not outcome.closed


def test_one_of_two_gone_does_not_close_the_filing(bench: Bench) -> None:
    first, second = bench.filed(joint())
    bench.office.finish(first, "13")
    bench.office.applications.remove(second)
    outcome = polled(bench)
    assert not outcome.closed and notes(outcome, "vanished")


@pytest.mark.parametrize(
    "error",
    [
        PortalError("没有按约定返回数据"),
        SessionLost("您的账号已在其他地方登录"),
        NotUnderstood("详情看不懂", call="/detail"),
        PortalDown("平台维护中"),
        PageChanged("没有这一页"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_a_detail_that_could_not_be_read_is_not_gone(bench: Bench, held: HeldApplication, error: GongaiError) -> None:
    bench.office.fail("details", error)
    outcome = bench.run()
    assert not isinstance(outcome, Seen)
    assert "vanished" not in bench.results()
    assert bench.state is FilingState.FILED


def test_the_detail_of_another_company_is_not_taken_for_ours(bench: Bench, held: HeldApplication) -> None:
    held.uscc = STRANGER
    bench.office.all_units = True
    outcome = bench.run()
    assert isinstance(outcome, Ask) and outcome.kind is AskKind.NOT_UNDERSTOOD
    assert bench.state is FilingState.FILED


def test_a_session_that_the_portal_has_ended_is_not_taken_up_again(bench: Bench, held: HeldApplication) -> None:
    bench.office.fail("listed", SessionLost("您的账号已在其他地方登录"))
    logins = len(bench.office.logins)
    assert isinstance(bench.run(), NotYet)
    polled(bench)
    assert len(bench.office.logins) == logins + 1


# ---- doubled


def beside(bench: Bench, held: HeldApplication, *items: str) -> HeldApplication:
    return bench.office.add(account="agent-a", uscc=USCC, project=held.project, items=list(items or [ITEM]))


def test_a_second_application_for_the_same_thing_is_told_once(bench: Bench, held: HeldApplication) -> None:
    """As where the network has sent a request twice, or an owner has filed as well."""
    double = beside(bench, held)
    (note,) = notes(polled(bench), "doubled")
    assert double.number in note.text and note.key == f"double:{double.id}"
    polled(bench)
    assert bench.results().count("doubled") == 1


def test_what_stood_there_before_has_come_to_nothing_or_is_another_thing_is_no_double(
    bench: Bench, held: HeldApplication
) -> None:
    bench.office.move(beside(bench, held), "5")
    beside(bench, held, OTHER_ITEM)
    assert notes(polled(bench), "doubled") == []


def test_an_application_beside_ours_whose_item_cannot_be_told_is_told_too(bench: Bench, held: HeldApplication) -> None:
    beside(bench, held, f"{ITEM}-V2")
    (note,) = notes(polled(bench), "doubled")
    assert f"事项“{ITEM}-V2”认不出" in note.text


def test_another_filing_of_ours_is_no_double(bench: Bench, held: HeldApplication) -> None:
    first = bench.number
    bench.filed(single(2).model_copy(update={"item_code": "3-02"}))
    second = bench.office.held[-1]
    second.project, second.items[0].id = held.project, ITEM
    bench.number = first
    assert notes(polled(bench), "doubled") == []


# ---- known by its number only


def by_number(bench: Bench, *numbers: str) -> Outcome:
    """A filing that others made."""
    return track.run(bench.attempt(), Receipt(application_nos=numbers))


def test_a_filing_known_by_its_number_is_found_in_the_lists(bench: Bench, held: HeldApplication) -> None:
    outcome = by_number(bench, held.number)
    assert isinstance(outcome, Seen)
    assert {event.ref for event in outcome.events} == {held.id, held.items[0].number}


@pytest.mark.parametrize(("numbers", "named"), [(("209901010001",), "209901010001"), ((), "（未知）")])
def test_a_number_that_stands_in_no_list_is_told(bench: Bench, numbers: tuple[str, ...], named: str) -> None:
    bench.filed()
    outcome = by_number(bench, *numbers)
    assert isinstance(outcome, Seen) and outcome.note == "查不到" and not outcome.closed
    (note,) = notes(outcome, "vanished")
    assert named in note.text and note.key == f"no:{named}"


# ---- receipts that are missing


def without_receipts(bench: Bench) -> HeldApplication:
    bench.office.fail("receipts", PortalDown("平台维护中"))
    (made,) = bench.filed()
    assert bench.receipt is not None and bench.receipt.receipt_files == ()
    return made


def test_missing_receipts_come_with_a_later_look(bench: Bench) -> None:
    without_receipts(bench)
    outcome = bench.run()
    assert isinstance(outcome, Filed) and len(outcome.receipt.receipt_files) == 2
    assert bench.receipt == outcome.receipt
    assert len(bench.data_of("跟踪·回执", "done")["files"]) == 2
    assert isinstance(bench.run(), Seen), "and are not fetched again"


@pytest.mark.parametrize("error", [PortalDown("平台维护中"), PortalError("没有按约定返回数据")], ids=["down", "odd"])
def test_receipts_that_are_still_missing_do_not_hide_the_states(bench: Bench, error: GongaiError) -> None:
    without_receipts(bench)
    bench.office.fail("receipts", error)
    assert polled(bench).note == "已接件未审核"


def test_a_portal_that_has_no_receipts_yet_is_asked_again(bench: Bench) -> None:
    without_receipts(bench).receipts = ()
    assert polled(bench).note == "已接件未审核"


# ---- what stands in the way


@pytest.mark.parametrize("step", ["log_in", "act_for_applicant", "listed", "demands", "document"])
def test_each_error_ends_the_look_as_it_would_any_step(bench: Bench, held: HeldApplication, step: str) -> None:
    bench.office.finish(held, "11", documents=(DECISION,))
    claim, receipt = bench.claim(), bench.receipt
    assert receipt is not None
    for error, outcome in ENDINGS:
        bench.office.faults.clear()
        bench.office.fail(step, error)
        assert track.run(bench.attempt(claim), receipt) == outcome, type(error).__name__
    assert len(bench.office.submits) == 1


def test_each_error_of_a_detail_is_told_or_ends_the_look(bench: Bench, held: HeldApplication) -> None:
    claim, receipt = bench.claim(), bench.receipt
    assert receipt is not None
    for error, outcome in ENDINGS:
        bench.office.faults.clear()
        bench.office.fail("details", error)
        found = track.run(bench.attempt(claim), receipt)
        if isinstance(error, PortalRefused):
            assert isinstance(found, Seen) and found.notes[0].key == f"gone:{held.id}"
            assert str(error) in found.notes[0].text
        elif isinstance(found, Seen):
            assert isinstance(error, PortalError) and not found.closed, type(error).__name__
        else:
            assert found == outcome, type(error).__name__


@pytest.mark.parametrize("step", ["log_in", "act_for_applicant", "listed", "details", "demands", "document"])
def test_a_lost_lease_ends_the_look_without_an_outcome(bench: Bench, held: HeldApplication, step: str) -> None:
    bench.office.finish(held, "11", documents=(DECISION,))
    bench.office.fail(step, LeaseLost("已被接管"))
    with pytest.raises(LeaseLost):
        bench.run()


def test_a_portal_that_is_down_is_asked_later_and_the_filing_stays_filed(bench: Bench, held: HeldApplication) -> None:
    bench.office.fail("listed", PortalDown("平台维护中"))
    assert isinstance(bench.run(), NotYet)
    assert bench.state is FilingState.FILED
    assert polled(bench).note == "已接件未审核"


def test_an_application_of_another_account_is_not_shown(bench: Bench, held: HeldApplication) -> None:
    held.account = "agent-b"
    outcome = polled(bench)
    assert [note.key for note in outcome.notes] == [f"gone:{held.id}", f"vanished:{held.id}"]


def test_an_application_of_another_unit_is_asked_about_and_what_is_not_shown_is_missed(
    bench: Bench, held: HeldApplication
) -> None:
    held.uscc = STRANGER
    outcome = bench.run()
    assert isinstance(outcome, Ask) and outcome.call == f"申报详情 {held.id}"
    bench.office.fail("details", PortalRefused("获取申报详情失败！"))
    assert polled(bench).note == "查不到"
