"""The digest of the plan in the journal stands for what was typed: every planned value is in what the browser sent."""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from playwright.sync_api import Browser, Request

from fixtures.portals.portal import Portal
from gongai import db
from gongai.connector.mappers.plan import build_plan
from gongai.records.filing import Filing
from gongai.records.label import extra_of
from gongai.records.loading import field_at
from gongai.records.plan import Plan
from gongai.records.state import FilingState
from gongai.records.steps import Fill, FillBlocks, FillInnerForms, PlannedField
from gongai.sites import Site
from tests.connector.conftest import QUICK
from tests.world import Kit, World

pytestmark = pytest.mark.browser
SINGLE = "01-施工许可-3-03.json"
JOINT = "07-并联-工程建设-2-01与2-05.json"


class Listening:
    """A browser whose every post is heard, whoever makes it."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self.posts: list[Any] = []

    def new_context(self, **options: Any) -> Any:
        context = self._browser.new_context(**options)
        context.on("request", self._hear)
        return context

    def _hear(self, request: Request) -> None:
        if request.method == "POST" and "json" in request.headers.get("content-type", ""):
            self.posts.append(request.post_data_json)

    def sent(self) -> dict[str, set[str]]:
        """Every value that was sent, by the name it was sent under."""
        found: dict[str, set[str]] = defaultdict(set)
        for name, value in leaves(self.posts):
            found[name].add(value)
        return found


def leaves(data: Any, name: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(data, dict):
        for key, value in data.items():
            yield from leaves(value, key)
    elif isinstance(data, list):
        for one in data:
            yield from leaves(one, name)
    else:
        yield name, str(data)


@pytest.fixture
def heard(browser: Browser) -> Listening:
    return Listening(browser)


@pytest.fixture
def office(kit: Kit, portal: Portal, heard: Listening, tmp_path: Path) -> Iterator[World]:
    made = World(kit, portal, tmp_path / "home", browser=lambda: cast(Browser, heard))
    made.fault(QUICK)
    yield made
    made.close()


def as_sent(field: PlannedField, site: Site) -> set[str]:
    """A planned value as this portal's pages send it: what is chosen by its text goes as the portal's code."""
    spec = next(one for one in site.profile.fields.values() if (one.section, one.label) == (field.section, field.label))
    values = (field.value,) if isinstance(field.value, str) else field.value
    if field.label == "所属主题":
        return {theme.id for theme in site.catalogue.themes if theme.name in values}
    if spec.labels:
        values = tuple(code for code, label in spec.labels.items() if label in values)
    elif spec.dictionary:
        known = site.catalogue.dictionaries[spec.dictionary]
        shown = {spec.shown.replace("{code}", code).replace("{label}", label): code for code, label in known.items()}
        values = tuple(site.catalogue.portal_code_of(spec.dictionary, shown[one]) or "" for one in values)
    return set(values)


def missing(plan: Plan, site: Site, sent: dict[str, set[str]]) -> list[str]:
    """Planned fields whose value the browser did not send: under the form's own name for it, where that is known."""
    everything = set().union(*sent.values())
    found = []
    for field in plan.fields:
        info = field_at(Filing, tuple(field.source.split(".")))
        name = extra_of(info, "form") if info is not None else ""
        values = sent.get(str(name)) or everything
        there = values | {part for one in values for part in one.split(",")}
        if not as_sent(field, site) <= there:
            found.append(field.label)
    return found


def journaled(world: World) -> dict[str, set[str]]:
    """The digests of plans in the journal, by the step that wrote them; an attempt may have been repeated."""
    found: dict[str, set[str]] = defaultdict(set)
    with db.reading(world.app.engine) as connection:
        for row in connection.execute(db.journal.select()).mappings():
            if "plan" in row["data"]:
                found[row["step"]].add(row["data"]["plan"])
    return found


def with_another_value(plan: Plan, label: str) -> Plan:
    """The same plan, but for one value."""

    def changed(field: PlannedField) -> PlannedField:
        return field.model_copy(update={"value": "另一个值"}) if field.label == label else field

    pages = tuple(
        page.model_copy(
            update={
                "steps": tuple(
                    step.model_copy(update={"fields": tuple(map(changed, step.fields))})
                    if isinstance(step, Fill | FillBlocks)
                    else step
                    for step in page.steps
                )
            }
        )
        for page in plan.pages
    )
    return plan.model_copy(update={"pages": pages})


@pytest.mark.parametrize("sample", [SINGLE, JOINT], ids=["single", "joint"])
def test_the_plan_whose_digest_the_journal_holds_is_what_the_browser_sent(
    office: World, heard: Listening, sample: str
) -> None:
    reference = office.add(sample)
    office.work_off()
    assert office.state(reference) is FilingState.FILED, office.why(reference)
    site = office.app.site("yunxi")
    plan = build_plan(office.filing(reference), site)
    # before the login, and when the submit was armed
    assert journaled(office) == {"核对": {plan.sha256}, "submit": {plan.sha256}}

    sent = heard.sent()
    assert len(plan.fields) > 25
    assert missing(plan, site, sent) == []
    forms = [form for step in plan.steps if isinstance(step, FillInnerForms) for form in step.forms]
    assert {one.value for form in forms for one in form.fields} <= set().union(*sent.values())
    assert forms or sample == JOINT
    for rule in plan.comparisons:
        if isinstance(rule.meant, tuple):
            assert set(rule.meant) <= sent[rule.path.rpartition(".")[2]], rule.name
    pushed = sorted(one["sha256"] for one in office.truth()["uploads"])
    assert pushed == sorted(one.sha256 for one in plan.materials)

    other = with_another_value(plan, "总投资（万元）")
    assert missing(other, site, sent) == ["总投资（万元）"]
    assert other.sha256 != plan.sha256
