"""A submit that cannot be held: SENT stands before the click, and whatever happens from then on is looked up."""

import pytest

from gongai.db.position import Position
from gongai.errors import AgreementError, LeaseLost, PageChanged
from gongai.records.outcome import Refused, Unknown
from gongai.records.state import FilingState
from gongai.sites import Site
from tests.connector import fake_faults
from tests.connector.bench import Bench
from tests.connector.fake_faults import Crash

TIMEOUT_S = 0.05


@pytest.fixture
def bracketed(bench: Bench) -> Bench:
    """The example portal, as if its page sent by a way that no route sees."""
    profile = bench.site.profile
    wizard = profile.wizards["单项"]
    submit = wizard.submit.model_copy(update={"unguarded": True, "done": ".receipt", "timeout_s": TIMEOUT_S})
    wizards = {**profile.wizards, "单项": wizard.model_copy(update={"submit": submit})}
    changed = profile.model_copy(update={"wizards": wizards})
    bench.site = Site(changed, bench.site.catalogue, bench.site.digest)
    bench.add()
    return bench


def test_a_plain_yes_is_filed(bracketed: Bench) -> None:
    bracketed.run()
    (held,) = bracketed.office.held
    receipt = bracketed.receipt
    assert receipt is not None and receipt.application_nos == (held.number,)
    marks = [event for step, event in bracketed.journal() if step == "submit"]
    assert marks == ["armed", "sent", "answered", "pressed", "filed"]


@pytest.mark.parametrize(
    "wire",
    [fake_faults.LOST_BEFORE, fake_faults.LOST_AFTER, fake_faults.KILLED_BEFORE, fake_faults.KILLED_AFTER],
    ids=["request lost", "answer lost", "killed before", "killed after"],
)
def test_whatever_happens_after_the_click_is_looked_up_and_it_is_filed_once(
    bracketed: Bench, wire: fake_faults.WireFault
) -> None:
    bracketed.office.wire = wire
    if wire.crash:
        with pytest.raises(Crash):
            bracketed.run()
    else:
        outcome = bracketed.run()
        assert isinstance(outcome, Unknown) and "没有给出结果页面" in outcome.because
    assert bracketed.position is Position.OPEN
    assert bracketed.work_off() is FilingState.FILED
    assert len(bracketed.office.held) == 1


def test_a_click_that_failed_is_not_taken_for_a_click_that_did_nothing(bracketed: Bench) -> None:
    bracketed.office.fail("submit", PageChanged("没有找到“提交申请”"))
    outcome = bracketed.run()
    assert isinstance(outcome, Unknown) and "随后页面出错" in outcome.because
    assert bracketed.position is Position.OPEN


def test_an_agreement_that_ended_stops_it_before_sent_is_written(bracketed: Bench) -> None:
    calls = iter((None, None, AgreementError("协议已终止")))

    def recheck() -> None:
        error = next(calls)
        if error is not None:
            raise error

    bracketed.recheck = recheck
    assert isinstance(bracketed.run(), Refused)
    assert bracketed.position is Position.CLEAR
    assert bracketed.office.held == []


def test_a_lease_that_could_not_be_renewed_stops_it_before_sent_is_written(bracketed: Bench) -> None:
    bracketed.fresh = lambda: False
    with pytest.raises(LeaseLost):
        bracketed.run()
    assert bracketed.position is Position.CLEAR


def test_a_lease_that_ran_out_after_sent_presses_nothing(bracketed: Bench) -> None:
    times = iter((True, False))
    bracketed.fresh = lambda: next(times)
    assert isinstance(bracketed.run(), Unknown)
    assert bracketed.position is Position.OPEN
    assert bracketed.office.submits == []
