"""A worker process that sends itself a signal at the n-th journal point. Run by the tests of this folder."""

import os
import signal
import sys
from pathlib import Path

from gongai import settings
from gongai.app import build
from gongai.queue import process


def main() -> int:
    """Arguments: home, number of the point (0 = none), signal name, file that receives the points' names."""
    home, number, sign, names = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3], Path(sys.argv[4])
    seen = 0

    def watch(point: str) -> None:
        nonlocal seen
        seen += 1
        with names.open("a", encoding="utf-8") as file:
            file.write(point + "\n")
        if seen == number:
            os.kill(os.getpid(), signal.Signals[sign])

    process.lead_group()
    app = build(settings.load(home, {}))
    attempts = app.attempts(watch=watch)
    worker = app.worker(attempts, name=f"victim-{os.getpid()}", on_stale=process.end_now)
    worker.work_one()
    attempts.close()
    app.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
