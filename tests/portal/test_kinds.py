"""Every kind of portal is started by its name, over the same office."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from fixtures.portals.kinds import KINDS
from fixtures.portals.portal import Portal

PASSWORD = "Demo-2026"


@pytest.fixture(params=KINDS)
def portal(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Portal]:
    kind = KINDS[request.param]
    if kind.why_missing():
        pytest.skip(kind.why_missing())
    with Portal(tmp_path, kind.name, memory=True) as running:
        yield running


def test_it_opens_at_its_root_and_the_truth_is_there_before_anybody_comes(portal: Portal) -> None:
    with httpx.Client(base_url=portal.url, follow_redirects=True, trust_env=False) as person:
        assert person.get("/").status_code == 200
        truth = person.get("/__truth").json()
    assert (truth["applications"], truth["sessions"]) == ([], [])
    assert len(truth["projects"]) == 16


def test_an_address_it_does_not_know_is_answered_with_404(portal: Portal) -> None:
    assert httpx.get(f"{portal.url}/nowhere", trust_env=False).status_code == 404


@pytest.mark.skipif(bool(KINDS["layui"].why_missing()), reason=KINDS["layui"].why_missing())
def test_a_failed_save_brings_the_drawn_form_back_without_its_places(tmp_path: Path) -> None:
    with (
        Portal(tmp_path, "layui", memory=True) as portal,
        httpx.Client(base_url=portal.url, follow_redirects=True, trust_env=False) as person,
    ):
        person.post("/gcxm/login.do", data={"yhm": "agent1", "mm": PASSWORD})
        person.post("/__faults", json=[{"effect": "fail", "role": "save"}])
        given = {"fs": "single", "sx": "3-05", "xmid": "P-2", "xmdm": "2109-439900-04-01-000002", "jsdd": "东汐区"}
        page = person.post("/gcxm/sb/info.do", data={**given, "ztz": "12.5"})
    assert "保存失败" in page.text and 'value="12.5"' in page.text
    assert 'name="jsdd" value="东汐区" title="东汐区" lay-skin="primary">' in page.text, "建设地点应已清空"
