"""A whole installation, worked with, killed and copied: no byte that it leaves anywhere tells a secret."""

import base64
import io
import os
import signal
import subprocess
import sys
import time
import urllib.parse
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from fixtures.portals.portal import Portal
from gongai.records.state import FilingState
from tests.world import PASSWORD, Kit, World

ROOT = Path(__file__).parents[2]
COMMANDS = (
    ("doctor",),
    ("list",),
    ("show", "{}"),
    ("results", "list"),
    ("account", "list"),
    ("evidence", "verify"),
    ("evidence", "export", "{}", "--to", "{home}/export.zip"),
    ("backup", "create", "--to", "{home}/backup"),
)


def written_as(secret: str) -> set[bytes]:
    """How it could stand in a file."""
    plain = secret.encode()
    return {
        plain,
        secret.encode("utf-16-le"),
        base64.b64encode(plain).rstrip(b"="),
        base64.urlsafe_b64encode(plain).rstrip(b"="),
        plain.hex().encode(),
        urllib.parse.quote(secret, safe="").encode(),
    }


def contents(name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    """The bytes as they lie there, and what is packed in them."""
    yield name, content
    if zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            for one in packed.namelist():
                yield from contents(f"{name}/{one}", packed.read(one))
    elif content[:2] == b"\x1f\x8b":
        yield from contents(f"{name}/unpacked", zlib.decompress(content, wbits=47))


def found(folder: Path, secrets: Mapping[str, str]) -> list[str]:
    looked_for = {what: written_as(secret) for what, secret in secrets.items()}
    return [
        f"{what} in {name}"
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        for name, content in contents(str(path.relative_to(folder)), path.read_bytes())
        for what, ways in looked_for.items()
        if any(way in content for way in ways)
    ]


@pytest.mark.fault
@pytest.mark.browser
@pytest.mark.matrix
@pytest.mark.timeout(900)
def test_nothing_that_an_installation_leaves_behind_tells_a_secret(kit: Kit, portal: Portal, tmp_path: Path) -> None:
    all_of_it = tmp_path / "all"
    terminal, temporary = all_of_it / "terminal", all_of_it / "tmp"
    terminal.mkdir(parents=True)
    temporary.mkdir()
    world = World(kit, portal, all_of_it / "home")
    around = {**os.environ, "GONGAI_HOME": str(world.home), "TMPDIR": str(temporary), "PYTHONPATH": str(ROOT)}

    def begun(name: str, *arguments: str) -> subprocess.Popen[bytes]:
        with (terminal / f"{name}.txt").open("wb") as screen:
            return subprocess.Popen(
                [sys.executable, "-m", "gongai", *arguments],
                cwd=temporary,  # where a kernel would put what a process had in its memory
                env=around,
                stdin=subprocess.DEVNULL,
                stdout=screen,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    try:
        world.configure('log_level = "DEBUG"')
        world.fault(
            {"effect": "debounce", "seconds": 0.05},
            {"effect": "fail", "role": "save"},
            {"effect": "drop", "role": "submit"},
            {"effect": "expire", "role": "upload", "nth": 3},
        )
        reference = world.add()
        for sign in (signal.SIGABRT, signal.SIGSEGV):
            worker = begun(f"killed-{sign}", "worker", "--name", "w1")
            time.sleep(6)  # logged in, in the middle of the form
            os.killpg(worker.pid, sign)
            worker.wait(timeout=60)
        world.work_off(lease_s=0.5)
        assert world.state(reference) is FilingState.FILED
        assert begun("worker", "worker", "--name", "w2", "--until-idle").wait(timeout=120) == 0
        for number, command in enumerate(COMMANDS):
            given = [one.format(reference, home=all_of_it) if "{" in one else one for one in command]
            ended = begun(f"command-{number}", *given).wait(timeout=120)
            assert ended in (0, 1), (command, (terminal / f"command-{number}.txt").read_text(encoding="utf-8"))
        world.app.close()
        tokens = {f"session {n}": str(one["token"]) for n, one in enumerate(world.truth()["sessions"])}
        assert len(tokens) >= 2
        filing = kit.filing()
        secrets = {"password": PASSWORD, **tokens}
        assert found(all_of_it, secrets) == []
        assert found(terminal, {"id number": filing.contact.id_no, "mobile": filing.contact.mobile}) == []
        assert [path for path in temporary.rglob("core*") if path.is_file()] == []
        assert found(all_of_it, {"what is there": reference})  # the search finds what lies in files
    finally:
        world.close()
