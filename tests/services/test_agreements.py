"""Agreements through services: one set of rules for every front end, and nobody's seal is seen by a file."""

import hashlib
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from gongai.app import App
from gongai.errors import FilingError, NotAllowed
from gongai.records import blocker
from gongai.records.finding import Finding
from gongai.records.outcome import Refused
from gongai.services import agreements, filings
from tests.services.conftest import CLERK

Doc = dict[str, Any]
Make = Callable[..., Path]


@pytest.fixture
def made(sample_folder: Path, tmp_path: Path) -> Make:
    """The file of an agreement like the first sample, with changes."""

    def make(name: str = "协议.json", **changes: object) -> Path:
        source = sample_folder / "agreements" / "DB-2026-001.json"
        doc: Doc = json.loads(source.read_text(encoding="utf-8"))
        doc |= {"agreement_no": "DB-X", "file": str(source.parent / doc["file"]), **changes}
        place = tmp_path / name
        place.write_text(json.dumps(doc, ensure_ascii=False), encoding="utf-8")
        return place

    return make


def refused(app: App, *paths: Path) -> list[str]:
    """The fields for which registering was refused; nothing may be registered then."""
    with pytest.raises(FilingError) as caught:
        agreements.add(app, CLERK, paths, seal_seen=True)
    with pytest.raises(NotAllowed):
        agreements.show(app, CLERK, "DB-X")
    return [one.field.partition(" ")[0] for one in caught.value.findings]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"mode": "帮办"}, "mode"),
        ({"projects": ["not-a-code"]}, "projects"),
        ({"stages": [9]}, "stages"),
        ({"agent_mobile": "138****9001"}, "agent_mobile"),
        ({"ended_at": "2026-02-01"}, "ended_at"),
        ({"stopped_at": "2026-02-01"}, "stopped_at"),
        ({"principal": {"name": "示例", "uscc": "91439900MA0TEXT12Q"}}, "principal.uscc"),
    ],
    ids=str,
)
def test_a_slip_in_the_record_is_not_registered(app: App, made: Make, changes: Doc, field: str) -> None:
    assert field in refused(app, made(**changes))


def test_a_text_file_is_no_signed_agreement(app: App, made: Make, tmp_path: Path) -> None:
    text = tmp_path / "协议.txt"
    text.write_text("已签", encoding="utf-8")
    assert refused(app, made(file=str(text), file_sha256="")) == ["file"]


def test_shape_and_sense_of_all_files_are_told_at_once_and_none_is_registered(app: App, made: Make) -> None:
    odd = made("甲.json", valid_to="2026", stages=[9], agreement_no="DB-Y")
    with pytest.raises(FilingError, match="都没有登记") as caught:
        agreements.add(app, CLERK, [made("乙.json"), odd], seal_seen=True)
    assert {one.field.partition(" ")[0] for one in caught.value.findings} == {"valid_to", "stages"}
    assert all(one.value.startswith("甲.json") for one in caught.value.findings)
    assert "DB-X" not in {one.agreement.agreement_no for one in agreements.list_(app, CLERK)}


def test_a_file_that_is_none_is_told_beside_the_others(app: App, made: Make, tmp_path: Path) -> None:
    broken = tmp_path / "丙.json"
    broken.write_text("{", encoding="utf-8")
    folder = tmp_path / "另"
    folder.mkdir()
    same_name = made(stages=[9]).rename(folder / "丙.json")
    assert refused(app, broken, same_name) == ["文件", "stages"]


def test_a_seal_counts_as_seen_only_by_the_word_of_who_registers_it(app: App, made: Make) -> None:
    (claimed,) = agreements.add(app, CLERK, [made(seal_seen=True)], seal_seen=False)
    assert any("--seal-seen" in one for one in claimed.problems)
    assert ["--seal-seen" in one.remedy for one in claimed.notes] == [True]
    assert not agreements.show(app, CLERK, "DB-X").agreement.seal_seen
    (added,) = agreements.add(app, CLERK, [made(seal_seen=False)], seal_seen=True)
    assert (added.problems, added.notes) == ((), ())
    assert agreements.show(app, CLERK, "DB-X").agreement.seal_seen


def test_what_is_registered_carries_the_digest_of_its_file(app: App, made: Make) -> None:
    place = made(file_sha256="")
    agreements.add(app, CLERK, [place], seal_seen=True)
    one = agreements.show(app, CLERK, "DB-X").agreement
    assert one.file_sha256 == hashlib.sha256(Path(one.file).read_bytes()).hexdigest()


def test_an_agreement_says_why_nothing_may_be_submitted_under_it_today(app: App, made: Make) -> None:
    agreements.add(app, CLERK, [made(state=9, ended_at="2026-02-01", powers=["fill"])], seal_seen=True)
    problems = agreements.show(app, CLERK, "DB-X").problems
    assert problems == ("状态为“代办结束”", "已终止（2026-02-01）", "没有授予代报权限")


def test_a_signed_file_that_was_exchanged_is_told_in_the_list(app: App, made: Make, sample_folder: Path) -> None:
    copy = sample_folder.parent / "签章件.pdf"
    copy.write_bytes((sample_folder / "agreements" / "DB-2026-001-签章件.pdf").read_bytes())
    agreements.add(app, CLERK, [made(file=str(copy))], seal_seen=True)
    assert agreements.show(app, CLERK, "DB-X").problems == ()
    copy.write_bytes(copy.read_bytes() + b"\n")
    view = next(one for one in agreements.list_(app, CLERK) if one.agreement.agreement_no == "DB-X")
    assert ["SHA-256" in one for one in view.problems] == [True]


def test_a_stopped_agreement_covers_nothing_any_more(app: App) -> None:
    done = agreements.stop(app, CLERK, "DB-2026-001", reason="委托人 13800000000 要求", on=date(2026, 3, 1))
    assert done.stopped_at == date(2026, 3, 1)
    assert "13800000000" not in agreements.show(app, CLERK, "DB-2026-001").agreement.stop_reason
    assert "已终止（2026-03-01）" in agreements.show(app, CLERK, "DB-2026-001").problems


def test_what_an_agreement_stopped_goes_on_when_it_is_renewed_and_not_when_it_ends(
    app: App, made: Make, ended: Callable[..., str]
) -> None:
    not_covered = Finding(field="agreement", value="", rule="协议不含本阶段", remedy="续签")
    number = "DB-2026-001"
    reference = ended(Refused((not_covered,), blocker.agreement(number)))
    agreements.stop(app, CLERK, number, reason="委托人要求")
    assert filings.show(app, CLERK, reference).state == "refused"
    (renewed,) = agreements.add(app, CLERK, [made(agreement_no=number)], seal_seen=True)
    assert renewed.released == (reference,)
    assert filings.show(app, CLERK, reference).state == "waiting"


def test_an_agreement_that_is_not_there_is_said(app: App) -> None:
    with pytest.raises(NotAllowed, match="没有协议 DB-9"):
        agreements.stop(app, CLERK, "DB-9", reason="x")


def test_what_programs_read_of_an_agreement_holds_no_phone_number(app: App) -> None:
    view = agreements.show(app, CLERK, "DB-2026-001")
    assert view.agreement.agent_mobile
    assert view.agreement.agent_mobile not in str(view.document())
