"""
A worker process that sends itself a signal at the n-th journal point. Run by the tests of this folder.

SIGSTOP strikes every thread, so also a heartbeat in the middle of its transaction, and then this process sleeps with
the database's write lock in its hand. A test that wants others to go on meanwhile looks whether the lock is free and,
where it is not, wakes the process: as long as the file `<points>.go` is missing it stops itself again.
"""

import os
import re
import signal
import sys
import time
from pathlib import Path

from gongai import db, settings
from gongai.app import App, build
from gongai.records.state import FlowName, JobState
from gongai.runner import process

AWAKE_S = 0.05
TRIES = 4


def main() -> int:
    """Arguments: home, number of the point (0 = none), signal name, file that receives the points' names, and two
    regular expressions: points count that match the first, from the first one on that matches the second."""
    home, number, sign, names = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3], Path(sys.argv[4])
    like, since = map(re.compile, sys.argv[5:])
    go = names.with_suffix(".go")
    begun = False
    count = 0

    def watch(point: str) -> None:
        nonlocal begun, count
        begun = begun or bool(since.search(point))
        if not begun or not like.search(point):
            return
        count += 1
        with names.open("a", encoding="utf-8") as file:
            file.write(point + "\n")
        if count == number:
            os.kill(os.getpid(), signal.Signals[sign])
            while not go.exists():
                time.sleep(AWAKE_S)  # long enough for the heartbeat to finish what it holds
                os.kill(os.getpid(), signal.Signals[sign])

    names.touch()
    process.lead_group()
    app = build(settings.load(home, {}))
    attempts = app.attempts(watch=watch)
    worker = app.worker(attempts, name=f"victim-{os.getpid()}", on_stale=process.end_now)
    for _again in range(TRIES):
        if not worker.work_one() or not due_again(app):
            break
    attempts.close()
    app.close()
    return 0


def due_again(app: App) -> bool:
    """Whether the attempt is to be repeated, as after a page that broke off: then it may be, at once."""
    jobs = db.jobs
    again = jobs.update().where(jobs.c.flow == FlowName.SUBMIT, jobs.c.state == JobState.WAITING)
    with app.engine.begin() as connection:
        return connection.execute(again.values(not_before_ms=0)).rowcount > 0


if __name__ == "__main__":
    raise SystemExit(main())
