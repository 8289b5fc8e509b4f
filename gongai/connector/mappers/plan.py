"""From a filing and a site to the plan: every value, every file, every answer, in the order of the pages."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from gongai.connector.mappers.values import value_of
from gongai.errors import ConfigError
from gongai.records.catalogue import answers_to
from gongai.records.filing import Filing
from gongai.records.plan import Plan, PlanEntry, PlannedAnswer, PlannedItem, PlannedMaterial, digest
from gongai.sites import Site
from gongai.sites.paths import fill, holds, pluck
from gongai.sites.site_profile import Act, FieldSpec, Page, Wizard


def facts_of(filing: Filing, site: Site) -> dict[str, Any]:
    """What templates and conditions of a profile may name."""
    facts: dict[str, Any] = {name: getattr(filing, name) for name in type(filing).model_fields}
    ids = site.profile.items
    stage = site.catalogue.stage(filing.stage_no)
    item = site.catalogue.item(filing.item_code) if filing.item_code else None
    facts |= {
        "stage_name": stage.name if stage else "",
        "item_name": item.name if item else "",
        "applicant_uscc": filing.applicant.uscc,
        "applicant_name": filing.applicant.name,
        "item_codes": filing.item_codes,
        "item_id": fill(ids.item_id, {"code": filing.item_code}) if filing.item_code else "",
        "item_ids": tuple(fill(ids.item_id, {"code": code}) for code in filing.item_codes),
        "has_questions": bool(site.catalogue.open_questions(filing)),
        "has_form": any(item.one_form for item in site.catalogue.items_of(filing)),
        "item_names": tuple(item.name for item in site.catalogue.items_of(filing)),
        "joint_item_ids": tuple(fill(ids.item_id, {"code": one}) for one in _line(filing, "并联")),
        "aside_item_ids": tuple(fill(ids.item_id, {"code": one}) for one in _line(filing, "并行")),
        "answer_ids": _answer_ids(filing, site, inside=filing.kind == "单项"),
        "item_answer_ids": _answer_ids(filing, site, inside=True) if filing.kind == "并联" else (),
    }
    return facts | {name: fill(template, facts) for name, template in site.profile.facts.items()}


def _line(filing: Filing, line: str) -> tuple[str, ...]:
    return tuple(item.code for item in filing.items if item.selected and item.line == line)


def _answer_ids(filing: Filing, site: Site, *, inside: bool) -> tuple[str, ...]:
    """The portal's ids of the answers to questions of items (`inside`) or of the stage, in the order of the page."""
    template = site.profile.questions.answer_id
    return tuple(
        fill(template, {"question": question.id, "answer": one})
        for question in site.catalogue.open_questions(filing)
        if inside != (question.at == f"stage{filing.stage_no}")
        for one in answers_to(filing, question.id)
    )


def wizard_of(filing: Filing, site: Site) -> Wizard:
    """The way through the pages for this kind of filing."""
    wizard = site.profile.wizards.get(filing.kind)
    if wizard is None:
        raise ConfigError(f"平台 {site.profile.name} 的配置没有“{filing.kind}”的申报流程。请补充 wizards.{filing.kind}")
    return wizard


def pages_of(filing: Filing, site: Site) -> dict[str, Page]:
    """The wizard pages that this filing goes through."""
    facts = facts_of(filing, site)
    return {key: page for key, page in wizard_of(filing, site).pages.items() if holds(page.when, facts)}


@dataclass(frozen=True)
class Placed:
    """One value and where on the page it goes."""

    entry: PlanEntry
    section: str  # as the page shows it; in a block it is the block's own
    search: str = ""
    block: int = 0  # which record of a list, from 0


def placed(act: Act, title: str, filing: Filing, site: Site) -> list[Placed]:
    """The fields that one `fill` or `blocks` act sets. Raises `FilingError` where the portal has no such option."""
    facts = facts_of(filing, site)
    records = pluck(facts, act.rows) or () if act.do == "blocks" else (None,)
    found = []
    for block, record in enumerate(records):
        known = {**facts, "row": record}
        for spec in site.profile.fields.values():
            if spec.group != act.group or not holds(spec.when, known):
                continue
            section = f"{act.label} {block + 1}" if act.do == "blocks" else spec.section
            entry = _entry(title, section, spec, known, site)
            if entry is not None:
                found.append(Placed(entry, spec.section, fill(spec.search, known) if spec.search else "", block))
    return found


def build_plan(filing: Filing, site: Site) -> Plan:
    """The whole plan. A filing whose plan cannot be built never reaches a browser."""
    facts = facts_of(filing, site)
    entries = tuple(
        entry
        for page in pages_of(filing, site).values()
        for act in page.acts.values()
        if act.do in ("fill", "blocks") and holds(act.when, facts)
        for entry in (one.entry for one in placed(act, page.title, filing, site))
    )
    return Plan(
        site=site.key,
        filing_reference=filing.reference,
        filing_sha256=digest(filing),
        applicant_uscc=filing.applicant.uscc,
        applicant_name=filing.applicant.name,
        account=filing.account,
        entries=entries,
        materials=_materials(filing, site),
        answers=_answers(filing, site),
        items=_items(filing, site),
        profile_version=f"{site.profile.version} {site.digest[:12]}",
    )


def _entry(page: str, section: str, spec: FieldSpec, facts: Mapping[str, Any], site: Site) -> PlanEntry | None:
    value = value_of(spec, facts, site.catalogue)
    if spec.optional and not value:
        return None
    return PlanEntry(
        page=page,
        section=section,
        label=spec.label,
        kind=spec.kind.value,
        value=value,
        source=spec.source,
        canonical=value,
    )


def _materials(filing: Filing, site: Site) -> tuple[PlannedMaterial, ...]:
    wanted = {row.name: row for row in site.catalogue.materials_for(filing)}
    return tuple(
        PlannedMaterial(
            name=material.name,
            path=material.path,
            file_name=Path(material.path).name,
            size=material.size,
            sha256=material.sha256,
            required=material.name in wanted and wanted[material.name].required,
            tolerant=material.name in wanted and wanted[material.name].tolerant,
        )
        for material in filing.materials
    )


def _answers(filing: Filing, site: Site) -> tuple[PlannedAnswer, ...]:
    """In the order in which the catalogue opens the questions: a child after the question that opens it."""
    planned = []
    for question in site.catalogue.open_questions(filing):
        texts = tuple(question.answers[one] for one in answers_to(filing, question.id) if one in question.answers)
        if texts:
            place: Literal["stage", "items"] = "stage" if question.at.startswith("stage") else "items"
            planned.append(PlannedAnswer(question=question.ask, answers=texts, place=place))
    return tuple(planned)


def _items(filing: Filing, site: Site) -> tuple[PlannedItem, ...]:
    """Every item the stage page offers, so that what must not be ticked is planned as well."""
    if filing.kind == "单项":
        return ()
    chosen = set(filing.item_codes)
    return tuple(
        PlannedItem(code=item.code, name=item.name, line=item.line, selected=item.code in chosen)
        for item in site.catalogue.offered_items(filing)
    )
