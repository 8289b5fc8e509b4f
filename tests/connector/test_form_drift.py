"""A form that has changed stops the filings of its wizard before anything is typed, once for all of them."""

from typing import Any

import pytest

from gongai import db
from gongai.approval import acceptance
from gongai.errors import NotAllowed
from gongai.records.outcome import Seen
from gongai.records.state import FilingState, FlowName
from gongai.runner.heartbeat import Heartbeat
from tests.connector.conftest import Install
from tests.world import SMALL, World

pytestmark = pytest.mark.browser

OTHERS = ("02-项目建议书-1-01.json", "01-施工许可-3-03.json")
JOINT = "05-并联-立项用地-1-04.json"
RENAMED = {"effect": "rename", "map": {"总投资（万元）": "投资总额（万元）"}}
REQUIRED = {"effect": "required_field", "json": "landNo", "label": "宗地编号", "mode": "single"}


def known_form(world: World) -> None:
    """One filing has gone through, so the form is known as it was."""
    reference = world.add(SMALL)
    world.work_off()
    assert world.state(reference) is FilingState.FILED, world.why(reference)


def forms(world: World, state: str = "") -> list[dict[str, Any]]:
    with db.reading(world.app.engine) as connection:
        rows = [dict(row) for row in connection.execute(db.forms.select()).mappings()]
    return [row for row in rows if state in ("", row["state"])]


def changed(world: World) -> list[str]:
    return [str(one["text"]) for one in world.results() if one["kind"] == "site_changed"]


def test_the_first_sight_of_each_page_is_kept_and_told_to_people_once(city: World) -> None:
    known_form(city)
    second = city.add(OTHERS[0])
    city.work_off()
    assert city.state(second) is FilingState.FILED, city.why(second)
    (info,) = [one for one in forms(city) if one["page"] == "info"]
    assert (info["state"], info["kind"]) == ("approved", "单项")
    labels = {field["label"] for field in info["record"]["fields"]}
    assert {"总投资（万元）", "建设地点", "领取模式"} <= labels
    (result,) = [one for one in city.results(forms=True) if one["kind"] == "form_noted" and "info" in one["text"]]
    assert "首次登记" in result["text"] and result["filing_id"] is None


def test_a_renamed_label_stops_three_filings_with_one_message_and_nothing_is_typed(city: World) -> None:
    known_form(city)
    saves = len(city.requests("save"))
    city.fault(RENAMED)
    references = [city.add(name) for name in (*OTHERS, "11-档案验收-4-03.json")]
    city.work_off()
    assert [city.state(one) for one in references] == [FilingState.HELD] * 3
    (text,) = changed(city)
    assert "总投资（万元）" in text and "投资总额（万元）" in text and "建议" in text
    assert all("投资总额（万元）" in city.why(one) for one in references)
    assert len(city.requests("save")) == saves
    assert len(city.held()) == 1
    opened = [step for step, _event in city.journal() if step == "打开申报页"]
    assert len(opened) == 2, "the second and third filing never reached a browser"


def test_accepting_a_rename_makes_a_new_version_and_the_filings_are_filed(city: World) -> None:
    known_form(city)
    before = city.app.site("yunxi")
    city.fault(RENAMED)
    references = [city.add(name) for name in OTHERS]
    city.work_off()
    (proposed,) = forms(city, "proposed")
    done = acceptance.accept(
        city.app.engine,
        city.app.settings,
        "yunxi",
        proposed["id"],
        by="示例主管",
        reason="平台改了名",
        renames={"总投资（万元）": "投资总额（万元）"},
        at_ms=city.app.clock.now_ms(),
    )
    assert done.released == references
    assert done.file is not None and "示例主管" in done.file.read_text(encoding="utf-8")
    assert (done.site.profile.version, done.site.digest) != (before.profile.version, before.digest)
    assert done.site.profile.fields["invest_wan"].label == "投资总额（万元）"
    city.work_off()
    for reference in references:
        assert city.state(reference) is FilingState.FILED, city.why(reference)
    assert len(city.held()) == 3
    (message,) = [one for one in city.results() if one["kind"] == "site_changed"]
    assert message["settled_by"] == "示例主管"


def test_a_new_required_field_stops_its_own_wizard_and_the_other_goes_on(city: World) -> None:
    known_form(city)
    city.fault(REQUIRED)
    single, joint = city.add(OTHERS[0]), city.add(JOINT)
    city.work_off()
    assert city.state(single) is FilingState.HELD
    assert "新增必填栏目" in city.why(single) and "宗地编号" in city.why(single)
    assert city.state(joint) is FilingState.FILED, city.why(joint)
    assert len(changed(city)) == 1


def check(world: World, site: str = "yunxi") -> str:
    """The daily check under the account that files; returns what it says."""
    claim = world.app.store.occupy(FlowName.CHECK_SITE, site=site, account="agent1", worker="check")
    attempts = world.app.attempts(browser=world._browser)
    heartbeat = Heartbeat(
        claim.lease, world.app.store.beat, clock=world.app.clock, policy=world.app.store.policy, on_stale=print
    )
    outcome = attempts.run(claim, heartbeat)
    world.app.store.record_outcome(claim, outcome)
    assert isinstance(outcome, Seen), outcome
    return outcome.note


def test_the_check_finds_a_change_before_any_filing_and_leaves_nothing_behind(city: World) -> None:
    known_form(city)
    before = city.truth()
    assert "单项：与批准的表单相符" in check(city)
    city.fault(RENAMED)
    assert "单项：与批准的表单不同" in check(city)
    assert len(changed(city)) == 1
    after = city.truth()
    assert after["applications"] == before["applications"]
    for role in ("save", "upload", "submit"):
        assert [one for one in after["requests"] if one["role"] == role] == [
            one for one in before["requests"] if one["role"] == role
        ]
    waiting = city.add(OTHERS[0])
    city.work_off()
    assert city.state(waiting) is FilingState.HELD
    assert len(changed(city)) == 1


def test_a_change_that_the_portal_takes_back_lets_the_filings_go_on(city: World) -> None:
    known_form(city)
    city.fault(RENAMED)
    reference = city.add(OTHERS[0])
    city.work_off()
    assert city.state(reference) is FilingState.HELD
    city.no_faults()
    city.fault({"effect": "debounce", "seconds": 0.05})
    assert "单项：与批准的表单相符" in check(city)
    city.work_off()
    assert city.state(reference) is FilingState.FILED, city.why(reference)


@pytest.mark.matrix  # a rule of the flow: flows/test_check_site.py
def test_a_page_whose_opening_leaves_a_trace_is_never_opened_for_a_check(install: Install) -> None:
    trace = '[wizards."单项".pages.info]\ntrace = true\n[wizards."并联".pages.info]\ntrace = true'
    world = install(add=trace)
    known_form(world)
    opened = len(world.requests("page"))
    message = check(world)
    assert message.count("留下痕迹") == 1 and "没有该账号的申报件" in message
    assert len(world.requests("page")) <= opened + 2  # login page, and the page that a taken-up session is asked for
    assert forms(world, "approved")


def test_an_account_that_is_busy_is_not_logged_in_for_a_check(city: World) -> None:
    known_form(city)
    job = city.job(city.add(OTHERS[0]))
    assert city.app.store.claim("elsewhere") is not None
    assert job["account"] == "agent1"
    with pytest.raises(NotAllowed, match="正在办理"):
        city.app.store.occupy(FlowName.CHECK_SITE, site="yunxi", account="agent1", worker="check")
