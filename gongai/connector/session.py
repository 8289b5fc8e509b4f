"""One live login of one account: taken up again where it still holds, else made anew by the login page."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from string import ascii_lowercase
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page

from gongai.clock import Clock
from gongai.connector import browser as browsers
from gongai.connector import closing, widgets
from gongai.connector.network import Network
from gongai.connector.pages import tab_storage
from gongai.connector.pages.calls import Calls
from gongai.connector.pages.login import LoginPage
from gongai.credentials.accounts import TABS, Accounts, SavedSession
from gongai.credentials.secret import Secret
from gongai.errors import (
    AccountLocked,
    BadPassword,
    GongaiError,
    NeedsPerson,
    PageChanged,
    PasswordExpired,
    PortalDown,
    SessionLost,
)
from gongai.records.account_state import AccountState
from gongai.sites.site_profile import Profile

Prepare = Callable[[BrowserContext], None]
"""What must be in place in a browser context before the portal is opened in it: the guard."""


@dataclass(frozen=True)
class Session:
    """A logged-in browser context, one tab in it, and the portal's calls with the same cookies."""

    context: BrowserContext
    page: Page
    calls: Calls
    until_ms: int
    reused: bool
    name: str
    """By which the same session is known again; opens nothing."""

    def close(self) -> None:
        self.calls.close()
        closing.close(self.context)


class Logins:
    """Opens sessions of one account on one site."""

    def __init__(
        self,
        browser: Browser,
        profile: Profile,
        accounts: Accounts,
        clock: Clock,
        *,
        login: str,
        prepare: Prepare,
        store_captcha: Callable[[bytes], str],
        network: Network,
    ) -> None:
        self._browser = browser
        self._profile = profile
        self._accounts = accounts
        self._clock = clock
        self._login = login
        self._prepare = prepare
        self._store = store_captcha
        self._network = network
        self._password: Secret | None = None
        """Kept as long as its pages are: they may have stored it, and it is known by this wherever it turns up."""

    def open(self, *, fresh: bool = False) -> Session:
        """A session with enough time left for one filing. `fresh` logs in anew and so ends older sessions."""
        saved = None
        if not fresh:
            margin = self._profile.session.filing_needs_minutes * 60
            saved = self._accounts.session_load(self._profile.key, self._login, margin_s=margin)
        if saved is not None:
            session = self._opened(saved)
            if self._alive(session):
                return session
            session.close()
            self._accounts.session_drop(self._profile.key, self._login)
        return self._logged_in()

    def forget(self, session: Session) -> None:
        """The portal has ended it: it is not taken up again."""
        self._accounts.session_drop(self._profile.key, self._login, name=session.name)

    def assisted(self, ask: Callable[[bytes | None, str], str]) -> Session:
        """A session opened with a person's help: `ask` shows an image and returns what the person typed."""
        return self._logged_in(ask)

    def _logged_in(self, ask: Callable[[bytes | None, str], str] | None = None) -> Session:
        """Log in by the page. Whatever stops it, no context stays open behind it."""
        context = self._context(None)
        try:
            page = context.new_page()
            self._pass(LoginPage(page, self._profile), ask)
            until = self._clock.now_ms() + int(self._profile.session.minutes * 60_000)
            name = new_name()
            self._save(context, until, name)
            return Session(context, page, Calls(page, self._profile, self._network), until, reused=False, name=name)
        except BaseException:
            closing.close(context)
            raise

    def _pass(self, login_page: LoginPage, ask: Callable[[bytes | None, str], str] | None) -> None:
        key = self._profile.key
        login_page.open()
        typed = ""
        wanted = login_page.needs_person()
        if wanted is not None:
            if ask is None:
                raise NeedsPerson(str(wanted), image=self._store_captcha(login_page))
            typed = ask(login_page.captcha(), "请输入图片中的字符")
        self._accounts.may_try_password(key, self._login)
        self._password = self._accounts.password(key, self._login)
        try:
            login_page.log_in(self._login, self._password, captcha=typed)
        except BadPassword:
            self._accounts.refused(key, self._login, AccountState.BAD_PASSWORD)
            raise
        except PasswordExpired:
            self._accounts.refused(key, self._login, AccountState.EXPIRED)
            raise
        except AccountLocked:
            self._accounts.refused(key, self._login, AccountState.LOCKED)
            raise
        except NeedsPerson as error:
            self._accounts.give_back(key, self._login)
            raise NeedsPerson(str(error), image=self._store_captcha(login_page)) from error
        except (PortalDown, SessionLost, PageChanged):  # of the last one: nothing was sent
            self._accounts.give_back(key, self._login)
            raise
        self._accounts.logged_in(key, self._login)

    def _store_captcha(self, login_page: LoginPage) -> str:
        """Put the captcha where the person who is asked will see it."""
        image = login_page.captcha()
        return "" if image is None else self._store(image)

    def _opened(self, saved: SavedSession) -> Session:
        tabs: tab_storage.Kept = saved.state.get(TABS, {})
        context = self._context({name: value for name, value in saved.state.items() if name != TABS})
        tab_storage.put_back(context, tabs)
        page = context.new_page()
        calls = Calls(page, self._profile, self._network, tabs=tabs)
        return Session(context, page, calls, saved.until_ms, reused=True, name=saved.name)

    def _context(self, state: dict[str, Any] | None) -> BrowserContext:
        context = browsers.new_context(self._browser, storage_state=state)
        context.set_default_timeout(self._profile.limits.action_s * 1000)
        self._prepare(context)
        widgets.install(context)
        return context

    def _alive(self, session: Session) -> bool:
        """Ask the portal. Down is down; any other trouble only means that this session is of no more use."""
        applicant = self._profile.applicant
        call = self._profile.session.alive or (applicant.units if applicant is not None else None)
        if call is None:  # nothing to ask by: log in anew
            return False
        try:
            session.calls.json(call, None, answer=self._profile.answer)
        except PortalDown:
            session.close()
            raise
        except GongaiError:
            return False
        return True

    def _save(self, context: BrowserContext, until_ms: int, name: str) -> None:
        state = {**context.storage_state(), TABS: tab_storage.kept_in(context, self._profile.homes)}
        self._accounts.session_save(self._profile.key, self._login, state=state, until_ms=until_ms, unit="", name=name)


def new_name() -> str:
    """A name for a session. Letters only: no scrubber takes it for anybody's number."""
    return "".join(secrets.choice(ascii_lowercase) for _letter in range(12))
