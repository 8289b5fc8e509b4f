"""The back office by itself: plain functions over plain arguments, without HTTP and without a face."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from fixtures.office import filed, filing, projects, sessions, truth, uploads
from fixtures.office.errors import Refused
from fixtures.office.paging import Window
from fixtures.office.seeds import PASSWORD
from fixtures.office.sm3 import password_hash
from fixtures.office.submission import Submission
from fixtures.office.uploads import Incoming, Slot
from fixtures.office.visit import Visit
from fixtures.office.world import World


@pytest.fixture
def visit(tmp_path: Path) -> Iterator[Visit]:
    """agent1 at an office of its own, acting for U-2."""
    world = World(tmp_path / "office", memory=True)
    session = sessions.log_in(world, "agent1", password_hash(PASSWORD), captcha_key="", captcha_text="")
    yield Visit(world=world, session=session, account=world.store.get("account", "agent1") or {})
    world.close()


def saved(visit: Visit) -> str:
    return projects.save(visit, projects.load(visit, "P-2"), project="P-2", units=[]).pickup


def test_what_is_submitted_stands_in_the_truth_with_its_file(visit: Visit, tmp_path: Path) -> None:
    paper = tmp_path / "合同.pdf"
    paper.write_bytes(b"%PDF-1.4 example")
    inst = uploads.push(visit, Slot(material="M-3-04-02", name="运输合同"), [Incoming("合同.pdf", paper)])
    said = Submission(applicant="U-2", project="P-2", pickup=saved(visit), materials=[inst["matinstId"]])
    app = filing.submit_item(visit, said, item="IV-3-04")
    [held] = truth.whole(visit.world)["applications"]
    assert (held["number"], held["unit_id"], held["items"][0]["code"]) == (app["applyinstCode"], "U-2", "3-04")
    assert held["materials"][0]["files"][0]["name"] == "合同.pdf"
    assert not paper.exists()


def test_a_refusal_is_raised_and_nothing_is_kept(visit: Visit) -> None:
    with pytest.raises(Refused, match="提交申请失败"):
        filing.submit_item(visit, Submission(applicant="U-2", project="nowhere", pickup=""), item="IV-3-04")
    assert truth.whole(visit.world)["applications"] == []


def test_a_list_belongs_to_the_unit_the_session_acts_for(visit: Visit) -> None:
    said = Submission(applicant="U-2", project="P-2", pickup=saved(visit))
    filing.submit_item(visit, said, item="IV-3-04")
    assert filed.applications(visit, Window()).total == 1
    sessions.switch_unit(visit, "U-1")
    assert filed.applications(visit, Window()).total == 0
