"""What an attempt at a filing knows by name, before a browser is opened."""

from collections.abc import Mapping
from dataclasses import replace

from gongai.records.catalogue import answers_to
from gongai.records.filing import Filing
from gongai.sites import Site
from gongai.sites.actions import PressAction
from gongai.sites.facts import Facts, Slots
from gongai.sites.paths import fill
from gongai.sites.site_profile import Profile


def facts_of(filing: Filing, site: Site) -> Facts:
    """Raises `ConfigError` where a fact of the profile names what is nowhere."""
    catalogue, items = site.catalogue, site.catalogue.items_of(filing)
    stage = catalogue.stage(filing.stage_no)
    item = catalogue.item(filing.item_code) if filing.item_code else None
    known = Facts(
        filing=filing,
        stage_name=stage.name if stage else "",
        item_name=item.name if item else "",
        item_names=tuple(one.name for one in items),
        has_questions=bool(catalogue.open_questions(filing)),
        has_form=any(one.one_form for one in items),
        applicant_uscc=filing.applicant.uscc,
        applicant_name=filing.applicant.name,
        item_codes=filing.item_codes,
        item_id=_item_id(filing.item_code, site) if filing.item_code else "",
        item_ids=tuple(_item_id(code, site) for code in filing.item_codes),
        joint_item_ids=_line(filing, site, "并联"),
        aside_item_ids=_line(filing, site, "并行"),
        answer_ids=_answer_ids(filing, site, inside=filing.kind == "单项"),
        item_answer_ids=_answer_ids(filing, site, inside=True) if filing.kind == "并联" else (),
        slots=Slots(learned_by(site.profile)),
    )
    return replace(known, defined=_defined(known, site.profile))


def learned_by(profile: Profile) -> frozenset[str]:
    """What the pages of a profile, of whichever kind of filing, take from the portal's answers."""
    pages = (page for wizard in profile.wizards.values() for page in wizard.pages.values())
    actions = (action for page in pages for action in page.acts.values())
    return frozenset(name for action in actions if isinstance(action, PressAction) for name in action.facts)


def _defined(known: Facts, profile: Profile) -> Mapping[str, str]:
    return {name: known.fill(template, at=f"facts.{name}") for name, template in profile.facts.items()}


def _item_id(code: str, site: Site) -> str:
    return fill(site.profile.items.item_id, {"code": code})


def _line(filing: Filing, site: Site, line: str) -> tuple[str, ...]:
    return tuple(_item_id(item.code, site) for item in filing.items if item.selected and item.line == line)


def _answer_ids(filing: Filing, site: Site, *, inside: bool) -> tuple[str, ...]:
    """The portal's ids of the answers to questions of items (`inside`) or of the stage, in the order of the page."""
    template = site.profile.questions.answer_id
    return tuple(
        fill(template, {"question": question.id, "answer": one})
        for question in site.catalogue.open_questions(filing)
        if inside != (question.at == f"stage{filing.stage_no}")
        for one in answers_to(filing, question.id)
    )
