"""
(c) Status checks per second: our call by id, against the detail page loaded and read, against a fresh login each.

All of them end with the state of the application and of its items. The portal is a program of its own; it answers at
once, so a real portal's slowness is not in the figures. Run: python -m benchmarks.bench_status [rounds]
"""

import itertools
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import Browser

from benchmarks import outside
from benchmarks.table import table
from gongai import settings
from gongai.app import App, build
from gongai.connector import browser as browsers
from gongai.connector.mappers import reading
from gongai.connector.mappers.part import Asked, Part
from gongai.connector.session import Logins, Session
from gongai.records.actor import Actor, FrontEnd
from gongai.records.filing import read_filing
from gongai.runner import logs
from gongai.services import intake
from tests.world import SMALL, make_kit

CHECKS = {
    "ours: the call by id, one session": 300,
    "ours, while a page of the portal is open": 300,
    "the detail page, one session": 8,
    "a fresh login each time": 3,
}
"""Checks in one round: each way gets a second or more."""
READ = "() => [...document.querySelectorAll('.el-form-item, .unit-block > p')].map(one => one.innerText)"


def filed(app: App, browser: Browser, samples: Path) -> str:
    """The portal's id of an application that the real connector has filed."""
    intake.add(app, Actor("bench", FrontEnd.COMMAND_LINE), read_filing(str(samples / "filings" / SMALL)))
    app.worker(app.attempts(browser=lambda: browser), name="bench", on_stale=lambda why: None).work_one()
    row = app.store.list()[0]
    found = app.store.get(row.reference)
    if found is None or found.receipt is None:
        raise SystemExit(f"样例没有申报成功：{row.state} {row.why}")
    return found.receipt.application_ids[0]


def by_call(app: App, session: Session, application: str) -> str:
    """What `BrowserPortal.details` does: the call, its meaning, both levels of state."""
    profile = app.site("yunxi").profile
    call = profile.detail.call
    data = session.calls.json(call, None, answer=profile.answer, application_id=application)
    answer = Part(data, Asked("申报详情", call.path))
    states = reading.States(profile.application_states, profile.item_states)
    return reading.details(answer, profile.detail, application, app.clock.now_ms(), states=states).state


def by_page(session: Session, address: str) -> list[str]:
    """A tab on the detail page, read when it is drawn."""
    session.page.goto(address)
    session.page.locator(".unit-block").first.wait_for()
    texts: list[str] = session.page.evaluate(READ)
    return texts


def by_login(app: App, logins: Logins, application: str) -> str:
    """As robots do that keep no session."""
    session = logins.open(fresh=True)
    try:
        return by_call(app, session, application)
    finally:
        session.close()


def measure(app: App, browser: Browser, folder: Path, url: str, rounds: int) -> dict[str, float]:
    """Seconds for one check, medians of the rounds; the ways in turn."""
    application = filed(app, browser, folder / "kit" / "samples")
    logins = outside.logins(app, browser, folder)
    numbers = itertools.count()
    times: dict[str, list[float]] = {name: [] for name in CHECKS}
    for _ in range(rounds):
        session = logins.open(fresh=True)
        followed = logins.open()  # taken up again, as between one filing and the next: no page of the portal is open

        def paged(session: Session = session) -> Any:
            # another address each time: a fragment alone would not load the page
            return by_page(
                session, f"{url}/portal/index.html?applyinstId={application}&n={next(numbers)}#/apply/detail"
            )

        def called(session: Session = followed) -> Any:
            return by_call(app, session, application)

        def beside_a_page(session: Session = session) -> Any:
            return by_call(app, session, application)

        ways: tuple[Callable[[], Any], ...] = (
            called,
            beside_a_page,
            paged,
            lambda: by_login(app, logins, application),
        )
        for name, way in zip(CHECKS, ways, strict=True):  # the fresh login comes last: it ends the session before it
            if way is not ways[-1] and not way():  # once unmeasured: connections, caches
                raise SystemExit("没有读到状态")
            began = time.perf_counter()
            for _again in range(CHECKS[name]):
                if not way():
                    raise SystemExit("没有读到状态")
            times[name].append((time.perf_counter() - began) / CHECKS[name])
        session.close()
        followed.close()
    return {name: statistics.median(some) for name, some in times.items()}


def main() -> None:
    """Prints the table."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    with tempfile.TemporaryDirectory() as name, outside.portal(Path(name) / "portal") as url:
        folder = Path(name)
        kit = make_kit(folder / "kit", url)
        loaded = settings.load(kit.home, {})
        logs.configure(loaded)
        app = build(loaded)
        with browsers.launch(loaded) as browser:
            medians = measure(app, browser, folder, url, rounds)
        app.close()
        if httpx.get(f"{url}/__truth").json()["submit_calls"] != 1:
            raise SystemExit("查询状态时有提交")
    first = next(iter(medians.values()))
    print(f"status of one application, medians of {rounds} rounds")
    lines = [
        (way, f"{seconds * 1000:.1f}", f"{1 / seconds:.1f}", f"×{seconds / first:.1f}")
        for way, seconds in medians.items()
    ]
    print(table(("way", "ms", "checks/s", "time against ours"), lines))


if __name__ == "__main__":
    main()
