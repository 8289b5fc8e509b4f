"""
See, before the day's first filing, whether the portal is there and its forms are the ones we know.

Without an account only the login page is looked at. With one, the first page of each wizard is opened with a filing of
that kind, as far as the form that would be filled; nothing is typed into it, and every write is stopped in the browser.
"""

from collections.abc import Callable, Mapping, Sequence

from playwright.sync_api import Browser

from gongai.connector import browser as browsers
from gongai.connector import widgets
from gongai.connector.flow import ending
from gongai.connector.mappers.facts import facts_of
from gongai.connector.mappers.plan import build_plan
from gongai.connector.pages.applicant_switch import act_for
from gongai.connector.pages.form_inspection import Look
from gongai.connector.pages.login import LoginPage
from gongai.connector.pages.wizard import WizardPages
from gongai.connector.session import Logins, Session
from gongai.connector.widgets import Control
from gongai.connector.write_blocker import NoWrites
from gongai.errors import FilingError, FormChanged, GongaiError, PageChanged, PortalRefused
from gongai.records.filing import Filing
from gongai.records.outcome import Outcome, Seen
from gongai.sites import Site, actions
from gongai.sites.actions import AnyAction
from gongai.sites.forms.form_map import Place


class _Looked(Exception):
    """The form has been read: go no further."""


def run(browser: Browser, site: Site) -> Outcome:
    """Open the login page and look. A login would end the session of whoever is filing under that account."""
    context = browsers.new_context(browser)
    try:
        widgets.install(context)
        LoginPage(context.new_page(), site.profile).open()
    except GongaiError as error:
        return ending(error)
    finally:
        context.close()
    return Seen(f"{site.profile.name}：登录页可以打开，与平台配置相符")


def walk(
    logins: Logins, door: NoWrites, site: Site, *, examples: Mapping[str, Filing], look_of: Callable[[str], Look]
) -> Outcome:
    """Log in and read the first form of each kind of filing. `look_of` gives what compares the forms of one kind."""
    told = []
    try:
        with door.letting_in():
            session = logins.open()
        try:
            for kind in site.profile.wizards:
                told.append(f"{kind}：{_form(session, site, examples.get(kind), look_of(kind))}")
        finally:
            session.close()
    except GongaiError as error:
        return ending(error)
    stopped = f"；页面想写而被拦下的请求：{'、'.join(dict.fromkeys(door.stopped))}" if door.stopped else ""
    return Seen(f"{site.profile.name}：{'；'.join(told)}{stopped}")


def _form(session: Session, site: Site, filing: Filing | None, look: Look) -> str:
    """What became of one wizard, for people."""
    if filing is None:
        return "没有该账号的申报件可作样例，未查看，办件时再比对"
    facts = facts_of(filing, site)
    plan = build_plan(filing, site, facts)
    planned = plan.pages[0]
    page = site.profile.wizards[plan.kind].pages[planned.key]
    if page.trace:
        return "打开该页会在平台留下痕迹，不作检查，办件时再比对"
    if not _readable([page.acts[step.name] for step in planned.steps]):
        return "第一页没有可比对的表单，办件时再比对"

    def look_and_end(name: str, controls: Sequence[Control], calls: Sequence[str], known: Sequence[Place]) -> None:
        look(name, controls, calls, known)
        raise _Looked

    act_for(session.calls, site.profile, plan, facts)
    pages = WizardPages(
        session.page,
        site.profile,
        plan=plan,
        facts=facts,
        calls=session.calls,
        picture=lambda _name: {},
        look=look_and_end,
    )
    try:
        pages.open()
        pages.do(planned.key)
    except _Looked:
        return "与批准的表单相符"
    except FormChanged as error:
        return f"与批准的表单不同。{str(error).partition('：')[0]}"
    except (FilingError, PageChanged, PortalRefused) as error:
        return f"没有查看：{error}"
    return "没有见到表单，办件时再比对"


def _readable(planned: Sequence[AnyAction]) -> bool:
    """Whether the first thing typed on the page comes after nothing but what brings its form up."""
    return next((actions.types(one) for one in planned if not actions.reveals(one)), False)
