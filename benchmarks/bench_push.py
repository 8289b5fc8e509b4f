"""
(e) Pushing a 100 MB file: ours by the call and ours by the page's dialog, against plain httpx. Time and peak memory.

Each push runs in a process of its own with a login of its own, the ways in turn. Ours includes what makes it safe: the
digest before, and the portal's own list after; plain httpx only sends. Linux only, for the memory.
Run: python -m benchmarks.bench_push [repetitions] [megabytes]
"""

import dataclasses
import hashlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import httpx

from benchmarks import memory, outside
from benchmarks.table import table
from gongai import settings
from gongai.app import build
from gongai.connector import browser as browsers
from gongai.connector.mappers.facts import facts_of
from gongai.connector.mappers.plan import build_plan
from gongai.connector.pages.uploads import Uploads
from gongai.connector.pages.wizard import WizardPages
from gongai.connector.session import Session
from gongai.records.filing import Filing, read_filing
from gongai.records.steps import PushMaterials
from gongai.runner import logs
from gongai.sites import Site
from tests.world import SMALL, make_kit

PLAIN, CALL, DIALOG = "plain httpx", "ours, by the call", "ours, by the page's dialog"
FORM = {"matId": "", "matinstName": "{material_name}", "projInfoId": "{project_id}", "matinstId": "", "matProp": "m"}
"""What the page sends beside the file."""
WAIT_S = 300.0


def one_push(way: str, home: Path, sample: Path, big: Path) -> dict[str, float]:
    """Log in, come to where the file can be pushed, and measure only the push."""
    loaded = settings.load(home, {})
    logs.configure(loaded)
    app = build(loaded)
    site = _site(app.site("yunxi"), direct=way == CALL)
    filing = _filing(sample, big)
    with browsers.launch(loaded) as browser:
        session = outside.logins(app, browser, home).open(fresh=True)
        push = _plain(session, site, big) if way == PLAIN else _ours(session, site, filing)
        memory.forget_peak()
        before = memory.own_peak_mb()
        with memory.watching(os.getpid()) as below:
            began = time.perf_counter()
            push()
            took = time.perf_counter() - began
        found = {
            "seconds": took,
            "python": memory.own_peak_mb(),
            "python_more": memory.own_peak_mb() - before,
            "browser": below.peak_mb,
            "browser_more": below.peak_mb - below.before_mb,
        }
        session.close()
    app.close()
    return found


def _site(site: Site, *, direct: bool) -> Site:
    materials = site.profile.materials
    push = materials.push.model_copy(update={"params": FORM}) if direct else materials.push
    changed = materials.model_copy(update={"direct": direct, "push": push, "timeout_s": WAIT_S})
    return dataclasses.replace(site, profile=site.profile.model_copy(update={"materials": changed}))


def _filing(sample: Path, big: Path) -> Filing:
    """The sample with one material, and that a big one."""
    filing = read_filing(str(sample))
    with big.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    first = filing.materials[0].model_copy(update={"path": str(big), "size": big.stat().st_size, "sha256": digest})
    return filing.model_copy(update={"materials": (first,)})


def _ours(session: Session, site: Site, filing: Filing) -> Callable[[], object]:
    """The wizard, filled up to its materials; what is left to do is the push."""
    facts = facts_of(filing, site)
    plan = build_plan(filing, site, facts)
    pages = WizardPages(
        session.page,
        site.profile,
        plan=plan,
        facts=facts,
        calls=session.calls,
        screenshot=lambda name: {},
    )
    pages.open()
    *before, last = plan.pages
    for planned in before:
        pages.do(planned.key)
    (push,) = (step for step in last.steps if isinstance(step, PushMaterials))
    uploads = Uploads(session.page, site.profile, session.calls, facts)
    return lambda: uploads.push(site.profile.wizards[plan.kind].pages[last.key].root, push)


def _plain(session: Session, site: Site, big: Path) -> Callable[[], object]:
    """The same cookies and fields, the file from disk, and nothing else."""

    def push() -> None:
        fields = {**FORM, "matinstName": "云汐示例材料", "projInfoId": "P-1"}
        address = site.profile.base_url + site.profile.materials.push.path
        cookies = {one["name"]: one["value"] for one in session.context.cookies(address)}
        with big.open("rb") as file, httpx.Client(cookies=cookies, timeout=WAIT_S, trust_env=False) as client:
            answer = client.post(address, data=fields, files={"file": (big.name, file)})
        if not answer.json()["success"]:
            raise SystemExit(f"平台没有收下：{answer.text[:200]}")

    return push


def big_file(folder: Path, megabytes: int) -> Path:
    path = folder / f"示例图纸{megabytes}.pdf"
    with path.open("wb") as file:
        file.write(b"%PDF-1.7\n")
        for _ in range(megabytes):
            file.write(os.urandom(memory.MB))
    return path


def measure(folder: Path, url: str, *, repetitions: int, megabytes: int) -> dict[str, list[dict[str, float]]]:
    """Each push in a process of its own, the ways in turn."""
    kit = make_kit(folder / "kit", url)
    big = big_file(folder, megabytes)
    found: dict[str, list[dict[str, float]]] = {PLAIN: [], CALL: [], DIALOG: []}
    for _ in range(repetitions):
        for way, some in found.items():
            arguments = [way, str(kit.home), str(kit.samples / "filings" / SMALL), str(big)]
            ran = subprocess.run(
                [sys.executable, "-m", "benchmarks.bench_push", "--one", *arguments], stdout=subprocess.PIPE, check=True
            )
            some.append(json.loads(ran.stdout))
            for stored in (folder / "portal").rglob("*"):  # the portal keeps what it is given
                if stored.is_file() and stored.stat().st_size >= big.stat().st_size:
                    stored.unlink()
    return found


def main() -> None:
    """Prints the table."""
    if "--one" in sys.argv:
        way, *paths = sys.argv[2:]
        print(json.dumps(one_push(way, *map(Path, paths))))
        return
    numbers = [int(one) for one in sys.argv[1:]]
    repetitions, megabytes = [*numbers, *(3, 100)[len(numbers) :]]
    with tempfile.TemporaryDirectory() as name, outside.portal(Path(name) / "portal") as url:
        found = measure(Path(name), url, repetitions=repetitions, megabytes=megabytes)

    def median(way: str, what: str) -> float:
        return float(statistics.median(one[what] for one in found[way]))

    print(f"{megabytes} MB, medians of {repetitions}; memory in MB: at the peak, and how much of it came with the push")
    lines = [
        (
            way,
            f"{median(way, 'seconds'):.2f}",
            f"×{median(way, 'seconds') / median(PLAIN, 'seconds'):.2f}",
            *(f"{median(way, what):.0f}" for what in ("python", "python_more", "browser", "browser_more")),
        )
        for way in found
    ]
    print(table(("way", "s", "time", "python", "of it", "browser", "of it"), lines))


if __name__ == "__main__":
    main()
