"""A second front end needs the services and nothing else: no command line, no ledger, no SQL."""

import ast
from pathlib import Path

import pytest

from gongai.app import App
from gongai.records.outcome import Ask, AskKind, Filed, Outcome
from gongai.records.receipt import Receipt
from tests.services import second_front_end
from tests.services.conftest import SMALL

MAY_KNOW = ("gongai.services", "gongai.records", "gongai.errors")


def ends(app: App, outcome: Outcome) -> None:
    """A worker takes the next job, and it ends so."""
    claim = app.store.claim("w1")
    assert claim is not None
    app.store.record_outcome(claim, outcome)


def test_it_hands_in_lists_decides_and_settles(app: App, sample_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGAI_HOME", str(app.settings.home))
    second_front_end.hand_in(sample_folder / "filings" / SMALL, "代办员甲")
    assert second_front_end.to_decide("示例主管") == ()
    ends(app, Ask(AskKind.QUESTION, "平台询问是否分期"))
    (reference,) = second_front_end.to_decide("示例主管")
    assert second_front_end.decide(reference, "重试", "不分期，已答复", "示例主管") == "待申报"
    ends(app, Filed(Receipt(application_ids=("A1",), application_nos=("SB-439901-000001",))))
    assert second_front_end.settle_all("已告知建设单位", "代办员甲") == 1
    assert second_front_end.settle_all("已告知建设单位", "代办员甲") == 0


def test_it_knows_only_services_records_and_errors() -> None:
    tree = ast.parse(Path(second_front_end.__file__).read_text(encoding="utf-8"))
    known = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    ours = {name for name in known if name.startswith("gongai")}
    assert ours and all(name.startswith(MAY_KNOW) for name in ours)
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.Import)]
