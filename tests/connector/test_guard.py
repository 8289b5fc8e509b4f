"""The portal holds each filing once, whatever pages, scripts and lines do to the submit request."""

import time

import pytest

from gongai.records.state import FilingState
from tests.connector.conftest import Install
from tests.connector.relay import Spoil, relay
from tests.world import World

pytestmark = pytest.mark.browser

SUBMIT = "/api/apply/item/submit"
BUTTON = "(e.target.closest && e.target.closest('button') || {textContent: ''}).textContent.includes('提交申请')"

DOUBLE_CLICK = f"""
addEventListener('click', e => {{
  if (e.isTrusted && {BUTTON}) {{ const b = e.target.closest('button'); setTimeout(() => b.click(), 0) }}
}}, true)
"""
MOUSE_DOWN_AND_CLICK = f"""
addEventListener('mousedown', e => {{ if (e.isTrusted && {BUTTON}) e.target.closest('button').click() }}, true)
"""
SENDS_TWICE = """
const send = XMLHttpRequest.prototype.send, open = XMLHttpRequest.prototype.open
XMLHttpRequest.prototype.open = function (how, to, ...more) { this.to = to; return open.call(this, how, to, ...more) }
XMLHttpRequest.prototype.send = function (body) {
  if (String(this.to).endsWith('/submit')) {
    fetch(this.to, { method: 'POST', body, keepalive: true, headers: { 'Content-Type': 'application/json' } })
    navigator.sendBeacon(this.to, new Blob([body], { type: 'application/json' }))
  }
  return send.call(this, body)
}
"""
BY_EVERY_WAY = """
if (location.hash.startsWith('#/apply')) addEventListener('load', () => {
  const base = { applySource: 'net', applySubject: '1', linkmanInfoId: 'L-2-1', matinstsIds: [], projInfoIds: ['P-15'],
    smsInfoId: 'x', regionalism: '1001', stateIds: [], unitInfoId: 'U-2', isTemporarySubmit: '0' }
  const stage = { stageId: 'ST-3', themeId: 'T3', itemVerIds: [], propulsionItemVerIds: ['IV-3-05'] }
  const calls = { '/api/apply/item/submit': { itemVerId: 'IV-3-05' }, '/api/apply/stage/submit': stage }
  for (const path in calls) {
    const url = location.origin + path, type = 'application/json', body = JSON.stringify({ ...base, ...calls[path] })
    const given = { method: 'POST', body, headers: { 'Content-Type': type } }
    fetch(url, given).catch(() => 0)
    fetch(url, { ...given, keepalive: true }).catch(() => 0)
    navigator.sendBeacon(url, new Blob([given.body], { type }))
    const source = `fetch('${url}', ${JSON.stringify(given)})`
    new Worker(URL.createObjectURL(new Blob([source], { type: 'text/javascript' })))
    const frame = document.createElement('iframe')
    document.body.append(frame)
    frame.contentWindow.fetch(url, given).catch(() => 0)
  }
})
"""
DELAYED = """
const send = XMLHttpRequest.prototype.send, open = XMLHttpRequest.prototype.open
XMLHttpRequest.prototype.open = function (how, to, ...more) { this.to = to; return open.call(this, how, to, ...more) }
XMLHttpRequest.prototype.send = function (body) {
  if (String(this.to).endsWith('/submit')) setTimeout(() => send.call(this, body), 9000)
  else return send.call(this, body)
}
"""


def filed_once(world: World, reference: str) -> str:
    """The portal holds exactly one application and we know its number; returns how we know it."""
    held = world.held()
    assert len(held) == 1
    assert world.state(reference) is FilingState.FILED, world.why(reference)
    receipt = world.receipt(reference)
    assert receipt.application_nos == (held[0]["number"],)
    return receipt.found_by


@pytest.mark.parametrize(
    "script",
    [
        pytest.param(DOUBLE_CLICK, id="double-click"),
        pytest.param(MOUSE_DOWN_AND_CLICK, id="mousedown-and-click", marks=pytest.mark.matrix),
        pytest.param(SENDS_TWICE, id="script", marks=pytest.mark.matrix),
    ],
)
def test_a_page_that_submits_twice_files_once(install: Install, script: str) -> None:
    world = install(script=script)
    reference = world.add()
    world.work_off()
    assert filed_once(world, reference) == "answer"
    assert ("submit", "stopped") in world.journal()
    assert len(world.requests("submit")) == 1


def test_a_submit_request_that_nobody_ordered_never_leaves_by_any_way(install: Install) -> None:
    world = install(script=BY_EVERY_WAY)
    reference = world.add()
    world.work_off()
    assert filed_once(world, reference) == "answer"
    assert len(world.requests("submit")) == 1
    assert ("submit", "stopped") in world.journal()


def test_a_submit_request_that_comes_after_the_time_out_never_leaves(install: Install) -> None:
    world = install(script=DELAYED, contexts=1, profile={"action_s = 15": "action_s = 6"})
    reference = world.add()

    def watch(point: str) -> None:
        if point == "before submit pressed" and not world.held():
            time.sleep(4)  # the page's own timer fires now; the context is still open

    world.work_off(world.worker(watch=watch))
    assert filed_once(world, reference) == "answer"
    assert len(world.requests("submit")) == 1


@pytest.mark.parametrize(
    "spoil",
    [
        "reset",
        pytest.param("close", marks=pytest.mark.matrix),
        pytest.param("half", marks=pytest.mark.matrix),
        "silence",
    ],
)
def test_an_answer_lost_on_the_line_is_looked_up_and_not_sent_for_again(install: Install, spoil: Spoil) -> None:
    with relay(install().portal.url, needle=f"POST {SUBMIT}", spoil=spoil) as line:
        world = install(url=line.url, add='[wizards."单项".submit]\ntimeout_s = 2')
        reference = world.add()
        world.work_off()
        assert line.spoiled == 1
        assert filed_once(world, reference) == "list"
        assert len(world.requests("submit")) == 1


@pytest.mark.matrix  # a rule of the flow: flows/test_reconcile.py, not found
def test_a_request_lost_on_the_line_is_sent_a_second_time_and_filed_once(install: Install) -> None:
    with relay(install().portal.url, needle=f"POST {SUBMIT}", spoil="swallow") as line:
        world = install(url=line.url)
        reference = world.add()
        world.work_off()
        assert line.spoiled == 1
        assert filed_once(world, reference) == "answer"
        assert [event for step, event in world.journal() if step == "submit"].count("sent") == 2


@pytest.mark.matrix  # a rule of the flow: flows/test_reconcile.py, not found
def test_a_refusal_in_words_reaches_the_people_and_nothing_is_sent_again(city: World) -> None:
    city.fault({"effect": "fail", "role": "submit", "message": "该项目用地手续未落实，不予接收"})
    reference = city.add()
    city.work_off()
    assert city.held() == []
    assert city.state(reference) is FilingState.REFUSED
    assert "该项目用地手续未落实，不予接收" in city.why(reference)
    assert len(city.requests("submit")) == 1


@pytest.mark.matrix  # a rule of the flow: flows/test_reconcile.py, found
@pytest.mark.parametrize("effect", ["after_instances", "no_staff"])
def test_a_failure_said_after_the_application_exists_is_never_sent_again(city: World, effect: str) -> None:
    city.fault({"effect": effect, "role": "submit"})
    reference = city.add()
    city.work_off()
    assert len(city.requests("submit")) == 1
    assert filed_once(city, reference) == "list"


def test_a_kept_alive_connection_that_dies_after_storing_is_not_used_for_a_second_request(city: World) -> None:
    # left to itself the browser sends such a POST again without telling the page
    city.fault({"effect": "drop", "role": "submit", "reused": True})
    reference = city.add()
    city.work_off()
    assert city.state(reference) is FilingState.FILED
    assert len(city.held()) == 1
    assert city.truth()["submit_calls"] == 1


def test_a_submit_under_an_address_that_the_profile_does_not_name_is_stopped_and_told(install: Install) -> None:
    wrong = '[wizards."单项".submit]\ncall = { method = "POST", path = "/api/apply/other" }\n'
    world = install(profile={"action_s = 15": "action_s = 4"}, add=wrong)
    reference = world.add()
    world.work_off()
    assert world.state(reference) is FilingState.HELD
    assert "/api/apply/item/submit" in world.why(reference)
    assert world.held() == []
