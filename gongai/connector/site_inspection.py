"""A site looked at by a browser in which nothing can be written: its login page, and the first form of each wizard."""

from collections.abc import Callable, Sequence

from playwright.sync_api import Browser

from gongai.connector import browser as browsers
from gongai.connector import closing, read_sights, widgets
from gongai.connector.mappers.facts import facts_of
from gongai.connector.mappers.plan import build_plan
from gongai.connector.pages.applicant_switch import act_for
from gongai.connector.pages.form_inspection import Inspect
from gongai.connector.pages.login import LoginPage
from gongai.connector.pages.page_messages import PageMessages
from gongai.connector.pages.wizard import WizardPages
from gongai.connector.port import FormSight, Inspected, ReadSight
from gongai.connector.portal_reads import PortalReads, Proofs
from gongai.connector.session import Logins, Session
from gongai.connector.widgets import Control
from gongai.connector.write_blocker import WriteBlocker
from gongai.errors import FilingError, FormChanged, PageChanged, PortalError, PortalRefused
from gongai.records.filing import Filing
from gongai.sites import Site, actions
from gongai.sites.actions import AnyAction
from gongai.sites.forms.form_map import Place


class _AsApproved(Exception):
    """The form has been read: go no further."""


class BrowserInspector:
    """`logins` opens sessions whose context `blocker` watches; `look_of` gives what compares the forms of one kind."""

    def __init__(
        self,
        browser: Browser,
        site: Site,
        *,
        logins: Logins,
        blocker: WriteBlocker,
        inspect_of: Callable[[str], Inspect],
        proofs: Proofs,
    ) -> None:
        self._browser = browser
        self._site = site
        self._logins = logins
        self._blocker = blocker
        self._inspect_of = inspect_of
        self._proofs = proofs
        self._session: Session | None = None
        self._messages: PageMessages | None = None  # of the session's tab

    def open_login(self) -> None:
        context = browsers.new_context(self._browser)
        try:
            self._blocker.watch(context)
            widgets.install(context)
            LoginPage(context.new_page(), self._site.profile).open()
        finally:
            closing.close(context)

    def log_in(self) -> None:
        with self._blocker.letting_in():
            self._session = self._logins.open()
        self._messages = PageMessages(self._session.page, self._site.profile)

    def inspect(self, filing: Filing) -> Inspected:
        site, session = self._site, self._session
        if session is None or self._messages is None:
            raise PortalError("尚未登录平台")
        self._messages.forget_boxes()  # of the form before
        facts = facts_of(filing, site)
        plan = build_plan(filing, site, facts)
        planned = plan.pages[0]
        page = site.profile.wizards[plan.kind].pages[planned.key]
        if not _readable([page.acts[step.name] for step in planned.steps]):
            return Inspected(FormSight.NOTHING_TYPED)
        compare = self._inspect_of(filing.kind)

        def inspect_and_end(
            name: str, controls: Sequence[Control], calls: Sequence[str], known: Sequence[Place]
        ) -> None:
            compare(name, controls, calls, known)
            raise _AsApproved

        act_for(session.calls, site.profile, plan, facts)
        pages = WizardPages(
            session.page,
            site.profile,
            plan=plan,
            facts=facts,
            calls=session.calls,
            screenshot=lambda _name: {},
            inspect=inspect_and_end,
            messages=self._messages,
        )
        try:
            pages.open()
            pages.do(planned.key)
        except _AsApproved:
            return Inspected(FormSight.AS_APPROVED)
        except FormChanged as error:
            return Inspected(FormSight.CHANGED, str(error))
        except (FilingError, PageChanged, PortalRefused) as error:
            return Inspected(FormSight.NOT_REACHED, str(error))
        return Inspected(FormSight.NOT_SHOWN)

    def read(self, filing: Filing) -> tuple[ReadSight, ...]:
        if self._session is None:
            raise PortalError("尚未登录平台")
        facts = facts_of(filing, self._site)
        plan = build_plan(filing, self._site, facts)
        act_for(self._session.calls, self._site.profile, plan, facts)
        return tuple(read_sights.of(PortalReads(self._site.profile, self._session.calls, facts, proofs=self._proofs)))

    def stopped_writes(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self._blocker.stopped))

    def close(self) -> None:
        if self._session is not None:
            self._session.close()


def _readable(planned: Sequence[AnyAction]) -> bool:
    """Whether the first thing typed on the page comes after nothing but what brings its form up."""
    return next((actions.types(one) for one in planned if not actions.reveals(one)), False)
