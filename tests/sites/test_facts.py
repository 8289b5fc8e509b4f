"""What templates and conditions may name: where it comes from, who may set it, what is said of a name that is none."""

from pathlib import Path

import pytest

from fixtures import samples
from gongai.connector.mappers.facts import facts_of
from gongai.connector.mappers.plan import build_plan
from gongai.errors import ConfigError
from gongai.records.filing import Filing, read_filing
from gongai.records.steps import ChooseRow, Press, Slot, Slotted
from gongai.sites import Site, load
from gongai.sites.facts import Facts, SetBy

AT = "wizards.单项.address"


@pytest.fixture(scope="module")
def sample_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("samples")
    samples.build(folder)
    return folder


@pytest.fixture
def filing(sample_folder: Path) -> Filing:
    return read_filing(str(sample_folder / "filings" / "01-施工许可-3-03.json"))


@pytest.fixture
def facts(filing: Filing) -> Facts:
    return facts_of(filing, load("yunxi"))


def test_names_of_the_filing_the_catalogue_and_the_profile_are_known_before_a_browser_is_opened(
    facts: Facts, filing: Filing
) -> None:
    assert (
        facts.fill("{project.name}|{item_name}|{stage_id}", at=AT)
        == f"{filing.project.name}|建筑工程施工许可证核发|ST-3"
    )
    assert facts.value("item_codes", at=AT) == ("3-03",)


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("{aplicant_id}", "applicant_id"),
        ("{project.nmae}", "nmae 不在其中"),
        ("{row.name}", "没有来处"),
        ("{applicant.uscc.x.y}", None),
    ],
)
def test_a_name_that_nothing_sets_is_an_error_with_the_key_and_the_known_names(
    facts: Facts, template: str, message: str | None
) -> None:
    if message is None:  # a step further into a plain text finds nothing, as an empty field does
        assert facts.fill(template, at=AT) == ""
        return
    with pytest.raises(ConfigError) as caught:
        facts.fill(template, at=AT)
    assert AT in str(caught.value) and message in str(caught.value) and "可用的有" in str(caught.value)


def test_a_condition_on_a_name_that_nothing_sets_is_an_error_too(facts: Facts) -> None:
    with pytest.raises(ConfigError, match="kindd"):
        facts.condition_met("kindd=单项", at="fields.x.when")


def test_a_slot_is_empty_until_the_one_who_may_has_set_it(facts: Facts) -> None:
    planned = facts.plan("/apply?unit={applicant_id}&kind={kind}", at=AT)
    assert planned == Slotted(parts=("/apply?unit=", Slot(slot="applicant_id"), "&kind=单项"))
    assert facts.render(planned) == "/apply?unit=&kind=单项"
    with pytest.raises(ValueError, match="applicant_id"):
        facts.slots.learn("applicant_id", "U-9", by=SetBy.PAGE)
    facts.slots.learn("applicant_id", "U-2", by=SetBy.APPLICANT)
    assert facts.render(planned) == "/apply?unit=U-2&kind=单项"


def test_nobody_may_set_what_the_filing_says(facts: Facts) -> None:
    with pytest.raises(ValueError, match="applicant_uscc"):
        facts.slots.learn("applicant_uscc", "91439900MA0TEXT12P", by=SetBy.PAGE)


def test_what_a_filing_holds_is_never_read_as_a_template(filing: Filing) -> None:
    odd = filing.model_copy(update={"project": filing.project.model_copy(update={"name": "示例{applicant_id}楼"})})
    facts = facts_of(odd, load("yunxi"))
    facts.slots.learn("applicant_id", "U-2", by=SetBy.APPLICANT)
    assert facts.render(facts.plan("{project.name}", at=AT)) == "示例{applicant_id}楼"


def test_what_one_call_knows_is_known_to_it_alone(facts: Facts) -> None:
    assert facts.also(page=2).fill("{page}", at=AT) == "2"
    with pytest.raises(ConfigError):
        facts.fill("{page}", at=AT)


def test_a_question_can_be_put_only_when_its_slots_are_filled(facts: Facts) -> None:
    assert facts.knows(("/mine", "{project.project_code}"))
    assert not facts.knows(("{project_id}",))
    facts.slots.learn("project_id", "P-1", by=SetBy.PAGE)
    assert facts.knows(("{project_id}",))


def test_a_condition_on_a_slot_waits_and_every_other_is_decided_in_the_plan(filing: Filing) -> None:
    site = load("yunxi")
    info = site.profile.wizards["单项"].pages["info"]
    late = info.acts["next"].model_copy(update={"when": "applicant_id=U-2"})
    never = info.acts["contact"].model_copy(update={"when": "kind=并联"})
    page = info.model_copy(update={"acts": {**info.acts, "next": late, "contact": never}})
    plan = build_plan(filing, changed(site, page))
    steps = {step.name: step for step in plan.page("info").steps}
    assert "contact" not in steps
    assert isinstance(steps["next"], Press) and steps["next"].when == "applicant_id=U-2"
    assert steps["next"].learns == ("project_id", "sms_id")


def test_a_chooser_without_words_of_its_own_reads_back_its_option(filing: Filing) -> None:
    site = load("layui", (Path(__file__).parent,))
    found = [one for one in build_plan(filing, site).steps if isinstance(one, ChooseRow)]
    assert found
    assert [one.back == one.option for one in found if one.source == "{project.project_code}"] == [False]


def changed(site: Site, page: object) -> Site:
    wizard = site.profile.wizards["单项"]
    pages = {**wizard.pages, "info": page}
    wizards = {**site.profile.wizards, "单项": wizard.model_copy(update={"pages": pages})}
    return Site(site.profile.model_copy(update={"wizards": wizards}), site.catalogue, site.digest)
