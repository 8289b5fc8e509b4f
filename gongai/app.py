"""
Puts the parts together: the only module that knows all of them. Services go through it, and nothing else does.

Each part is made when it is first asked for, and its module is imported then: a list must come at once, without a
browser library. Whatever writes results knows the channels: there is no ledger without them.
"""

import contextlib
import os
import socket
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING

import sqlalchemy as sa

from gongai import db
from gongai.clock import Clock, SystemClock
from gongai.db.version import require_newest
from gongai.errors import GongaiError
from gongai.records.process_role import ProcessRole
from gongai.settings import Settings

if TYPE_CHECKING:
    from gongai.connector.browser_host import Browser
    from gongai.connector.journal import Watch
    from gongai.credentials.accounts import Accounts
    from gongai.credentials.vault import Vault
    from gongai.queue.policy import Policy
    from gongai.queue.processes import LifeSign
    from gongai.queue.store import Store
    from gongai.runner.attempts import Attempts
    from gongai.runner.recovery import Gate
    from gongai.runner.worker import Worker
    from gongai.scheduler import Scheduler
    from gongai.sites import Site
    from gongai.sites.installed import Sites


class App:
    """One installation, opened. Raises `ConfigError` from whichever part is not set up."""

    def __init__(self, settings: Settings, engine: sa.Engine, clock: Clock) -> None:
        self.settings = settings
        # whatever is written by it is signed; the key is fetched when the first record is
        self.engine = db.keyed(engine, lambda: self.record_key)
        self.clock = clock

    @cached_property
    def store(self) -> "Store":
        """The ledger, with the installation's figures and channels."""
        from gongai.notify.channels import configured
        from gongai.queue.store import Store

        return Store(
            self.engine,
            clock=self.clock,
            policy=policy_of(self.settings),
            channels=tuple(one.name for one in configured(self.settings)),
        )

    @cached_property
    def vault(self) -> "Vault":
        from gongai.credentials import key
        from gongai.credentials.vault import Vault

        return Vault(self.engine, key.load(self.settings.key_path), self.clock, algorithm=self.settings.cipher)

    @cached_property
    def accounts(self) -> "Accounts":
        from gongai.credentials.accounts import Accounts

        return Accounts(self.engine, self.vault, self.clock)

    @cached_property
    def anchor_key(self) -> bytes:
        """What the anchors of the evidence are signed with."""
        from gongai.evidence import ANCHOR_PURPOSE

        return self.vault.derive(ANCHOR_PURPOSE)

    @cached_property
    def gate(self) -> "Gate":
        """What stands before every submit, because a database may have been put back."""
        from gongai.evidence.lost import Anchors
        from gongai.runner.recovery import Gate

        return Gate(self.store.ledger, Anchors(self.settings.evidence, self.settings.anchors_dir))

    @cached_property
    def record_key(self) -> bytes:
        """What the records of the database are signed with."""
        from gongai.db.record_key import RECORDS_PURPOSE

        return self.vault.derived(RECORDS_PURPOSE)

    @cached_property
    def _sites(self) -> "Sites":
        from gongai.sites.installed import Sites

        return Sites(self.settings)

    def site(self, key: str) -> "Site":
        """One portal as it is on disk now."""
        return self._sites(key)

    def scheduler(self, *, every_s: float | None = None) -> "Scheduler":
        """What wakes this installation: what is due, what workers left behind, what must be delivered."""
        from gongai.notify.channels import configured
        from gongai.notify.outbox import Outbox
        from gongai.queue.reaper import Reaper
        from gongai.queue.times import Times
        from gongai.scheduler import Scheduler, tick

        settings, store = self.settings, self.store
        sign = self.life_sign(f"run-{socket.gethostname()[:40]}-{os.getpid()}", ProcessRole.SCHEDULER)
        reaper = Reaper(self.engine, clock=self.clock, policy=store.policy, channels=store.channels)
        outbox = Outbox(self.engine, configured(settings), clock=self.clock)
        chores: tuple[tuple[str, Callable[[], object]], ...] = (
            ("sign", sign.show),
            ("tick", lambda: tick(self.engine, self.clock)),
            ("times", Times(self.engine, self.clock).correct),
            ("reap", reaper.reap),
            ("deliver", outbox.flush),
            ("settle", self.gate.settle),
        )
        # a dead worker should not be noticed much later than its lease allows
        every_s = every_s or min(15.0, max(0.5, settings.lease_s / 6))
        return Scheduler(chores, clock=self.clock, every_s=every_s, farewell=sign.end)

    def life_sign(self, name: str, role: ProcessRole) -> "LifeSign":
        """What tells others that a process of this installation lives."""
        from gongai.queue.processes import LifeSign

        return LifeSign(self.engine, name=name, role=role, clock=self.clock)

    def store_schedules(self) -> None:
        """One site check a day for each site that has an account here."""
        from gongai.scheduler import site_check, store_schedules

        sites = sorted({account.site for account in self.accounts.list()})
        store_schedules(self.engine, [site_check(site) for site in sites], clock=self.clock)

    def attempts(self, *, watch: "Watch | None" = None, browser: "Callable[[], Browser] | None" = None) -> "Attempts":
        """What runs claimed jobs. By default it has a browser of its own, which `close` ends."""
        from gongai.connector.browser_host import BrowserHost
        from gongai.runner.attempts import Attempts

        return Attempts(
            settings=self.settings,
            engine=self.engine,
            clock=self.clock,
            store=self.store,
            accounts=self.accounts,
            site_of=self.site,
            anchor_key=self.anchor_key,
            gate=self.gate,
            seal_register=self.seal_register,
            browser=browser or BrowserHost(self.settings),
            watch=watch,
        )

    def worker(self, attempts: "Attempts", *, name: str, on_stale: Callable[[str], None]) -> "Worker":
        from gongai.runner.worker import Worker

        return Worker(self.store, attempts.run, name=name, clock=self.clock, on_stale=on_stale)

    def seal_register(self) -> None:
        """Note on disk how far the register goes, where this process may have written to it."""
        if "record_key" not in self.__dict__:
            return
        from gongai.evidence import seal_register

        with contextlib.suppress(GongaiError, OSError, sa.exc.DBAPIError), db.reading(self.engine) as connection:
            seal_register(connection, self.settings.evidence, key=self.anchor_key, at_ms=self.clock.now_ms())

    def close(self) -> None:
        self.seal_register()
        self.engine.dispose()


def build(settings: Settings, *, clock: Clock | None = None) -> App:
    """Open an installation. Raises `ConfigError` where its database is not set up (run `gongai init`)."""
    engine = db.connect(settings.database_url)
    try:
        require_newest(engine)
    except BaseException:
        engine.dispose()
        raise
    return App(settings, engine, clock or SystemClock())


def policy_of(settings: Settings) -> "Policy":
    """The ledger's figures from the settings."""
    from gongai.queue.policy import Policy

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
