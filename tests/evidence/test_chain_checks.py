"""Verification finds every change of a record or a file, and the loss of the newest ones."""

import json
from collections.abc import Callable

import pytest
import sqlalchemy as sa

from gongai import db, evidence
from gongai.errors import UsageError
from tests.evidence.conftest import KEY, Case

journal = db.journal


def found(case: Case) -> str:
    return "；".join(str(problem) for problem in case.verify() if problem.level == "stop")


def test_what_was_not_touched_is_sound(case: Case) -> None:
    assert case.verify() == []
    assert case.verify(key=None) == []


def test_a_filing_without_records_is_sound(case: Case) -> None:
    case.filing_id = 2
    assert case.verify() == []


def test_an_unknown_filing_is_said_so(case: Case) -> None:
    case.filing_id = 99
    with pytest.raises(UsageError, match="99"):
        case.verify()


def test_records_after_the_seal_are_sound_too(case: Case) -> None:
    case.write("track")
    assert case.verify() == []


@pytest.mark.parametrize("place", range(6))
@pytest.mark.parametrize(
    "change",
    [
        {"step": "Login"},
        {"event": "done "},
        {"fence": 2},
        {"at_ms": journal.c.at_ms + 1},
        {"data": {"changed": True}},
        {"previous": "0" * 64},
        {"digest": "0" * 64},
    ],
    ids=lambda change: next(iter(change)),
)
def test_any_changed_column_of_any_record_is_found(case: Case, place: int, change: dict[str, object]) -> None:
    case.spoil(sa.update(journal).where(journal.c.id == case.ids()[place]).values(change))
    assert "改动" in found(case) or "不衔接" in found(case)


def test_one_flipped_bit_in_the_data_is_found(case: Case) -> None:
    row = case.ids()[4]
    case.spoil(sa.update(journal).where(journal.c.id == row).values(data={"numbers": ["202611230000"], "amount": 1.5}))
    assert "第 5 条记录（submit answered）：内容与其摘要不符" in found(case)


@pytest.mark.parametrize("place", range(6))
def test_any_removed_record_is_found_also_the_newest(case: Case, place: int) -> None:
    case.spoil(sa.delete(journal).where(journal.c.id == case.ids()[place]))
    assert "删除" in found(case)


def test_all_records_removed_is_found(case: Case) -> None:
    case.spoil(sa.delete(journal))
    assert "现只有 0 条" in found(case)


def test_exchanged_records_are_found(case: Case) -> None:
    first, second = case.ids()[1:3]
    for old, new in ((first, 1000), (second, first), (1000, second)):
        case.spoil(sa.update(journal).where(journal.c.id == old).values(id=new))
    assert "不衔接" in found(case)


def test_a_record_moved_to_another_filing_is_found_on_both(case: Case) -> None:
    case.spoil(sa.update(journal).where(journal.c.id == case.ids()[5]).values(filing_id=2))
    assert "现只有 5 条" in found(case)
    case.filing_id = 2
    assert "内容与其摘要不符" in found(case)


def test_a_tail_replaced_by_a_well_chained_forgery_is_found_by_the_seal(case: Case) -> None:
    case.spoil(sa.delete(journal).where(journal.c.id == case.ids()[-1]))
    case.write("receipt", forged=True)
    assert "封存时第 6 条记录与现有的不同" in found(case)


@pytest.mark.parametrize("place", [0, 1])
def test_one_flipped_byte_in_any_file_is_found(case: Case, place: int) -> None:
    path = sorted(path for path in case.store.folder.iterdir() if path.suffix != ".json")[place]
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    assert f"文件 {path.name}：内容与记录中的摘要不符" in found(case)


@pytest.mark.parametrize("place", [0, 1])
def test_any_removed_file_is_found(case: Case, place: int) -> None:
    path = sorted(path for path in case.store.folder.iterdir() if path.suffix != ".json")[place]
    path.unlink()
    assert f"文件 {path.name}：记录中有此文件，但文件已不存在" in found(case)


def test_a_file_no_record_names_is_told_as_a_warning_because_a_crash_leaves_such_too(case: Case) -> None:
    case.store.store("screenshot", "extra.png", b"x")
    problems = case.verify()
    assert [(problem.where, problem.level) for problem in problems] == [("文件 0003-screenshot-extra.png", "warn")]


def test_a_half_written_file_of_a_killed_process_is_no_problem(case: Case) -> None:
    (case.store.folder / ".0123456789abcdef.part").write_bytes(b"half")
    assert case.verify() == []


def _drop(text: str) -> str | None:
    return None


def _rewrite(**change: object) -> Callable[[str], str]:
    return lambda text: json.dumps(json.loads(text) | change)


@pytest.mark.parametrize(
    "forge",
    [_drop, _rewrite(count=5), _rewrite(head="0" * 64), _rewrite(at_ms=1), _rewrite(mac="0" * 64), _rewrite(extra=1)],
)
def test_a_removed_or_changed_seal_is_found(case: Case, forge: Callable[[str], str | None]) -> None:
    path = case.store.folder / "anchor.json"
    forged = forge(path.read_text())
    path.unlink()
    if forged is not None:
        path.write_text(forged)
    assert "封存文件" in found(case)


def test_a_seal_made_under_another_key_is_found(case: Case) -> None:
    (case.store.folder / "anchor.json").unlink()
    with db.reading(case.engine) as connection:
        evidence.seal(connection, case.root, case.filing_id, key=b"x" * 32, at_ms=1)
    assert "另一把密钥" in found(case)
    assert case.verify(key=None) == []
    assert case.verify(key=KEY) != []


def test_sealing_again_does_not_cover_up_that_records_were_removed(case: Case) -> None:
    case.spoil(sa.delete(journal).where(journal.c.id == case.ids()[-1]))
    assert case.seal() is None
    case.write("track")
    case.write("track")
    assert case.seal() is None
    assert "封存时第 6 条记录与现有的不同" in found(case)


def test_sealing_again_does_not_replace_a_forged_seal(case: Case) -> None:
    path = case.store.folder / "anchor.json"
    path.write_text(_rewrite(mac="0" * 64)(path.read_text()))
    assert case.seal() is None
    assert "封存文件" in found(case)


def test_a_receipt_named_by_its_path_is_checked_and_a_material_elsewhere_is_not(case: Case) -> None:
    stored = case.store.store("receipt", "受理通知书.pdf", b"%PDF-2")
    path = case.store.folder / stored.file
    case.write("finish", files=[{"path": str(path), "sha256": stored.sha256}, {"path": "/x/a.pdf", "sha256": "0" * 64}])
    assert case.verify() == []
    path.write_bytes(b"%PDF-3")
    assert f"文件 {stored.file}：内容与记录中的摘要不符" in found(case)
