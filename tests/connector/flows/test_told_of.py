"""The detail of another application of the same company is believed nowhere: binding, looking up, following."""

import pytest

from gongai.connector.flows import told_of
from gongai.connector.mappers.reading import Application
from gongai.db.position import Position
from gongai.records.noted import Exact
from gongai.records.outcome import Ask, AskKind, Filed, Outcome
from gongai.records.state import FilingState
from tests.connector.bench import ITEM, OTHER_ITEM, Bench, joint
from tests.connector.fake_office import HeldApplication
from tests.queue.cast import USCC

ANOTHERS = pytest.mark.parametrize("changes", [{"items": [OTHER_ITEM]}, {"project": "2611-439902-04-01-000777"}])


def held(bench: Bench, **changes: object) -> HeldApplication:
    kept = {"account": "agent-a", "uscc": USCC, "project": bench.filing.project.project_code, "items": [ITEM]}
    return bench.office.add(**{**kept, **changes})  # type: ignore[arg-type]


@ANOTHERS
def test_a_row_with_the_detail_of_another_application_is_for_a_person(bench: Bench, changes: dict[str, object]) -> None:
    bench.at(Position.OPEN)
    bench.office.detail_of = held(bench, **{"project": "2611-439902-04-01-000778", **changes})
    held(bench)
    outcome = bench.run()
    assert isinstance(outcome, Ask) and outcome.kind is AskKind.LOOK and "它的详情写的是别的" in outcome.question
    assert bench.position is Position.OPEN


@ANOTHERS
def test_a_filing_does_not_end_with_the_end_of_another_application(bench: Bench, changes: dict[str, object]) -> None:
    bench.filed()
    bench.office.detail_of = held(bench, **changes)
    bench.office.finish(bench.office.detail_of, "13")
    outcomes = [bench.run() for _look in range(3)]
    assert not any(event in str(outcomes) for event in ("closed=True", "refusal='平台"))
    assert bench.state is FilingState.FILED and "rejected" not in bench.results() and "closed" not in bench.results()


@ANOTHERS
def test_what_was_granted_is_not_filed_again_because_another_application_was_refused(
    bench: Bench, changes: dict[str, object]
) -> None:
    bench.add()
    bench.office.finish(held(bench), "11")
    bench.office.detail_of = held(bench, **{"project": "2611-439902-04-01-000778", **changes})
    bench.office.finish(bench.office.detail_of, "13")
    outcome: Outcome = bench.run()
    assert not isinstance(outcome, Filed)
    assert bench.office.submits == []


def test_materials_that_were_not_pushed_by_us_are_for_a_person(bench: Bench) -> None:
    bench.at(Position.OPEN)
    held(bench, materials=("M-7",))
    attempt = bench.attempt()
    attempt.journal.done(attempt.plan.pages[-1].title, {"push": {"instances": [Exact("M-1"), Exact("M-2")]}})
    bench.reap()
    outcome = bench.run()
    assert isinstance(outcome, Ask) and "其中的材料不是本件推送的" in outcome.question


def test_an_item_is_the_same_by_its_id_or_by_its_name_however_that_is_dressed_up(bench: Bench) -> None:
    bench.filed(joint())
    attempt = bench.attempt()
    attempt.portal.log_in()
    attempt.portal.act_for_applicant()
    one = attempt.portal.details(bench.office.held[0].id)
    ours = dict(zip(attempt.facts.item_ids, attempt.facts.item_names, strict=True))
    name = ours[OTHER_ITEM]

    def told(row_item: str, ident: str, called: str) -> str:
        row = Application(one.application_id, "", "", (row_item,), "0", None, "办理中")
        detail = type(one)(**{**vars(one), "item_ids": (ident,), "item_names": (called,)})
        return told_of.of_another(attempt, detail, row)

    assert told(OTHER_ITEM, OTHER_ITEM, "随便") == ""
    assert told(OTHER_ITEM, "7f3a", f"（{name[:2]}）{name[2:]} ") == ""
    assert told(name, OTHER_ITEM, "随便") == ""
    assert told(OTHER_ITEM, ITEM, ours[ITEM]) != "", "the other half of our own"
    assert told(OTHER_ITEM, "7f3a", "别的") != ""
