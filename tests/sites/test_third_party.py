"""Complete applications that others wrote are filed at by a profile alone; their own database is the judge."""

import hashlib
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from playwright.sync_api import Browser

from fixtures.third_party.apps import Application, why_missing
from gongai import db
from gongai.credentials.secret import Secret
from gongai.records.state import FilingState, FlowName
from tests.connector.conftest import Meddled
from tests.connector.relay import relay
from tests.sites.site_fixture import install_site
from tests.world import PASSWORD, SMALL, Kit, World

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(bool(why_missing()), reason=why_missing()),
]
on_both = pytest.mark.parametrize("key", ["django-admin", "starlette-admin"])
on_one = pytest.mark.parametrize(
    "key",
    ["django-admin", pytest.param("starlette-admin", marks=pytest.mark.matrix)],
)

SITES = {"django-admin": "django_site", "starlette-admin": "starlette_site"}
POSTS = {"django-admin": "POST /admin/desk/filing/add/", "starlette-admin": "POST /admin/filing/create"}
ANOTHER_UNIT = """
document.addEventListener('submit', (e) => {
    const code = e.target.querySelector('[name=uscc]');
    if (code) code.value = '91439900MA0TEXT10W';
}, true);
"""
"""A page that changes the applicant when nobody looks any more: between the read-back and the request."""
FILED = {
    "item": "供水排水接入联合报装",
    "project_code": "2109-439900-04-01-000015",
    "project_name": "云汐样板物流园",
    "uscc": "91439900MA0TEXT20J",
    "applicant": "云汐样板建设有限公司",
    "funds": "own",
    "start_date": "2027-07-01",
    "state": "new",
}


@pytest.fixture
def application(key: str, tmp_path: Path) -> Iterator[Application]:
    with Application(SITES[key], tmp_path / "application", login="agent1", password=PASSWORD) as running:
        yield running


@pytest.fixture
def office(key: str, application: Application, kit: Kit, browser: Browser, tmp_path: Path) -> Iterator[World]:
    """An installation that knows the application by its profile."""
    world = World(kit, cast(Any, application), tmp_path / "home", browser=lambda: browser)
    install_site(world, key)
    yield world
    world.close()


def file_one(world: World, key: str) -> str:
    reference = world.add(SMALL, site=key)
    world.work_off()
    assert world.state(reference) is FilingState.FILED, world.why(reference)
    return reference


def digests(paths: list[Path]) -> list[str]:
    return sorted(hashlib.sha256(path.read_bytes()).hexdigest() for path in paths)


def poll(world: World) -> None:
    """One look into the application, now."""
    assert world.app.store.hasten(FlowName.TRACK) == 1
    assert world.worker().work_one()


def observed(world: World) -> list[tuple[str, str]]:
    """Every status event that is kept: level and code."""
    with db.reading(world.app.engine) as connection:
        rows = connection.execute(db.status_events.select().order_by(db.status_events.c.id)).mappings()
        return [(row["scope"], row["site_code"]) for row in rows]


@on_both
def test_a_filing_becomes_one_record_with_every_value_and_every_byte(
    office: World, application: Application, key: str
) -> None:
    reference = file_one(office, key)
    (record,) = application.rows()
    assert {name: record[name] for name in FILED} == FILED
    assert digests(application.files()) == sorted(paper.sha256 for paper in office.filing(reference).materials)
    assert len(application.files()) == 6
    assert office.receipt(reference).application_ids == (str(record["id"]),)


@on_both
def test_a_change_of_state_in_the_application_is_read_back(office: World, application: Application, key: str) -> None:
    reference = file_one(office, key)
    poll(office)
    assert observed(office) == [("application", "待受理"), ("item", "待受理")]
    application.change(1, {"state": "open"})
    poll(office)
    assert observed(office)[2:] == [("application", "审查中"), ("item", "审查中")]
    assert office.state(reference) is FilingState.FILED
    application.change(1, {"state": "yes"})
    poll(office)
    assert observed(office)[4:] == [("application", "准予许可"), ("item", "准予许可")]
    assert office.state(reference) is FilingState.CLOSED


@on_one
def test_what_the_application_holds_already_is_found_and_not_filed_again(
    office: World, application: Application, key: str
) -> None:
    first = file_one(office, key)
    with office.app.engine.begin() as connection:
        # as if it had been filed by somebody else: this installation has never heard of it
        connection.execute(db.filings.update().values(state="cancelled", reference="ALT-1"))
    shutil.rmtree(office.app.settings.evidence / first)  # else the database would be older than its evidence
    second = office.add(SMALL, site=key)
    office.work_off()
    assert second != first
    assert office.state(second) is FilingState.HELD
    assert "平台上已有同一项目、同一事项的申报" in office.why(second)
    assert len(application.rows()) == 1


@on_one
def test_an_answer_that_was_lost_is_looked_up_in_the_applications_own_list(
    application: Application, key: str, kit: Kit, browser: Browser, tmp_path: Path
) -> None:
    with relay(application.url, needle=POSTS[key], spoil="close") as line:
        world = World(kit, cast(Any, line), tmp_path / "home", browser=lambda: browser)
        install_site(world, key)
        reference = file_one(world, key)
        assert (line.spoiled, len(application.rows())) == (1, 1)
        receipt = world.receipt(reference)
        assert (receipt.found_by, receipt.application_ids) == ("list", (str(application.rows()[0]["id"]),))
        assert len(application.files()) == 6
        world.close()


@on_one
def test_a_wrong_password_is_told_apart_from_other_trouble(office: World, application: Application, key: str) -> None:
    office.app.accounts.set_password(key, "agent1", Secret("another-2026"))
    reference = office.add(SMALL, site=key)
    office.work_off()
    assert office.state(reference) is FilingState.HELD
    assert "平台提示账号或密码错误" in office.why(reference)
    assert application.rows() == []


@on_one
def test_a_request_for_another_applicant_never_leaves(
    application: Application, key: str, kit: Kit, browser: Browser, tmp_path: Path
) -> None:
    meddled: Any = Meddled(browser, ANOTHER_UNIT, contexts=None)
    world = World(kit, cast(Any, application), tmp_path / "home", browser=lambda: cast(Browser, meddled))
    install_site(world, key)
    reference = world.add(SMALL, site=key)
    world.work_off()
    assert world.state(reference) is FilingState.HELD
    assert "统一社会信用代码：应为 91439900MA0TEXT20J，请求中为 91439900MA0TEXT10W" in world.why(reference)
    assert application.rows() == []
    world.close()
