"""A look at a site borrows an account that may log in by itself, and waits while that account is at work."""

import sqlalchemy as sa

from gongai import db
from gongai.approval.approved_profiles import approve_version
from gongai.queue import site_jobs
from gongai.queue.store import Store
from gongai.records import blocker
from gongai.records.act import Act
from gongai.records.outcome import Ask, AskKind
from gongai.records.state import FilingState, FlowName
from gongai.scheduler import store_schedules, tick
from tests.queue.cast import HeldClock, claimed, filing, queue, view
from tests.queue.test_scheduler import HOURLY


def accounts(store: Store, **states: str) -> None:
    rows = [{"site": "yunxi", "login": login, "units": [], "state": state} for login, state in states.items()]
    with store.engine.begin() as connection:
        connection.execute(sa.insert(db.accounts), rows)


def approved(connection: sa.Connection, site: str, digit: str) -> list[str]:
    return approve_version(connection, site, digit * 64, version="1", act=Act("示例主管", 1, "已核对"))


def account_of(store: Store) -> str:
    with db.reading(store.engine) as connection:
        return site_jobs.account_of(connection, "yunxi")


def test_the_account_of_the_newest_filing_is_taken_if_it_may_log_in(store: Store) -> None:
    assert account_of(store) == ""
    accounts(store, a="ready", b="ready", c="locked")
    assert account_of(store) == "a"
    queue(store, 1, account="b")
    queue(store, 2, account="c")
    assert account_of(store) == "b"


def test_the_newest_filing_of_each_kind_of_that_account_is_the_example(store: Store) -> None:
    queue(store, 1, account="a")
    queue(store, 2, account="a")
    queue(store, 3, account="b")
    found = site_jobs.examples(store.engine, "yunxi", "a")
    assert {kind: one.item_code for kind, one in found.items()} == {"单项": filing(2).item_code}


def test_the_daily_check_waits_while_its_account_is_at_work(store: Store, clock: HeldClock) -> None:
    accounts(store, a="ready")
    queue(store, 1, account="a")
    store_schedules(store.engine, [HOURLY], clock=clock)
    clock.pass_by(3600)
    assert len(tick(store.engine, clock)) == 1
    first = claimed(store)
    assert first.flow is FlowName.SUBMIT
    assert store.claim("w2") is None
    store.record_outcome(first, Ask(AskKind.QUESTION, "平台提问"))
    check = claimed(store, "w2")
    assert (check.flow, check.account) == (FlowName.CHECK_SITE, "a")


def test_what_many_filings_wait_for_is_asked_once_and_one_act_lets_all_go_on(store: Store) -> None:
    ids = [queue(store, number, account=f"a{number}") for number in (1, 2, 3)]
    hold = blocker.approval("yunxi", "d" * 64)
    for _ in ids:
        store.record_outcome(claimed(store), Ask(AskKind.UNAPPROVED, "没有批准", hold=hold))
    with db.reading(store.engine) as connection:
        rows = connection.execute(sa.select(db.results)).all()
    assert [(row.kind, row.filing_id) for row in rows] == [("unapproved", None)]
    assert {view(store, one).row.state for one in ids} == {FilingState.HELD}
    with store.engine.begin() as connection:
        assert approved(connection, "other", "d") == []
        assert len(approved(connection, "yunxi", "e")) == 3
    assert {view(store, one).row.state for one in ids} == {FilingState.WAITING}
    assert {view(store, one).row.held_for for one in ids} == {""}
    assert store.claim("w1") is not None


def test_a_filing_that_a_supervisor_has_taken_in_hand_is_not_moved_by_an_approval(store: Store) -> None:
    number = queue(store)
    store.record_outcome(claimed(store), Ask(AskKind.UNAPPROVED, "没有批准", hold=blocker.approval("yunxi", "d" * 64)))
    store.cancel(number, by="示例主管", reason="不办了")
    with store.engine.begin() as connection:
        assert approved(connection, "yunxi", "d") == []
    assert view(store, number).row.state is FilingState.CANCELLED
