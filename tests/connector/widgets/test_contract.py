"""One contract for every kind of control, on the real page of every library; the page's own model is the judge.

A page is walked in one go where that shows the same; `test_contract_matrix.py` takes each control by itself.
"""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from gongai.connector.widgets import FieldInput, FieldResult, Form, Kind, close_poppers, mismatches, trusted
from gongai.connector.widgets.field import DISABLED, NO_OPTION, NOT_FOUND, REFUSED, SHUT_OPTION
from tests.connector.widgets.contract import KEEPS, LIBRARIES, PAIRED, UPLOADS, Case, cases

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


def fill(page: Page, *orders: FieldInput) -> tuple[FieldResult, ...]:
    return Form(page).fill(orders)


def held(page: Page, key: str) -> Any:
    found = page.evaluate("() => held()").get(key)
    return sorted(found) if key == "tree" else found


def heard(page: Page) -> list[str]:
    return sorted({key for key, _ in page.evaluate("() => JSON.parse(JSON.stringify(window.heard))")})


def each(rows: Iterable[Case], check: Callable[[Case], None]) -> None:
    """All are looked at, and what failed is told together."""
    failed = []
    for case in rows:
        try:
            check(case)
        except AssertionError as error:
            failed.append(f"{case.label}: {error}")
    assert not failed, "\n".join(failed)


def same(found: Any, wanted: Any) -> None:
    assert found == wanted


def among(found: Any, wanted: tuple[Any, ...]) -> None:
    assert found in wanted


def nothing_open(page: Page) -> bool:
    return bool(page.evaluate("() => window.__gongai.openPanels().length === 0"))


@pytest.mark.parametrize(("library", "case"), EVERY)
def test_a_value_is_set_in_the_model_and_read_back(library_page: Page, case: Case) -> None:
    (one,) = fill(library_page, case.order)
    assert one.trouble == ""
    assert mismatches([one]) == ()
    assert held(library_page, case.key) == case.held
    assert nothing_open(library_page)


@pytest.mark.parametrize("library", ALL)
def test_the_pages_own_handlers_run(library: str, library_page: Page) -> None:
    noticed = [case for case in cases(library) if case.hears]
    fill(library_page, *(case.order for case in noticed))
    assert heard(library_page) == sorted(case.key for case in noticed)


@pytest.mark.parametrize("library", ALL)
def test_what_stands_there_already_is_left_alone(library: str, library_page: Page) -> None:
    orders = [case.order for case in cases(library)]
    fill(library_page, *orders)
    library_page.evaluate("() => { window.heard = [] }")
    assert mismatches(fill(library_page, *orders)) == ()
    assert heard(library_page) == []
    each(cases(library), lambda case: same(held(library_page, case.key), case.held))


@pytest.mark.parametrize("library", ALL)
def test_values_are_taken_away_again(library: str, library_page: Page) -> None:
    emptied = [case for case in cases(library) if case.cleared is not None]
    fill(library_page, *(case.order for case in emptied))
    assert mismatches(fill(library_page, *(case.emptied for case in emptied))) == ()
    each(emptied, lambda case: among(held(library_page, case.key), (case.cleared, None)))


@pytest.mark.parametrize("library", [name for name in LIBRARIES if name != "miniui"])
def test_values_can_be_set_by_hand(library: str, library_page: Page) -> None:
    def check(case: Case) -> None:
        trusted.set_field(library_page, case.order, root="body")
        close_poppers(library_page)
        assert held(library_page, case.key) == case.held
        assert nothing_open(library_page)

    each(cases(library), check)


@pytest.mark.parametrize("library", ALL)
def test_what_is_not_offered_is_not_chosen(library: str, library_page: Page) -> None:
    wrong = [(case, case.unknown) for case in cases(library) if case.unknown is not None]
    before = [held(library_page, case.key) for case, _ in wrong]
    *bad, good = fill(
        library_page,
        *(FieldInput(case.label, case.kind, value) for case, value in wrong),
        FieldInput("多行栏", Kind.TEXTAREA, "照填"),
    )
    assert [one.order.label for one in bad if not one.trouble.startswith(NO_OPTION)] == []
    assert mismatches([*bad, good]) == tuple(bad)
    assert [held(library_page, case.key) for case, _ in wrong] == before
    assert held(library_page, "lines") == "照填"
    assert nothing_open(library_page)


@pytest.mark.parametrize("library", ALL)
def test_what_cannot_be_chosen_is_said_to_be_so(library: str, library_page: Page) -> None:
    wrong = [(case, case.shut) for case in cases(library) if case.shut is not None]
    before = [held(library_page, case.key) for case, _ in wrong]
    bad = fill(library_page, *(FieldInput(case.label, case.kind, value) for case, value in wrong))
    troubles = ["日期不可选" if case.kind is Kind.DATE else SHUT_OPTION for case, _ in wrong]
    assert [one.trouble.startswith(trouble) for one, trouble in zip(bad, troubles, strict=True)] == [True] * len(wrong)
    assert [held(library_page, case.key) for case, _ in wrong] == before
    assert nothing_open(library_page)


@pytest.mark.parametrize("library", ALL)
def test_controls_of_every_kind_that_are_disabled_are_said_to_be_so(library: str, library_page: Page) -> None:
    library_page.evaluate("() => window.disable()")
    before = [held(library_page, case.key) for case in cases(library)]
    done = fill(library_page, *(case.order for case in cases(library)))
    assert {one.order.label: one.trouble for one in done} == {case.label: DISABLED for case in cases(library)}
    assert [held(library_page, case.key) for case in cases(library)] == before


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
        FieldInput("灰栏", Kind.TEXT, "新"),
        FieldInput("灰选栏", Kind.SELECT, "乙项"),
        FieldInput("没有的栏", Kind.TEXT, "x"),
    )
    assert [one.trouble for one in (text, select, none)] == [DISABLED, DISABLED, NOT_FOUND]


@pytest.mark.parametrize("library", ALL)
def test_a_dependent_select_waits_for_its_list(library_page: Page) -> None:
    done = fill(library_page, FieldInput("省份", Kind.SELECT, "乙省"), FieldInput("城市", Kind.SELECT, "西区"))
    assert mismatches(done) == ()
    assert held(library_page, "city") == "B2"


@pytest.mark.parametrize("library", ALL)
def test_the_map_of_the_form_names_kinds_options_and_what_is_required(library: str, library_page: Page) -> None:
    controls = {c.label: c for c in Form(library_page).controls()}
    for case in cases(library):
        paired = case.kind is Kind.DATERANGE and library in PAIRED
        assert controls[case.label].kind is (Kind.DATE if paired else case.kind)
    assert controls["文本栏"].section == "基本信息"
    assert [label for label in ("文本栏", "多行栏", "数字栏", "下拉栏") if controls[label].required] == [
        "文本栏",
        "下拉栏",
    ]
    assert controls["下拉栏"].options == ("甲项", "乙项", "丙项")
    assert not controls["灰选栏"].enabled


@pytest.mark.parametrize("library", ALL)
def test_what_the_page_does_not_keep_was_refused(library_page: Page) -> None:
    bad, good = fill(library_page, FieldInput("挑剔栏", Kind.TEXT, "x"), FieldInput("多行栏", Kind.TEXTAREA, "照填"))
    assert bad.trouble.startswith(REFUSED)
    assert good.trouble == ""


@pytest.mark.parametrize("library", ALL)
def test_a_computed_field_is_compared_and_not_typed(library_page: Page) -> None:
    number, right = fill(
        library_page, FieldInput("数字栏", Kind.NUMBER, "12.5"), FieldInput("合计栏", Kind.READONLY, "25")
    )
    assert mismatches([number, right]) == ()
    (wrong,) = fill(library_page, FieldInput("合计栏", Kind.READONLY, "26"))
    assert wrong.trouble.startswith(REFUSED)
    assert "25" in wrong.trouble
    (typed,) = fill(library_page, FieldInput("合计栏", Kind.TEXT, "26"))
    assert typed.trouble == DISABLED


PREFILLED = [
    pytest.param(name, by_hand, id=f"{name}-{'hand' if by_hand else 'pass'}")
    for name in LIBRARIES
    if any(case.kind is Kind.MULTISELECT for case in cases(name))
    for by_hand in (False, True)
    if not by_hand or name != "miniui"  # our imitation draws no list to click in
]


@pytest.mark.parametrize(("library", "by_hand"), PREFILLED)
def test_a_tag_that_stands_there_and_is_wanted_is_never_toggled_off(library_page: Page, by_hand: bool) -> None:
    order = FieldInput("多选栏", Kind.MULTISELECT, ("荷塘区", "松岭区"))
    if by_hand:
        trusted.set_field(library_page, order, root="body")
        close_poppers(library_page)
    else:
        assert mismatches(fill(library_page, order)) == ()
    assert sorted(held(library_page, "places")) == ["439903", "439904"]
    assert not any(
        isinstance(value, list) and "439903" not in value
        for key, value in library_page.evaluate("() => JSON.parse(JSON.stringify(window.heard))")
        if key == "places"
    )


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    made = [tmp_path / "申请表.pdf", tmp_path / "红线图（一期）.dwg"]
    for file in made:
        file.write_bytes(b"%PDF-1.4")
    return made


@pytest.mark.parametrize("library", UPLOADS)
def test_files_are_given_by_path_and_read_back_by_name(library_page: Page, files: list[Path]) -> None:
    order = FieldInput("附件栏", Kind.UPLOAD, tuple(map(str, files)))
    (one,) = fill(library_page, order)
    assert one.trouble == ""
    assert mismatches([one]) == ()
    assert sorted(held(library_page, "files")) == sorted(file.name for file in files)
    (again,) = fill(library_page, order)
    assert mismatches([again]) == ()
    assert len(held(library_page, "files")) == 2


@pytest.mark.parametrize("library", [name for name in UPLOADS if name not in ("easyui", "miniui")])
def test_a_drag_area_takes_the_same_files(library_page: Page, files: list[Path]) -> None:
    (one,) = fill(library_page, FieldInput("拖拽栏", Kind.UPLOAD, tuple(map(str, files))))
    assert one.trouble == ""
    assert mismatches([one]) == ()


@pytest.mark.parametrize("library", [name for name in UPLOADS if name not in KEEPS])
def test_files_are_taken_away_again(library_page: Page, files: list[Path]) -> None:
    fill(library_page, FieldInput("附件栏", Kind.UPLOAD, (str(files[0]),)))
    (one,) = fill(library_page, FieldInput("附件栏", Kind.UPLOAD, ()))
    assert mismatches([one]) == ()
    assert held(library_page, "files") == []


@pytest.mark.parametrize("library", [name for name in UPLOADS if name not in ("easyui", "plainhtml", "miniui")])
def test_a_file_that_the_page_does_not_take_was_refused(library_page: Page, tmp_path: Path) -> None:
    wrong = tmp_path / "照片.exe"
    wrong.write_bytes(b"MZ")
    (one,) = fill(library_page, FieldInput("附件栏", Kind.UPLOAD, (str(wrong),)))
    assert one.trouble.startswith(REFUSED)


@pytest.mark.parametrize("library", UPLOADS)
def test_a_dead_upload_is_not_a_missing_one(library_page: Page, files: list[Path]) -> None:
    library_page.evaluate("() => window.disable()")
    (one,) = fill(library_page, FieldInput("附件栏", Kind.UPLOAD, (str(files[0]),)))
    assert one.trouble == DISABLED


MODELS = ["elementui", "elementplus", "antdvue", "antdreact"]
"""Libraries whose own model is what is sent: what it did not hear of does not count."""


@pytest.mark.parametrize("library", MODELS)
def test_one_field_that_only_takes_a_persons_keys_is_typed_and_the_others_are_not_lost(library_page: Page) -> None:
    library_page.evaluate(
        "() => document.addEventListener('input', (e) => {"
        " if (!e.isTrusted && e.target.tagName === 'INPUT' && e.target.type === 'text')"
        " e.stopImmediatePropagation(); }, true)"
    )
    done = fill(
        library_page,
        FieldInput("下拉栏", Kind.SELECT, "乙项"),
        FieldInput("文本栏", Kind.TEXT, "由键盘输入"),
        FieldInput("日期栏", Kind.DATE, "2027-05-06"),
    )
    assert mismatches(done) == ()
    values = [held(library_page, key) for key in ("select", "text", "date")]
    library_page.reload()  # without the listener, for the tests that come after
    library_page.wait_for_function("() => window.ready")
    assert values == ["b", "由键盘输入", "2027-05-06"]
