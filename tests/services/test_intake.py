"""Handing filings in through services: everything wrong at once, and what is queued is what was checked."""

import hashlib
import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from gongai.app import App
from gongai.errors import AlreadyQueued, FilingError
from gongai.records.filing import Filing
from gongai.services import filings, intake
from tests.rules import files as contents
from tests.services.conftest import CLERK, PROPOSAL, SMALL

BAD = "90-不合格-信用代码有误且缺材料.json"
ADVICE = "92-帮办-只核对不提交-2-03.json"
Doc = dict[str, Any]


@pytest.fixture
def file(sample_folder: Path) -> Callable[[str], Path]:
    return lambda name: sample_folder / "filings" / name


@pytest.fixture
def changed(sample_folder: Path, tmp_path: Path) -> Callable[[Callable[[Doc], object]], Path]:
    """The small sample with a change, its materials at their absolute places."""

    def made(change: Callable[[Doc], object]) -> Path:
        source = sample_folder / "filings" / SMALL
        doc: Doc = json.loads(source.read_text(encoding="utf-8"))
        for material in doc["materials"]:
            material["path"] = os.path.normpath(source.parent / material["path"])
        change(doc)
        place = tmp_path / "件.json"
        place.write_text(json.dumps(doc, ensure_ascii=False), encoding="utf-8")
        return place

    return made


def fields(report: intake.FileReport) -> set[str]:
    return {one.field.partition(" ")[0] for one in report.findings}


@pytest.mark.parametrize("hand_in", [intake.check_files, intake.add_files], ids=["check", "add"])
def test_a_value_of_the_wrong_shape_and_one_of_the_wrong_sense_are_told_at_once(
    app: App, changed: Callable[[Callable[[Doc], object]], Path], hand_in: Callable[..., intake.CheckReport]
) -> None:
    def spoil(doc: Doc) -> None:
        doc["project"]["invest_wan"] = "abc"
        doc["applicant"]["uscc"] = "123"

    (report,) = hand_in(app, CLERK, [changed(spoil)]).files
    assert {"project.invest_wan", "applicant.uscc"} <= fields(report)
    assert not report.ok
    assert filings.list_(app, CLERK).filings == ()


def test_an_account_that_is_not_there_is_told_with_the_rest(
    app: App, changed: Callable[[Callable[[Doc], object]], Path]
) -> None:
    def spoil(doc: Doc) -> None:
        doc["account"] = "nobody"
        doc["project"]["nature"] = "99"

    (report,) = intake.check_files(app, CLERK, [changed(spoil)]).files
    assert fields(report) == {"account", "project.nature"}


def test_a_part_of_the_wrong_shape_is_told_once_and_what_follows_from_it_not_at_all(
    app: App, changed: Callable[[Callable[[Doc], object]], Path]
) -> None:
    (report,) = intake.check_files(app, CLERK, [changed(lambda doc: doc["project"].update(invest_wan="abc"))]).files
    assert fields(report) == {"project.invest_wan"}


def test_an_advice_filing_may_be_checked_but_not_queued(app: App, file: Callable[[str], Path]) -> None:
    assert intake.check_files(app, CLERK, [file(ADVICE)]).ok
    report = intake.add_files(app, CLERK, [file(ADVICE)])
    assert [one.path for one in report.refused] == [file(ADVICE)]


def test_one_bad_filing_keeps_all_out_unless_the_good_ones_may_go_alone(app: App, file: Callable[[str], Path]) -> None:
    assert intake.add_files(app, CLERK, [file(SMALL), file(BAD)]).queued == ()
    assert filings.list_(app, CLERK).filings == ()
    report = intake.add_files(app, CLERK, [file(SMALL), file(BAD)], partial=True)
    assert [one.path.name for one in report.queued] == [SMALL]
    assert [one.path.name for one in report.refused] == [BAD]


def test_the_same_thing_twice_in_one_go_is_refused(app: App, file: Callable[[str], Path]) -> None:
    first, second = intake.add_files(app, CLERK, [file(SMALL), file(SMALL)]).files
    assert first.ok and not second.ok
    assert SMALL in second.findings[-1].rule
    assert filings.list_(app, CLERK).filings == ()


def test_a_clash_with_the_queue_lets_none_in_or_is_told_of_the_one(app: App, file: Callable[[str], Path]) -> None:
    intake.add_files(app, CLERK, [file(SMALL)])
    with pytest.raises(AlreadyQueued, match="GA-000001"):
        intake.add_files(app, CLERK, [file(PROPOSAL), file(SMALL)])
    assert len(filings.list_(app, CLERK).filings) == 1
    report = intake.add_files(app, CLERK, [file(PROPOSAL), file(SMALL)], partial=True)
    assert [one.reference for one in report.queued] == ["GA-000002"]
    assert "GA-000001" in report.refused[0].findings[-1].rule


def test_what_is_queued_is_in_the_name_of_who_brought_it(app: App, file: Callable[[str], Path]) -> None:
    intake.add_files(app, CLERK, [file(SMALL)])
    assert filings.show(app, CLERK, "GA-000001").created_by == CLERK.name


@contextmanager
def watched(path: Path, at: Callable[[int], object]) -> Iterator[list[int]]:
    """Calls `at` with 1, 2, … right before each opening of the file. Hooks of the interpreter cannot be taken away."""
    opened: list[int] = []
    watching = True

    def hook(event: str, args: tuple[object, ...]) -> None:
        if watching and event == "open" and isinstance(args[0], str | os.PathLike) and Path(args[0]) == path:
            opened.append(len(opened) + 1)
            at(len(opened))

    sys.addaudithook(hook)
    try:
        yield opened
    finally:
        watching = False


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize("together", [True, False], ids=["all or none", "partial"])
def test_a_file_swapped_while_it_is_handed_in_is_never_queued_unchecked(
    app: App, changed: Callable[[Callable[[Doc], object]], Path], tmp_path: Path, together: bool
) -> None:
    sound, swapped = contents.pdf(2), b"%PDF-1.7 nobody has looked at this"
    place = tmp_path / "材料.pdf"
    place.write_bytes(sound)
    other = tmp_path / "别的.pdf"

    def swap(time: int) -> None:
        if time > 1:  # whoever opens it again gets another file
            other.write_bytes(swapped)
            other.replace(place)

    filing = changed(lambda doc: doc["materials"][0].update(path=str(place)))
    with watched(place, swap) as opened:
        report = intake.add_files(app, CLERK, [filing], partial=not together)
    view = app.store.get(report.queued[0].reference)
    assert view is not None
    assert (view.filing.materials[0].sha256, view.filing.materials[0].size) == (digest(sound), len(sound))
    assert len(opened) == 1


def test_one_filing_alone_is_sealed_as_it_was_checked(app: App, filing: Callable[..., Filing], tmp_path: Path) -> None:
    sound = contents.pdf(2)
    place = tmp_path / "材料.pdf"
    place.write_bytes(sound)
    one = filing()
    first = one.materials[0].model_copy(update={"path": str(place)})
    checked = intake.examine(app, one.model_copy(update={"materials": (first, *one.materials[1:])}))
    place.write_bytes(b"%PDF-1.7 another")
    assert checked.sealed().materials[0].sha256 == digest(sound)


def test_a_refusal_carries_every_finding_and_queues_nothing(app: App, filing: Callable[..., Filing]) -> None:
    wrong = filing().model_copy(update={"theme": "没有这个主题", "confirmed_by": ""})
    with pytest.raises(FilingError, match="没有入队") as caught:
        intake.add(app, CLERK, wrong)
    assert {one.field.partition(" ")[0] for one in caught.value.findings} >= {"theme", "confirmed_by"}
    assert filings.list_(app, CLERK).filings == ()


def test_what_others_filed_is_followed_and_found_by_its_number(app: App, file: Callable[[str], Path]) -> None:
    done = intake.follow(app, CLERK, file(ADVICE), receipt_nos=["SB-439902-000009"])
    shown = filings.show(app, CLERK, done.reference)
    assert shown.state == "filed"
    assert shown.receipt is not None and shown.receipt.application_nos == ("SB-439902-000009",)
