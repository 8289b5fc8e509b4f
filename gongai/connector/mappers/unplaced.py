"""What a filing brings and the way through the portal's pages has no place for: it would be left out in silence."""

from collections.abc import Iterator

from gongai.errors import ConfigError
from gongai.records.catalogue import answers_to
from gongai.records.filing import Filing
from gongai.records.finding import Finding
from gongai.records.plan import Plan
from gongai.records.steps import FillInnerForms, PushMaterials, TickItems
from gongai.sites import Site

RULE = "计划里有、没有地方填：{}，会漏报"


def findings(plan: Plan, filing: Filing, site: Site) -> tuple[Finding, ...]:
    """Materials, answers, forms and items that no page of this kind of filing takes."""
    at = f"平台 {site.profile.name} 的“{filing.kind}”流程"
    return (
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
