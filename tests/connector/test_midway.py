"""The portal fails in the middle of each step: the filing is filed once, or waits without spending what it has."""

from typing import Any

import pytest

from gongai.queue.reaper import Reaper
from gongai.records.state import FilingState, FlowName
from tests.connector.conftest import QUICK, Install
from tests.world import SMALL, World

pytestmark = pytest.mark.browser

TROUBLES: dict[str, dict[str, Any]] = {
    "expired": {"effect": "expire"},
    "evicted": {"effect": "evict"},
    "error": {"effect": "status", "status": 500},
    "gateway page": {"effect": "html200"},
    "maintenance": {"effect": "maintenance", "times": None},
}
SHUT = ("error", "maintenance")
"""The portal is shut: no attempt is spent on it."""
WITH_QUESTIONS = "12-并联-工程建设-2-04.json"
WITH_FORM = "01-施工许可-3-03.json"
PATIENT = "max_attempts = 20\nmax_trips = 10"
"""Five troubles one after another are more than a filing is meant to bear."""


def strike(world: World, role: str, trouble: str, flow: str = "submit") -> int:
    """Let one attempt run into the trouble; returns how many attempts it cost."""
    world.no_faults()
    world.fault(QUICK, {"role": role, **TROUBLES[trouble]})
    worker = world.worker()
    reaper = Reaper(world.app.engine, clock=world.app.clock, policy=world.app.store.policy)
    reference = world.app.store.list()[0].reference
    before = world.job(reference, flow)["attempt"]
    for _poll in range(4):
        reaper.reap()
        world.hasten()
        world.app.store.hasten(FlowName(flow))
        worker.work_one()
        if any(rule["fired"] for rule in world.truth()["faults"]["rules"]):
            return int(world.job(reference, flow)["attempt"] - before)
    raise AssertionError(f"平台的 {role} 没有被调用")


@pytest.mark.parametrize(
    ("role", "sample"),
    [
        pytest.param("applicant", SMALL, marks=pytest.mark.matrix),
        pytest.param("project_search", SMALL, marks=pytest.mark.matrix),
        pytest.param("project_load", SMALL, marks=pytest.mark.matrix),
        ("save", SMALL),
        pytest.param("questions", WITH_QUESTIONS, marks=pytest.mark.matrix),
        pytest.param("form_save", WITH_FORM, marks=pytest.mark.matrix),
        ("upload", SMALL),
        pytest.param("file_list", SMALL, marks=pytest.mark.matrix),
        ("submit", SMALL),
        ("list", SMALL),
    ],
)
def test_trouble_in_the_middle_of_a_step_never_loses_or_doubles_a_filing(
    install: Install, role: str, sample: str
) -> None:
    world = install(settings=PATIENT, profile={"settle_s = 1.0": "settle_s = 0.2"})
    reference = world.add(sample)
    for trouble in TROUBLES:
        spent = strike(world, role, trouble)
        assert world.held() == [], f"{trouble}"
        assert world.state(reference) in (FilingState.WAITING, FilingState.UNKNOWN), (
            f"{trouble}：{world.why(reference)}"
        )
        if trouble in SHUT and role != "submit":
            assert spent == 0, f"{trouble}：{world.why(reference)}"
    world.no_faults()
    world.fault(QUICK)
    world.work_off()
    assert world.state(reference) is FilingState.FILED, world.why(reference)
    (held,) = world.held()
    planned = sorted(material.path.rpartition("/")[2] for material in world.filing(reference).materials)
    assert sorted(file["name"] for material in held["materials"] for file in material["files"]) == planned


@pytest.mark.matrix  # a rule of the flow: flows/test_track.py, receipts that are missing
def test_receipts_that_could_not_be_fetched_do_not_unfile_anything_and_come_with_a_later_look(install: Install) -> None:
    world = install(settings=PATIENT)
    reference = world.add()
    world.fault({"role": "receipt_list", **TROUBLES["expired"]})
    world.work_off()
    assert world.state(reference) is FilingState.FILED
    assert world.receipt(reference).receipt_files == ()
    for trouble in TROUBLES:
        strike(world, "receipt_list", trouble, flow="track")
        assert world.receipt(reference).receipt_files == ()
    world.no_faults()
    world.app.store.hasten(FlowName.TRACK)
    assert world.worker().work_one()
    assert world.receipt(reference).receipt_files
    assert len(world.held()) == 1
