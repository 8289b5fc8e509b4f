"""The office of the command line's tests: one installation, driven by commands, with states made in the real ledger."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gongai import settings
from gongai.app import App, build
from gongai.queue.job import Claim
from gongai.records.outcome import Outcome

SMALL = "10-联合报装-3-05.json"
OTHER = "02-项目建议书-1-01.json"
BAD = "90-不合格-信用代码有误且缺材料.json"
ADVICE = "92-帮办-只核对不提交-2-03.json"
ACCOUNT = "yunxi/agent1"


@dataclass(frozen=True)
class Ran:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def error(self) -> Any:
        return self.json["error"]


@dataclass(frozen=True)
class Office:
    """One home, and the commands given in it."""

    home: Path
    samples: Path
    call: Callable[[list[str]], Ran]

    def run(self, *arguments: object) -> Ran:
        return self.call([str(one) for one in arguments])

    def done(self, *arguments: object) -> Any:
        """Must succeed; gives the JSON document."""
        ran = self.run(*arguments, "--json")
        assert ran.code == 0, ran
        return ran.json

    def sample(self, name: str = SMALL) -> Path:
        return self.samples / "filings" / name

    def add(self, name: str = SMALL) -> str:
        reference: str = self.done("add", self.sample(name))["queued"][0]["reference"]
        return reference

    def ends(self, outcome: Outcome) -> Claim:
        """A worker takes the next job, and it ends so."""
        with self.opened() as app:
            claim = app.store.claim("w1")
            assert claim is not None
            app.store.record_outcome(claim, outcome)
        return claim

    @contextmanager
    def opened(self) -> Iterator[App]:
        app = build(settings.load(self.home, {}))
        try:
            yield app
        finally:
            app.close()

    def start(self, *arguments: str, stdin: int | None = subprocess.DEVNULL) -> "subprocess.Popen[str]":
        """The command as a process of its own."""
        return subprocess.Popen(
            [sys.executable, "-m", "gongai", *arguments],
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "GONGAI_HOME": str(self.home)},
        )
