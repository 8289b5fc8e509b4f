"""`gongai site check` logs in and looks at the forms, and leaves the account alone while somebody works with it."""

import httpx
import pytest

from fixtures.portals.portal import Portal
from tests.cli.office import Office
from tests.cli.test_login import elsewhere
from tests.cli.test_site_approval import BY
from tests.cli.test_sites import profile

TOGETHER = "12-并联-工程建设-2-04.json"

pytestmark = pytest.mark.browser


@pytest.fixture
def there(office: Office, portal: Portal) -> Office:
    """An approved profile of a portal that answers, and a filing that may serve as an example."""
    profile(office, f'base_url = "{portal.url}"')
    office.done("site", "approve", "yunxi", *BY)
    office.add()
    return office


def test_the_forms_are_looked_at_and_a_change_fails_the_check(there: Office, portal: Portal) -> None:
    first = elsewhere(there, "site", "check", "yunxi")
    assert first.code == 0, first
    assert "单项：与批准的表单相符" in first.out and "并联：没有该账号的申报件" in first.out
    portal.world.faults.add([{"effect": "rename", "map": {"项目地址": "建设项目地址"}}])
    second = elsewhere(there, "site", "check", "yunxi")
    assert second.code == 1
    assert "项目地址" in second.out and "建设项目地址" in second.out
    with there.opened() as app:
        assert app.store.claim("w1") is not None, "the account is free again"


def test_an_account_at_work_is_not_logged_in_beside(there: Office, portal: Portal) -> None:
    with there.opened() as app:
        assert app.store.claim("w1") is not None
        ran = elsewhere(there, "site", "check", "yunxi")
    assert ran.code == 0
    assert "没有查看" in ran.out and "正在办理" in ran.out
    assert httpx.get(f"{portal.url}/__truth").json()["logins"] == []


def test_under_an_unapproved_profile_no_form_is_taken_for_the_right_one(office: Office, portal: Portal) -> None:
    profile(office, f'base_url = "{portal.url}"')
    office.add()
    assert "配置未经批准，没有查看表单" in elsewhere(office, "site", "check", "yunxi").out


def test_an_account_that_has_filed_both_kinds_has_both_forms_looked_at(there: Office) -> None:
    there.add(TOGETHER)
    ran = elsewhere(there, "site", "check", "yunxi")
    assert ran.code == 0, ran
    assert "单项：与批准的表单相符" in ran.out and "并联：与批准的表单相符" in ran.out
