"""Accounts: the lock-out budget holds across workers, and a session is reused until shortly before its end."""

import multiprocessing
from pathlib import Path

import pytest
import sqlalchemy as sa

from gongai import db, redact
from gongai.clock import SystemClock
from gongai.credentials.accounts import MAX_UNJUDGED, Accounts, Unit
from gongai.credentials.key import Key
from gongai.credentials.secret import Secret
from gongai.credentials.vault import Vault
from gongai.errors import AccountLocked, BadPassword, FilingError, LoginError, PasswordExpired, UsageError
from gongai.records.account_state import AccountState
from tests.credentials.conftest import HeldClock

YUNXI = Unit(uscc="91439902MA00000017", name="云汐示例置业有限公司")
ONE = ("standin", "agent01")


@pytest.fixture(autouse=True)
def agent(accounts: Accounts) -> None:
    accounts.add(*ONE, password=Secret("first-Pass1"), units=[YUNXI], agent="代办员甲")


def test_an_account_is_kept_with_its_units_and_its_password_apart(accounts: Accounts) -> None:
    found = accounts.get(*ONE)
    assert (found.units, found.agent, found.state) == ((YUNXI,), "代办员甲", AccountState.READY)
    assert accounts.list() == (found,)
    assert accounts.list("elsewhere") == ()
    assert accounts.password(*ONE).reveal() == "first-Pass1"


def test_adding_it_twice_is_refused_and_the_password_stays(accounts: Accounts) -> None:
    with pytest.raises(UsageError, match="已存在"):
        accounts.add(*ONE, password=Secret("other-Pass1"), units=[])
    assert accounts.password(*ONE).reveal() == "first-Pass1"


def test_an_unknown_account_is_said_so(accounts: Accounts) -> None:
    for act in (accounts.get, accounts.may_try_password, accounts.logged_in, accounts.unlock):
        with pytest.raises(UsageError, match="没有账号"):
            act("standin", "nobody")


def test_a_unit_the_account_is_not_bound_to_is_refused_with_the_ones_it_is(accounts: Accounts) -> None:
    assert accounts.check_unit(*ONE, YUNXI.uscc) == YUNXI
    with pytest.raises(FilingError, match="云汐示例置业有限公司") as raised:
        accounts.check_unit(*ONE, "91439902MA00000025")
    assert raised.value.findings[0].value == "91439902MA00000025"


def test_a_wrong_password_is_never_tried_again_until_a_person_gives_a_new_one(accounts: Accounts) -> None:
    accounts.may_try_password(*ONE)
    accounts.refused(*ONE, AccountState.BAD_PASSWORD)
    for _ in range(3):
        with pytest.raises(BadPassword, match="不再自动尝试"):
            accounts.may_try_password(*ONE)
    accounts.set_password(*ONE, Secret("second-Pass2"))
    accounts.may_try_password(*ONE)
    assert accounts.password(*ONE).reveal() == "second-Pass2"


@pytest.mark.parametrize(
    ("state", "error"), [(AccountState.LOCKED, AccountLocked), (AccountState.EXPIRED, PasswordExpired)]
)
def test_locked_and_expired_are_states_of_their_own_that_a_person_ends(
    accounts: Accounts, state: AccountState, error: type[LoginError]
) -> None:
    accounts.may_try_password(*ONE)
    accounts.refused(*ONE, state)
    with pytest.raises(error):
        accounts.may_try_password(*ONE)
    accounts.unlock(*ONE)
    accounts.may_try_password(*ONE)


def test_tries_whose_end_nobody_saw_use_the_budget_up(accounts: Accounts) -> None:
    for _ in range(MAX_UNJUDGED):
        accounts.may_try_password(*ONE)
    with pytest.raises(BadPassword, match="未得到平台明确答复"):
        accounts.may_try_password(*ONE)


def test_a_login_that_worked_fills_the_budget_again(accounts: Accounts) -> None:
    for _ in range(MAX_UNJUDGED * 2):
        accounts.may_try_password(*ONE)
        accounts.logged_in(*ONE)
    assert accounts.get(*ONE).wrong_passwords == 0


def test_a_password_the_portal_did_not_judge_costs_nothing(accounts: Accounts) -> None:
    for _ in range(MAX_UNJUDGED * 2):
        accounts.may_try_password(*ONE)
        accounts.give_back(*ONE)
    accounts.give_back(*ONE)
    assert accounts.get(*ONE).wrong_passwords == 0


def test_a_late_verdict_about_the_old_password_does_not_void_the_new_one(accounts: Accounts) -> None:
    accounts.may_try_password(*ONE)
    accounts.set_password(*ONE, Secret("second-Pass2"))
    accounts.refused(*ONE, AccountState.BAD_PASSWORD)
    assert accounts.get(*ONE).state is AccountState.READY


def _try_once(url: str, material: bytes, gate: "multiprocessing.synchronize.Barrier", answers: object) -> None:
    engine = db.connect(url)
    accounts = Accounts(engine, Vault(engine, Key(material), SystemClock()), SystemClock())
    gate.wait()
    try:
        accounts.may_try_password(*ONE)
        answers.put(True)  # type: ignore[attr-defined]
    except BadPassword:
        answers.put(False)  # type: ignore[attr-defined]
    engine.dispose()


def test_five_workers_at_once_get_no_more_tries_than_the_budget(engine: sa.Engine, tmp_path: Path) -> None:
    spawn = multiprocessing.get_context("spawn")
    gate, answers = spawn.Barrier(5), spawn.Queue()
    url = f"sqlite:///{tmp_path}/gongai.db"
    workers = [spawn.Process(target=_try_once, args=(url, b"k" * 32, gate, answers)) for _ in range(5)]
    for worker in workers:
        worker.start()
    got = [answers.get(timeout=60) for _ in workers]
    for worker in workers:
        worker.join()
    answers.close()
    answers.join_thread()
    assert sum(got) == MAX_UNJUDGED


def test_a_session_is_reused_until_shortly_before_its_end(accounts: Accounts, clock: HeldClock) -> None:
    state = {"cookies": [{"name": "SESSION", "value": "tok-0123456789abcdef"}], "origins": []}
    accounts.session_save(*ONE, state=state, until_ms=clock.ms + 600_000, unit=YUNXI.uscc)
    saved = accounts.session_load(*ONE, margin_s=120)
    assert saved is not None
    assert (saved.state, saved.unit, saved.until_ms) == (state, YUNXI.uscc, clock.ms + 600_000)
    clock.sleep(479)
    assert accounts.session_load(*ONE, margin_s=120) is not None
    clock.sleep(1)
    assert accounts.session_load(*ONE, margin_s=120) is None


def test_the_tokens_of_a_session_in_use_are_scrubbed_and_not_printed(accounts: Accounts, clock: HeldClock) -> None:
    stored = [{"name": "userToken", "value": "sto-0123456789abcdef"}, {"name": "menu", "value": "a long list of menus"}]
    state = {
        "cookies": [{"name": "SESSION", "value": "tok-0123456789abcdef"}],
        "origins": [{"origin": "http://127.0.0.1", "localStorage": stored}],
        "tabs": {"http://127.0.0.1": {"accessToken": "tab-0123456789abcdef", "menu": "a long list of menus"}},
    }
    accounts.session_save(*ONE, state=state, until_ms=clock.ms + 600_000, unit=YUNXI.uscc)
    text = "tok-0123456789abcdef sto-0123456789abcdef tab-0123456789abcdef a long list of menus"
    assert redact.scrub(text) == f"{redact.HIDDEN} {redact.HIDDEN} {redact.HIDDEN} a long list of menus"
    assert "0123456789abcdef" not in repr(accounts.session_load(*ONE))


def test_a_password_handed_out_stays_scrubbed_while_the_process_works_with_accounts(accounts: Accounts) -> None:
    assert len(accounts.password(*ONE).reveal()) == 11  # nobody keeps the secret
    assert redact.scrub("echoed first-Pass1 by the portal") == f"echoed {redact.HIDDEN} by the portal"


def test_a_session_ends_when_dropped_and_when_the_password_changes_or_is_refused(
    accounts: Accounts, clock: HeldClock
) -> None:
    def save() -> None:
        accounts.session_save(*ONE, state={"cookies": []}, until_ms=clock.ms + 600_000, unit="")
        assert accounts.session_load(*ONE) is not None

    save()
    accounts.session_drop(*ONE)
    assert accounts.session_load(*ONE) is None
    save()
    accounts.set_password(*ONE, Secret("second-Pass2"))
    assert accounts.session_load(*ONE) is None
    save()
    accounts.may_try_password(*ONE)
    accounts.refused(*ONE, AccountState.LOCKED)
    assert accounts.session_load(*ONE) is None


def test_removing_an_account_removes_its_secrets(engine: sa.Engine, accounts: Accounts) -> None:
    assert accounts.remove(*ONE) is True
    assert accounts.remove(*ONE) is False
    with engine.connect() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(db.secrets)).scalar_one() == 0
