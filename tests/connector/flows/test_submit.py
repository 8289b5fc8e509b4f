"""
Filing something new: what stops it before the request, what the request's end means; never twice.

Longer than most: every branch of the flow is here, by what it shows.
"""

from collections.abc import Callable
from datetime import timedelta

import pytest

from gongai.connector.flows import submit
from gongai.db.position import Position
from gongai.errors import AgreementError, GongaiError, LeaseLost, PageChanged, PortalDown, SessionLost
from gongai.records.outcome import Ask, AskKind, Filed, NotYet, Refused, Unknown
from gongai.records.state import FilingState
from tests.connector import fake_faults, fake_office
from tests.connector.bench import ITEM, OTHER_ITEM, UNIT, Bench, joint
from tests.connector.flows.endings import ENDINGS
from tests.queue.cast import USCC


def never_sent(bench: Bench) -> None:
    assert bench.position is Position.CLEAR
    assert bench.office.submits == []
    assert bench.office.held == []


def raising(error: GongaiError, *, call: int = 1) -> Callable[[], None]:
    """Raises at one of its calls."""
    calls = iter(range(1, 99))

    def act() -> None:
        if next(calls) == call:
            raise error

    return act


# ---- the good end


def test_a_filing_goes_through_its_steps_in_order_and_is_filed_once(bench: Bench) -> None:
    (held,) = bench.filed()
    assert bench.journal() == [
        ("核对", "done"),
        ("登录", "done"),
        ("申报主体", "done"),
        ("查重", "done"),
        ("打开申报页", "done"),
        ("补全信息", "done"),
        ("材料一单清", "done"),
        ("submit", "armed"),
        ("submit", "sent"),
        ("submit", "answered"),
        ("submit", "pressed"),
        ("核对回执", "done"),
        ("submit", "filed"),
    ]
    receipt = bench.receipt
    assert receipt is not None
    assert (receipt.application_ids, receipt.application_nos) == ((held.id,), (held.number,))
    assert receipt.item_nos == (held.items[0].number,)
    assert (receipt.filed_as, receipt.account, receipt.found_by) == (USCC, "agent-a", "answer")
    assert [one.kind for one in receipt.receipt_files] == list(fake_office.RECEIPTS)
    assert held.uscc == USCC


def test_what_was_planned_stands_in_the_journal_before_the_click(bench: Bench) -> None:
    bench.add()
    attempt = bench.attempt()
    submit.run(attempt)
    assert bench.data_of("submit", "armed")["plan"] == attempt.plan.sha256 == bench.data_of("核对", "done")["plan"]
    assert bench.data_of("核对", "done")["fields"] == len(attempt.plan.fields)


def test_one_submit_may_make_several_applications_and_all_are_in_the_receipt(bench: Bench) -> None:
    held = bench.filed(joint())
    assert [[item.id for item in one.items] for one in held] == [[OTHER_ITEM], [ITEM]]
    receipt = bench.receipt
    assert receipt is not None
    assert receipt.application_nos == tuple(one.number for one in held)
    assert len(receipt.receipt_files) == 2 * len(fake_office.RECEIPTS)


# ---- every step, every error

STEPS = ("log_in", "act_for_applicant", "poll", "open_wizard", "do_page 1", "do_page 2")


@pytest.mark.parametrize("step", STEPS)
def test_each_error_in_each_step_stops_before_anything_is_sent(bench: Bench, step: str) -> None:
    bench.add()
    claim = bench.claim()
    method, _, nth = step.partition(" ")
    for error, outcome in ENDINGS:
        bench.office.faults.clear()
        bench.office.fail(method, error, nth=int(nth or 1))
        assert submit.run(bench.attempt(claim)) == outcome, type(error).__name__
        assert bench.journal()[-1][1] == "failed"
        assert not any(step == "submit" for step, _event in bench.journal())
    never_sent(bench)


@pytest.mark.parametrize("call", [1, 2, 3], ids=["at first", "right before the button", "with the request in hand"])
def test_each_error_of_the_checks_stops_before_anything_is_sent(bench: Bench, call: int) -> None:
    bench.add()
    claim = bench.claim()
    for error, outcome in ENDINGS:
        bench.recheck = raising(error, call=call)
        assert submit.run(bench.attempt(claim)) == outcome, type(error).__name__
        assert (("submit", "armed") in bench.journal()) is (call == 3)
        assert (bench.office.logins == []) is (call == 1), "a filing that may not be made logs nobody in"
    never_sent(bench)


@pytest.mark.parametrize("step", STEPS)
def test_a_lost_lease_in_any_step_ends_the_attempt_without_an_outcome(bench: Bench, step: str) -> None:
    bench.add()
    method, _, nth = step.partition(" ")
    bench.office.fail(method, LeaseLost("已被接管"), nth=int(nth or 1))
    with pytest.raises(LeaseLost):
        submit.run(bench.attempt())
    assert all(event == "done" for _step, event in bench.journal())
    never_sent(bench)


def test_a_step_that_failed_is_done_again_by_the_next_attempt_and_the_filing_is_filed_once(bench: Bench) -> None:
    bench.add()
    for nth, method in enumerate(("log_in", "act_for_applicant", "poll", "open_wizard", "do_page", "do_page"), 1):
        bench.office.faults.clear()
        bench.office.fail(method, PortalDown("平台维护中"), nth=2 if nth == 6 else 1)
        assert isinstance(bench.run(), NotYet)
        assert bench.job("attempt") == 0, "a portal that is shut spends no attempt"
    assert bench.work_off() is FilingState.FILED
    assert len(bench.office.held) == 1


# ---- what the portal holds already


def there(bench: Bench, state: str, *items: str, withdrawn: bool = False) -> fake_office.HeldApplication:
    """Somebody filed the same thing before."""
    bench.add()
    project = bench.filing.project.project_code
    made = bench.office.add(account="agent-a", uscc=USCC, project=project, items=[ITEM, OTHER_ITEM][: len(items) or 1])
    made.withdrawn = withdrawn
    for item, code in zip(made.items, items, strict=False):
        bench.office.move(made, code, item=item.id)
    bench.office.move(made, state)
    return made


@pytest.mark.parametrize(
    ("state", "items"),
    [("0", ()), ("2", ("3",)), ("6", ("11",)), ("6", ("13", "11")), ("6", ("13", "77")), ("6", ("12",)), ("12", ())],
)
def test_what_is_alive_or_was_granted_is_not_filed_again(bench: Bench, state: str, items: tuple[str, ...]) -> None:
    made = there(bench, state, *items)
    outcome = bench.run()
    assert isinstance(outcome, Ask) and outcome.kind is AskKind.DUPLICATE
    assert made.number in outcome.question
    assert bench.office.held == [made] and bench.office.submits == []
    assert bench.state is FilingState.HELD


def test_a_state_that_nobody_knows_counts_as_alive(bench: Bench) -> None:
    there(bench, "99", withdrawn=True)
    outcome = bench.run()
    assert isinstance(outcome, Ask) and outcome.kind is AskKind.DUPLICATE


@pytest.mark.parametrize(("state", "items"), [("5", ()), ("14", ()), ("6", ("13",)), ("6", ("13", "14"))])
def test_what_came_to_nothing_may_be_filed_again(bench: Bench, state: str, items: tuple[str, ...]) -> None:
    made = there(bench, state, *items)
    assert isinstance(bench.run(), Filed)
    assert len(bench.office.held) == 2
    assert bench.data_of("查重", "done")["known"] == [made.id], "and is not taken for ours later"


# ---- the request does not leave


def test_a_request_for_another_unit_than_planned_is_stopped(bench: Bench) -> None:
    bench.page.changes["unitInfoId"] = "U-9"
    bench.add()
    outcome = bench.run()
    assert isinstance(outcome, Ask) and outcome.kind is AskKind.PAGE_CHANGED
    assert f"申报主体：应为 {UNIT}，请求中为 U-9" in outcome.question
    never_sent(bench)


def test_a_page_that_sends_nothing_is_tried_again_later(bench: Bench) -> None:
    bench.page.silent = True
    bench.add()
    assert isinstance(bench.run(), NotYet)
    never_sent(bench)


def test_a_page_that_sends_to_an_unnamed_address_is_stopped_and_told(bench: Bench) -> None:
    bench.page.address = "/api/apply/other"
    bench.add()
    outcome = bench.run()
    assert isinstance(outcome, Ask) and outcome.kind is AskKind.PAGE_CHANGED
    assert "/api/apply/other" in outcome.question
    never_sent(bench)


def test_a_button_that_cannot_be_pressed_is_a_changed_page(bench: Bench) -> None:
    bench.office.fail("submit", PageChanged("没有找到“提交申请”"))
    bench.add()
    outcome = bench.run()
    assert outcome == Ask(AskKind.PAGE_CHANGED, "没有找到“提交申请”")
    never_sent(bench)


def test_a_browser_that_dies_while_it_holds_the_request_may_have_sent_it(bench: Bench) -> None:
    """What a browser holds for us it lets go of when it ends: then only a look tells."""
    bench.page.dies = True
    bench.add()
    assert isinstance(bench.run(), Unknown)
    assert bench.position is Position.OPEN
    assert bench.office.submits == []
    assert isinstance(bench.look(), NotYet)


def test_a_worker_that_could_not_renew_its_lease_does_not_send(bench: Bench) -> None:
    bench.fresh = lambda: False
    bench.add()
    with pytest.raises(LeaseLost):
        bench.run()
    never_sent(bench)


def test_a_worker_that_lost_its_time_after_writing_sent_does_not_send_either(bench: Bench) -> None:
    times = iter((True, False))
    bench.fresh = lambda: next(times)
    bench.add()
    assert isinstance(bench.run(), Unknown)
    assert bench.position is Position.OPEN
    assert bench.office.submits == []


def test_a_page_that_sends_twice_files_once(bench: Bench) -> None:
    bench.page.presses = 2
    (_held,) = bench.filed()
    assert len(bench.office.submits) == 1
    assert ("submit", "stopped") in bench.journal()


# ---- after it left, the journal decides


@pytest.mark.parametrize(
    ("wire", "text", "position"),
    [
        (fake_faults.LOST_BEFORE, "没有收到应答", Position.OPEN),
        (fake_faults.LOST_AFTER, "没有收到应答", Position.OPEN),
        (fake_faults.refused("用地手续未落实"), "用地手续未落实", Position.ANSWERED),
        (fake_faults.refused("申报出错!", after_storing=True), "申报出错!", Position.ANSWERED),
        (fake_faults.ERROR_PAGE, "未说明原因（HTTP 502）", Position.ANSWERED),
        (fake_faults.ERROR_PAGE_AFTER, "未说明原因（HTTP 502）", Position.ANSWERED),
        (fake_faults.NAMES_NOTHING, "平台列表中还没有见到本件", Position.ANSWERED),
    ],
    ids=["request lost", "answer lost", "refused", "refused after storing", "error page", "page after", "no number"],
)
def test_whatever_is_no_plain_yes_is_looked_up_and_not_sent_again(
    bench: Bench, wire: fake_faults.WireFault, text: str, position: Position
) -> None:
    bench.office.wire = wire
    bench.add()
    outcome = bench.run()
    assert isinstance(outcome, Unknown) and text in outcome.because
    assert bench.position is position
    assert bench.state is FilingState.UNKNOWN


def troubled(at: str) -> Callable[[str], None]:
    """A record is on disk, and writing it fails all the same."""

    def watch(point: str) -> None:
        if point == at:
            raise PortalDown("数据库没有应答")

    return watch


def test_sent_that_is_on_disk_although_its_writing_failed_is_open(bench: Bench) -> None:
    bench.add()
    assert bench.run(watch=troubled("after submit sent")) == Unknown("提交请求已发出，没有得到应答")
    assert bench.position is Position.OPEN
    assert bench.office.submits == []


def test_an_answer_that_is_on_disk_although_its_writing_failed_is_looked_up(bench: Bench) -> None:
    bench.add()
    outcome = bench.run(watch=troubled("after submit answered"))
    assert isinstance(outcome, Unknown) and "应答没有记录下来" in outcome.because
    assert bench.position is Position.ANSWERED
    assert bench.work_off() is FilingState.FILED
    assert len(bench.office.held) == 1


@pytest.mark.parametrize("error", [PortalDown("平台没有应答"), PageChanged("没有这一页")], ids=["down", "changed"])
def test_receipts_that_cannot_be_fetched_do_not_unfile_anything(bench: Bench, error: GongaiError) -> None:
    bench.office.fail("receipts", error)
    bench.filed()
    receipt = bench.receipt
    assert receipt is not None and receipt.application_nos and receipt.receipt_files == ()
    assert bench.data_of("回执", "failed")["text"] == str(error)


def test_a_lease_lost_between_answer_and_receipt_leaves_the_end_to_the_next_worker(bench: Bench) -> None:
    bench.office.fail("receipts", LeaseLost("已被接管"))
    bench.add()
    with pytest.raises(LeaseLost):
        bench.run()
    assert bench.position is Position.ANSWERED
    bench.reap()
    assert bench.work_off() is FilingState.FILED
    assert len(bench.office.held) == 1


def test_an_agreement_that_ends_while_the_request_is_in_hand_is_a_refusal_of_our_own(bench: Bench) -> None:
    bench.recheck = raising(AgreementError("协议已终止"), call=3)
    bench.add()
    outcome = bench.run()
    assert isinstance(outcome, Refused) and "协议已终止" in str(outcome.findings[0])
    assert bench.state is FilingState.REFUSED
    never_sent(bench)


def test_a_session_lost_in_the_middle_is_made_anew_soon(bench: Bench) -> None:
    bench.add()
    bench.office.fail("do_page", SessionLost("您的账号已在其他地方登录"))
    outcome = bench.run()
    assert isinstance(outcome, NotYet) and outcome.after == timedelta(seconds=5)
    assert bench.work_off() is FilingState.FILED
    assert len(bench.office.held) == 1
