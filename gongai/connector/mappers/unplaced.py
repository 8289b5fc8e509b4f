"""What a filing brings and the way through the portal's pages has no place for: it would be left out in silence."""

from collections.abc import Iterable, Iterator

from gongai.connector.mappers.plan import wizard_of
from gongai.errors import ConfigError
from gongai.records.catalogue import answers_to
from gongai.records.filing import Filing
from gongai.records.finding import Finding
from gongai.records.plan import Plan
from gongai.records.steps import FillInnerForms, PushMaterials, TickItems
from gongai.redact import mask
from gongai.sites import Site
from gongai.sites.actions import AnyAction, BlocksAction, FillAction
from gongai.sites.facts import names_in
from gongai.sites.site_profile import Profile
from gongai.sites.wizard import Wizard

RULE = "计划里有、没有地方填：{}，会漏报"

_PARTS = {"units": "各参建单位", "contact": "联系人信息", "pickup": "领取方式信息"}


def findings(plan: Plan, filing: Filing, site: Site) -> tuple[Finding, ...]:
    """Units, people, materials, answers, forms and items that no page of this kind of filing takes."""
    at = f"平台 {site.profile.name} 的“{filing.kind}”流程"
    return (
        *_people(plan, filing, site, at),
        *_materials(plan, at),
        *_answers(plan, filing, site, at),
        *_forms(plan, filing, at),
        *_items(plan, filing, at),
    )


def require_places(plan: Plan, filing: Filing, site: Site) -> None:
    """Raises `ConfigError`: it is the profile that says too little."""
    found = findings(plan, filing, site)
    if found:
        what = "；".join(f"{one.field} {one.value}" for one in found)
        raise ConfigError(f"计划里有、没有地方填：{what}。{found[0].remedy}")


def _people(plan: Plan, filing: Filing, site: Site, at: str) -> Iterator[Finding]:
    """A part counts as taken where any action of the plan names it: what of it a portal asks for differs."""
    contact, pickup = filing.contact, filing.pickup
    brought = {
        "units": "、".join(one.name or one.uscc or "（未写名称）" for one in filing.units),
        "contact": contact.name or mask(contact.mobile or contact.id_no),
        "pickup": pickup.name or mask(pickup.phone or pickup.id_no),
    }
    wizard = wizard_of(filing, site)
    taken = _taken(plan, wizard, site.profile)
    for part, value in brought.items():
        if value and part not in taken and part not in wizard.omits:
            found = _finding(_PARTS[part], value, f"{at}里没有填它的动作（fill、blocks 等，取 {part}）")
            meant = f"平台确实没有地方填的，请由主管核实后写入 wizards.{filing.kind}.omits（“{part}”）"
            yield found.model_copy(update={"remedy": f"{found.remedy}；{meant}"})


def _taken(plan: Plan, wizard: Wizard, profile: Profile) -> frozenset[str]:
    """First names of all that the actions of this plan put into the portal."""
    heads: set[str] = set()
    for page in plan.pages:
        for step in page.steps:
            action = wizard.pages[page.key].acts[step.name]
            heads.update(_heads(_templates(action, profile), profile))
    return frozenset(heads)


def _templates(action: AnyAction, profile: Profile) -> Iterator[str]:
    match action:
        case FillAction() | BlocksAction():
            sources = [spec.source for spec in profile.fields.values() if spec.group == action.group]
            rows = [action.rows] if isinstance(action, BlocksAction) else []
            yield from (one if "{" in one else f"{{{one}}}" for one in (*sources, *rows))
        case _:
            yield from (value for key, value in action if isinstance(value, str) and key != "when")


def _heads(templates: Iterable[str], profile: Profile) -> Iterator[str]:
    """What templates name, by themselves and by the names that the profile gives to other templates."""
    for template in templates:
        for path in names_in(template):
            for one in (path, *names_in(profile.facts.get(path, ""))):
                yield one.partition(".")[0]


def _materials(plan: Plan, at: str) -> Iterator[Finding]:
    pushed = {one.name for step in plan.steps if isinstance(step, PushMaterials) for one in step.materials}
    for one in plan.materials:
        if one.name not in pushed:
            yield _finding("材料", one.name, f"{at}里没有推送材料的动作（materials）")


def _answers(plan: Plan, filing: Filing, site: Site, at: str) -> Iterator[Finding]:
    planned = {one.question for one in plan.answers}
    for question in site.catalogue.open_questions(filing):
        if question.ask not in planned and answers_to(filing, question.id):
            yield _finding("情形", question.ask, f"{at}里没有回答它的动作（questions）")


def _forms(plan: Plan, filing: Filing, at: str) -> Iterator[Finding]:
    filled = {form.item for step in plan.steps if isinstance(step, FillInnerForms) for form in step.forms}
    for item, values in filing.forms.items():
        if values and item in filing.item_codes and item not in filled:
            yield _finding("表单数据", item, f"{at}里没有填它的动作（inner_form）")


def _items(plan: Plan, filing: Filing, at: str) -> Iterator[Finding]:
    """A portal ticks items of its own accord: without the action, it decides what is filed."""
    if filing.kind == "并联" and not any(isinstance(step, TickItems) for step in plan.steps):
        yield _finding("事项", "、".join(filing.item_codes), f"{at}里没有勾选事项的动作（items）")


def _finding(field: str, value: str, why: str) -> Finding:
    return Finding(field=field, value=value, rule=RULE.format(why), remedy="请在平台配置的 acts 中补上这个动作，再办理")
