"""From a filing and a site to the plan: every page, value, file and answer, in the order in which they will be done."""

from collections.abc import Sequence
from pathlib import Path

from gongai.connector.mappers.facts import facts_of
from gongai.connector.mappers.same_value import kind_of
from gongai.connector.mappers.steps import Planner
from gongai.errors import ConfigError
from gongai.records.filing import Filing
from gongai.records.plan import Plan, PlannedComparison, PlannedPage, digest
from gongai.records.steps import PlannedField, PlannedMaterial, Slot
from gongai.sites import Site
from gongai.sites.controls import Kind
from gongai.sites.facts import Facts
from gongai.sites.paths import flat
from gongai.sites.wizard import BodyRule, Page, Wizard


def wizard_of(filing: Filing, site: Site) -> Wizard:
    """The way through the pages for this kind of filing."""
    wizard = site.profile.wizards.get(filing.kind)
    if wizard is None:
        raise ConfigError(f"平台 {site.profile.name} 的配置没有“{filing.kind}”的申报流程。请补充 wizards.{filing.kind}")
    return wizard


def build_plan(filing: Filing, site: Site, facts: Facts | None = None) -> Plan:
    """The whole plan. A filing whose plan cannot be built never reaches a browser.

    Raises `FilingError` where the portal has no place for a value, `ConfigError` where the profile names what is not.
    """
    known, wizard = facts or facts_of(filing, site), wizard_of(filing, site)
    materials, at = _materials(filing, site), f"wizards.{filing.kind}"
    planner = Planner(filing, site, known, materials)
    pages = (_page(page, planner, key=key, at=f"{at}.pages.{key}") for key, page in wizard.pages.items())
    plan = Plan(
        site=site.key,
        kind=filing.kind,
        filing_reference=filing.reference,
        filing_sha256=digest(filing),
        applicant_uscc=filing.applicant.uscc,
        applicant_name=filing.applicant.name,
        account=filing.account,
        address=known.plan(wizard.address, at=f"{at}.address"),
        pages=tuple(page for page in pages if page is not None),
        materials=materials,
        profile_version=f"{site.profile.version} {site.digest[:12]}",
    )
    rules = (
        _comparison(rule, known, name=name, fields=plan.fields, at=f"{at}.submit.body.{name}")
        for name, rule in wizard.submit.body.items()
    )
    return plan.model_copy(update={"comparisons": tuple(rule for rule in rules if rule is not None)})


def _page(page: Page, planner: Planner, *, key: str, at: str) -> PlannedPage | None:
    """None where this filing does not go through the page."""
    late = planner.facts.late(page.when)
    if not late and not planner.facts.condition_met(page.when, at=f"{at}.when"):
        return None
    steps = (planner.step(action, name=name, at=f"{at}.acts.{name}") for name, action in page.acts.items())
    return PlannedPage(
        key=key,
        title=page.title,
        when=page.when if late else "",
        steps=tuple(step for step in steps if step is not None),
    )


def _comparison(
    rule: BodyRule, facts: Facts, *, name: str, fields: Sequence[PlannedField], at: str
) -> PlannedComparison | None:
    late = facts.late(rule.when)
    if not late and not facts.condition_met(rule.when, at=f"{at}.when"):
        return None
    late_value = facts.late(rule.equals)
    value = None if late_value else facts.value(rule.equals, at=f"{at}.equals")
    typed_into = (Kind(one.kind) for one in fields if one.source == rule.equals)
    return PlannedComparison(
        name=name,
        path=rule.path,
        how=rule.how,
        kind=kind_of(value, typed_into),
        when=rule.when if late else "",
        equals=rule.equals,
        # a value that the filing could have and has not is not the same as an empty one
        meant=Slot(slot=rule.equals) if late_value else None if value is None and "." in rule.equals else flat(value),
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
