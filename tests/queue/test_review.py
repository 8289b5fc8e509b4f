"""A supervisor's decisions: what is offered, what each does, and that nothing offered could send twice."""

from itertools import product

import pytest
import sqlalchemy as sa

from gongai import db
from gongai.db.position import Mark, Position
from gongai.errors import NotAllowed, UsageError
from gongai.queue.decision import Decision, allowed
from gongai.queue.policy import Policy
from gongai.queue.results import list_results
from gongai.queue.review import Review
from gongai.queue.store import Store
from gongai.records.outcome import Ask, AskKind, NotYet, Refused, Unknown
from gongai.records.state import FilingState, FlowName, JobState
from tests.queue.cast import HeldClock, claimed, filed, filing, mark, queue, view


def unknown(store: Store, clock: HeldClock) -> int:
    """Sent, never answered, and every look was in vain."""
    filing_id = queue(store)
    claim = claimed(store)
    mark(store, claim, Mark.SENT)
    for _ in range(store.policy.max_reconcile_attempts):
        store.record_outcome(claim, Unknown("看不清"))
        clock.pass_by(3600)
        claim = claimed(store)
    store.record_outcome(claim, Unknown("看不清"))
    return filing_id


def failed(store: Store) -> int:
    filing_id = queue(store)
    for _ in range(store.policy.max_attempts):
        store.record_outcome(claimed(store), NotYet("打不开", store.policy.backoff[0] * 0))
    return filing_id


def held(store: Store) -> int:
    filing_id = queue(store)
    store.record_outcome(claimed(store), Ask(AskKind.CAPTCHA, "验证码"))
    return filing_id


def open_kinds(store: Store) -> list[str]:
    return [result.kind for result in list_results(store.engine)]


def test_what_waits_for_a_decision_is_listed_with_its_decisions(store: Store, review: Review, clock: HeldClock) -> None:
    filing_id = unknown(store, clock)
    (row,) = review.waiting()
    case = review.show(row.reference)
    assert row.filing_id == filing_id
    assert Decision.PORTAL_HAS_IT in case.decisions and Decision.CANCEL not in case.decisions
    assert [question.kind for question in case.questions] == ["unknown"]


@pytest.mark.parametrize(("state", "at"), list(product(FilingState, (Position.OPEN, Position.ANSWERED))))
def test_while_the_end_is_open_nothing_is_offered_that_could_file_a_second_one(
    state: FilingState, at: Position
) -> None:
    if state is FilingState.REFUSED and at is Position.ANSWERED:
        return  # refused by that very answer
    offered = set(allowed(state, at))
    assert not offered & {Decision.EDIT, Decision.DONE_BY_HAND, Decision.GIVE_BACK, Decision.CANCEL}


def test_portal_has_it_makes_it_filed_with_the_number_and_the_person(
    store: Store, review: Review, clock: HeldClock
) -> None:
    filing_id = unknown(store, clock)
    review.decide(filing_id, Decision.PORTAL_HAS_IT, by="主管甲", reason="列表中已见", receipt_nos=["SB-9"])
    detail = view(store, filing_id)
    assert (detail.row.state, detail.row.receipt_nos, detail.position) == (FilingState.FILED, ("SB-9",), Position.FILED)
    assert detail.receipt is not None and detail.receipt.found_by == "person"
    assert [job.flow for job in detail.jobs if job.state is JobState.WAITING] == [FlowName.TRACK]
    assert open_kinds(store) == ["filed"]


def test_portal_has_not_lets_it_be_sent_again(store: Store, review: Review, clock: HeldClock) -> None:
    filing_id = unknown(store, clock)
    review.decide(filing_id, Decision.PORTAL_HAS_NOT, by="主管甲", reason="三个列表都没有")
    assert store.position(filing_id) is Position.CLEAR
    again = claimed(store)
    assert (again.filing_id, again.attempt, again.reconcile_attempts) == (filing_id, 1, 0)


def test_cannot_tell_stays_unknown_and_stays_on_the_list(store: Store, review: Review, clock: HeldClock) -> None:
    filing_id = unknown(store, clock)
    review.decide(filing_id, Decision.CANNOT_TELL, by="主管甲", reason="平台列表报错")
    assert view(store, filing_id).row.state is FilingState.UNKNOWN
    assert open_kinds(store) == ["unknown"]
    assert store.claim("w1") is None
    assert store.position(filing_id) is Position.OPEN


def test_a_retry_while_the_end_is_open_looks_first(store: Store, review: Review, clock: HeldClock) -> None:
    filing_id = unknown(store, clock)
    review.decide(filing_id, Decision.RETRY, by="主管甲", reason="平台恢复了")
    assert view(store, filing_id).row.state is FilingState.UNKNOWN
    assert claimed(store).filing_id == filing_id
    assert store.position(filing_id) is Position.OPEN


@pytest.mark.parametrize("how", [failed, held])
def test_a_retry_gives_all_tries_back(store: Store, review: Review, how: object) -> None:
    assert callable(how)
    filing_id = how(store)
    review.decide(filing_id, Decision.RETRY, by="主管甲", reason="已处理")
    assert claimed(store).attempt == 1
    assert open_kinds(store) == []


def test_an_edit_becomes_the_next_revision_and_ends_the_old_one(store: Store, review: Review) -> None:
    filing_id = failed(store)
    better = filing(1, theme="修改后")
    new_id = review.decide(filing_id, Decision.EDIT, by="主管甲", reason="改主题", filing=better)
    assert view(store, filing_id).row.state is FilingState.CANCELLED
    detail = view(store, new_id)
    assert (detail.row.revision, detail.filing.theme) == (2, "修改后")
    assert claimed(store).filing_id == new_id


def test_an_edit_into_another_thing_is_refused(store: Store, review: Review) -> None:
    filing_id = failed(store)
    with pytest.raises(NotAllowed, match="另一件"):
        review.decide(filing_id, Decision.EDIT, by="主管甲", reason="改", filing=filing(2))
    assert view(store, filing_id).row.state is FilingState.FAILED


def test_done_by_hand_is_followed_like_any_other(store: Store, review: Review) -> None:
    filing_id = failed(store)
    review.decide(filing_id, Decision.DONE_BY_HAND, by="主管甲", reason="窗口办理", receipt_nos=["SB-5"])
    assert view(store, filing_id).row.receipt_nos == ("SB-5",)
    store.hasten(FlowName.TRACK)
    assert claimed(store).flow is FlowName.TRACK


def test_given_back_it_lies_with_the_agent_who_brought_it(store: Store, review: Review) -> None:
    filing_id = failed(store)
    review.decide(filing_id, Decision.GIVE_BACK, by="主管甲", reason="缺图纸")
    assert view(store, filing_id).row.state is FilingState.REFUSED
    (result,) = list_results(store.engine, owner="帮办员")
    assert result.kind == "give_back" and "缺图纸" in result.text
    assert queue(store) != filing_id


@pytest.mark.parametrize("level", ["上级", "部门会商", "领导小组"])
def test_escalating_names_the_level_and_moves_nothing(store: Store, review: Review, level: str) -> None:
    filing_id = failed(store)
    review.decide(filing_id, Decision.ESCALATE, by="主管甲", reason="部门意见不一", level=level)
    row = view(store, filing_id).row
    assert row.state is FilingState.FAILED and level in row.why
    assert "escalated" in open_kinds(store)


def test_cancelling_in_the_review_frees_the_key(store: Store, review: Review) -> None:
    filing_id = failed(store)
    review.decide(filing_id, Decision.CANCEL, by="主管甲", reason="业主放弃")
    assert view(store, filing_id).row.state is FilingState.CANCELLED
    assert queue(store) != filing_id


@pytest.mark.parametrize(
    ("decision", "missing"),
    [
        (Decision.PORTAL_HAS_IT, "申报流水号"),
        (Decision.DONE_BY_HAND, "申报流水号"),
        (Decision.ESCALATE, "层级"),
        (Decision.EDIT, "文件"),
    ],
)
def test_an_incomplete_decision_says_what_is_missing(
    store: Store, review: Review, decision: Decision, missing: str
) -> None:
    filing_id = failed(store)
    with pytest.raises(UsageError, match=missing):
        review.decide(filing_id, decision, by="主管甲", reason="有理由")


@pytest.mark.parametrize("decision", list(Decision))
def test_every_decision_needs_a_name_and_a_reason(store: Store, review: Review, decision: Decision) -> None:
    filing_id = failed(store)
    for by, reason in (("", "有理由"), ("主管甲", "  ")):
        with pytest.raises(UsageError):
            review.decide(filing_id, decision, by=by, reason=reason, receipt_nos=["1"], level="上级", filing=filing(1))
    assert view(store, filing_id).row.state is FilingState.FAILED


def test_a_decision_on_what_has_changed_since_it_was_read_is_refused(store: Store, review: Review) -> None:
    filing_id = failed(store)
    version = view(store, filing_id).row.version
    review.decide(filing_id, Decision.ESCALATE, by="主管甲", reason="一", level="上级", version=version)
    with pytest.raises(NotAllowed, match="已改变"):
        review.decide(filing_id, Decision.CANCEL, by="主管乙", reason="二", version=version)


def test_nothing_is_decided_while_a_worker_has_it(store: Store, review: Review) -> None:
    filing_id = held(store)
    review.decide(filing_id, Decision.RETRY, by="主管甲", reason="已登录")
    claimed(store, "w9")
    with pytest.raises(NotAllowed, match="w9"):
        review.decide(filing_id, Decision.CANCEL, by="主管甲", reason="不办")


@pytest.mark.parametrize("decision", list(Decision))
def test_nothing_can_be_decided_about_what_is_filed(store: Store, review: Review, decision: Decision) -> None:
    filing_id = queue(store)
    store.record_outcome(claimed(store), filed())
    with pytest.raises(NotAllowed):
        review.decide(filing_id, decision, by="甲", reason="乙", receipt_nos=["1"], level="上级", filing=filing(1))


def test_who_when_and_why_are_in_the_audit(store: Store, review: Review, clock: HeldClock) -> None:
    filing_id = failed(store)
    review.decide(filing_id, Decision.RETRY, by="主管甲", reason="平台恢复")
    table = db.audit
    with db.reading(store.engine) as connection:
        row = connection.execute(sa.select(table).where(table.c.act == "review.retry")).one()
    assert (row.who, row.reason, row.at_ms, row.subject) == ("主管甲", "平台恢复", clock.now_ms(), "T-00001")


def test_a_refused_filing_with_a_later_revision_is_off_the_table(store: Store, review: Review) -> None:
    queue(store)
    store.record_outcome(claimed(store), Refused(()))
    assert len(review.waiting()) == 1
    queue(store)
    assert review.waiting() == ()


def test_the_policy_of_the_review_says_when_the_first_look_is(
    store: Store, review: Review, clock: HeldClock, policy: Policy
) -> None:
    filing_id = failed(store)
    review.decide(filing_id, Decision.DONE_BY_HAND, by="主管甲", reason="窗口", receipt_nos=["SB-5"])
    assert store.next_due_ms() == clock.now_ms() + policy.first_poll.total_seconds() * 1000
