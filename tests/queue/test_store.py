"""What the store promises, on SQLite and on PostgreSQL: intake, claiming, exclusion, order."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from gongai import db
from gongai.clock import at
from gongai.errors import AlreadyQueued, LeaseLost, NotAllowed
from gongai.queue.results import list_results
from gongai.queue.store import Store
from gongai.records.outcome import NotYet, Refused
from gongai.records.state import FilingState, FlowName, JobState
from tests.queue.cast import AGREEMENT_NO, HeldClock, claimed, filed, filing, queue, view


def test_an_empty_queue_gives_nothing_and_is_idle(store: Store) -> None:
    assert store.claim("w1") is None
    assert store.idle()
    assert store.next_due_ms() is None


def test_a_claim_carries_the_filing_and_its_agreement(store: Store) -> None:
    filing_id = queue(store)
    claim = claimed(store)
    assert claim.filing_id == filing_id
    assert claim.filing is not None and claim.filing.business_key == filing(1).business_key
    assert claim.agreement is not None and claim.agreement.agreement_no == AGREEMENT_NO
    assert (claim.flow, claim.attempt, claim.reconcile_attempts, claim.lease.fence) == (FlowName.SUBMIT, 1, 0, 1)
    assert view(store, filing_id).row.state is FilingState.RUNNING
    assert not store.idle()


def test_the_same_thing_is_refused_a_second_time_whatever_its_reference(store: Store) -> None:
    queue(store)
    with pytest.raises(AlreadyQueued, match="T-00001"):
        queue(store, 1, reference="T-OTHER")


def test_the_same_reference_is_refused_for_another_thing(store: Store) -> None:
    queue(store)
    with pytest.raises(AlreadyQueued):
        queue(store, 2, reference="T-00001")


def test_another_round_of_the_same_thing_is_a_filing_of_its_own(store: Store) -> None:
    queue(store)
    queue(store, 1, reference="T-ROUND2", round=2)
    assert len(store.list()) == 2


def test_a_refused_filing_may_come_again_as_its_next_revision(store: Store) -> None:
    first = queue(store)
    store.record_outcome(claimed(store), Refused(()))
    second = queue(store)
    detail = view(store, second)
    assert (detail.row.revision, detail.row.reference, detail.filing.revision) == (2, "T-00001/2", 2)
    replaced = view(store, first).row
    assert (replaced.state, "T-00001/2" in replaced.why) == (FilingState.CANCELLED, True)
    with pytest.raises(AlreadyQueued):
        queue(store)


def test_a_filing_without_reference_gets_one(store: Store) -> None:
    detail = view(store, queue(store, reference=""))
    assert detail.row.reference.startswith("GA-")
    assert detail.filing.reference == detail.row.reference


def test_a_draft_waits_until_it_is_released(store: Store) -> None:
    filing_id = store.add(filing(), agreement_no=AGREEMENT_NO, by="帮办员", draft=True)
    assert store.claim("w1") is None
    store.release(filing_id, by="帮办员")
    assert claimed(store).filing_id == filing_id
    with pytest.raises(NotAllowed, match="不是草稿"):
        store.release(filing_id, by="帮办员")


def test_an_account_is_in_one_pair_of_hands_at_a_time(store: Store) -> None:
    queue(store, 1, account="a")
    queue(store, 2, account="a")
    queue(store, 3, account="b")
    first, second = claimed(store), claimed(store, "w2")
    assert (first.account, second.account) == ("a", "b")
    assert store.claim("w3") is None
    store.record_outcome(first, filed())
    assert claimed(store).account == "a"


def test_a_project_is_in_one_pair_of_hands_at_a_time(store: Store) -> None:
    queue(store, 1, account="a", project=7)
    queue(store, 2, account="b", project=7)
    first = claimed(store)
    assert store.claim("w2") is None
    store.record_outcome(first, filed())
    assert claimed(store).account == "b"


def test_the_database_itself_refuses_two_busy_jobs_of_one_account(store: Store) -> None:
    queue(store, 1, account="a")
    queue(store, 2, account="a")
    with pytest.raises(sa.exc.IntegrityError), store.engine.begin() as connection:
        connection.execute(sa.update(db.jobs).values(state=JobState.RUNNING))


def test_a_person_can_take_an_account_only_while_nobody_works_with_it(store: Store) -> None:
    queue(store, 1, account="a")
    held = store.occupy(FlowName.LOGIN_ASSIST, site="yunxi", account="a", worker="assist")
    assert store.claim("w1") is None
    with pytest.raises(NotAllowed, match="正在办理"):
        store.occupy(FlowName.LOGIN_ASSIST, site="yunxi", account="a", worker="assist2")
    assert store.beat(held.lease)
    store.record_outcome(held, NotYet("已登录", timedelta(), counts=False))


def test_priority_comes_first_then_the_longest_due(store: Store, clock: HeldClock) -> None:
    for number, priority in ((1, 5), (2, 1), (3, 5), (4, 9)):
        queue(store, number, account=f"a{number}", priority=priority)
        clock.pass_by(1)
    order = [claimed(store, f"w{n}").filing_id for n in range(4)]
    assert order == [2, 1, 3, 4]


def test_nothing_is_claimed_before_its_time(store: Store, clock: HeldClock) -> None:
    later = at(clock.now_ms() + 60_000)
    queue(store, 1, not_before=later)
    assert store.claim("w1") is None
    assert store.next_due_ms() == clock.now_ms() + 60_000
    clock.pass_by(61)
    assert claimed(store).filing_id == 1


def test_past_its_deadline_a_filing_goes_to_a_person_instead_of_the_portal(store: Store, clock: HeldClock) -> None:
    queue(store, 1, deadline=at(clock.now_ms() + 1000))
    clock.pass_by(5)
    assert store.claim("w1") is None
    row = view(store, 1).row
    assert row.state is FilingState.FAILED
    assert "最晚申报时间" in row.why
    assert [result.kind for result in list_results(store.engine)] == ["failed"]


def test_a_free_account_is_found_behind_any_number_of_blocked_filings(store: Store) -> None:
    for number in range(1, 121):
        queue(store, number, account="crowded")
    queue(store, 500, account="quiet")
    assert claimed(store).account == "crowded"
    assert claimed(store, "w2").account == "quiet"
    assert store.claim("w3") is None


def test_each_claim_has_a_higher_fence_and_ends_the_older_lease(store: Store) -> None:
    queue(store)
    first = claimed(store)
    store.record_outcome(first, NotYet("稍后", timedelta()))
    second = claimed(store, "w2")
    assert second.lease.fence > first.lease.fence
    assert not store.beat(first.lease)
    assert store.beat(second.lease)


def test_a_late_writer_changes_nothing_and_is_noted(store: Store) -> None:
    filing_id = queue(store)
    first = claimed(store)
    store.record_outcome(first, NotYet("稍后", timedelta()))
    second = claimed(store, "w2")
    before = view(store, filing_id)
    with pytest.raises(LeaseLost):
        store.record_outcome(first, filed())
    assert view(store, filing_id) == before
    assert store.beat(second.lease)
    with db.reading(store.engine) as connection:
        acts = connection.execute(sa.select(db.audit.c.who, db.audit.c.act)).all()
    assert ("w1", "fenced-off") in [tuple(act) for act in acts]


@pytest.mark.parametrize("state", [FilingState.RUNNING, FilingState.FILED])
def test_what_is_in_hand_or_filed_cannot_be_cancelled(store: Store, state: FilingState) -> None:
    filing_id = queue(store)
    claim = claimed(store)
    if state is FilingState.FILED:
        store.record_outcome(claim, filed())
    with pytest.raises(NotAllowed, match="不能作废"):
        store.cancel(filing_id, by="主管", reason="不办了")
    assert view(store, filing_id).row.state is state


def test_a_reason_keeps_no_phone_number(store: Store) -> None:
    first = queue(store)
    store.cancel(first, by="示例甲", reason="请打 13800000000 问")
    assert "13800000000" not in view(store, first).row.why
    with store.engine.connect() as connection:
        reasons = connection.execute(sa.select(db.audit.c.reason)).scalars().all()
    assert not any("13800000000" in one for one in reasons)


def test_a_waiting_filing_can_be_cancelled_with_a_reason_and_makes_room(store: Store) -> None:
    filing_id = queue(store)
    with pytest.raises(NotAllowed, match="原因"):
        store.cancel(filing_id, by="主管", reason=" ")
    store.cancel(filing_id, by="主管", reason="业主撤回")
    assert store.claim("w1") is None
    row = view(store, filing_id).row
    assert (row.state, row.why) == (FilingState.CANCELLED, "业主撤回")
    assert queue(store) != filing_id


def test_hasten_makes_looks_due_now(store: Store, clock: HeldClock) -> None:
    queue(store)
    store.record_outcome(claimed(store), filed())
    assert store.claim("w1") is None
    assert store.hasten(FlowName.TRACK) == 1
    assert claimed(store).flow is FlowName.TRACK


def test_counts_say_how_many_are_in_which_state(store: Store) -> None:
    queue(store, 1)
    queue(store, 2, account="b")
    claimed(store)
    assert store.counts() == {FilingState.RUNNING: 1, FilingState.WAITING: 1}
