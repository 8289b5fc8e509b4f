"""Accounts through the service: who did what is written down, and what waited for an account goes on."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from gongai import db
from gongai.app import App
from gongai.credentials.accounts import Unit
from gongai.credentials.secret import Secret
from gongai.db import chain
from gongai.errors import NotAllowed, UsageError
from gongai.queue.results import list_results
from gongai.records.account_state import AccountState
from gongai.records.journal_event import JournalEvent
from gongai.records.outcome import Ask, AskKind, Filed
from gongai.records.receipt import Receipt
from gongai.records.state import FilingState, FlowName
from gongai.services import accounts, inbox, intake, review
from tests.services.conftest import CLERK, PROPOSAL, SITE, SMALL, SUPERVISOR, UNITS

PASSWORD = "Geheim-4711"
WRONG = Ask(AskKind.PASSWORD, "账号 yunxi/agent1 的密码已被平台判为错误")
Ended = Callable[..., str]


def state(app: App, reference: str) -> FilingState:
    found = app.store.get(reference)
    assert found is not None
    return found.row.state


def applicant(app: App, reference: str) -> Unit:
    found = app.store.get(reference)
    assert found is not None
    return next(one for one in UNITS if one.uscc == found.filing.applicant.uscc)


def audited(app: App, act: str) -> list[dict[str, Any]]:
    with db.reading(app.engine) as connection:
        rows = connection.execute(db.audit.select().where(db.audit.c.act == act)).mappings().all()
    return [dict(row) for row in rows]


def refuse(app: App, verdict: AccountState, login: str = "agent1") -> None:
    """The portal said no to the password."""
    app.accounts.may_try_password(SITE, login)
    app.accounts.refused(SITE, login, verdict)


def test_a_new_password_lets_all_go_on_that_were_held_for_the_old_one(app: App, ended: Ended) -> None:
    first, second = ended(WRONG), ended(WRONG, PROPOSAL)
    refuse(app, AccountState.BAD_PASSWORD)
    before = {row.reference: row.next_step for row in review.list_(app, SUPERVISOR)}
    assert all("gongai account password yunxi/agent1" in step for step in before.values())
    done = accounts.password(app, SUPERVISOR, SITE, "agent1", password=Secret(PASSWORD))
    assert done.released == (first, second)
    assert {state(app, one) for one in done.released} == {FilingState.WAITING}
    assert inbox.list_(app, CLERK).results == ()
    assert review.list_(app, SUPERVISOR) == ()
    assert app.store.claim("w1") is not None


def test_what_was_held_before_there_were_keys_goes_on_as_well(app: App, ended: Ended) -> None:
    reference = ended(WRONG)
    with app.engine.begin() as connection:  # as an older version has left it
        connection.execute(db.filings.update().values(held_for=""))
        connection.execute(db.results.update().values(filing_id=1, key="job1.1:password"))
    assert accounts.password(app, SUPERVISOR, SITE, "agent1", password=Secret(PASSWORD)).released == (reference,)
    assert state(app, reference) is FilingState.WAITING
    assert inbox.list_(app, CLERK).results == ()


def test_the_filing_says_who_let_it_go_on_and_why(app: App, ended: Ended) -> None:
    reference = ended(WRONG)
    accounts.password(app, SUPERVISOR, SITE, "agent1", password=Secret(PASSWORD))
    found = app.store.get(reference)
    assert found is not None and found.row.why == "示例主管 更新了账号 yunxi/agent1 的密码"
    (row,) = audited(app, "filing.waiting")
    assert (row["who"], row["via"], row["subject"]) == ("示例主管", "console", reference)
    assert (row["before"]["state"], row["after"]["state"]) == ("held", "waiting")


@pytest.mark.parametrize("other", ["agent2", "agent10"])
def test_what_waits_for_another_account_stays_held(app: App, ended: Ended, other: str) -> None:
    mine, other_one = ended(WRONG), ended(WRONG, PROPOSAL, account=other)
    assert accounts.password(app, SUPERVISOR, SITE, "agent1", password=Secret(PASSWORD)).released == (mine,)
    assert state(app, other_one) is FilingState.HELD
    assert len(inbox.list_(app, CLERK).results) == 1


def test_what_waits_for_something_else_stays_held(app: App, ended: Ended) -> None:
    asked = ended(Ask(AskKind.QUESTION, "平台询问是否分期"))
    drawn = ended(Ask(AskKind.CAPTCHA, "平台要求验证码"), PROPOSAL)
    assert accounts.password(app, SUPERVISOR, SITE, "agent1", password=Secret(PASSWORD)).released == ()
    assert {state(app, asked), state(app, drawn)} == {FilingState.HELD}


def test_a_filing_that_was_sent_before_it_was_held_is_looked_for_and_not_sent_again(app: App, filing: Any) -> None:
    number = intake.add(app, CLERK, filing())
    claim = app.store.claim("w1")
    assert claim is not None
    with app.engine.begin() as connection:
        chain.append(connection, filing_id=number, step="submit", event=JournalEvent.SENT, at_ms=1, data={})
    app.store.record_outcome(claim, WRONG)
    done = accounts.password(app, SUPERVISOR, SITE, "agent1", password=Secret(PASSWORD))
    assert [state(app, one) for one in done.released] == [FilingState.UNKNOWN]


@pytest.mark.parametrize("verdict", [AccountState.LOCKED, AccountState.BAD_PASSWORD])
def test_an_unlocked_account_lets_go_what_was_held_for_its_lock(app: App, ended: Ended, verdict: AccountState) -> None:
    reference = ended(Ask(AskKind.LOCKED, "账号已被平台锁定"))
    refuse(app, verdict)
    assert accounts.unlock(app, SUPERVISOR, SITE, "agent1").released == (reference,)
    assert state(app, reference) is FilingState.WAITING
    (row,) = audited(app, "account.unlock")
    assert (row["before"]["state"], row["after"]["state"]) == (verdict.value, "ready")


def test_a_look_that_was_stopped_by_the_password_is_made_at_once(app: App, ended: Ended) -> None:
    reference = ended(Filed(Receipt(application_ids=("A1",), application_nos=("SB-1",))))
    app.store.hasten(FlowName.TRACK)
    claim = app.store.claim("w1")
    assert claim is not None and claim.flow is FlowName.TRACK
    app.store.record_outcome(claim, WRONG)
    assert app.store.claim("w1") is None
    assert accounts.password(app, SUPERVISOR, SITE, "agent1", password=Secret(PASSWORD)).released == (reference,)
    assert app.store.claim("w1") is not None
    assert state(app, reference) is FilingState.FILED
    assert [one.kind for one in inbox.list_(app, CLERK).results] == ["filed"]


def test_the_question_of_a_site_check_is_settled_as_well(app: App) -> None:
    claim = app.store.occupy(FlowName.CHECK_SITE, site=SITE, account="agent1", worker="w1")
    app.store.record_outcome(claim, WRONG)
    assert len(inbox.list_(app, CLERK).results) == 1
    accounts.password(app, SUPERVISOR, SITE, "agent1", password=Secret(PASSWORD))
    assert inbox.list_(app, CLERK).results == ()


def test_a_unit_that_is_bound_lets_go_its_filings_and_no_others(app: App, ended: Ended) -> None:
    stranger = Ask(AskKind.APPLICANT, "账号在平台上没有绑定申报主体")
    bound, unbound = ended(stranger), ended(stranger, PROPOSAL)
    unit, other = applicant(app, bound), applicant(app, unbound)
    assert unit != other
    view, done = accounts.set_units(app, SUPERVISOR, SITE, "agent1", [unit])
    assert view.units == (unit,)
    assert done.released == (bound,)
    assert state(app, unbound) is FilingState.HELD


def test_every_act_on_an_account_is_written_down_without_its_password(app: App) -> None:
    accounts.add(app, CLERK, SITE, "agent9", password=Secret(PASSWORD), units=UNITS[:1], agent="代办员九")
    accounts.password(app, CLERK, SITE, "agent9", password=Secret(PASSWORD + "-2"))
    accounts.unlock(app, CLERK, SITE, "agent9")
    accounts.set_units(app, CLERK, SITE, "agent9", UNITS[1:2])
    accounts.remove(app, SUPERVISOR, SITE, "agent9")
    acts = {act: audited(app, f"account.{act}") for act in ("add", "password", "unlock", "units", "remove")}
    assert {len(rows) for rows in acts.values()} == {1}
    assert {rows[0]["subject"] for rows in acts.values()} == {"yunxi/agent9"}
    assert (acts["add"][0]["who"], acts["remove"][0]["who"]) == (CLERK.name, SUPERVISOR.name)
    assert (acts["add"][0]["before"], acts["remove"][0]["after"]) == (None, None)
    (units,) = acts["units"]
    assert [one["name"] for one in units["before"]["units"]] == ["云汐样板建设有限公司"]
    assert [one["name"] for one in units["after"]["units"]] == ["东汐区演示项目中心"]
    assert acts["remove"][0]["before"]["units"] == units["after"]["units"]
    assert PASSWORD not in json.dumps(acts, ensure_ascii=False, default=str)


def test_an_act_that_fails_changes_nothing_and_is_not_written_down(app: App) -> None:
    with pytest.raises(UsageError, match="校验码"):
        accounts.add(
            app, CLERK, SITE, "agent9", password=Secret(PASSWORD), units=[Unit(uscc="91439900MA0TEXT21J", name="错")]
        )
    with pytest.raises(UsageError, match="密码为空"):
        accounts.password(app, CLERK, SITE, "agent1", password=Secret(""))
    with pytest.raises(UsageError, match="没有账号"):
        accounts.remove(app, CLERK, SITE, "agent9")
    assert app.accounts.find(SITE, "agent9") is None
    assert app.accounts.password(SITE, "agent1").reveal() == "Demo-2026"
    assert [audited(app, f"account.{act}") for act in ("add", "password", "remove")] == [[], [], []]


def test_an_account_is_removed_when_its_last_filing_has_ended_and_not_before(app: App, filing: Any) -> None:
    number = intake.add(app, CLERK, filing(SMALL))
    with pytest.raises(NotAllowed, match="还有 1 件没有办结（如 GA-000001）"):
        accounts.remove(app, CLERK, SITE, "agent1")
    app.store.cancel(number, by="甲", reason="撤回")
    assert accounts.remove(app, CLERK, SITE, "agent1").account == "yunxi/agent1"
    assert list_results(app.engine) == ()
