"""An exported bundle is checked by itself, without database or network."""

import hashlib
import json
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from gongai import evidence
from tests.evidence.conftest import KEY, Case

Members = dict[str, bytes]


@pytest.fixture
def bundle(case: Case, tmp_path: Path) -> Path:
    target = tmp_path / "out" / "evidence.zip"
    case.export(target)
    return target


def rewrite(bundle: Path, change: Callable[[Members], None]) -> None:
    with zipfile.ZipFile(bundle) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    change(members)
    with zipfile.ZipFile(bundle, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)


def test_an_export_is_complete_sound_and_for_the_owner_only(case: Case, tmp_path: Path) -> None:
    target = tmp_path / "evidence.zip"
    head = case.export(target)
    assert evidence.verify_export(target) == []
    assert evidence.verify_export(target, key=KEY) == []
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    with zipfile.ZipFile(target) as archive:
        assert set(archive.namelist()) == {
            "journal.jsonl",
            "manifest.json",
            "anchor.json",
            "files/0001-screenshot-填写.png",
            "files/0002-receipt-回执.pdf",
        }
        rows = [json.loads(line) for line in archive.read("journal.jsonl").splitlines()]
    assert (len(rows), rows[-1]["digest"]) == (6, head)


def _flip(name: str) -> Callable[[Members], None]:
    def act(members: Members) -> None:
        content = bytearray(members[name])
        content[len(content) // 2] ^= 1
        members[name] = bytes(content)

    return act


def _remove(name: str) -> Callable[[Members], None]:
    def act(members: Members) -> None:
        del members[name]

    return act


def _without_line(place: int) -> Callable[[Members], None]:
    def act(members: Members) -> None:
        lines = members["journal.jsonl"].splitlines(keepends=True)
        del lines[place]
        members["journal.jsonl"] = b"".join(lines)

    return act


@pytest.mark.parametrize(
    "change",
    [
        *(_flip(name) for name in ("journal.jsonl", "anchor.json", "files/0001-screenshot-填写.png")),
        *(_remove(name) for name in ("journal.jsonl", "manifest.json", "files/0002-receipt-回执.pdf", "anchor.json")),
        *(_without_line(place) for place in (0, 2, 5)),
        lambda members: members.update({"files/0003-x.png": b"new"}),
        lambda members: members.update({"manifest.json": b"[]"}),
    ],
)
def test_any_change_of_a_bundle_is_found(bundle: Path, change: Callable[[Members], None]) -> None:
    rewrite(bundle, change)
    assert evidence.verify_export(bundle, key=KEY) != []


def test_a_cut_bundle_or_another_file_is_said_to_be_unreadable(bundle: Path, tmp_path: Path) -> None:
    bundle.write_bytes(bundle.read_bytes()[:200])
    other = tmp_path / "other.zip"
    other.write_text("hello")
    for path in (bundle, other):
        assert "无法读取" in str(evidence.verify_export(path)[0])


def test_a_bundle_that_is_not_there_is_not_called_damaged(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        evidence.verify_export(tmp_path / "none.zip")


def test_a_tail_cut_off_with_a_matching_manifest_is_found_by_the_signed_anchor(bundle: Path) -> None:
    def forge(members: Members) -> None:
        _without_line(5)(members)
        rows = [json.loads(line) for line in members["journal.jsonl"].splitlines()]
        manifest = json.loads(members["manifest.json"])
        manifest |= {"count": 5, "head": rows[-1]["digest"]}
        manifest["members"]["journal.jsonl"] = hashlib.sha256(members["journal.jsonl"]).hexdigest()
        members["manifest.json"] = json.dumps(manifest).encode()

    rewrite(bundle, forge)
    assert any("封存时有 6 条记录，现只有 5 条" in str(problem) for problem in evidence.verify_export(bundle, key=KEY))
