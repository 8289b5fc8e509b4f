"""Files of a filing: in order, for the owner only, scrubbed where they are text, never replaced."""

import hashlib
import json
import stat
import threading
from pathlib import Path

import pytest

from gongai.connector.evidence import Store, folder_name
from gongai.credentials.secret import Secret
from gongai.errors import PortalError


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "evidence", "云汐-2026-0001")


def test_files_are_numbered_in_the_order_they_came_and_only_the_owner_reads_them(store: Store) -> None:
    refs = [store.keep("screenshot", "登录.png", b"one"), store.keep("receipt", "回执.pdf", b"two")]
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
        store.keep("answer", "answer.json", json.dumps(answer).encode()),
        store.keep("page", "page.html", f"<p>{answer['note']} 13800000000</p>"),
        store.keep("note", "plain", "电话 13800000000"),
    ]
    for ref in refs:
        content = (store.folder / ref.file).read_bytes()
        assert hashlib.sha256(content).hexdigest() == ref.sha256
        for planted in (b"13800000000", b"439902190001010017", b"yunxi-Pass!9"):
            assert planted not in content
    assert json.loads((store.folder / refs[0].file).read_bytes())["tel"] == "138****0000"


def test_a_number_in_a_file_name_is_masked(store: Store) -> None:
    assert "13800000000" not in store.keep("receipt", "回执13800000000.pdf", b"x").file


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "..", "", "a\x00b", "长" * 300])
def test_no_name_leads_out_of_the_folder_or_is_too_long(store: Store, name: str) -> None:
    ref = store.keep("result", name, b"x")
    assert (store.folder / ref.file).resolve().parent == store.folder.resolve()


def test_a_file_on_disk_is_taken_as_it_is(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "big.bin"
    path.write_bytes(b"x" * (3 << 20))
    ref = store.keep("result", "big.bin", path)
    assert (ref.size, (store.folder / ref.file).read_bytes()) == (3 << 20, path.read_bytes())


def test_what_was_written_into_a_room_is_adopted_under_its_name(store: Store) -> None:
    room = store.room("批复 文件.pdf")
    room.write_bytes(b"%PDF-")
    ref = store.adopt("document", room, hashlib.sha256(b"%PDF-").hexdigest())
    assert ref.file == "0001-document-批复_文件.pdf"
    assert [path.name for path in store.folder.iterdir()] == [ref.file]
    assert stat.S_IMODE((store.folder / ref.file).stat().st_mode) == 0o600


def test_a_download_that_is_not_what_was_received_is_refused(store: Store) -> None:
    room = store.room("批复.pdf")
    room.write_bytes(b"%PDF-cut")
    with pytest.raises(PortalError, match="不一致"):
        store.adopt("document", room, hashlib.sha256(b"%PDF-whole").hexdigest())
    assert list(store.folder.iterdir()) == []


def test_two_writers_at_once_never_take_the_same_name(store: Store) -> None:
    refs: list[str] = []
    threads = [
        threading.Thread(target=lambda: refs.append(store.keep("screenshot", "a.png", b"x").file)) for _ in range(12)
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
