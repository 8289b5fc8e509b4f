"""One contract for every kind of control, on the real page of every library; the page's own model is the judge."""

from typing import Any

import pytest
from playwright.sync_api import Page

from gongai.connector.widgets import FieldOrder, Filled, Form, Kind, close_poppers, mismatches, trusted
from gongai.connector.widgets.field import DISABLED, NO_OPTION, NOT_FOUND, SHUT_OPTION
from tests.widgets.contract import LIBRARIES, Case, cases

pytestmark = pytest.mark.browser

ALL = [pytest.param(name, id=name) for name in LIBRARIES]


def some(what: str = "kind") -> list[Any]:
    """Every case of every library in which this is set."""
    return [
        pytest.param(name, case, id=f"{name}-{case.label}")
        for name in LIBRARIES
        for case in cases(name)
        if getattr(case, what) is not None and getattr(case, what) is not False
    ]


EVERY = some()


def fill(page: Page, *orders: FieldOrder) -> tuple[Filled, ...]:
    return Form(page).fill(orders)


def held(page: Page, key: str) -> Any:
    found = page.evaluate("() => held()").get(key)
    return sorted(found) if key == "tree" else found


def heard(page: Page) -> list[str]:
    return sorted({key for key, _ in page.evaluate("() => JSON.parse(JSON.stringify(window.heard))")})


def nothing_open(page: Page) -> bool:
    return bool(page.evaluate("() => window.__gongai.openPanels().length === 0"))


@pytest.mark.parametrize(("library", "case"), EVERY)
def test_a_value_is_set_in_the_model_and_read_back(library_page: Page, case: Case) -> None:
    (one,) = fill(library_page, case.order)
    assert one.trouble == ""
    assert mismatches([one]) == ()
    assert held(library_page, case.key) == case.held
    assert nothing_open(library_page)


@pytest.mark.parametrize(("library", "case"), some("hears"))
def test_the_pages_own_handler_runs(library_page: Page, case: Case) -> None:
    fill(library_page, case.order)
    assert heard(library_page) == [case.key]


@pytest.mark.parametrize(("library", "case"), EVERY)
def test_a_value_that_stands_there_already_is_left_alone(library_page: Page, case: Case) -> None:
    fill(library_page, case.order)
    library_page.evaluate("() => { window.heard = [] }")
    assert mismatches(fill(library_page, case.order)) == ()
    assert heard(library_page) == []
    assert held(library_page, case.key) == case.held


@pytest.mark.parametrize(("library", "case"), some("cleared"))
def test_a_value_is_taken_away_again(library_page: Page, case: Case) -> None:
    fill(library_page, case.order)
    (one,) = fill(library_page, FieldOrder(case.label, case.kind, "" if isinstance(case.value, str) else ()))
    assert mismatches([one]) == ()
    assert held(library_page, case.key) in (case.cleared, None)


@pytest.mark.parametrize(("library", "case"), EVERY)
def test_a_value_can_be_set_by_hand(library_page: Page, case: Case) -> None:
    trusted.set_field(library_page, case.order, root="body")
    close_poppers(library_page)
    assert held(library_page, case.key) == case.held
    assert nothing_open(library_page)


@pytest.mark.parametrize(("library", "case"), some("unknown"))
def test_what_is_not_offered_is_not_chosen(library_page: Page, case: Case) -> None:
    before = held(library_page, case.key)
    assert case.unknown is not None
    bad, good = fill(
        library_page, FieldOrder(case.label, case.kind, case.unknown), FieldOrder("多行栏", Kind.TEXTAREA, "照填")
    )
    assert bad.trouble.startswith(NO_OPTION)
    assert mismatches([bad, good]) == (bad,)
    assert (held(library_page, case.key), held(library_page, "lines")) == (before, "照填")
    assert nothing_open(library_page)


@pytest.mark.parametrize(("library", "case"), some("shut"))
def test_what_cannot_be_chosen_is_said_to_be_so(library_page: Page, case: Case) -> None:
    before = held(library_page, case.key)
    assert case.shut is not None
    (one,) = fill(library_page, FieldOrder(case.label, case.kind, case.shut))
    assert one.trouble.startswith("日期不可选" if case.kind is Kind.DATE else SHUT_OPTION)
    assert held(library_page, case.key) == before
    assert nothing_open(library_page)


@pytest.mark.parametrize("library", ALL)
def test_the_whole_form_is_filled_in_one_go(library: str, library_page: Page) -> None:
    done = fill(library_page, *(case.order for case in cases(library)))
    assert mismatches(done) == ()
    assert {case.key: held(library_page, case.key) for case in cases(library)} == {
        case.key: case.held for case in cases(library)
    }


@pytest.mark.parametrize("library", ALL)
def test_a_disabled_field_is_not_a_missing_one(library_page: Page) -> None:
    text, select, none = fill(
        library_page,
        FieldOrder("灰栏", Kind.TEXT, "新"),
        FieldOrder("灰选栏", Kind.SELECT, "乙项"),
        FieldOrder("没有的栏", Kind.TEXT, "x"),
    )
    assert [one.trouble for one in (text, select, none)] == [DISABLED, DISABLED, NOT_FOUND]


@pytest.mark.parametrize("library", ALL)
def test_a_dependent_select_waits_for_its_list(library_page: Page) -> None:
    done = fill(library_page, FieldOrder("省份", Kind.SELECT, "乙省"), FieldOrder("城市", Kind.SELECT, "西区"))
    assert mismatches(done) == ()
    assert held(library_page, "city") == "B2"


@pytest.mark.parametrize("library", ALL)
def test_the_map_of_the_form_names_kinds_options_and_what_is_required(library: str, library_page: Page) -> None:
    controls = {c.label: c for c in Form(library_page).controls()}
    for case in cases(library):
        assert controls[case.label].kind is case.kind
    assert controls["文本栏"].section == "基本信息"
    assert [label for label in ("文本栏", "多行栏", "数字栏", "下拉栏") if controls[label].required] == [
        "文本栏",
        "下拉栏",
    ]
    assert controls["下拉栏"].options == ("甲项", "乙项", "丙项")
    assert not controls["灰选栏"].enabled
