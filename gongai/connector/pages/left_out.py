"""What stands in the plan and was put on no page: a step that was passed over would otherwise be filed without."""

from collections.abc import Iterator, Set

from gongai.records.plan import Plan
from gongai.records.steps import AnswerQuestions, AnyStep, FillInnerForms, PushMaterials, TickItems


def left_out(plan: Plan, done: Set[tuple[str, str]]) -> tuple[str, ...]:
    """In words for people; `done` are the steps that were done, by page and name."""
    steps = [(step, (page.key, step.name) in done) for page in plan.pages for step in page.steps]
    placed = {what for step, was in steps if was for what in _of(step)}
    planned = (*(f"材料《{one.name}》" for one in plan.materials), *(what for step, _ in steps for what in _of(step)))
    return tuple(dict.fromkeys(what for what in planned if what not in placed))


def _of(step: AnyStep) -> Iterator[str]:
    """What a step puts on a page that no filing can do without."""
    match step:
        case PushMaterials():
            yield from (f"材料《{one.name}》" for one in step.materials)
        case AnswerQuestions():
            yield from (f"情形“{one.question}”" for one in step.answers)
        case FillInnerForms():
            yield from (f"一张表单（{one.item}）" for one in step.forms)
        case TickItems():
            yield from (f"事项 {one.name}" for one in step.items if one.selected)
