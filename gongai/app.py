"""Puts the parts together. The only module that knows all of them; commands and pages go through it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import sqlalchemy as sa

from gongai import clock as clocks
from gongai import db
from gongai.clock import Clock, SystemClock
from gongai.connector.browser_host import Browser, LiveBrowser
from gongai.connector.journal import Watch
from gongai.connector.mappers.plan import build_plan
from gongai.credentials import key as keys
from gongai.credentials.accounts import Accounts
from gongai.credentials.vault import Vault
from gongai.db import migrate
from gongai.errors import FilingError, GongaiError
from gongai.evidence import ANCHOR_PURPOSE
from gongai.notify.channels import configured
from gongai.notify.outbox import Outbox
from gongai.queue import bulk
from gongai.queue.policy import Policy
from gongai.queue.reaper import Reaper
from gongai.queue.store import Store
from gongai.records.filing import Filing
from gongai.records.finding import Finding
from gongai.records.plan import Plan
from gongai.rules import filing as filing_rules
from gongai.runner.attempts import Attempts
from gongai.runner.worker import Worker
from gongai.scheduler import Scheduler, site_check, store_schedules, tick
from gongai.settings import Settings
from gongai.sites import Site, installed, names


@dataclass(frozen=True)
class App:
    """One installation, opened."""

    settings: Settings
    engine: sa.Engine
    clock: Clock
    vault: Vault
    accounts: Accounts
    store: Store
    site: Callable[[str], Site]

    def findings(self, filing: Filing, *, power: str | None = "submit") -> tuple[Finding, ...]:
        """Everything that is wrong with a filing, including that no plan can be made from it. `power`: see `check`."""
        try:
            site = self.site(filing.site)
        except GongaiError as error:
            return (Finding(field="site 平台", value=filing.site, rule=str(error), remedy="请填写已配置的平台"),)
        agreement = self.store.get_agreement(filing.agreement_no)
        found = filing_rules.check(filing, site.catalogue, agreement, today=clocks.today(self.clock), power=power)
        if any(one.level == "stop" for one in found):
            return found
        try:
            self.accounts.check_unit(filing.site, filing.account, filing.applicant.uscc)
            build_plan(filing, site)
        except FilingError as error:
            return (*found, *error.findings)
        except GongaiError as error:
            return (
                *found,
                Finding(field="account 平台账号", value=filing.account, rule=str(error), remedy="请先录入该账号"),
            )
        return found

    def plan(self, filing: Filing) -> Plan:
        """What would be typed and pushed. Raises `FilingError` where the portal has no place for a value."""
        return build_plan(filing, self.site(filing.site))

    def add(self, filing: Filing, *, by: str, supersedes: int | None = None) -> int:
        """Check, seal the materials and queue. Raises `FilingError` with every finding; then nothing is queued."""
        stops = [one for one in self.findings(filing) if one.level == "stop"]
        if stops:
            raise FilingError(f"申报件有 {len(stops)} 处问题，没有入队", stops)
        sealed = filing_rules.seal(filing)
        return self.store.add(sealed, agreement_no=filing.agreement_no, by=by, supersedes=supersedes)

    def add_all(self, filings: Sequence[Filing], *, by: str) -> list[int]:
        """Seal and queue filings that `findings` let pass: all of them, or none (`AlreadyQueued`)."""
        sealed = [filing_rules.seal(filing) for filing in filings]
        return bulk.add_all(self.engine, sealed, by=by, at_ms=self.clock.now_ms())

    def scheduler(self, *, every_s: float | None = None) -> Scheduler:
        """What wakes this installation: what is due, what workers left behind, what must be delivered."""
        settings, store = self.settings, self.store
        reaper = Reaper(self.engine, clock=self.clock, policy=store.policy, channels=store.channels)
        outbox = Outbox(self.engine, configured(settings), clock=self.clock)
        chores: tuple[tuple[str, Callable[[], object]], ...] = (
            ("tick", lambda: tick(self.engine, self.clock)),
            ("reap", reaper.reap),
            ("deliver", outbox.flush),
        )
        # a dead worker should not be noticed much later than its lease allows
        return Scheduler(chores, clock=self.clock, every_s=every_s or min(15.0, max(0.5, settings.lease_s / 6)))

    def keep_schedules(self) -> None:
        """One site check a day for each site that has an account here."""
        sites = sorted({account.site for account in self.accounts.list()})
        store_schedules(self.engine, [site_check(site) for site in sites], clock=self.clock)

    def attempts(self, *, watch: Watch | None = None, browser: Callable[[], Browser] | None = None) -> Attempts:
        """What runs claimed jobs. By default it has a browser of its own, which `close` ends."""
        return Attempts(
            settings=self.settings,
            engine=self.engine,
            clock=self.clock,
            store=self.store,
            accounts=self.accounts,
            site_of=self.site,
            anchor_key=self.vault.derive(ANCHOR_PURPOSE),
            browser=browser or LiveBrowser(self.settings),
            watch=watch,
        )

    def worker(self, attempts: Attempts, *, name: str, on_stale: Callable[[str], None]) -> Worker:
        return Worker(self.store, attempts.run, name=name, clock=self.clock, on_stale=on_stale)

    def close(self) -> None:
        self.engine.dispose()


def build(settings: Settings, *, clock: Clock | None = None) -> App:
    """Open an installation. Raises `ConfigError` where it is not set up (run `gongai init`)."""
    used = clock or SystemClock()
    key = keys.load(settings.key_path)
    engine = db.connect(settings.database_url)
    migrate.require_current(engine)
    vault = Vault(engine, key, used, algorithm=settings.cipher)
    channels = tuple(one.name for one in configured(settings))
    store = Store(engine, clock=used, policy=policy_of(settings), channels=channels)
    return App(settings, engine, used, vault, Accounts(engine, vault, used), store, installed.Sites(settings))


def site_names(settings: Settings) -> tuple[str, ...]:
    """The sites this installation knows."""
    return names(installed.folders(settings))


def policy_of(settings: Settings) -> Policy:
    """The ledger's figures from the settings."""
    every = timedelta(minutes=settings.track_every)
    return replace(
        Policy(),
        lease_s=settings.lease_s,
        beat_s=settings.beat_s,
        poll_s=settings.poll_s,
        max_attempts=settings.max_attempts,
        max_reconcile_attempts=settings.max_trips,
        first_poll=min(every, Policy().first_poll),
        poll_every=every,
    )
