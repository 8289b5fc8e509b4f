"""Making a session act for the applicant (申报主体), and reading back that it does."""

from gongai.connector.pages.calls import Calls
from gongai.errors import WrongApplicant
from gongai.records.noted import Exact, Noted
from gongai.records.plan import Plan
from gongai.sites.facts import Facts, SetBy
from gongai.sites.paths import rows, text
from gongai.sites.site_profile import Profile


def act_for(calls: Calls, profile: Profile, plan: Plan, facts: Facts) -> Noted:
    """Leaves the portal's own id of the applicant in the slots of `facts`."""
    applicant, uscc = profile.applicant, plan.applicant_uscc
    if applicant is None:  # one login, one unit; the request itself is compared
        return {"uscc": Exact(uscc)}
    units = rows(calls.json(applicant.units, facts, answer=profile.answer), applicant.rows)
    found = [unit for unit in units if text(unit, applicant.uscc) == uscc]
    if len(found) != 1:
        bound = "、".join(text(unit, applicant.uscc) for unit in units) or "无"
        raise WrongApplicant(
            f"账号 {plan.account} 在平台上没有绑定申报主体 {uscc}（已绑定：{bound}）。请在窗口办理绑定"
        )
    ident = text(found[0], applicant.id)
    facts.slots.learn("applicant_id", ident, by=SetBy.APPLICANT)
    if applicant.switch is not None:
        calls.json(applicant.switch, facts, answer=profile.answer)
    if applicant.current is not None:
        current = text(calls.json(applicant.current, facts, answer=profile.answer), applicant.current_id)
        if current != ident:
            raise WrongApplicant(f"切换申报主体后平台仍以其他单位办理（应为 {uscc}）。已停止，未提交")
    return {"applicant_id": Exact(ident), "uscc": Exact(uscc)}
