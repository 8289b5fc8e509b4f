"""A process that held a key leaves nothing of its memory behind when it crashes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

CRASH = "import os, resource; resource.setrlimit(resource.RLIMIT_CORE, (resource.RLIM_INFINITY,) * 2)\n{}\nos.abort()"
"""Asks for a core dump first, as a machine of a developer does."""


def dumped(body: str, folder: Path) -> bool:
    """Whether the kernel wrote the memory of such a process somewhere."""
    program = [sys.executable, "-c", CRASH.format(body)]
    pid = os.posix_spawn("/bin/sh", ["sh", "-c", 'cd "$0" && exec "$@"', str(folder), *program], os.environ)
    return os.WCOREDUMP(os.waitpid(pid, 0)[1])


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="core dumps are asked of Linux")
@pytest.mark.parametrize(
    "body",
    [
        "from gongai.credentials.key import generate; key = generate()",
        "from gongai.cli.program import execute; execute(['--version'])",
        # a process that is started by one that held a key: the browser
        "from gongai.credentials.key import generate; generate()\n"
        "import subprocess, sys; subprocess.run([sys.executable, '-c', 'import os; os.abort()']); os._exit(0)",
    ],
)
def test_no_process_that_opens_a_key_or_takes_a_command_dumps_its_memory(body: str, tmp_path: Path) -> None:
    if not dumped("pass", tmp_path):
        pytest.skip("this machine writes no core dumps at all")
    for file in tmp_path.iterdir():
        file.unlink()
    assert not dumped(body, tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="/proc is Linux's")
def test_no_other_program_of_the_same_user_reads_its_memory() -> None:
    ask = "import ctypes; print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))"  # PR_GET_DUMPABLE
    open_key = "from gongai.credentials.key import generate; key = generate()"
    said = subprocess.run([sys.executable, "-c", f"{open_key}; {ask}"], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "0"
