"""The review through the service: what waits, what may be decided, and a correction checked as at intake."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gongai.app import App
from gongai.errors import FilingError, NotAllowed, UsageError
from gongai.records.finding import Finding
from gongai.records.outcome import Ask, AskKind, Refused
from gongai.records.state import FilingState
from gongai.services import review
from tests.services.conftest import PROPOSAL, SMALL, SUPERVISOR

QUESTION = Ask(AskKind.QUESTION, "平台询问是否分期")
REFUSAL = Refused((Finding(field="平台提示", value="", rule="面积与规划许可不一致", remedy="请修改"),))
Ended = Callable[..., str]


def test_what_waits_is_listed_with_why_and_what_to_do(app: App, ended: Ended) -> None:
    first, second = ended(QUESTION), ended(REFUSAL, PROPOSAL)
    rows = {row.reference: row for row in review.list_(app, SUPERVISOR)}
    assert list(rows) == [first, second]
    assert (rows[first].state, rows[first].why) == (FilingState.HELD, "平台询问是否分期")
    assert rows[first].next_step == f"按提示处理后 gongai review decide {first}"
    assert rows[second].state is FilingState.REFUSED


def test_the_decisions_of_now_are_offered_with_their_names(app: App, ended: Ended) -> None:
    offered = {one.decision.value: one.label for one in review.show(app, SUPERVISOR, ended(QUESTION)).decisions}
    assert offered["retry"] == "重试"
    assert "portal_has_not" not in offered


@pytest.mark.parametrize("name", ["retry", "重试"])
def test_a_decision_is_taken_by_its_code_or_its_name(app: App, ended: Ended, name: str) -> None:
    done = review.decide(app, SUPERVISOR, ended(QUESTION), name, reason="已处理")
    assert (done.state, done.decision.label, done.by) == (FilingState.WAITING, "重试", SUPERVISOR.name)


def test_a_decision_about_what_has_changed_meanwhile_is_refused(app: App, ended: Ended) -> None:
    reference = ended(QUESTION)
    shown = review.show(app, SUPERVISOR, reference).version
    review.decide(app, SUPERVISOR, reference, "escalate", reason="需协调", level="上级")
    with pytest.raises(NotAllowed, match="已改变"):
        review.decide(app, SUPERVISOR, reference, "retry", reason="已处理", version=shown)


def test_a_correction_is_sealed_as_at_intake(app: App, ended: Ended, filing: Any) -> None:
    reference = ended(REFUSAL)
    done = review.decide(app, SUPERVISOR, reference, "edit", reason="面积已改正", filing=filing(SMALL))
    found = app.store.get(done.reference)
    assert found is not None and found.row.revision == 2
    assert all(one.sha256 for one in found.filing.materials)


def test_a_correction_that_is_still_wrong_changes_nothing_and_says_everything(
    app: App, ended: Ended, filing: Any
) -> None:
    reference = ended(REFUSAL)
    wrong = filing(SMALL)
    wrong = wrong.model_copy(update={"materials": (), "account": "agent7"})
    with pytest.raises(FilingError) as raised:
        review.decide(app, SUPERVISOR, reference, "edit", reason="x", filing=wrong)
    assert len(raised.value.findings) > 1
    assert [row.state for row in review.list_(app, SUPERVISOR)] == [FilingState.REFUSED]


def test_the_file_of_a_correction_is_told_of_shape_and_sense_at_once(
    app: App, ended: Ended, sample_folder: Path, tmp_path: Path
) -> None:
    reference = ended(REFUSAL)
    wrong = json.loads((sample_folder / "filings" / SMALL).read_text(encoding="utf-8"))
    wrong["project"]["invest_wan"] = "abc"
    wrong["applicant"]["uscc"] = "123"
    (tmp_path / "x.json").write_text(json.dumps(wrong, ensure_ascii=False), encoding="utf-8")
    with pytest.raises(FilingError) as raised:
        review.decide(app, SUPERVISOR, reference, "edit", reason="x", filing=tmp_path / "x.json")
    fields = {one.field.partition(" ")[0] for one in raised.value.findings}
    assert {"project.invest_wan", "applicant.uscc"} <= fields


def test_an_unknown_decision_is_answered_with_the_known_ones(app: App, ended: Ended) -> None:
    with pytest.raises(UsageError, match="portal_has_it（平台已有此件）"):
        review.decide(app, SUPERVISOR, ended(QUESTION), "nix", reason="x")
