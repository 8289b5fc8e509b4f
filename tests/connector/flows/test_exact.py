"""Ids and numbers of a portal come back as they went in, also where they look like numbers of people."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from gongai import db
from gongai.connector.journal import Journal
from gongai.records.journal_event import JournalEvent
from gongai.records.noted import Datum, Exact, Said, plain
from gongai.records.outcome import Filed, NotYet, Seen, Unknown
from gongai.records.position import Position
from gongai.records.receipt import StatusEvent
from gongai.records.state import FilingState
from tests.connector import fake_faults
from tests.connector.bench import ITEM, Bench, single
from tests.queue.cast import USCC


def checked(number: str) -> str:
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return number + "10X98765432"[sum(weight * int(digit) for weight, digit in zip(weights, number, strict=True)) % 11]


SHAPES: dict[str, Callable[[int], str]] = {
    "division, date, counter": lambda n: f"43990220260101{n:04d}",
    "the same with a right check digit": lambda n: checked(f"43990219000101{n:03d}"),
    "15 digits": lambda n: f"439902900101{n:03d}",
    "a phone number": lambda n: f"1380000{n:04d}",
    "letters and a phone number": lambda n: f"SB1380000{n:04d}",
    "19…": lambda n: f"199{n:08d}",
}


@pytest.fixture(params=list(SHAPES))
def shaped(request: pytest.FixtureRequest, bench: Bench) -> Bench:
    """A portal that calls everything by numbers of one shape."""
    shape = SHAPES[request.param]
    bench.office.named = lambda n: (shape(n), shape(n + 300), shape(n + 600))
    return bench


def test_an_older_refused_application_is_not_taken_for_what_was_sent(shaped: Bench) -> None:
    shaped.filing = single()
    old = shaped.office.add(account="agent-a", uscc=USCC, project=shaped.filing.project.project_code, items=[ITEM])
    shaped.office.move(old, "5")
    shaped.office.wire = fake_faults.LOST_BEFORE
    shaped.add()
    shaped.run()
    outcome = shaped.look()
    assert isinstance(outcome, NotYet) and outcome.absent, outcome
    assert shaped.data_of("查重", "done")["known"] == [old.id]
    assert shaped.work_off() is FilingState.FILED
    assert shaped.receipt is not None and old.id not in shaped.receipt.application_ids


@pytest.mark.parametrize("wire", [None, fake_faults.LOST_AFTER], ids=["answered", "answer lost"])
def test_numbers_are_the_portals_own_in_journal_receipt_and_outcome(
    shaped: Bench, wire: fake_faults.WireFault | None
) -> None:
    shaped.office.wire = wire
    shaped.add()
    shaped.run()
    if wire is not None:
        shaped.run()
    (held,) = shaped.office.held
    kept = shaped.data_of("submit", "filed")
    whole = ([held.id], [held.number], [held.items[0].number])
    assert (kept["application_ids"], kept["application_nos"], kept["item_nos"]) == whole
    receipt = shaped.receipt
    assert receipt is not None
    assert (receipt.application_ids, receipt.application_nos) == ((held.id,), (held.number,))
    assert held.number in shaped.why, "people need the number whole"


def test_a_refusal_is_learned(shaped: Bench) -> None:
    (held,) = shaped.filed()
    shaped.office.move(held, "5")
    outcome = shaped.run()
    assert isinstance(outcome, Seen) and outcome.closed
    with db.reading(shaped.engine) as connection:
        refs = set(connection.execute(sa.select(db.status_events.c.ref)).scalars())
    assert refs == {held.id, held.items[0].number}


def test_what_a_crash_left_in_the_journal_is_the_receipt_whole(shaped: Bench) -> None:
    def dies(point: str) -> None:
        if point == "after submit filed":
            raise fake_faults.Crash(point)

    shaped.add()
    with pytest.raises(fake_faults.Crash):
        shaped.run(watch=dies)
    shaped.reap()
    outcome = shaped.run()
    assert isinstance(outcome, Filed)
    assert outcome.receipt.application_ids == (shaped.office.held[0].id,)


def test_ids_that_an_older_version_masked_are_not_compared(bench: Bench) -> None:
    """Its journal may be open when the program is updated: nothing is believed of it, and a person looks in the end."""
    bench.office.wire = fake_faults.LOST_BEFORE
    bench.add()
    claim = bench.claim()
    journal = bench.attempt(claim).journal
    journal.done("查重", {"known": [Exact("4399**********0001")]})
    journal.note("submit", JournalEvent.SENT, {})
    bench.reap()
    outcome = bench.run()
    assert isinstance(outcome, Unknown)
    assert "旧版程序" in outcome.because
    assert bench.work_off() is FilingState.UNKNOWN
    assert bench.position is Position.OPEN


def test_words_of_the_portal_lose_peoples_numbers_when_they_are_written(bench: Bench) -> None:
    (held,) = bench.filed()
    bench.office.move(held, "1", item="*", opinion="请联系 13800000000，证件 439902190001010017")
    bench.run()
    with db.reading(bench.engine) as connection:
        kept = [
            StatusEvent.model_validate(one)
            for one in connection.execute(sa.select(db.status_events.c.record)).scalars()
        ]
    assert "请联系 138****0000，证件 4399**********0017" in {one.opinion for one in kept}


@pytest.mark.parametrize("bare", ["一句话", ["一句话"], {"inner": "一句话"}], ids=["text", "in a list", "in a mapping"])
def test_a_text_that_does_not_say_what_it_is_has_no_place_in_the_journal(bench: Bench, bare: Datum) -> None:
    bench.add()
    journal: Journal = bench.attempt().journal
    with pytest.raises(TypeError, match="neither Exact nor Said"):
        journal.done("核对", {"what": bare})
    assert bench.journal() == []


def test_what_is_called_a_secret_is_hidden_whatever_it_claims_to_be() -> None:
    assert plain({"token": Exact("abc"), "id": Exact("13800000000")}) == {"token": "[已隐去]", "id": "13800000000"}


def test_words_are_scrubbed_before_they_are_cut() -> None:
    assert Said("电话 13800000000", 10) == "电话 138****"
