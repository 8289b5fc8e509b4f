"""A person has logged in: what waited for that goes on, and nothing else."""

from collections.abc import Callable

from gongai import db
from gongai.app import App
from gongai.records.outcome import Ask, AskKind, Filed
from gongai.records.receipt import Receipt
from gongai.records.state import FilingState, FlowName
from gongai.services import inbox, logins
from tests.services.conftest import CLERK, PROPOSAL, SITE

CAPTCHA = Ask(AskKind.CAPTCHA, "平台要求验证码")
Ended = Callable[..., str]


def states(app: App) -> dict[str, FilingState]:
    return {row.reference: row.state for row in app.store.list()}


def test_only_those_that_wait_for_this_login_are_let_go(app: App, ended: Ended) -> None:
    asking = ended(CAPTCHA)
    other = ended(Ask(AskKind.QUESTION, "平台询问是否分期"), PROPOSAL)
    assert logins.waiting(app, CLERK, SITE, "agent1") == (asking,)
    assert logins.waiting(app, CLERK, SITE, "agent2") == ()
    assert logins.logged_in(app, CLERK, SITE, "agent2", until_ms=1) == ()
    assert logins.logged_in(app, CLERK, SITE, "agent1", until_ms=1) == (asking,)
    assert states(app) == {asking: FilingState.WAITING, other: FilingState.HELD}
    assert logins.waiting(app, CLERK, SITE, "agent1") == ()


def test_a_password_that_the_portal_has_just_taken_is_no_cause_any_more(app: App, ended: Ended) -> None:
    reference = ended(Ask(AskKind.PASSWORD, "连续 3 次登录未得到平台明确答复"))
    assert logins.logged_in(app, CLERK, SITE, "agent1", until_ms=1) == (reference,)


def test_a_look_that_waited_for_the_login_is_made_at_once(app: App, ended: Ended) -> None:
    reference = ended(Filed(Receipt(application_ids=("A1",), application_nos=("SB-1",))))
    app.store.hasten(FlowName.TRACK)
    claim = app.store.claim("w1")
    assert claim is not None
    app.store.record_outcome(claim, CAPTCHA)
    assert logins.logged_in(app, CLERK, SITE, "agent1", until_ms=1) == (reference,)
    assert app.store.claim("w1") is not None
    assert [one.kind for one in inbox.list_(app, CLERK).results] == ["filed"]


def test_the_login_is_in_the_audit_with_what_it_let_go(app: App, ended: Ended) -> None:
    reference = ended(CAPTCHA)
    logins.logged_in(app, CLERK, SITE, "agent1", until_ms=1234)
    with db.reading(app.engine) as connection:
        (row,) = connection.execute(db.audit.select().where(db.audit.c.act == "account.login")).mappings().all()
    assert (row["who"], row["subject"]) == (CLERK.name, "yunxi/agent1")
    assert row["after"] == {"session_until_ms": 1234, "released": [reference]}
