"""Somebody with the database and without the key cannot bring about a second submit."""

import pytest

from gongai import db
from gongai.db import chain
from gongai.db.position import Mark, Position
from gongai.records.journal_event import JournalEvent
from gongai.records.outcome import Filed
from gongai.records.state import FilingState
from tests.connector import fake_faults
from tests.connector.bench import Bench


@pytest.mark.parametrize("event", [Mark.NOT_FILED, Mark.FILED])
def test_a_forged_mark_leads_to_a_look_into_the_lists(bench: Bench, event: Mark) -> None:
    bench.office.wire = fake_faults.LOST_AFTER
    bench.add()
    bench.run()
    with db.keyed(bench.engine, lambda: b"f" * 32).begin() as connection:
        chain.append(
            connection, filing_id=bench.number, step="submit", event=JournalEvent(event), at_ms=9, data={"looks": 3}
        )
    assert bench.position is Position.OPEN
    outcome = bench.run()
    assert isinstance(outcome, Filed)
    assert len(bench.office.submits) == 1
    assert bench.state is FilingState.FILED
