"""A plan as people and other programs may read it: ID and phone numbers masked."""

from collections.abc import Iterator
from typing import Any

from gongai.records.filing import Filing
from gongai.records.label import extra_of
from gongai.records.loading import field_at
from gongai.records.plan import Plan
from gongai.records.raw import Raw
from gongai.records.steps import Fill, FillBlocks, PlannedField
from gongai.redact import mask_private, scrub
from gongai.sites.facts import names_in


def masked(plan: Plan) -> dict[str, Any]:
    """The plan as JSON. `pages` is the plan itself; `entries`, `answers` and `items` say the same in short."""
    data = plan.model_dump(mode="json")
    return {
        **{key: one for key, one in data.items() if key != "pages"},
        "comparisons": scrubbed(data["comparisons"]),
        "pages": [_page(page) for page in data["pages"]],
        "entries": list(_entries(plan)),
        "answers": [one.model_dump(mode="json") for one in plan.answers],
        "items": [one.model_dump(mode="json") for one in plan.items],
        "sha256": plan.sha256,
    }


def masked_value(value: Raw, source: str) -> Raw:
    """One value, as people may read it; `source`: what it is made of, a path in the filing or a template."""
    private = any(_is_private(path) for path in names_in(source) or (source,)) if source else False
    return _shown(list(value) if isinstance(value, tuple) else value, private)


def scrubbed(data: Raw) -> Raw:
    """Plain data with every text of it scrubbed."""
    if isinstance(data, dict):
        return {key: scrubbed(one) for key, one in data.items()}
    if isinstance(data, list):
        return [scrubbed(one) for one in data]
    return scrub(data) if isinstance(data, str) else data


def _page(page: dict[str, Any]) -> dict[str, Any]:
    return {**page, "steps": [_step(step) for step in page["steps"]]}


def _step(step: dict[str, Any]) -> dict[str, Any]:
    """Whatever a step holds is scrubbed; what is private by its source is masked whole."""
    shown: dict[str, Any] = scrubbed(step)
    source = step.get("source", "")
    for key in ("option", "search", "back"):
        if source and key in step:
            shown[key] = masked_value(step[key], source)
    if "fields" in step:
        shown["fields"] = [_field(one) for one in step["fields"]]
    if "materials" in step:  # digests are no numbers of people
        shown["materials"] = step["materials"]
    return shown


def _field(field: dict[str, Any]) -> dict[str, Any]:
    source = field["source"]
    shown = {key: masked_value(field[key], source) for key in ("value", "canonical", "search")}
    return {**field, **shown}


def _entries(plan: Plan) -> Iterator[dict[str, Any]]:
    for page in plan.pages:
        for step in page.steps:
            for one in step.fields if isinstance(step, Fill | FillBlocks) else ():
                section = step.heading_of(one.block) if isinstance(step, FillBlocks) else one.section
                yield {"page": page.title, "section": section, **_entry(one)}


def _entry(one: PlannedField) -> dict[str, Any]:
    data = _field(one.model_dump(mode="json"))
    return {key: data[key] for key in ("label", "kind", "value", "source", "canonical")}


def _is_private(path: str) -> bool:
    info = field_at(Filing, tuple(path.split(".")))
    return info is not None and bool(extra_of(info, "private"))


def _shown(value: Raw, private: bool) -> Raw:
    if isinstance(value, list):
        return [_shown(one, private) for one in value]
    if isinstance(value, dict):  # a text with slots
        return {key: _shown(one, private) for key, one in value.items()}
    text = scrub(value)
    return mask_private(value) if private and value and text == value else text
