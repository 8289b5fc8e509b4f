"""An application of a portal is one filing's, ever: whoever says so, an attempt, a decision, or one who follows."""

import json
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from gongai import db
from gongai.db import migrate
from gongai.db.position import Mark
from gongai.db.taken_numbers import ReceiptNumbers
from gongai.errors import NotAllowed
from gongai.queue.decision import Decision
from gongai.queue.follow import follow
from gongai.queue.review import Review
from gongai.queue.store import Store
from gongai.records.outcome import Ask, AskKind
from gongai.records.state import FilingState, FlowName
from tests.queue.cast import HeldClock, claimed, filed, filing, mark, queue, view

NUMBER = "SB-439902-000001"


def has(store: Store, filing_id: int) -> ReceiptNumbers:
    return ReceiptNumbers(store.engine, "yunxi", filing_id)


@pytest.fixture
def first(store: Store) -> int:
    """A filing that the portal holds under this number."""
    number = queue(store)
    store.record_outcome(claimed(store), filed(NUMBER))
    return number


def test_a_number_is_taken_once_and_may_be_taken_again_by_the_same_filing(store: Store, first: int) -> None:
    second = queue(store, 2)
    assert has(store, first).take(ids=["A-1"], numbers=[NUMBER]) == ""
    assert has(store, second).of_another(ids=[], numbers=[NUMBER]) == "T-00001"
    assert has(store, second).take(ids=["A-2"], numbers=[NUMBER]) == "T-00001"
    assert has(store, first).of_another(ids=["A-2"], numbers=[]) == "", "all or nothing was taken"


def test_another_portal_counts_for_itself_and_ids_and_numbers_are_apart(store: Store, first: int) -> None:
    second = queue(store, 2)
    assert ReceiptNumbers(store.engine, "beipu", second).take(ids=[], numbers=[NUMBER]) == ""
    assert has(store, second).of_another(ids=[NUMBER], numbers=[""]) == ""


def test_filed_under_a_number_of_another_filing_is_asked_about(store: Store, first: int) -> None:
    second = queue(store, 2)
    claim = claimed(store)
    mark(store, claim, Mark.SENT)
    mark(store, claim, Mark.FILED)
    store.record_outcome(claim, filed(NUMBER))
    row = view(store, second)
    assert row.row.state is FilingState.UNKNOWN and row.receipt is None
    assert f"{NUMBER} 已经是申报件 T-00001 的" in row.row.why


@pytest.mark.parametrize("decision", [Decision.PORTAL_HAS_IT, Decision.DONE_BY_HAND])
def test_a_person_cannot_give_a_number_of_another_filing(
    store: Store, review: Review, first: int, decision: Decision
) -> None:
    second = queue(store, 2)
    claim = claimed(store)
    if decision is Decision.PORTAL_HAS_IT:
        mark(store, claim, Mark.SENT)
    store.record_outcome(claim, Ask(AskKind.LOOK if decision is Decision.PORTAL_HAS_IT else AskKind.QUESTION, "?"))
    with pytest.raises(NotAllowed, match="已登记在申报件 T-00001 名下"):
        review.decide(second, decision, by="主管", reason="看过", receipt_nos=[NUMBER])
    assert view(store, second).row.state in (FilingState.UNKNOWN, FilingState.HELD)
    review.decide(second, decision, by="主管", reason="看过", receipt_nos=["SB-439902-000002"])
    assert has(store, first).of_another(ids=[], numbers=["SB-439902-000002"]) == "T-00002"


def test_nobody_follows_under_a_number_of_another_filing(store: Store, first: int) -> None:
    with pytest.raises(NotAllowed, match="T-00001"):
        follow(store.engine, filing(2), receipt_nos=[NUMBER], by="帮办员", at_ms=1)
    follow(store.engine, filing(2), receipt_nos=["SB-439902-000002"], by="帮办员", at_ms=1)


def test_a_look_that_brings_the_receipt_again_changes_nothing(store: Store, first: int, clock: HeldClock) -> None:
    clock.pass_by(store.policy.first_poll.total_seconds())
    claim = claimed(store)
    assert claim.flow is FlowName.TRACK
    store.record_outcome(claim, filed(NUMBER))
    assert view(store, first).row.state is FilingState.FILED


def test_what_was_filed_before_the_upgrade_has_its_numbers_and_doubles_do_not_stop_it(tmp_path: Path) -> None:
    engine = db.connect(f"sqlite:///{tmp_path / 'old.db'}")
    config = Config()
    config.set_main_option("script_location", str(Path(migrate.__file__).parent / "migrations"))
    insert = sa.text(
        "INSERT INTO filings (reference, site, record, state, business_key, receipt) "
        "VALUES (:reference, 'yunxi', '{}', 'filed', :reference, :receipt)"
    )
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0003")
        for reference, ids in (("A", ["1"]), ("B", ["1", "2"]), ("C", [])):
            receipt = json.dumps({"application_ids": ids, "application_nos": [f"SB-{one}" for one in ids]})
            connection.execute(insert, {"reference": reference, "receipt": receipt})
    assert migrate.upgrade(engine) is True
    stranger = ReceiptNumbers(engine, "yunxi", 0)
    assert stranger.of_another(ids=["1"], numbers=[]) == stranger.of_another(ids=[], numbers=["SB-1"]) == "A"
    assert stranger.of_another(ids=["2"], numbers=[]) == "B"
    engine.dispose()
