"""The cast of the tests with a real portal: one installation, samples, and the portal's own word."""

import json
import shutil
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import Browser

from fixtures import samples
from fixtures.office import seeds
from fixtures.portals.portal import Portal
from gongai import db, settings
from gongai.app import App, build
from gongai.approval import approved_profiles
from gongai.connector.journal import Watch
from gongai.credentials import key
from gongai.credentials.accounts import Unit
from gongai.credentials.secret import Secret
from gongai.db import migrate
from gongai.db.record_key import RECORDS_PURPOSE
from gongai.queue.proven_lists import ProvenLists
from gongai.queue.reaper import Reaper
from gongai.records.actor import Actor, FrontEnd
from gongai.records.agreement import read_agreement
from gongai.records.filing import Filing, read_filing
from gongai.records.receipt import Receipt
from gongai.records.state import FilingState, FlowName
from gongai.runner.worker import Worker
from gongai.services import intake
from gongai.sites import installed
from gongai.sites.reading_digest import digest_of

PASSWORD = "Demo-2026"
TESTER = Actor("tester", FrontEnd.COMMAND_LINE)
SMALL = "10-联合报装-3-05.json"
"""单项, six materials, no questions, no form of its own: the quickest to file."""

FAST = """
lease_s = 4
beat_s = 0.4
poll_s = 0.1
min_free_mb = 1
log_level = "ERROR"
"""
PROFILE = """
extends = "yunxi"
base_url = "{url}"
[limits]
settle_s = {settle}
look_gap_s = 0.2
action_s = 15
[materials]
lag_s = 3
timeout_s = 8
"""


@dataclass(frozen=True)
class Kit:
    """What is made once: a migrated home with account and agreements, and the samples."""

    home: Path
    samples: Path

    def filing(self, name: str = SMALL) -> Filing:
        return read_filing(str(self.samples / "filings" / name))


def make_kit(folder: Path, url: str, *, settle: float = 1.0) -> Kit:
    home = folder / "home"
    settings.prepare(home)
    (home / settings.FILE).write_text(FAST, encoding="utf-8")
    key.create(home / settings.KEY_NAME)
    site = home / "sites" / "yunxi"
    site.mkdir(parents=True)
    (site / "profile.toml").write_text(PROFILE.format(url=url, settle=settle), encoding="utf-8")
    loaded = settings.load(home, {})
    engine = db.connect(loaded.database_url)
    migrate.upgrade(engine)
    engine.dispose()
    samples.build(folder / "samples")
    app = build(loaded)
    app.vault.derive(RECORDS_PURPOSE)
    for login in ("agent1", "agent3"):
        app.accounts.add("yunxi", login, password=Secret(PASSWORD), units=bound_units())
    for path in sorted((folder / "samples" / "agreements").glob("*.json")):
        app.store.save_agreement(read_agreement(str(path)))
    approve(app)
    app.close()
    return Kit(home, folder / "samples")


def approve(app: App, site: str = "yunxi", *, by: str = "示例主管") -> list[str]:
    """A supervisor approves the profile as it is on disk now; gives the filings that go on."""
    now = installed.read(site, app.settings)
    proofs = ProvenLists(app.engine, site, app.clock)
    for listing in now.profile.lists.values():  # this installation has seen rows in all of them before
        proofs.learn(digest_of(now.profile, listing), listing.title)
    return approved_profiles.approve(app.engine, now, by=by, reason="测试", at_ms=app.clock.now_ms())


def bound_units() -> list[Unit]:
    """The units that the agents' accounts are bound to on the portal."""
    return [Unit(uscc=unit["unifiedSocialCreditCode"], name=unit["applicant"]) for unit in seeds.units()]


class World:
    """One installation of its own, and the portal it files at."""

    def __init__(self, kit: Kit, portal: Portal, home: Path, *, browser: Callable[[], Browser] | None = None) -> None:
        shutil.copytree(kit.home, home)
        self.kit = kit
        self.portal = portal
        self.home = home
        self.app: App = build(settings.load(home, {}))
        self._browser = browser
        self._attempts: list[Any] = []

    def close(self) -> None:
        for attempts in self._attempts:
            attempts.close()
        self.app.close()

    # ---- our side

    def configure(self, lines: str) -> None:
        """Open the installation again with other settings."""
        file = self.home / settings.FILE
        others = [line for line in FAST.splitlines() if line.split(" = ")[0] not in lines]
        file.write_text("\n".join([*others, lines, ""]), encoding="utf-8")
        self.app.close()
        self.app = build(settings.load(self.home, {}))

    def approve(self, site: str = "yunxi") -> list[str]:
        return approve(self.app, site)

    def filing(self, reference: str) -> Filing:
        found = self.app.store.get(reference)
        assert found is not None
        return found.filing

    def receipt(self, reference: str) -> Receipt:
        found = self.app.store.get(reference)
        assert found is not None and found.receipt is not None
        return found.receipt

    def job(self, reference: str, flow: str = "submit") -> Mapping[str, Any]:
        """The newest job of a filing."""
        query = db.jobs.select().join(db.filings).where(db.filings.c.reference == reference, db.jobs.c.flow == flow)
        with db.reading(self.app.engine) as connection:
            return dict(connection.execute(query.order_by(db.jobs.c.id.desc())).mappings().first() or {})

    def add(self, name: str = SMALL, **changes: Any) -> str:
        """Queue a sample and return its reference."""
        filing = self.kit.filing(name).model_copy(update=changes)
        number = intake.add(self.app, TESTER, filing)
        return next(row.reference for row in self.app.store.list() if row.filing_id == number)

    def worker(self, *, watch: Watch | None = None, name: str = "here") -> Worker:
        attempts = self.app.attempts(watch=watch, browser=self._browser)
        self._attempts.append(attempts)
        return self.app.worker(attempts, name=name, on_stale=lambda why: None)

    def work_off(self, worker: Worker | None = None, *, lease_s: float = 0, seconds: float = 150) -> None:
        """Work and reap until every filing is settled on our side.

        `lease_s`: how long the reaper waits for a sign of life, where it is known that there is none to come.
        """
        worker = worker or self.worker()
        policy = self.app.store.policy
        patience = replace(policy, lease_s=lease_s or policy.lease_s)
        reaper = Reaper(self.app.engine, clock=self.app.clock, policy=patience)
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            reaper.reap()
            self.hasten()
            if worker.work_one():
                continue
            if self.settled():
                return
            time.sleep(0.1)
        raise AssertionError(
            f"没有办完：{[(row.reference, row.state.value, row.why) for row in self.app.store.list()]}"
        )

    def hasten(self) -> None:
        """Retries and looks are due now; looks into the portal stay where they are."""
        self.app.store.hasten(FlowName.SUBMIT)
        jobs = db.jobs
        with self.app.engine.begin() as connection:
            connection.execute(jobs.update().where(jobs.c.flow == "submit").values(not_before_ms=0))

    def settled(self) -> bool:
        open_states = {FilingState.WAITING, FilingState.RUNNING}
        jobs = db.jobs
        with db.reading(self.app.engine) as connection:
            busy = connection.execute(
                jobs.select().where(jobs.c.flow == "submit", jobs.c.state.in_(["waiting", "running", "unknown"]))
            ).first()
        return busy is None and not any(row.state in open_states for row in self.app.store.list())

    def state(self, reference: str) -> FilingState:
        found = self.app.store.get(reference)
        assert found is not None
        return found.row.state

    def why(self, reference: str) -> str:
        found = self.app.store.get(reference)
        assert found is not None
        return found.row.why

    def results(self, *, forms: bool = False) -> list[Mapping[str, Any]]:
        """What people are told; the news of each form's first sight only where `forms`."""
        with db.reading(self.app.engine) as connection:
            rows = [dict(row) for row in connection.execute(db.results.select()).mappings()]
        return [row for row in rows if forms or row["kind"] != "form_noted"]

    def journal(self) -> list[tuple[str, str]]:
        with db.reading(self.app.engine) as connection:
            rows = connection.execute(db.journal.select().order_by(db.journal.c.id)).mappings()
            return [(row["step"], row["event"]) for row in rows]

    # ---- the portal's side: the only judge

    def truth(self) -> dict[str, Any]:
        answer: dict[str, Any] = httpx.get(f"{self.portal.url}/__truth").json()
        return answer

    def held(self, project: str = "") -> list[dict[str, Any]]:
        """The applications the portal really holds."""
        return [one for one in self.truth()["applications"] if project in one["project"]]

    def fault(self, *rules: Mapping[str, Any]) -> None:
        httpx.post(f"{self.portal.url}/__faults", json=list(rules)).raise_for_status()

    def no_faults(self) -> None:
        httpx.delete(f"{self.portal.url}/__faults").raise_for_status()

    def clerk(self, ref: str, action: str, **body: Any) -> None:
        httpx.post(f"{self.portal.url}/__clerk/{ref}/{action}", json=body).raise_for_status()

    def admin(self, what: str, body: Mapping[str, Any]) -> None:
        httpx.post(f"{self.portal.url}/__admin/{what}", json=body).raise_for_status()

    def requests(self, role: str) -> Sequence[Mapping[str, Any]]:
        return [one for one in self.truth()["requests"] if one["role"] == role]


def read_json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))
