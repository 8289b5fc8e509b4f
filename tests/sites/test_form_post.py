"""A form post with files that navigates is guarded like any call: once, as planned, with every byte of every file."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import cast

import pytest
from playwright.sync_api import Browser

from fixtures import libs
from fixtures.portals.portal import Portal
from gongai.records.state import FilingState
from tests.connector.conftest import Meddled
from tests.sites.site_fixture import install_site
from tests.world import SMALL, Kit, World

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not libs.available("layui"), reason=libs.why_missing("layui")),
]
BUTTON = "提交申报"
CLICKED = f"e.isTrusted && (e.target.closest && e.target.closest('button, a, input') || {{}}).innerText === '{BUTTON}'"
DOUBLE_CLICK = f"""
addEventListener('click', e => {{ if ({CLICKED}) {{ const b = e.target; setTimeout(() => b.click(), 0) }} }}, true)
"""
SENDS_TOO = """
addEventListener('submit', e => {
  if (/multipart/.test(e.target.enctype)) {
    const body = new FormData(e.target)
    fetch(e.target.action, { method: 'POST', body, keepalive: false }).catch(() => 0)
    navigator.sendBeacon(e.target.action, new URLSearchParams([['xmid', 'x']]))
  }
}, true)
"""
ANOTHER_FILE = """
addEventListener('formdata', e => {
  if (/multipart/.test(e.target.enctype)) e.formData.append('clfile', new File(['x'], '夹带.pdf'))
})
"""
OTHER_BYTES = """
addEventListener('formdata', e => {
  const name = [...e.formData.entries()].find(([, value]) => value instanceof File && value.name)
  if (name) e.formData.set(name[0], new File(['%PDF-1.4 other'], name[1].name))
})
"""
Install = Callable[[str], World]


@pytest.fixture
def install(kit: Kit, portals: Callable[[str], Portal], browser: Browser, tmp_path: Path) -> Iterator[Install]:
    """An installation at the portal of form posts, with somebody else's script in every page."""
    portal = portals("layui")
    portal.world.reset()
    worlds: list[World] = []

    def made(script: str) -> World:
        meddled = cast(Browser, Meddled(browser, script, contexts=None) if script else browser)
        world = World(kit, portal, tmp_path / "home", browser=lambda: meddled)
        worlds.append(world)
        install_site(world, "layui")
        return world

    yield made
    for world in worlds:
        world.close()
    portal.world.faults.clear()


def filed_once(world: World, reference: str) -> None:
    (held,) = world.held()
    assert world.state(reference) is FilingState.FILED, world.why(reference)
    assert world.receipt(reference).application_nos == (held["number"],)
    arrived = sorted(file["sha256"] for material in held["materials"] for file in material["files"])
    assert arrived == sorted(material.sha256 for material in world.filing(reference).materials)


@pytest.mark.parametrize("script", [DOUBLE_CLICK, SENDS_TOO], ids=["double click", "script sends too"])
def test_a_page_that_posts_twice_files_once(install: Install, script: str) -> None:
    world = install(script)
    reference = world.add(SMALL, site="layui")
    world.work_off()
    filed_once(world, reference)
    assert len(world.requests("submit")) == 1


@pytest.mark.parametrize("effect", ["drop", "cut"])
def test_a_post_whose_answer_is_lost_is_looked_up_and_not_repeated(install: Install, effect: str) -> None:
    world = install("")
    world.fault({"effect": effect, "role": "submit"})
    reference = world.add(SMALL, site="layui")
    world.work_off()
    filed_once(world, reference)
    assert len(world.requests("submit")) == 1


def test_a_post_that_never_arrived_is_sent_again_and_files_once(install: Install) -> None:
    world = install("")
    world.fault({"effect": "lost", "role": "submit"})
    reference = world.add(SMALL, site="layui")
    world.work_off()
    filed_once(world, reference)


@pytest.mark.parametrize("script", [ANOTHER_FILE, OTHER_BYTES], ids=["a file nobody planned", "other bytes"])
def test_a_post_with_something_else_in_it_does_not_leave(install: Install, script: str) -> None:
    world = install(script)
    reference = world.add(SMALL, site="layui")
    world.work_off()
    assert world.state(reference) is FilingState.HELD
    assert "已拦下" in world.why(reference)
    assert world.held() == []
    assert world.requests("submit") == []
