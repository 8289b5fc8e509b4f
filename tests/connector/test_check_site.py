"""The daily check of a site opens the login page and nothing else."""

import pytest

from gongai import db
from gongai.queue.intake import enqueue
from gongai.records.state import FlowName, JobState
from tests.world import World

pytestmark = pytest.mark.browser


def check(world: World) -> JobState:
    """Queue one site check, run it, and say where its job stands."""
    with world.app.engine.begin() as connection:
        enqueue(connection, flow=FlowName.CHECK_SITE, site="yunxi", priority=8, not_before_ms=0, at_ms=0)
    assert world.worker().work_one()
    with db.reading(world.app.engine) as connection:
        return JobState(connection.execute(db.jobs.select()).mappings().one()["state"])


def test_a_portal_that_is_as_we_know_it_is_fine_and_nobody_logs_in(world: World) -> None:
    assert check(world) is JobState.DONE
    assert world.results() == []
    assert world.truth()["logins"] == []


@pytest.mark.matrix  # a rule of the flow: flows/test_check_site.py
def test_a_portal_in_maintenance_is_asked_again_later(world: World) -> None:
    world.fault({"effect": "maintenance", "role": "page", "times": None})
    assert check(world) is JobState.WAITING


def test_a_login_page_that_has_changed_is_told_to_a_person_before_any_filing_fails(world: World) -> None:
    world.fault({"effect": "html200", "role": "page", "times": None, "html": "<h1>新版登录</h1>"})
    assert check(world) is JobState.PARKED
    (result,) = world.results()
    assert "登录页" in result["text"]
