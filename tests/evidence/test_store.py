"""Files of a filing: in order, for the owner only, scrubbed where they are text, never replaced."""

import hashlib
import json
import stat
import threading
from pathlib import Path

import pytest

from gongai.credentials.secret import Secret
from gongai.evidence import Store, folder_name


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "evidence", "云汐-2026-0001")


def test_files_are_numbered_in_the_order_they_came_and_only_the_owner_reads_them(store: Store) -> None:
    refs = [store.store("screenshot", "登录.png", b"one"), store.store("receipt", "回执.pdf", b"two")]
    assert [ref.file for ref in refs] == ["0001-screenshot-登录.png", "0002-receipt-回执.pdf"]
    for ref, content in zip(refs, (b"one", b"two"), strict=True):
        path = store.folder / ref.file
        assert path.read_bytes() == content
        assert (ref.sha256, ref.size) == (hashlib.sha256(content).hexdigest(), 3)
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(store.folder.stat().st_mode) == 0o700


def test_text_is_scrubbed_before_it_is_stored_and_the_digest_is_of_what_is_stored(store: Store) -> None:
    secret = Secret("yunxi-Pass!9")
    answer = {"tel": 13800000000, "note": f"证件 439902190001010017 口令 {secret.reveal()}"}
    refs = [
        store.store("answer", "answer.json", json.dumps(answer).encode()),
        store.store("page", "page.html", f"<p>{answer['note']} 13800000000</p>"),
        store.store("note", "plain", "电话 13800000000"),
    ]
    for ref in refs:
        content = (store.folder / ref.file).read_bytes()
        assert hashlib.sha256(content).hexdigest() == ref.sha256
        for planted in (b"13800000000", b"439902190001010017", b"yunxi-Pass!9"):
            assert planted not in content
    assert json.loads((store.folder / refs[0].file).read_bytes())["tel"] == "138****0000"


def test_a_number_in_a_file_name_is_masked(store: Store) -> None:
    assert "13800000000" not in store.store("receipt", "回执13800000000.pdf", b"x").file


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "..", "", "a\x00b", "长" * 300])
def test_no_name_leads_out_of_the_folder_or_is_too_long(store: Store, name: str) -> None:
    ref = store.store("result", name, b"x")
    assert (store.folder / ref.file).resolve().parent == store.folder.resolve()


@pytest.mark.parametrize("character", ["a", "长", "𠀀"])
def test_a_long_name_is_cut_by_bytes_and_keeps_its_extension(store: Store, character: str) -> None:
    ref = store.store("result", character * 90 * 4 + ".pdf", b"x")
    assert ref.file.startswith("0001-result-" + character) and ref.file.endswith(character + ".pdf")
    assert len(ref.file.encode()) <= 255


def test_a_long_reference_has_a_folder(tmp_path: Path) -> None:
    store = Store(tmp_path, "𠀀" * 90)
    assert (store.folder / store.store("result", "一.pdf", b"x").file).exists()


@pytest.mark.parametrize("name", ["批复 文件.pdf", "证照.xml"])
def test_a_file_on_disk_is_somebody_elses_document_and_taken_as_it_is(store: Store, tmp_path: Path, name: str) -> None:
    path = tmp_path / "download"
    path.write_bytes(b"<tel>13800000000</tel>" * 200_000)
    ref = store.store("document", name, path)
    assert (store.folder / ref.file).read_bytes() == path.read_bytes()
    assert ref.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_two_writers_at_once_never_take_the_same_name(store: Store) -> None:
    refs: list[str] = []
    threads = [
        threading.Thread(target=lambda: refs.append(store.store("screenshot", "a.png", b"x").file)) for _ in range(12)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(refs)) == 12
    assert {path.name for path in store.folder.iterdir()} == set(refs)


def test_different_references_have_different_folders() -> None:
    names = [folder_name(reference) for reference in ("a/b", "a_b", "a b", "..", ".a", "A" * 90, "A" * 91)]
    assert len(set(names)) == len(names)
    assert all("/" not in name and not name.startswith(".") and name for name in names)
