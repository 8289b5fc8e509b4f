"""A full disk: nothing leaves without its committed record, nothing is lost, and work goes on when there is room."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from gongai.db.position import Mark, Position
from gongai.queue.policy import Policy
from gongai.queue.reaper import Reaper
from gongai.queue.store import Store
from gongai.records.state import FilingState
from tests import record_key
from tests.queue.cast import HeldClock, claimed, filed, mark, queue, view

pytestmark = pytest.mark.fault


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    if os.geteuid() != 0 or shutil.which("mount") is None:
        pytest.skip("disk-full test skipped: needs root to mount a small tmpfs")
    disk = tmp_path / "small"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(disk)], capture_output=True, text=True, check=False
    )
    if mounted.returncode:
        pytest.skip(f"disk-full test skipped: mounting a tmpfs is not allowed here ({mounted.stderr.strip()})")
    try:
        yield disk
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)


@pytest.fixture
def full(small_disk: Path, sqlite_template: Path) -> Iterator[tuple[Store, Path]]:
    """A store on a disk that holds a job in hand, and a stone that can be taken away again."""
    shutil.copyfile(sqlite_template, small_disk / "gongai.db")
    engine = record_key.connect(f"sqlite:///{small_disk / 'gongai.db'}")
    yield Store(engine, clock=HeldClock(), policy=Policy()), small_disk / "ballast"
    engine.dispose()


def fill(ballast: Path) -> None:
    with ballast.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"\0" * 4096)
        except OSError:
            return


def test_without_room_for_the_record_nothing_is_sent_and_later_it_goes_on(full: tuple[Store, Path]) -> None:
    store, ballast = full
    filing_id = queue(store)
    claim = claimed(store)
    sent: list[str] = []

    def submit() -> None:
        """As the guard does it: the request leaves only after the commit."""
        for _ in range(2000):  # what free pages there are inside the file are used up first
            mark(store, claim, Mark.ARMED, padding="x" * 4000)
        mark(store, claim, Mark.SENT)
        sent.append("request")

    fill(ballast)
    with pytest.raises(OperationalError, match="full"):
        submit()
    assert sent == []
    assert store.position(filing_id) is Position.CLEAR
    ballast.unlink()
    mark(store, claim, Mark.SENT)
    mark(store, claim, Mark.FILED)
    store.record_outcome(claim, filed())
    assert view(store, filing_id).row.state is FilingState.FILED
    with store.engine.connect() as connection:
        assert connection.execute(sa.text("PRAGMA integrity_check")).scalar_one() == "ok"


def test_an_outcome_that_finds_no_room_is_decided_by_the_journal_later(full: tuple[Store, Path]) -> None:
    store, ballast = full
    clock = store.clock
    assert isinstance(clock, HeldClock)
    filing_id = queue(store)
    claim = claimed(store)
    mark(store, claim, Mark.SENT)
    fill(ballast)
    with pytest.raises(OperationalError, match="full"):
        for _ in range(2000):
            mark(store, claim, Mark.ARMED, padding="x" * 4000)
    with pytest.raises(OperationalError, match="full"):
        store.record_outcome(claim, filed())
    ballast.unlink()
    reaper = Reaper(store.engine, clock=clock, policy=store.policy)
    reaper.reap()
    clock.pass_by(store.policy.lease_s + 1)
    assert reaper.reap() == [claim.job_id]
    assert view(store, filing_id).row.state is FilingState.UNKNOWN
