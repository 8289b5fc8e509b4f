"""What a filing brings and no page takes stops: at the check, in the plan, and at the last moment before the submit."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from fixtures import samples
from gongai.connector.mappers import unplaced
from gongai.connector.mappers.plan import build_plan
from gongai.connector.pages.left_out import left_out
from gongai.errors import ConfigError
from gongai.records.catalogue import answers_to
from gongai.records.filing import Filing, read_filing
from gongai.records.plan import Plan
from gongai.sites import Site, load
from gongai.sites.actions import Action, FillAction, InnerFormAction, ItemsAction, MaterialsAction, QuestionsAction
from gongai.sites.lint import flow
from gongai.sites.site_profile import Profile

WITH_QUESTIONS, WITH_FORM = "12-并联-工程建设-2-04.json", "01-施工许可-3-03.json"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("samples")
    samples.build(folder)
    return folder


@pytest.fixture
def read(folder: Path) -> Callable[[str], Filing]:
    return lambda name: read_filing(str(folder / "filings" / name))


def without(kind: type[Action], filing: Filing) -> Site:
    """The example site, whose pages do everything but this."""
    site = load("yunxi")
    wizard = site.profile.wizards[filing.kind]
    pages = {
        key: page.model_copy(
            update={"acts": {name: one for name, one in page.acts.items() if not isinstance(one, kind)}}
        )
        for key, page in wizard.pages.items()
    }
    wizards = {**site.profile.wizards, filing.kind: wizard.model_copy(update={"pages": pages})}
    return replace(site, profile=site.profile.model_copy(update={"wizards": wizards}))


def told(kind: type[Action], filing: Filing) -> dict[str, str]:
    site = without(kind, filing)
    return {one.value: one.rule for one in unplaced.findings(build_plan(filing, site), filing, site)}


def steps_of(plan: Plan) -> set[tuple[str, str]]:
    return {(page.key, step.name) for page in plan.pages for step in page.steps}


def test_a_profile_as_it_should_be_leaves_nothing_out(read: Callable[[str], Filing]) -> None:
    for name in (WITH_QUESTIONS, WITH_FORM):
        filing = read(name)
        assert unplaced.findings(build_plan(filing, load("yunxi")), filing, load("yunxi")) == ()


def test_materials_that_no_page_takes_are_told_by_name(read: Callable[[str], Filing]) -> None:
    filing = read(WITH_FORM)
    found = told(MaterialsAction, filing)
    assert set(found) == {one.name for one in filing.materials}
    assert all("没有地方填" in rule for rule in found.values())


def test_answers_that_no_page_takes_are_told_by_their_question(read: Callable[[str], Filing]) -> None:
    filing = read(WITH_QUESTIONS)
    catalogue = load("yunxi").catalogue
    answered = {one.ask for one in catalogue.open_questions(filing) if answers_to(filing, one.id)}
    assert answered
    assert set(told(QuestionsAction, filing)) == answered


def test_a_form_that_no_page_takes_is_told(read: Callable[[str], Filing]) -> None:
    filing = read(WITH_FORM)
    assert set(told(InnerFormAction, filing)) == set(filing.forms)


def test_a_joint_filing_whose_items_nobody_ticks_is_told(read: Callable[[str], Filing]) -> None:
    filing = read(WITH_QUESTIONS)
    assert set(told(ItemsAction, filing)) == {"、".join(filing.item_codes)}


def without_acts(filing: Filing, *names: str, omits: tuple[str, ...] = ()) -> Site:
    """The example site, without these actions on the page of the form."""
    site = load("yunxi")
    data = site.profile.model_dump(mode="json")
    wizard = data["wizards"][filing.kind]
    for name in names:
        del wizard["pages"]["info"]["acts"][name]
    return replace(site, profile=Profile.model_validate(data | {"wizards": {filing.kind: wizard | {"omits": omits}}}))


@pytest.mark.parametrize(
    ("acts", "part", "field"),
    [
        (("units",), "units", "各参建单位"),
        (("contact", "contact_shown"), "contact", "联系人信息"),
        (("pickup", "pickup_mode"), "pickup", "领取方式信息"),
    ],
)
def test_units_and_people_that_no_page_takes_are_told_unless_the_profile_says_that_it_is_meant(
    read: Callable[[str], Filing], acts: tuple[str, ...], part: str, field: str
) -> None:
    filing = read(WITH_FORM)
    unit = filing.applicant.model_copy(update={"name": "云汐示例施工有限公司"})
    filing = filing.model_copy(update={"units": (unit,)})
    whole, site = load("yunxi"), without_acts(filing, *acts)
    assert unplaced.findings(build_plan(filing, whole), filing, whole) == ()
    (found,) = unplaced.findings(build_plan(filing, site), filing, site)
    assert (found.field, f"wizards.{filing.kind}.omits（“{part}”）" in found.remedy) == (field, True)
    with pytest.raises(ConfigError, match=field):
        unplaced.require_places(build_plan(filing, site), filing, site)
    meant = without_acts(filing, *acts, omits=(part,))
    assert unplaced.findings(build_plan(filing, meant), filing, meant) == ()


def test_a_filing_without_units_needs_no_place_for_them(read: Callable[[str], Filing]) -> None:
    filing = read(WITH_FORM).model_copy(update={"units": ()})
    site = without_acts(filing, "units")
    assert unplaced.findings(build_plan(filing, site), filing, site) == ()


def test_a_place_under_a_name_of_the_profiles_own_is_one(read: Callable[[str], Filing]) -> None:
    filing = read(WITH_FORM)
    site = without_acts(filing, "contact", "contact_shown")
    data = site.profile.model_dump(mode="json") | {"facts": {"who": "{contact.name} 先生"}}
    data["wizards"][filing.kind]["pages"]["info"]["acts"]["tile"] = {"do": "tile", "css": "a", "text": "{who}"}
    site = replace(site, profile=Profile.model_validate(data))
    assert unplaced.findings(build_plan(filing, site), filing, site) == ()


def test_an_attempt_does_not_begin_where_something_has_no_place(read: Callable[[str], Filing]) -> None:
    filing = read(WITH_FORM)
    site = without(MaterialsAction, filing)
    with pytest.raises(ConfigError, match="计划里有、没有地方填：材料"):
        unplaced.require_places(build_plan(filing, site), filing, site)


def test_a_step_that_was_passed_over_on_the_way_is_noticed_before_the_submit(read: Callable[[str], Filing]) -> None:
    plan = build_plan(read(WITH_QUESTIONS), load("yunxi"))
    assert left_out(plan, steps_of(plan)) == ()
    pushes = {(page.key, step.name) for page in plan.pages for step in page.steps if step.do == "materials"}
    assert left_out(plan, steps_of(plan) - pushes) == tuple(
        dict.fromkeys(f"材料《{one.name}》" for one in plan.materials)
    )
    ticks = {(page.key, step.name) for page in plan.pages for step in page.steps if step.do == "items"}
    assert set(left_out(plan, steps_of(plan) - ticks)) == {f"事项 {one.name}" for one in plan.items if one.selected}
    asks = {(page.key, step.name) for page in plan.pages for step in page.steps if step.do == "questions"}
    assert set(left_out(plan, steps_of(plan) - asks)) == {f"情形“{one.question}”" for one in plan.answers}


def test_the_check_of_a_site_stops_where_the_catalogue_asks_for_papers_and_no_page_takes_them(
    read: Callable[[str], Filing],
) -> None:
    filing = read(WITH_FORM)
    levels = {
        kind: {one.value: one.level for one in flow.findings(without(kind, filing).profile, load("yunxi").catalogue)}
        for kind in (MaterialsAction, QuestionsAction, InnerFormAction, FillAction)
    }
    assert levels[MaterialsAction]["材料"] == "stop"
    assert levels[QuestionsAction]["事项的情形"] == "warn"  # filings that bring answers are told by themselves
    assert levels[InnerFormAction]["一张表单"] == "warn"
