"""
A worker process that sends itself a signal at the n-th journal point. Run by the tests of this folder.

SIGSTOP strikes every thread, so also a heartbeat in the middle of its transaction, and then this process sleeps with
the database's write lock in its hand. A test that wants others to go on meanwhile looks whether the lock is free and,
where it is not, wakes the process: as long as the file `<points>.go` is missing it stops itself again.
"""

import os
import signal
import sys
import time
from pathlib import Path

from gongai import settings
from gongai.app import build
from gongai.queue import process

AWAKE_S = 0.05


def main() -> int:
    """Arguments: home, number of the point (0 = none), signal name, file that receives the points' names, and a word:
    only points that hold it count."""
    home, number, sign, names, word = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3], Path(sys.argv[4]), sys.argv[5]
    go = names.with_suffix(".go")
    seen = 0

    def watch(point: str) -> None:
        nonlocal seen
        if word not in point:
            return
        seen += 1
        with names.open("a", encoding="utf-8") as file:
            file.write(point + "\n")
        if seen == number:
            os.kill(os.getpid(), signal.Signals[sign])
            while not go.exists():
                time.sleep(AWAKE_S)  # long enough for the heartbeat to finish what it holds
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
