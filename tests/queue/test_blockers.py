"""What many filings wait for is asked once, and whoever removes the cause lets all of them go on."""

import pytest
import sqlalchemy as sa

from gongai import db
from gongai.connector.flow import ending
from gongai.db.position import Mark
from gongai.errors import AgreementError
from gongai.queue import blockers, cancelling
from gongai.queue.decision import Decision
from gongai.queue.results import list_results, settle_result
from gongai.queue.review import Review
from gongai.queue.store import Store
from gongai.records import blocker
from gongai.records.act import Act
from gongai.records.actor import Actor, FrontEnd
from gongai.records.blocker import BlockerKey
from gongai.records.finding import Finding
from gongai.records.outcome import Ask, AskKind, Refused, Unknown
from gongai.records.state import FilingState
from gongai.text.next_step import next_step
from tests.queue.cast import AGREEMENT_NO, HeldClock, agreement, claimed, filed, mark, queue, view

ACCOUNT = blocker.account("yunxi", "agent-a")
OTHER = "agent-ab"  # begins like the first: only the whole name is the account
ENDED = Refused(
    (Finding(field="agreement", value="", rule="协议已到期", remedy="续签"),), blocker.agreement(AGREEMENT_NO)
)


def ask(store: Store, outcome: Ask | Refused, *, account: str = "agent-a", number: int = 1) -> int:
    filing_id = queue(store, number, account=account)
    store.record_outcome(claimed(store), outcome)
    return filing_id


def release(store: Store, key: BlockerKey, reason: str = "密码已更新") -> list[str]:
    with store.engine.begin() as connection:
        return blockers.release(connection, key, act=Act("示例甲", 9, reason, FrontEnd.COMMAND_LINE))


def states(store: Store, *ids: int) -> list[FilingState]:
    return [view(store, one).row.state for one in ids]


@pytest.mark.parametrize("kind", [AskKind.PASSWORD, AskKind.LOCKED])
def test_one_account_without_a_password_is_asked_about_once_and_a_password_lets_all_go_on(
    store: Store, kind: AskKind
) -> None:
    wrong = Ask(kind, "密码错误")
    first, second = ask(store, wrong, number=1), ask(store, wrong, number=2)
    third = ask(store, wrong, account=OTHER, number=3)
    assert states(store, first, second, third) == [FilingState.HELD] * 3
    questions = list_results(store.engine)
    assert [(one.kind, one.reference) for one in questions] == [(kind.value, ""), (kind.value, "")], "one an account"
    assert release(store, ACCOUNT) == ["T-00001", "T-00002"]
    assert states(store, first, second, third) == [FilingState.WAITING, FilingState.WAITING, FilingState.HELD]
    assert view(store, first).row.held_for == ""
    (left,) = list_results(store.engine)
    assert left.id != questions[-1].id
    assert store.claim("w1") is not None


def test_a_login_lets_go_on_what_waits_for_a_login_and_nothing_else(store: Store) -> None:
    captcha = ask(store, Ask(AskKind.CAPTCHA, "验证码"), number=1)
    password = ask(store, Ask(AskKind.PASSWORD, "密码错误"), number=2)
    question = ask(store, Ask(AskKind.QUESTION, "平台提问"), number=3)
    assert release(store, blocker.login("yunxi", "agent-a")) == ["T-00001"]
    assert states(store, captcha, password, question) == [FilingState.WAITING, FilingState.HELD, FilingState.HELD]


def test_a_filing_that_was_sent_is_looked_up_first_and_says_so(store: Store, clock: HeldClock) -> None:
    filing_id = queue(store)
    claim = claimed(store)
    mark(store, claim, Mark.SENT)
    store.record_outcome(claim, Unknown("应答丢失"))
    store.record_outcome(claimed(store), Ask(AskKind.PASSWORD, "密码错误"))
    assert states(store, filing_id) == [FilingState.HELD]
    assert release(store, ACCOUNT) == ["T-00001"]
    assert states(store, filing_id) == [FilingState.UNKNOWN]
    assert claimed(store).filing_id == filing_id


def test_what_breaks_again_is_asked_again(store: Store) -> None:
    wrong = Ask(AskKind.PASSWORD, "密码错误")
    ask(store, wrong)
    release(store, ACCOUNT)
    store.record_outcome(claimed(store), wrong)
    assert len(list_results(store.engine)) == 1
    assert len(list_results(store.engine, open_only=False)) == 2


def test_a_question_that_somebody_has_only_settled_is_asked_again_by_the_next_filing(store: Store) -> None:
    ask(store, Ask(AskKind.PASSWORD, "密码错误"))
    (question,) = list_results(store.engine)
    settle_result(store.engine, question.id, by="示例乙", settlement="知道了", at_ms=3)
    ask(store, Ask(AskKind.PASSWORD, "密码错误"), number=2)
    assert len(list_results(store.engine)) == 1
    assert release(store, ACCOUNT) == ["T-00001", "T-00002"]


def test_a_filing_that_is_filed_shows_that_its_account_can_log_in(store: Store) -> None:
    first = ask(store, Ask(AskKind.CAPTCHA, "验证码"), number=1)
    queue(store, 2)
    store.record_outcome(claimed(store), filed())
    assert states(store, first) == [FilingState.WAITING]
    assert [one.kind for one in list_results(store.engine)] == ["filed"]


def test_a_look_that_could_not_log_in_is_due_at_once_and_its_question_is_settled(store: Store) -> None:
    filing_id = queue(store)
    store.record_outcome(claimed(store), filed())
    store.hasten()
    store.record_outcome(claimed(store), Ask(AskKind.PASSWORD, "密码错误"))
    assert store.claim("w1") is None
    assert release(store, blocker.login("yunxi", "agent-a")) == [], "a login does not cure a wrong password"
    assert release(store, ACCOUNT) == ["T-00001"]
    assert [one.kind for one in list_results(store.engine)] == ["filed"]
    assert states(store, filing_id) == [FilingState.FILED]
    assert claimed(store).filing_id == filing_id


def test_a_filing_that_stays_held_keeps_its_question_and_is_not_said_to_go_on(store: Store) -> None:
    filing_id = ask(store, Ask(AskKind.PASSWORD, "密码错误"))
    with store.engine.begin() as connection:  # as a version without keys has left it
        connection.execute(sa.update(db.filings).values(held_for=""))
        connection.execute(sa.update(db.results).values(filing_id=filing_id, key="job1.1:password"))
    assert release(store, ACCOUNT) == []
    assert states(store, filing_id) == [FilingState.HELD]
    assert [one.kind for one in list_results(store.engine)] == ["password"]


def test_when_nobody_needs_the_account_any_more_its_question_is_settled(store: Store, review: Review) -> None:
    first = ask(store, Ask(AskKind.PASSWORD, "密码错误"), number=1)
    second = ask(store, Ask(AskKind.PASSWORD, "密码错误"), number=2)
    review.decide(first, Decision.DONE_BY_HAND, by="示例主管", reason="窗口办了", receipt_nos=["SB-1"])
    assert "password" in [one.kind for one in list_results(store.engine)]
    cancelling.cancel(store.engine, second, by="示例主管", reason="不办了", at_ms=5)
    assert "password" not in [one.kind for one in list_results(store.engine)]


def test_an_agreement_that_is_renewed_lets_go_on_what_it_had_stopped(store: Store) -> None:
    first = ask(store, ENDED)
    row = view(store, first).row
    assert (row.state, row.held_for) == (FilingState.REFUSED, f"agreement:{AGREEMENT_NO}")
    assert AGREEMENT_NO in next_step(row)
    store.save_agreement(agreement(), by="帮办员")
    assert states(store, first) == [FilingState.REFUSED], "nothing in it has changed"
    store.save_agreement(agreement().model_copy(update={"stages": (1, 2)}), by="帮办员")
    assert states(store, first) == [FilingState.WAITING]
    assert list_results(store.engine) == ()
    assert store.claim("w1") is not None


def test_what_the_agreement_stops_in_the_middle_of_an_attempt_names_the_agreement() -> None:
    error = AgreementError("代办协议不允许提交", ENDED.findings, hold=ENDED.hold)
    assert ending(error) == ENDED


def test_a_refused_filing_that_was_handed_in_anew_does_not_come_back(store: Store) -> None:
    first = ask(store, ENDED)
    queue(store)  # the next revision
    assert release(store, blocker.agreement(AGREEMENT_NO)) == []
    assert states(store, first) == [FilingState.CANCELLED]


def test_a_filing_that_was_given_back_waits_for_nobody(store: Store, review: Review) -> None:
    first = ask(store, Ask(AskKind.PASSWORD, "密码错误"))
    review.decide(first, Decision.GIVE_BACK, by="示例主管", reason="缺材料")
    assert release(store, ACCOUNT) == []
    assert states(store, first) == [FilingState.REFUSED]


@pytest.mark.parametrize(("decision", "level"), [(Decision.GIVE_BACK, ""), (Decision.ESCALATE, "上级")])
def test_a_refused_filing_that_a_person_has_decided_about_waits_for_no_agreement(
    store: Store, review: Review, decision: Decision, level: str
) -> None:
    first = ask(store, ENDED)
    review.decide(first, decision, by="示例主管", reason="材料不对，改后再报", level=level)
    store.save_agreement(agreement().model_copy(update={"stages": (1, 2)}), by="帮办员")
    assert states(store, first) == [FilingState.REFUSED]
    assert store.claim("w1") is None


def test_two_long_logins_are_two_accounts() -> None:
    long = "长" * 150
    keys = {str(blocker.account("yunxi", long + end)) for end in ("甲" * 20, "乙" * 20)}
    assert len(keys) == 2
    assert all(len(one) == blocker.KEY_CHARACTERS for one in keys)


def test_a_release_is_in_the_audit_with_who_by_which_way_and_why(store: Store) -> None:
    ask(store, Ask(AskKind.PASSWORD, "密码错误"))
    release(store, ACCOUNT)
    table = db.audit
    with db.reading(store.engine) as connection:
        rows = connection.execute(sa.select(table).where(table.c.who == "示例甲").order_by(table.c.id)).all()
    assert [(row.act, row.via, row.reason) for row in rows] == [
        ("filing.waiting", "cli", "密码已更新"),
        ("result.settle", "cli", "密码已更新"),
    ]
    assert rows[0].before["state"] == "held" and rows[0].after["state"] == "waiting"
    assert (rows[1].before, rows[1].after) == ({"owner": ""}, {"settled_by": "示例甲"})


def test_a_changed_agreement_is_in_the_audit_with_what_it_was_and_what_it_is(store: Store) -> None:
    renewed = agreement().model_copy(update={"stages": (1,), "agent_mobile": "13800000001"})
    store.save_agreement(renewed, by=Actor("示例甲", FrontEnd.CONSOLE))
    table = db.audit
    with db.reading(store.engine) as connection:
        row = connection.execute(sa.select(table).order_by(table.c.id.desc()).limit(1)).one()
    assert (row.act, row.who, row.via) == ("agreement.save", "示例甲", "console")
    assert row.before["stages"] == [1, 2, 3, 4] and row.after["stages"] == [1]
    assert row.before != row.after
    assert "13800000001" not in str(row.after)


def test_a_key_reads_in_the_database_as_it_always_did() -> None:
    assert str(blocker.approval("yunxi", "d" * 64)) == f"approval:yunxi:{'d' * 64}"
    assert str(blocker.form("yunxi", "单项", "info", "e" * 64)) == f"form:yunxi:单项:info:{'e' * 16}"
    assert str(ACCOUNT) == "account:yunxi/agent-a"
