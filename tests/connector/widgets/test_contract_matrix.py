"""The contract of `test_contract.py`, each kind of control by itself: for a night, or to find which one it is.

`pytest -m matrix tests/connector/widgets`; other runs leave these out.
"""

import pytest
from playwright.sync_api import Page

from gongai.connector.widgets import FieldInput, Kind, close_poppers, mismatches, trusted
from gongai.connector.widgets.field import DISABLED, NO_OPTION, SHUT_OPTION
from tests.connector.widgets.contract import Case
from tests.connector.widgets.test_contract import EVERY, fill, heard, held, nothing_open, some

pytestmark = [pytest.mark.browser, pytest.mark.matrix]


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
    (one,) = fill(library_page, FieldInput(case.label, case.kind, "" if isinstance(case.value, str) else ()))
    assert mismatches([one]) == ()
    assert held(library_page, case.key) in (case.cleared, None)


@pytest.mark.parametrize(("library", "case"), [one for one in EVERY if one.values[0] != "miniui"])
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
        library_page, FieldInput(case.label, case.kind, case.unknown), FieldInput("多行栏", Kind.TEXTAREA, "照填")
    )
    assert bad.trouble.startswith(NO_OPTION)
    assert mismatches([bad, good]) == (bad,)
    assert (held(library_page, case.key), held(library_page, "lines")) == (before, "照填")
    assert nothing_open(library_page)


@pytest.mark.parametrize(("library", "case"), some("shut"))
def test_what_cannot_be_chosen_is_said_to_be_so(library_page: Page, case: Case) -> None:
    before = held(library_page, case.key)
    assert case.shut is not None
    (one,) = fill(library_page, FieldInput(case.label, case.kind, case.shut))
    assert one.trouble.startswith("日期不可选" if case.kind is Kind.DATE else SHUT_OPTION)
    assert held(library_page, case.key) == before
    assert nothing_open(library_page)


@pytest.mark.parametrize(("library", "case"), EVERY)
def test_a_control_of_every_kind_that_is_disabled_is_said_to_be_so(library_page: Page, case: Case) -> None:
    library_page.evaluate("() => window.disable()")
    before = held(library_page, case.key)
    (one,) = fill(library_page, case.order)
    assert one.trouble == DISABLED
    assert held(library_page, case.key) == before
