"""Making a session act for the applicant (申报主体), and reading back that it does."""

from gongai.connector.mappers.part import Asked, Part
from gongai.connector.pages.calls import Calls
from gongai.errors import WrongApplicant
from gongai.records.noted import Exact, Noted
from gongai.records.plan import Plan
from gongai.sites.facts import Facts, SetBy
from gongai.sites.site_profile import Profile


def act_for(calls: Calls, profile: Profile, plan: Plan, facts: Facts) -> Noted:
    """Leaves the portal's own id of the applicant in the slots of `facts`."""
    applicant, uscc = profile.applicant, plan.applicant_uscc
    if applicant is None:  # one login, one unit; the request itself is compared
        return {"uscc": Exact(uscc)}
    answer = Part(
        calls.json(applicant.units, facts, answer=profile.answer), Asked("账号绑定的单位", applicant.units.path)
    )
    units = answer.rows(applicant.rows)
    bound = [unit.ident(applicant.uscc) for unit in units]
    # a unit that is told twice, as one row for each of its roles, is one unit
    found = {unit.ident(applicant.id) for unit, one in zip(units, bound, strict=True) if one.upper() == uscc.upper()}
    if len(found) != 1:
        have = "、".join(dict.fromkeys(bound)) or "无"
        raise WrongApplicant(f"账号 {plan.account} 在平台上没有绑定申报主体 {uscc}（已绑定：{have}）。请在窗口办理绑定")
    (ident,) = found
    facts.slots.learn("applicant_id", ident, by=SetBy.APPLICANT)
    if applicant.switch is not None:
        calls.json(applicant.switch, facts, answer=profile.answer)
    if applicant.current is not None:
        now = Part(
            calls.json(applicant.current, facts, answer=profile.answer), Asked("当前申报主体", applicant.current.path)
        )
        if now.ident(applicant.current_id) != ident:
            raise WrongApplicant(f"切换申报主体后平台仍以其他单位办理（应为 {uscc}）。已停止，未提交")
    return {"applicant_id": Exact(ident), "uscc": Exact(uscc)}
