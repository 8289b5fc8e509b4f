"""Whatever lies where an anchor should: it is told of as damaged, and nobody waits for it or breaks down on it."""

import os
from pathlib import Path

import pytest

from gongai.evidence import anchor
from gongai.evidence.lost import Lost


@pytest.mark.parametrize("content", [b"[" * 100_000, b"", b"\xff\x00", b"{}", b'{"filing_id": 1}', b"null"])
def test_what_is_no_anchor_is_none_and_said_to_be_damaged(content: bytes) -> None:
    assert anchor.read(content) is None
    assert anchor.is_damaged(anchor.head_of(content))
    assert "已损坏" in str(Lost("GA-000001", anchor.head_of(content), 0, 28, 1))


def test_a_pipe_a_folder_a_device_and_a_huge_file_are_not_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    (tmp_path / "huge").write_bytes(b" " * (1 << 17))
    (tmp_path / "device").symlink_to("/dev/zero")
    for name in ("pipe", "folder", "huge", "device"):
        assert anchor.content_of(tmp_path / name) == b""
