"""Each way a login can go ends as what people must do next, and no password is wasted."""

from pathlib import Path

import pytest

from gongai.credentials.secret import Secret
from gongai.records.account_state import AccountState
from gongai.records.state import FilingState
from tests.connector.conftest import Install
from tests.connector.relay import free_port, relay
from tests.portal.client import Client
from tests.world import SMALL, World

pytestmark = pytest.mark.browser

OTHER = "11-档案验收-4-03.json"


def tries(world: World) -> list[bool]:
    """The logins that reached the portal: taken or not."""
    return [one["ok"] for one in world.truth()["logins"]]


def owner_files(world: World, *, item: str = "3-05", project: str = "P-15", unit: str = "U-2") -> str:
    """Somebody files the same thing by hand with the same account; returns its number."""
    with Client(world.portal.url) as client:
        assert client.login()["success"] and client.switch(unit)["success"]
        answer = client.submit(unit=unit, project=project, itemVerId=f"IV-{item}").json()
        assert answer["success"]
        return str(answer["content"]["applyinstCode"])


def kinds(world: World) -> list[str]:
    return [one["kind"] for one in world.results()]


def test_a_wrong_password_is_tried_exactly_once_by_all_workers_together(city: World) -> None:
    city.app.accounts.set_password("yunxi", "agent1", Secret("Wrong-2026"))
    first, second = city.add(SMALL), city.add(OTHER)
    city.work_off(city.worker(name="one"))
    third = city.add("08-消防验收-4-02.json")
    city.work_off(city.worker(name="two"))
    assert tries(city) == [False]
    assert {city.state(one) for one in (first, second, third)} == {FilingState.HELD}
    assert city.app.accounts.get("yunxi", "agent1").state is AccountState.BAD_PASSWORD
    assert kinds(city) == ["password"], "asked once for the account"
    assert "不再自动尝试" in city.results()[0]["text"] and "更新密码" in city.results()[0]["text"]


def test_an_expired_password_waits_for_a_person(city: World) -> None:
    city.fault({"effect": "password_expired", "account": "agent1"})
    reference = city.add()
    city.work_off()
    assert city.state(reference) is FilingState.HELD
    assert city.app.accounts.get("yunxi", "agent1").state is AccountState.EXPIRED
    assert kinds(city) == ["password"] and "修改密码" in city.results()[0]["text"]
    assert tries(city) == [False]


def test_a_locked_account_waits_for_a_person(city: World) -> None:
    city.fault({"effect": "account_locked", "account": "agent1"})
    reference = city.add()
    city.work_off()
    assert city.state(reference) is FilingState.HELD
    assert city.app.accounts.get("yunxi", "agent1").state is AccountState.LOCKED
    assert kinds(city) == ["locked"] and "解锁" in city.results()[0]["text"]
    assert tries(city) == [False]


def test_a_captcha_is_shown_to_a_person_and_never_guessed(city: World) -> None:
    city.fault({"effect": "captcha"})
    reference = city.add()
    city.work_off()
    assert city.state(reference) is FilingState.HELD
    (result,) = city.results()
    assert result["kind"] == "captcha" and "gongai login assist" in result["text"]
    assert Path(result["picture"]).read_bytes().startswith(b"\x89PNG")
    assert tries(city) == []
    assert city.app.accounts.get("yunxi", "agent1").wrong_passwords == 0


@pytest.mark.parametrize("role", ["page", "login"])
def test_a_portal_in_maintenance_spends_no_attempt_and_no_password(city: World, role: str) -> None:
    city.fault({"effect": "maintenance", "role": role, "times": None})
    reference = city.add()
    assert city.worker().work_one()
    assert city.state(reference) is FilingState.WAITING
    assert city.job(reference)["attempt"] == 0
    assert city.app.accounts.get("yunxi", "agent1").wrong_passwords == 0
    assert city.results() == []


def test_a_portal_that_is_down_spends_no_attempt_and_the_filing_goes_on_when_it_is_back(install: Install) -> None:
    port = free_port()
    world = install(url=f"http://127.0.0.1:{port}")
    reference = world.add()
    worker = world.worker()
    for _again in range(4):  # more often than there are attempts
        world.hasten()
        assert worker.work_one()
        assert world.state(reference) is FilingState.WAITING
        assert world.job(reference)["attempt"] == 0
    with relay(world.portal.url, port=port):
        world.work_off(worker)
        assert world.state(reference) is FilingState.FILED
    assert len(world.held()) == 1


def test_the_next_filing_uses_the_session_of_the_last_one(city: World) -> None:
    owner_files(city), owner_files(city, item="4-03", project="P-11", unit="U-1")
    before = len(tries(city))
    city.add(SMALL), city.add(OTHER)
    city.work_off()
    assert kinds(city) == ["duplicate", "duplicate"]
    assert tries(city)[before:] == [True]


def test_a_session_with_too_little_time_left_is_not_used(install: Install) -> None:
    world = install(add="[session]\nminutes = 12\nfiling_needs_minutes = 12")
    owner_files(world), owner_files(world, item="4-03", project="P-11", unit="U-1")
    before = len(tries(world))
    world.add(SMALL), world.add(OTHER)
    world.work_off()
    assert kinds(world) == ["duplicate", "duplicate"]
    assert tries(world)[before:] == [True, True]


@pytest.mark.parametrize("end", ["evicted", "over"])
def test_a_session_that_the_portal_has_ended_is_dropped_and_made_anew(city: World, end: str) -> None:
    owner_files(city, item="4-03", project="P-11", unit="U-1")
    number = owner_files(city)
    reference = city.add()
    city.work_off()
    if end == "evicted":
        owner_files(city, item="4-02", project="P-7")  # a login elsewhere
    else:
        city.fault({"effect": "expire", "role": "user_info"})
    before = len(tries(city))
    city.add(OTHER)
    city.work_off()
    assert tries(city)[before:] == [True]
    assert number in city.why(reference)
    assert kinds(city) == ["duplicate", "duplicate"]
