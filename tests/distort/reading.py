"""The product's real reading of a portal, joined over HTTP without a browser: what a port's reads make of answers."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

from playwright.sync_api import Browser

from gongai.clock import Clock
from gongai.connector.guard import Guard
from gongai.connector.journal import Journal
from gongai.connector.mappers.facts import facts_of
from gongai.connector.mappers.plan import build_plan, wizard_of
from gongai.connector.network import DIRECT
from gongai.connector.portal import BrowserPortal
from gongai.connector.session import Logins
from gongai.credentials.accounts import Accounts
from gongai.evidence import Store as Evidence
from gongai.records.filing import Filing
from gongai.records.plan import Plan
from gongai.sites import Site
from gongai.sites.facts import Facts
from tests.distort.wire import WireBrowser, WireContext

LogIn = Callable[[WireContext], None]
"""What the login page would do: leaves the session in the jar, or raises."""


class WireLogins(Logins):
    """Logs in by a call, where the product has a page typed on; everything after it is the product's own."""

    def __init__(self, log_in: LogIn, browser: WireBrowser, *given: Any, **named: Any) -> None:
        every: dict[str, Any] = {**named, "network": DIRECT}
        super().__init__(*(cast(Browser, browser), *given), **every)
        self._log_in, self._wire = log_in, browser

    def _pass(self, *_page: Any, **_named: Any) -> None:
        assert self._wire.context is not None
        self._log_in(self._wire.context)


class AllProven:
    """Every list has shown a row before."""

    def known(self, _digest: str) -> bool:
        return True

    def learn(self, _digest: str, _title: str) -> None:
        pass


class NobodysAccounts:
    """No vault: nothing is kept from one login to the next."""

    def session_load(self, *_one: Any, **_how: Any) -> None:
        return None

    def session_save(self, *_one: Any, **_how: Any) -> None: ...
    def session_drop(self, *_one: Any, **_how: Any) -> None: ...


def reading_portal(
    site: Site,
    filing: Filing,
    *,
    folder: Path,
    clock: Clock,
    log_in: LogIn = lambda _context: None,
    accounts: Accounts | None = None,
    guard: Guard | None = None,
    facts: Facts | None = None,
    plan: Plan | None = None,
) -> BrowserPortal:
    """A portal whose reads go to `site.profile.base_url`; nothing can be filled in on it."""
    facts = facts or facts_of(filing, site)
    spec = wizard_of(filing, site).submit
    guard = guard or Guard(cast(Journal, None), spec.call, fresh=lambda: True, timeout_s=1)
    browser = WireBrowser(site.profile.base_url, timeout_s=site.profile.limits.action_s)
    logins = WireLogins(
        log_in,
        browser,
        site.profile,
        accounts or cast(Accounts, NobodysAccounts()),
        clock,
        login=filing.account,
        prepare=lambda _context: None,
        store_captcha=lambda _image: "",
    )
    return BrowserPortal(
        site,
        logins,
        guard,
        filing=filing,
        plan=plan or build_plan(filing, site, facts),
        facts=facts,
        evidence=Evidence(folder / "evidence", filing.reference or "T-00001"),
        tmp=folder,
        clock=clock,
        inspect=lambda *_form: None,
        proofs=AllProven(),
    )
