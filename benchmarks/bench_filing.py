"""
(a) A whole filing, from the claim to the receipt, against the sum of the portal's own answer times: the overhead.

The real worker, connector and browser file a sample at the stand-in portal, which logs when it began and ended each
answer. Three portals: as it is (its pages merge uploads for 1 s before they send them), without that wait, and one that
takes 0.3 s for each answer, as portals on the open network do. Run: python -m benchmarks.bench_filing [repetitions]
"""

import itertools
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from benchmarks.meter import Meter
from benchmarks.table import table
from fixtures.portals.portal import Portal
from gongai import db, settings
from gongai.connector import browser as browsers
from gongai.connector import screenshot
from gongai.connector.journal import Journal
from gongai.connector.pages import choices
from gongai.connector.pages.calls import Calls
from gongai.connector.pages.uploads import Uploads
from gongai.connector.widgets import Form, choose_files, press, toasts, wait_until_idle
from gongai.evidence import Store
from gongai.runner import logs
from tests.world import SMALL, World, make_kit

PORTALS: dict[str, tuple[Mapping[str, Any], ...]] = {
    "as it is: the page waits 1 s before each upload": (),
    "the page waits 0.05 s before each upload": ({"effect": "debounce", "seconds": 0.05},),
    "0.05 s, and every answer takes 0.3 s": (
        {"effect": "debounce", "seconds": 0.05},
        {"effect": "delay", "role": "any", "times": 0, "seconds": 0.3},
    ),
}
WATCHED: dict[str, tuple[Any, ...]] = {
    "pictures: look, shoot, cover": (screenshot.take,),
    "evidence: files to disk": ((Store, "store"),),
    "journal: records to disk": ((Journal, "_write"),),
    "filling and reading back": ((Form, "fill"),),
    "waiting for the page to rest": (wait_until_idle,),
    "pressing buttons": (press,),
    "opening pages": ((Page, "goto"),),
    "handing over files": (choose_files,),
    "uploads: waiting for the page's answer": ((Uploads, "_dialog"),),
    "uploads: checking with the portal": ((Uploads, "_verify"), (Uploads, "_pushed")),
    "materials: the rest": ((Uploads, "push"),),
    "the portal's own calls": ((Calls, "json"), (Calls, "fetch")),
    "reading messages": (toasts,),
    "looking for buttons": (choices.button_there,),
}


@dataclass(frozen=True)
class Run:
    """One filing. Milliseconds."""

    whole: float
    portal: float
    steps: Mapping[str, float]
    portal_steps: Mapping[str, float]
    parts: Mapping[str, float]
    calls: Mapping[str, int]


def once(world: World) -> Run:
    """File the sample; stops the benchmark where the portal does not hold it once."""
    reference = world.add()
    worker = world.worker()
    before = len(world.truth()["requests"])
    with Meter(WATCHED) as meter:
        began = time.time()
        if not worker.work_one():
            raise SystemExit("没有取到任务")
        ended = time.time()
    if len(world.held()) != 1:
        raise SystemExit(f"申报没有成功：{world.state(reference)} {world.why(reference)}")
    requests = [one for one in world.truth()["requests"][before:] if began <= one["at"] <= ended]
    steps: dict[str, float] = {}
    portal_steps: dict[str, float] = {}
    since = began
    for name, until in [*_ends(world), ("(to the end)", ended)]:
        steps[name] = steps.get(name, 0.0) + (until - since) * 1000
        answered = sum(_ms(one) for one in requests if since <= one["at"] < until)
        portal_steps[name] = portal_steps.get(name, 0.0) + answered
        since = until
    return Run(
        whole=(ended - began) * 1000,
        portal=sum(map(_ms, requests)),
        steps=steps,
        portal_steps=portal_steps,
        parts={name: seconds * 1000 for name, seconds in meter.seconds.items()},
        calls=dict(meter.calls),
    )


def _ends(world: World) -> list[tuple[str, float]]:
    """When each step of the journal ended."""
    with db.reading(world.app.engine) as connection:
        rows = connection.execute(db.journal.select().order_by(db.journal.c.id)).mappings().all()
    return [(f"{row['step']} {row['event']}".removesuffix(" done"), row["at_ms"] / 1000) for row in rows]


def _ms(request: Mapping[str, Any]) -> float:
    took: float = (request["done_at"] or request["at"]) - request["at"]
    return max(0.0, took * 1000)


def measure(portal: Portal, browser: Browser, folder: Path, *, repetitions: int) -> dict[str, list[Run]]:
    """The portals in turn, so that the machine's load hits all of them. The first round warms up and is not counted."""
    kit = make_kit(folder / "kit", portal.url)
    logs.configure(settings.load(kit.home, {}))
    runs: dict[str, list[Run]] = defaultdict(list)
    homes = itertools.count()
    for number in range(repetitions + 1):
        for name, faults in PORTALS.items():
            portal.world.reset()
            world = World(kit, portal, folder / f"home-{next(homes)}", browser=lambda: browser)
            try:
                world.configure("lease_s = 60\nbeat_s = 5")  # as in production; the tests' are for dying early
                if faults:
                    world.fault(*faults)
                run = once(world)
            finally:
                world.close()
            if number:
                runs[name].append(run)
    return runs


def _median(runs: Sequence[Run], what: str, key: str) -> float:
    return float(statistics.median(getattr(run, what).get(key, 0) for run in runs))


def report(name: str, runs: Sequence[Run], *, detailed: bool) -> str:
    whole = statistics.median(run.whole for run in runs)
    portal = statistics.median(run.portal for run in runs)
    text = [
        f"{name}",
        f"  whole filing {whole:.0f} ms, portal's answers {portal:.0f} ms: ×{whole / portal:.2f}, "
        f"{whole - portal:.0f} ms on top",
    ]
    if detailed:
        lines = [
            (step, f"{_median(runs, 'steps', step):.0f}", f"{_median(runs, 'portal_steps', step):.0f}")
            for step in runs[0].steps
        ]
        text.append(table(("step", "ms", "portal ms"), lines))
        parts = sorted(runs[0].parts, key=lambda part: -_median(runs, "parts", part))
        known = sum(_median(runs, "parts", part) for part in parts)
        lines = [(part, f"{_median(runs, 'parts', part):.0f}", f"{_median(runs, 'calls', part):.0f}") for part in parts]
        text.append(table(("where it goes", "ms", "calls"), [*lines, ("the rest", f"{whole - known:.0f}", "")]))
    return "\n".join(text)


def main() -> None:
    """Prints the tables."""
    repetitions = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    with (
        tempfile.TemporaryDirectory() as folder,
        Portal(Path(folder) / "portal", memory=True) as portal,
        browsers.launch(settings.load(Path(folder) / "none", {})) as browser,
    ):
        runs = measure(portal, browser, Path(folder), repetitions=repetitions)
    print(f"{SMALL}: 6 materials, fresh login; medians of {repetitions}")
    for name, some in runs.items():
        print(report(name, some, detailed=True))


if __name__ == "__main__":
    main()
