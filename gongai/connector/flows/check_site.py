"""
See, before the day's first filing, whether the portal is there and its forms are the ones we know.

Without an account only the login page is looked at. With one, the first page of each wizard is opened with a filing of
that kind, as far as the form that would be filled; nothing is typed into it, and every write is stopped in the browser.
Lists, notices, a detail and receipts are read as filings read them: what is not understood goes to a person.
"""

from collections.abc import Mapping

from gongai.connector.flow import ending
from gongai.connector.mappers.plan import build_plan
from gongai.connector.port import FormSight, Inspector
from gongai.errors import GongaiError
from gongai.records.filing import Filing
from gongai.records.outcome import Ask, AskKind, Outcome, Seen
from gongai.sites import Site

TEXTS = {
    FormSight.AS_APPROVED: "与批准的表单相符",
    FormSight.CHANGED: "与批准的表单不同。{reason}",
    FormSight.NOTHING_TYPED: "第一页没有可比对的表单，办件时再比对",
    FormSight.NOT_SHOWN: "没有见到表单，办件时再比对",
    FormSight.NOT_REACHED: "没有查看：{reason}",
}


def run(inspector: Inspector, site: Site) -> Outcome:
    """Open the login page and look. A login would end the session of whoever is filing under that account."""
    try:
        inspector.open_login()
    except GongaiError as error:
        return ending(error)
    return Seen(f"{site.profile.name}：登录页可以打开，与平台配置相符")


def walk(inspector: Inspector, site: Site, *, examples: Mapping[str, Filing]) -> Outcome:
    """Log in and inspect the first form of each kind of filing, with an example of that kind."""
    try:
        inspector.log_in()
        try:
            found = [f"{kind}：{_form(inspector, site, examples.get(kind))}" for kind in site.profile.wizards]
            reads = inspector.read(next(iter(examples.values()))) if examples else ()
        finally:
            inspector.close()
    except GongaiError as error:
        return ending(error)
    writes = inspector.stopped_writes()
    stopped = f"；页面想写而被拦下的请求：{'、'.join(writes)}" if writes else ""
    told = f"{site.profile.name}：{'；'.join((*found, *map(str, reads)))}{stopped}"
    return Ask(AskKind.NOT_UNDERSTOOD, told) if any(one.trouble for one in reads) else Seen(told)


def _form(inspector: Inspector, site: Site, filing: Filing | None) -> str:
    """What became of one wizard, for people."""
    if filing is None:
        return "没有该账号的申报件可作样例，未查看，办件时再比对"
    plan = build_plan(filing, site)
    if site.profile.wizards[plan.kind].pages[plan.pages[0].key].trace:
        return "打开该页会在平台留下痕迹，不作检查，办件时再比对"
    found = inspector.inspect(filing)
    changed = found.sight is FormSight.CHANGED  # what has changed in detail is a result of its own
    return TEXTS[found.sight].format(reason=found.reason.partition("：")[0] if changed else found.reason)
