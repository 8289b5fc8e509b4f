"""
A backup is put back: what the database has forgotten is looked up, or asked, and never filed again.

The portal is the judge: `office.held` must not grow.
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa

from gongai import db
from gongai.connector.flows import dispatch
from gongai.connector.mappers.reading import Document
from gongai.db import register
from gongai.db.position import Position
from gongai.errors import InRecovery, NotAllowed
from gongai.evidence import folder_name, seal
from gongai.evidence.lost import Anchors, Lost
from gongai.queue import recovery, results
from gongai.queue.decision import Decision
from gongai.queue.review import Review
from gongai.records.noted import Exact
from gongai.records.outcome import Ask, AskKind, Outcome
from gongai.records.receipt import Receipt
from gongai.records.result_kind import ResultKind
from gongai.records.state import FilingState, JobState
from gongai.runner.recovery import FilingGate, Gate
from tests.connector.bench import ITEM, Bench, single
from tests.connector.fake_faults import LOST_AFTER
from tests.queue.cast import AGREEMENT_NO, USCC

KEY = b"k" * 32
HOUR = 3600


class Desk:
    """A bench whose database can be kept and put back, with evidence that is sealed and compared as in production."""

    def __init__(self, bench: Bench, folder: Path) -> None:
        self.bench = bench
        self.evidence = folder / "evidence"
        self.copies = folder / "copies"
        self.kept = folder / "kept.db"
        self.file = folder / "gongai.db"
        self.gate = Gate(bench.store.ledger, Anchors(self.evidence, self.copies))

    def add(self, *numbers: int) -> list[int]:
        made = [self.bench.store.add(single(one), agreement_no=AGREEMENT_NO, by="帮办员") for one in numbers]
        self.bench.clock.pass_by(HOUR)
        return made

    def back_up(self) -> int:
        module = db.sqlite_module()
        with closing(module.connect(self.file)) as live, closing(module.connect(self.kept)) as copy:
            live.backup(copy)
        at = self.bench.clock.now_ms()
        self.bench.clock.pass_by(HOUR)
        return at

    def put_back(self) -> None:
        module = db.sqlite_module()
        with closing(module.connect(self.kept)) as copy, closing(module.connect(self.file)) as live:
            copy.backup(live)
        self.bench.clock.pass_by(HOUR)

    def work(self) -> Outcome | None:
        """The next job as `runner.attempts` does it, without the browser; None: nothing may run."""
        bench = self.bench
        bench.clock.pass_by(bench.site.profile.limits.settle_s + 1)  # what was sent has had its time to show
        with bench.engine.begin() as connection:
            connection.execute(db.jobs.update().values(not_before_ms=0))
        claim = bench.store.claim("w1")
        if claim is None:
            return None
        assert claim.filing is not None and claim.filing_id is not None
        bench.number, bench.filing = claim.filing_id, claim.filing
        known = FilingGate(self.gate, claim.filing_id, claim.filing.reference)
        outcome: Outcome
        try:
            known.compare()
            if bench.store.position(claim.filing_id) is Position.CLEAR:
                known.require()
        except InRecovery as error:
            outcome = Ask(AskKind.RECOVERY, str(error), hold=error.hold)
        else:
            bench.recheck = known.require
            attempt = bench.attempt(claim)
            outcome = dispatch.run(
                claim.flow, attempt, bench.clock, fresh=lambda: True, receipt=lambda: bench.receipt or Receipt()
            )
        bench.store.record_outcome(claim, outcome)
        self.seal(claim.filing_id)
        return outcome

    def work_off(self, *, at_most: int = 20) -> None:
        """Submissions and reconciles only: what is filed is followed for ever."""
        for _one in range(at_most):
            if not self._to_submit():
                return
            self.work()
        raise AssertionError("没有办完")

    def seal(self, filing_id: int) -> None:
        with db.reading(self.bench.engine) as connection:
            now = self.bench.clock.now_ms()
            seal(connection, self.evidence, filing_id, key=KEY, at_ms=now, copies=self.copies)

    def state(self, number: int) -> FilingState:
        found = self.bench.store.get(str(number))
        assert found is not None
        return found.row.state

    def asks(self, kind: ResultKind) -> int:
        rows = results.list_results(self.bench.engine)
        return sum(one.kind is kind for one in rows)

    @property
    def recovery(self) -> recovery.Recovery | None:
        return recovery.of(self.bench.engine)

    def decide(self, number: int, decision: Decision, *receipt_nos: str) -> None:
        review = Review(self.bench.engine, clock=self.bench.clock, policy=self.bench.policy)
        review.decide(number, decision, by="示例主管", reason="已在平台核对", receipt_nos=receipt_nos)

    def _to_submit(self) -> bool:
        waits = sa.select(db.jobs.c.id).where(
            db.jobs.c.flow == "submit", db.jobs.c.state.in_([JobState.WAITING, JobState.UNKNOWN, JobState.RUNNING])
        )
        with db.reading(self.bench.engine) as connection:
            return connection.execute(waits).first() is not None


@pytest.fixture
def desk(bench: Bench, memory_folder: Path) -> Iterator[Desk]:
    yield Desk(bench, memory_folder)


def refused(desk: Desk, place: int) -> None:
    desk.bench.office.move(desk.bench.office.held[place], REFUSED, item="*")


def withdrawn(desk: Desk, place: int) -> None:
    one = desk.bench.office.held[place]
    desk.bench.office.move(one, WITHDRAWN)
    one.withdrawn = True


def closed(desk: Desk, place: int) -> None:
    desk.bench.office.finish(desk.bench.office.held[place], AGREED)


def gone(desk: Desk, place: int) -> None:
    desk.bench.office.held[place].vanished = True


REFUSED, WITHDRAWN, AGREED = "5", "12", "8"
FATES: tuple[Callable[[Desk, int], None], ...] = (lambda _desk, _place: None, refused, withdrawn, closed, gone)


def filed_after_the_backup(desk: Desk) -> tuple[list[int], int]:
    """Five filings, a backup, all five filed, each with another fate at the portal, the backup put back."""
    numbers = desk.add(1, 2, 3, 4, 5)
    at = desk.back_up()
    desk.work_off()
    assert len(desk.bench.office.held) == 5
    for place, fate in enumerate(FATES):
        fate(desk, place)
    desk.put_back()
    assert {desk.state(one) for one in numbers} == {FilingState.WAITING}
    return numbers, at


def settled_once(desk: Desk, numbers: list[int]) -> None:
    desk.work_off()
    assert len(desk.bench.office.held) == 5, "filed again"
    assert [desk.state(one) for one in numbers] == [*[FilingState.FILED] * 4, FilingState.UNKNOWN]
    assert desk.asks(ResultKind.UNKNOWN) == 1


def test_a_database_that_is_behind_its_evidence_files_nothing_again(desk: Desk) -> None:
    numbers, _at = filed_after_the_backup(desk)
    assert desk.gate.at_start() is not None
    settled_once(desk, numbers)
    assert desk.asks(ResultKind.RECOVERY) == 1


def test_the_first_attempt_notices_as_well_as_the_start_of_a_worker(desk: Desk) -> None:
    numbers, _at = filed_after_the_backup(desk)
    settled_once(desk, numbers)
    assert desk.recovery is not None


def test_a_second_copy_of_the_anchors_tells_where_the_evidence_went_back_as_well(desk: Desk) -> None:
    numbers, _at = filed_after_the_backup(desk)
    shutil.rmtree(desk.evidence)
    assert desk.gate.at_start() is not None
    settled_once(desk, numbers)


def test_a_restored_backup_needs_no_proof_to_file_nothing_again_and_asks_about_what_it_cannot_prove(
    desk: Desk,
) -> None:
    numbers, at = filed_after_the_backup(desk)
    shutil.rmtree(desk.evidence)
    shutil.rmtree(desk.copies)
    recovery.begin(desk.bench.store.ledger, "由备份恢复", since_ms=at)
    desk.work_off()
    assert len(desk.bench.office.held) == 5, "filed again"
    assert {desk.state(one) for one in numbers} == {FilingState.UNKNOWN}
    assert desk.asks(ResultKind.UNKNOWN) == 5


def owners(desk: Desk, *materials: str) -> None:
    """The owner files the same thing by hand."""
    project = single(1).project.project_code
    desk.bench.office.add(account="agent-a", uscc=USCC, project=project, items=[ITEM], materials=materials)
    desk.bench.clock.pass_by(HOUR)


def test_what_the_owner_filed_after_the_backup_does_not_become_ours_unasked(desk: Desk) -> None:
    numbers = desk.add(1)
    desk.back_up()
    owners(desk)
    desk.put_back()
    recovery.begin(desk.bench.store.ledger, "由备份恢复")
    desk.work_off()
    assert desk.state(numbers[0]) is FilingState.UNKNOWN
    found = desk.bench.store.get(str(numbers[0]))
    assert found is not None and found.receipt is None
    texts = [one.text for one in results.list_results(desk.bench.engine) if one.kind is ResultKind.UNKNOWN]
    assert len(texts) == 1 and "可能是建设单位自行申报的" in texts[0]


@pytest.mark.parametrize(("held", "state"), [("M-1", FilingState.FILED), ("M-7", FilingState.UNKNOWN)])
def test_after_a_backup_our_own_materials_prove_that_it_is_ours(desk: Desk, held: str, state: FilingState) -> None:
    numbers = desk.add(1)
    claim = desk.bench.claim()
    desk.bench.number = numbers[0]
    attempt = desk.bench.attempt(claim)
    attempt.journal.done(attempt.plan.pages[-1].title, {"push": {"instances": [Exact("M-1")]}})
    desk.bench.reap()
    desk.bench.clock.pass_by(HOUR)
    owners(desk, held)
    recovery.begin(desk.bench.store.ledger, "由备份恢复")
    desk.work_off()
    assert desk.state(numbers[0]) is state


def test_after_a_backup_a_request_that_it_still_knows_of_proves_that_it_is_ours(desk: Desk) -> None:
    numbers = desk.add(1)
    desk.bench.office.wire = LOST_AFTER
    desk.work()
    desk.back_up()
    desk.put_back()
    recovery.begin(desk.bench.store.ledger, "由备份恢复")
    desk.work_off()
    assert desk.state(numbers[0]) is FilingState.FILED


def test_a_wall_clock_that_was_set_back_leaves_no_filing_unmarked(desk: Desk) -> None:
    numbers, at = filed_after_the_backup(desk)
    shutil.rmtree(desk.evidence)
    shutil.rmtree(desk.copies)
    desk.bench.clock.jump(-100 * HOUR)
    recovery.begin(desk.bench.store.ledger, "由备份恢复", since_ms=at)
    assert {desk.state(one) for one in numbers} == {FilingState.UNKNOWN}
    desk.work_off()
    assert len(desk.bench.office.held) == 5


def test_recovery_mode_ends_by_itself_when_the_last_question_is_answered(desk: Desk) -> None:
    numbers, _at = filed_after_the_backup(desk)
    desk.gate.at_start()
    settled_once(desk, numbers)
    assert not desk.gate.settle()
    desk.decide(numbers[-1], Decision.PORTAL_HAS_IT, "202600000009")
    assert desk.gate.settle()
    assert desk.recovery is None
    assert desk.asks(ResultKind.RECOVERY) == 0
    assert desk.gate.at_start() is None, "what was settled is not found again"


def test_a_person_who_has_looked_may_let_it_be_filed(desk: Desk) -> None:
    numbers = desk.add(1)
    at = desk.back_up()
    desk.put_back()
    recovery.begin(desk.bench.store.ledger, "由备份恢复", since_ms=at)
    desk.work_off()
    assert desk.bench.office.held == []
    desk.decide(numbers[0], Decision.PORTAL_HAS_NOT)
    assert desk.gate.settle()
    desk.work_off()
    assert len(desk.bench.office.held) == 1
    assert desk.state(numbers[0]) is FilingState.FILED


def test_what_is_added_in_recovery_mode_waits_and_goes_on_when_it_ends(desk: Desk) -> None:
    desk.add(1)
    at = desk.back_up()
    desk.put_back()
    recovery.begin(desk.bench.store.ledger, "由备份恢复", since_ms=at)
    [late] = desk.add(2)
    desk.work_off()
    assert desk.state(late) is FilingState.HELD
    assert desk.asks(ResultKind.RECOVERY) == 1, "told once"
    recovery.end(desk.bench.store.ledger, by="示例主管", reason="已与平台核对")
    desk.work_off()
    assert desk.state(late) is FilingState.FILED


def test_it_cannot_be_ended_before_the_portal_was_looked_at(desk: Desk) -> None:
    desk.add(1)
    recovery.begin(desk.bench.store.ledger, "由备份恢复")
    with pytest.raises(NotAllowed, match="没有到平台核查过"):
        recovery.end(desk.bench.store.ledger, by="示例主管", reason="想继续")


def test_evidence_of_a_filing_that_is_not_in_the_database_is_told_and_kept(desk: Desk) -> None:
    desk.back_up()
    desk.add(1)
    desk.work_off()
    desk.put_back()
    found = desk.gate.at_start()
    assert found is not None and found.orphans == ("T-00001",)
    assert (desk.evidence / "T-00001" / "anchor.json").is_file()
    assert not desk.gate.settle(), "somebody must have looked"
    recovery.end(desk.bench.store.ledger, by="示例主管", reason="平台上已有，另行跟踪")
    assert desk.gate.at_start() is None


def test_an_older_application_for_the_same_thing_does_not_pass_for_the_filing(desk: Desk) -> None:
    numbers = desk.add(1)
    desk.work_off()
    refused(desk, 0)
    desk.bench.clock.pass_by(100 * HOUR)
    [again] = desk.add(2)  # stands for round 2: the row below is made to be of the same project
    at = desk.back_up()
    recovery.begin(desk.bench.store.ledger, "由备份恢复", since_ms=at)
    old = desk.bench.office.held[0]
    old.project = single(2).project.project_code
    desk.work_off()
    assert desk.state(again) is FilingState.UNKNOWN
    assert desk.state(numbers[0]) is FilingState.FILED


def test_what_was_filed_before_the_backup_stays_so_and_asks_nobody(desk: Desk) -> None:
    numbers = desk.add(1)
    desk.work_off()
    desk.back_up()
    desk.bench.clock.pass_by(HOUR)
    desk.bench.office.finish(
        desk.bench.office.held[0], "11", documents=(Document("D-1", "批复", "示例号", "批复.pdf"),)
    )
    desk.work()  # its document is fetched: the chain has grown since the backup
    desk.put_back()
    assert desk.gate.at_start() is None, "there is no question, so it has ended by itself"
    assert desk.state(numbers[0]) is FilingState.FILED
    told = [one.text for one in results.list_results(desk.bench.engine, open_only=False) if one.kind == "recovery"]
    assert len(told) == 1 and "T-00001" in told[0]
    desk.work()
    assert desk.state(numbers[0]) is FilingState.CLOSED
    assert desk.gate.at_start() is None


def test_a_reference_of_ones_own_that_has_evidence_already_is_refused(desk: Desk) -> None:
    desk.back_up()
    desk.add(1)
    desk.work_off()
    desk.put_back()
    desk.gate.find_orphans()
    with pytest.raises(NotAllowed, match="T-00001 已有留痕"):
        desk.add(1)
    desk.add(2)


def test_a_revision_does_not_take_the_name_of_one_that_is_lost(desk: Desk) -> None:
    [number] = desk.add(1)
    desk.bench.recheck = _never
    desk.back_up()
    ledger = desk.bench.store.ledger
    lost = Lost(folder_name("T-00001/2"), "h", 3, 0)
    recovery.begin(ledger, "数据库比留痕旧", lost=[lost])
    with desk.bench.engine.begin() as connection:
        connection.execute(db.filings.update().values(state=FilingState.REFUSED))
        register.touched(connection, db.filings, "T-00001")
    again = desk.bench.store.add(single(1), agreement_no=AGREEMENT_NO, by="帮办员")
    found = desk.bench.store.get(str(again))
    assert found is not None and (found.row.reference, found.row.revision) == ("T-00001/3", 3)
    assert number != again


def _never() -> None:
    raise AssertionError("nothing is submitted here")
