"""`gongai/queue` has the name of a standard module: these tests keep it harmless."""

import queue
import subprocess
import sys
import sysconfig
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_import_queue_is_the_standard_library() -> None:
    assert Path(queue.__file__).parent == Path(sysconfig.get_path("stdlib"))


def test_nothing_importable_named_queue_lies_at_the_root() -> None:
    assert not list(ROOT.glob("queue*"))


def test_running_a_file_of_the_package_says_what_to_do_instead() -> None:
    command = [sys.executable, str(ROOT / "gongai" / "scheduler.py")]
    run = subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", env={"PYTHONUTF8": "1"}, check=False
    )
    assert run.returncode == 1
    assert "请运行 gongai" in run.stderr
