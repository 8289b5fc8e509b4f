"""A submit request is compared by what kind of value each part is, and never more loosely than that."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from gongai.connector.mappers.body import objections
from gongai.connector.mappers.facts import facts_of
from gongai.connector.mappers.plan import build_plan
from gongai.connector.mappers.same_value import kind_of
from gongai.records.plan import PlannedComparison, ValueKind
from gongai.sites import Site
from gongai.sites.controls import Kind
from gongai.sites.wizard import BodyRule
from tests.connector.bench import single


def says(site: Site, kind: ValueKind, meant: tuple[str, ...], sent: Any, how: Any = "equal") -> bool:
    """Whether the request may leave."""
    rule = PlannedComparison(name="栏目", path="a.b", how=how, kind=kind, equals="x", meant=meant)
    return objections({"a": {"b": sent}}, [rule], facts_of(single(), site)) == ()


@pytest.mark.parametrize(
    ("kind", "meant", "sent"),
    [
        ("number", "1200.5", 1200.50),
        ("number", "1200.5", "1200.50"),
        ("number", "1200.5", "1,200.50"),
        ("number", "1200", "1.2E+3"),
        ("number", "0", "-0.00"),
        ("yes_no", "True", 1),
        ("yes_no", "True", True),
        ("yes_no", "1", "是"),
        ("yes_no", "否", "false"),
        ("date", "2027-05-06", "2027-05-05T16:00:00.000Z"),
        ("date", "2027-05-06", "2027-05-06T00:00:00+08:00"),
        ("date", "2027-05-06", "2027-05-06 00:00:00"),
        ("date", "2027-05-06", "2027/5/6"),
        ("date", "2027-05-06", "2027年05月06日"),
        ("date", "2027-05-06", "20270506"),
        ("date", "2027-05-06", 1809532800000),
        ("date", "2027-05-06", 1809532800),
        ("date", "2027-05-06", "2027-05-06T00:00:00.000Z"),
        ("date", "2027-05-06", 1809561600000),
        ("date", "2027-05-06", "2027-05-06 23:59:59"),
        ("date", "2027-05-06", "2027-05-06T23:59:59.999+08:00"),
        ("date", "2027-05-06", "2027-05-06T15:59:59.999Z"),
        ("date", "2027-05-06", "Thu May 06 2027 00:00:00 GMT+0800 (中国标准时间)"),
        ("date", "2027-05-06", "Thu May 06 2027 00:00:00 GMT+0000 (Coordinated Universal Time)"),
        ("date", "2027-05-06 08:00", "2027-05-06T00:00:00Z"),
        ("lines", "一\n二", "一\r\n二"),
    ],
)
def test_one_value_in_two_spellings_is_the_same(example_site: Site, kind: ValueKind, meant: str, sent: Any) -> None:
    assert says(example_site, kind, (meant,), sent)


@pytest.mark.parametrize(
    ("kind", "meant", "sent"),
    [
        ("text", "1200.5", "1200.50"),
        ("text", "1", True),
        ("text", "2027-05-06", "2027/5/6"),
        ("text", "一\n二", "一\r\n二"),
        ("number", "1200.5", "1200.51"),
        ("number", "1200.5", "1200.5 万元"),
        ("number", "1200.5", "NaN"),
        ("number", "1200", "1,2,00"),
        ("number", "", "0"),
        ("yes_no", "True", "2"),
        ("yes_no", "False", None),
        ("date", "2027-05-06", "2027-05-06T16:00:00.000Z"),
        ("date", "2027-05-06", "2027-05-06 10:30:00"),
        ("date", "2027-05-06", "2027-05-06 08:00:00"),
        ("date", "2027-05-06", "2027-05-05T00:00:00.000Z"),
        ("date", "2027-05-06", "2027-05-06T23:59:59Z"),
        ("date", "2027-05-06", "Wed May 05 2027 00:00:00 GMT+0800 (中国标准时间)"),
        ("date", "2027-05-06", "2027-05-06 23:59:58"),
        ("date", "2027-05-06 08:00", "2027-05-06"),
        ("date", "2027-05-06 08:00", "2027-05-06 23:59:59"),
        ("date", "2027-05-06", "2027-06-05"),
        ("date", "2027-05-06", "2027-05"),
        ("date", "2027-02-31", "2027-03-03"),
        ("lines", "一\n二", "一二"),
    ],
)
def test_what_is_another_value_does_not_leave(example_site: Site, kind: ValueKind, meant: str, sent: Any) -> None:
    assert not says(example_site, kind, (meant,), sent)


def test_a_switch_that_is_off_need_not_be_sent(example_site: Site) -> None:
    assert says(example_site, "switch", ("False",), None)
    assert not says(example_site, "switch", ("True",), None)


def test_members_of_a_set_are_compared_by_their_kind_in_any_order(example_site: Site) -> None:
    assert says(example_site, "number", ("1", "2.5"), "2.50,1.0", how="set")
    assert not says(example_site, "number", ("1", "2.5"), "2.50,1.0,1", how="set")


@pytest.mark.parametrize(
    ("value", "fields", "kind"),
    [
        (Decimal("1200.50"), [Kind.NUMBER], "number"),
        (Decimal("1200.50"), [], "number"),
        (Decimal("1200.50"), [Kind.TEXT], "text"),
        (Decimal("1200.50"), [Kind.TEXT, Kind.NUMBER], "text"),
        (date(2027, 5, 6), [], "date"),
        ("2027-05-06", [], "text"),
        (True, [Kind.SWITCH], "switch"),
        (True, [Kind.RADIO], "yes_no"),
        ("1", [Kind.RADIO], "text"),
        ("一", [Kind.TEXTAREA], "lines"),
        ("一\n二", [], "lines"),
        ("一", [], "text"),
    ],
)
def test_the_kind_comes_from_the_field_of_the_plan_else_from_the_record(
    value: Any, fields: list[Kind], kind: ValueKind
) -> None:
    assert kind_of(value, fields) == kind


def test_a_plan_says_the_kind_of_each_comparison(example_site: Site) -> None:
    profile = example_site.profile
    wizard = profile.wizards["单项"]
    rules = {
        "总投资": BodyRule(path="invest", equals="project.invest_wan"),
        "开工": BodyRule(path="start", equals="project.start_date"),
        "单位": BodyRule(path="unit", equals="applicant.name"),
    }
    submit = wizard.submit.model_copy(update={"body": rules})
    wizards = {**profile.wizards, "单项": wizard.model_copy(update={"submit": submit})}
    site = replace(example_site, profile=profile.model_copy(update={"wizards": wizards}))
    filing = single()
    project = filing.project.model_copy(update={"invest_wan": Decimal("1200.50"), "start_date": date(2027, 5, 6)})
    plan = build_plan(filing.model_copy(update={"project": project}), site)
    assert {one.name: one.kind for one in plan.comparisons} == {"总投资": "number", "开工": "date", "单位": "text"}
