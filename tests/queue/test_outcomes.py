"""What each outcome does to job, filing, results and looks, in one transaction, on both databases."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from gongai import db
from gongai.db.position import Mark
from gongai.queue.policy import Policy
from gongai.queue.results import list_results
from gongai.queue.store import Store
from gongai.records.finding import Finding
from gongai.records.outcome import Ask, AskKind, Note, NotYet, Outcome, Refused, Seen, Unknown
from gongai.records.receipt import StatusEvent
from gongai.records.result_kind import ResultKind
from gongai.records.state import FilingState, FlowName, JobState
from tests.queue.cast import HeldClock, claimed, filed, mark, queue, view

NO = Refused((Finding(field="project.name 项目名称", value="示例", rule="与备案不一致", remedy="按备案改正"),))
SOON = timedelta(seconds=30)


def kinds(store: Store) -> list[str]:
    return sorted(result.kind for result in list_results(store.engine))


def job_of(store: Store, filing_id: int, flow: FlowName = FlowName.SUBMIT) -> JobState:
    return [job.state for job in view(store, filing_id).jobs if job.flow is flow][-1]


def test_filed_keeps_the_receipt_tells_it_and_looks_later(store: Store, clock: HeldClock, policy: Policy) -> None:
    filing_id = queue(store)
    store.record_outcome(claimed(store), filed("SB-1"))
    detail = view(store, filing_id)
    assert (detail.row.state, detail.row.receipt_nos) == (FilingState.FILED, ("SB-1",))
    assert "SB-1" in detail.row.why
    assert kinds(store) == ["filed"]
    assert job_of(store, filing_id, FlowName.TRACK) is JobState.WAITING
    assert store.claim("w1") is None
    clock.pass_by(policy.first_poll.total_seconds())
    assert claimed(store).flow is FlowName.TRACK


def test_refused_waits_for_a_changed_filing_and_frees_the_account(store: Store) -> None:
    filing_id = queue(store)
    queue(store, 2)
    store.record_outcome(claimed(store), NO)
    row = view(store, filing_id).row
    assert row.state is FilingState.REFUSED
    assert "与备案不一致" in row.why and "按备案改正" in row.why
    assert job_of(store, filing_id) is JobState.PARKED
    assert claimed(store).filing_id != filing_id


def test_not_yet_comes_again_after_its_pause(store: Store, clock: HeldClock) -> None:
    filing_id = queue(store)
    store.record_outcome(claimed(store), NotYet("平台忙", SOON))
    assert view(store, filing_id).row.state is FilingState.WAITING
    assert store.claim("w1") is None
    clock.pass_by(31)
    assert claimed(store).attempt == 2
    assert kinds(store) == []


def test_spent_tries_end_with_a_person(store: Store, policy: Policy) -> None:
    filing_id = queue(store)
    for attempt in range(1, policy.max_attempts + 1):
        claim = claimed(store)
        assert claim.attempt == attempt
        store.record_outcome(claim, NotYet("页面打不开", timedelta()))
    assert store.claim("w1") is None
    assert view(store, filing_id).row.state is FilingState.FAILED
    assert kinds(store) == ["failed"]
    assert len(view(store, filing_id).attempts) == policy.max_attempts


def test_a_portal_that_is_shut_spends_no_try(store: Store, policy: Policy) -> None:
    queue(store)
    for _ in range(policy.max_attempts * 3):
        claim = claimed(store)
        assert claim.attempt == 1
        store.record_outcome(claim, NotYet("平台维护", timedelta(), counts=False))
    assert kinds(store) == []


@pytest.mark.parametrize("kind", [kind for kind in AskKind if kind not in (AskKind.LOOK, AskKind.NOT_UNDERSTOOD)])
def test_a_question_holds_the_filing_with_its_picture(store: Store, kind: AskKind) -> None:
    filing_id = queue(store)
    store.record_outcome(claimed(store), Ask(kind, "请看图", "captcha.png"))
    assert view(store, filing_id).row.state is FilingState.HELD
    (result,) = list_results(store.engine)
    of_the_account = kind in (AskKind.CAPTCHA, AskKind.PASSWORD, AskKind.LOCKED)  # asked once for all its filings
    reference = "" if of_the_account else "T-00001"
    assert (result.kind, result.picture, result.reference) == (kind.value, "captcha.png", reference)
    assert result.due_ms is not None


def test_what_only_a_look_can_answer_is_unknown_not_held(store: Store) -> None:
    filing_id = queue(store)
    store.record_outcome(claimed(store), Ask(AskKind.LOOK, "列表里有两件相似的"))
    assert view(store, filing_id).row.state is FilingState.UNKNOWN
    assert kinds(store) == ["unknown"]


def test_unknown_keeps_account_and_project_closed_until_it_has_looked(store: Store) -> None:
    filing_id = queue(store, 1, account="a", project=7)
    queue(store, 2, account="a", project=8)
    queue(store, 3, account="b", project=7)
    claim = claimed(store)
    mark(store, claim, Mark.SENT)
    store.record_outcome(claim, Unknown("应答丢失", SOON))
    assert job_of(store, filing_id) is JobState.UNKNOWN
    assert store.claim("w2") is None


def test_after_unknown_the_same_filing_is_looked_for_before_all_others(store: Store) -> None:
    filing_id = queue(store, 1, priority=9)
    queue(store, 2, account="b", priority=0)
    queue(store, 3, account="c", priority=0)
    store.record_outcome(claimed(store), filed())
    store.record_outcome(claimed(store), filed())
    claim = claimed(store)
    mark(store, claim, Mark.SENT)
    store.record_outcome(claim, Unknown("应答丢失"))
    queue(store, 4, account="d", priority=0)
    next_claim = claimed(store)
    assert (next_claim.filing_id, next_claim.attempt, next_claim.reconcile_attempts) == (filing_id, 1, 1)
    assert view(store, filing_id).row.state is FilingState.UNKNOWN


def test_too_many_trips_through_unknown_ask_a_person(store: Store, clock: HeldClock, policy: Policy) -> None:
    filing_id = queue(store)
    claim = claimed(store)
    mark(store, claim, Mark.SENT)
    for _ in range(policy.max_reconcile_attempts):
        store.record_outcome(claim, Unknown("看不清"))
        clock.pass_by(3600)
        claim = claimed(store)
    store.record_outcome(claim, Unknown("看不清"))
    assert view(store, filing_id).row.state is FilingState.UNKNOWN
    assert job_of(store, filing_id) is JobState.PARKED
    assert kinds(store) == ["unknown"]
    clock.pass_by(86_400)
    assert store.claim("w1") is None


def test_absent_may_be_sent_again(store: Store, clock: HeldClock) -> None:
    filing_id = queue(store)
    claim = claimed(store)
    mark(store, claim, Mark.SENT)
    store.record_outcome(claim, Unknown("应答丢失"))
    next_claim = claimed(store)
    mark(store, next_claim, Mark.NOT_FILED)
    store.record_outcome(next_claim, NotYet("平台没有此件", timedelta(), absent=True))
    assert view(store, filing_id).row.state is FilingState.WAITING
    again = claimed(store)
    assert (again.attempt, again.reconcile_attempts) == (2, 1)


def test_absent_after_every_trip_asks_a_person(store: Store, policy: Policy, clock: HeldClock) -> None:
    filing_id = queue(store)
    for _ in range(policy.max_reconcile_attempts):
        claim = claimed(store)
        mark(store, claim, Mark.SENT)
        store.record_outcome(claim, Unknown("应答丢失"))
        clock.pass_by(3600)
        next_claim = claimed(store)
        mark(store, next_claim, Mark.NOT_FILED)
        store.record_outcome(next_claim, NotYet("平台没有此件", timedelta(), absent=True))
    assert view(store, filing_id).row.state is FilingState.FAILED


def test_a_look_that_came_to_nothing_counts_as_no_submit(store: Store, policy: Policy, clock: HeldClock) -> None:
    filing_id = queue(store)
    claim = claimed(store)
    mark(store, claim, Mark.SENT)
    store.record_outcome(claim, Unknown("应答丢失"))
    for _look in range(policy.max_reconcile_attempts - 1):
        clock.pass_by(3600)
        store.record_outcome(claimed(store), Unknown("暂时无法核查：平台登录页出错"))
    clock.pass_by(3600)
    look = claimed(store)
    mark(store, look, Mark.NOT_FILED)
    store.record_outcome(look, NotYet("平台没有此件", timedelta(), absent=True))
    assert view(store, filing_id).row.state is FilingState.WAITING


SENT_ENDS: list[Callable[[], Outcome]] = [
    lambda: NotYet("页面打不开", SOON),
    lambda: NotYet("平台维护", SOON, counts=False),
    lambda: NO,
    lambda: Seen("看过"),
    lambda: Unknown("断线"),
]


@pytest.mark.parametrize("end", SENT_ENDS)
def test_after_something_was_sent_no_outcome_but_filed_lets_it_be_sent_again(
    store: Store, end: Callable[[], Outcome]
) -> None:
    filing_id = queue(store)
    claim = claimed(store)
    mark(store, claim, Mark.SENT)
    store.record_outcome(claim, end())
    assert view(store, filing_id).row.state is FilingState.UNKNOWN
    assert job_of(store, filing_id) is JobState.UNKNOWN


def test_a_refusal_by_the_portals_own_answer_is_a_refusal(store: Store) -> None:
    filing_id = queue(store)
    claim = claimed(store)
    mark(store, claim, Mark.SENT)
    mark(store, claim, Mark.ANSWERED, said="不予接收")
    store.record_outcome(claim, NO)
    assert view(store, filing_id).row.state is FilingState.REFUSED


def test_an_answered_question_is_taken_off_the_list_once_filed(store: Store) -> None:
    filing_id = queue(store)
    claim = claimed(store)
    mark(store, claim, Mark.SENT)
    store.record_outcome(claim, Unknown("应答丢失"))
    store.record_outcome(claimed(store), filed())
    assert kinds(store) == ["filed"]
    assert view(store, filing_id).row.state is FilingState.FILED


def test_no_phone_or_id_number_reaches_the_tables(store: Store) -> None:
    filing_id = queue(store)
    text = "联系人 13800001234、证件 439902190001010017 有误"
    store.record_outcome(claimed(store), Ask(AskKind.QUESTION, text))
    (result,) = list_results(store.engine)
    for shown in (result.text, view(store, filing_id).row.why, view(store, filing_id).attempts[0].detail):
        assert "13800001234" not in shown and "439902190001010017" not in shown


def test_every_change_of_state_is_in_the_audit(store: Store) -> None:
    queue(store)
    store.record_outcome(claimed(store), filed())
    with db.reading(store.engine) as connection:
        acts = connection.execute(sa.select(db.audit.c.act, db.audit.c.who).order_by(db.audit.c.id)).all()
    assert [tuple(act) for act in acts] == [
        ("agreement.save", "帮办员"),
        ("filing.add", "帮办员"),
        ("filing.filed", "w1"),
    ]


def test_a_settled_job_cannot_be_settled_again(store: Store) -> None:
    queue(store)
    claim = claimed(store)
    store.record_outcome(claim, filed())
    with pytest.raises(Exception, match="接管"):
        store.record_outcome(claim, NO)


class TestPolls:
    """The portal holds it: from here on it is only followed."""

    @pytest.fixture
    def filing_id(self, store: Store, clock: HeldClock) -> int:
        filing_id = queue(store)
        store.record_outcome(claimed(store), filed())
        clock.pass_by(86_400)
        return filing_id

    def event(self, code: str, at_ms: int | None = None, **changes: object) -> StatusEvent:
        values = {"scope": "application", "ref": "SB-1", "site_code": code, "site_label": f"状态{code}"}
        return StatusEvent.model_validate({**values, "at_ms": at_ms, "seen_ms": 5, **changes})

    def test_what_was_seen_is_kept_once(self, store: Store, filing_id: int, clock: HeldClock) -> None:
        for _ in range(2):
            events = (self.event("1", 100), self.event("3", 200))
            store.record_outcome(claimed(store), Seen("受理", events, look_again=SOON))
            clock.pass_by(60)
        detail = view(store, filing_id)
        assert [event.site_code for event in detail.events] == ["1", "3"]
        assert detail.row.portal_state == "状态3"
        assert detail.row.state is FilingState.FILED

    def test_a_state_without_time_that_comes_back_is_news(self, store: Store, filing_id: int, clock: HeldClock) -> None:
        for code in ("6", "6", "8", "6"):
            store.record_outcome(claimed(store), Seen("看过", (self.event(code),), look_again=SOON))
            clock.pass_by(60)
        assert [event.site_code for event in view(store, filing_id).events] == ["6", "8", "6"]

    def test_a_notice_is_told_once_with_its_due_time(self, store: Store, filing_id: int, clock: HeldClock) -> None:
        note = Note(ResultKind.CORRECTION, "请补正：图纸缺章", due_ms=777, key="bz-1")
        for _ in range(2):
            store.record_outcome(claimed(store), Seen("补正", notes=(note,), look_again=SOON))
            clock.pass_by(60)
        corrections = [result for result in list_results(store.engine) if result.kind == "correction"]
        assert [(result.text, result.due_ms) for result in corrections] == [("请补正：图纸缺章", 777)]

    def test_the_end_at_the_portal_closes_it(self, store: Store, filing_id: int, clock: HeldClock) -> None:
        store.record_outcome(claimed(store), Seen("办结", closed=True))
        assert view(store, filing_id).row.state is FilingState.CLOSED
        clock.pass_by(86_400 * 30)
        assert store.claim("w1") is None

    def test_a_hindered_look_leaves_it_filed_tells_once_and_goes_on(
        self, store: Store, filing_id: int, clock: HeldClock
    ) -> None:
        for end in (Ask(AskKind.CAPTCHA, "验证码"), Ask(AskKind.CAPTCHA, "验证码"), Unknown("断线")):
            store.record_outcome(claimed(store), end)
            assert view(store, filing_id).row.state is FilingState.FILED
            clock.pass_by(86_400)
        assert kinds(store) == ["captcha", "filed"]
        assert claimed(store).flow is FlowName.TRACK

    def test_looks_that_fail_again_and_again_are_told_and_still_go_on(
        self, store: Store, filing_id: int, clock: HeldClock, policy: Policy
    ) -> None:
        for _ in range(policy.max_attempts + 2):
            store.record_outcome(claimed(store), NotYet("打不开", SOON))
            clock.pass_by(86_400)
        assert kinds(store) == ["filed", "look_failed"]
        assert claimed(store).filing_id == filing_id

    def test_a_date_in_an_event_survives(self, store: Store, filing_id: int) -> None:
        store.record_outcome(claimed(store), Seen("补正", (self.event("6", 100, deadline=date(2026, 12, 1)),)))
        assert view(store, filing_id).events[0].deadline == date(2026, 12, 1)
