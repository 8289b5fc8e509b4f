"""A page may turn a file away long after it has shown its name: what counts is its verdict, not the first sight."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from gongai.connector.widgets import FieldInput, FieldResult, Form, Kind, mismatches
from gongai.connector.widgets.field import REFUSED

pytestmark = pytest.mark.browser

LISTED = ("elementui", "elementplus", "antdvue", "antdreact")
"""Libraries with a list of their own, and a check by the page before a file is sent."""
ALL = (*LISTED, "layui")
LATE_MS = 700
BY_CLOCK = f"() => new Promise((done) => setTimeout(() => done(verdict), {LATE_MS}))"
BY_READING = f"""(file) => new Promise((done) => {{
    const reader = new FileReader();
    reader.onload = () => setTimeout(() => done(verdict), {LATE_MS // 4});
    reader.readAsArrayBuffer(file.raw || file);
}})"""
BY_SERVER = f"() => fetch('/api/units?ms={LATE_MS}').then((answer) => answer.json()).then(() => verdict)"


def give(page: Page, folder: Path, *names: str) -> FieldResult:
    files = [folder / name for name in names]
    for file in files:
        file.write_bytes(b"%PDF-1.4")
    (one,) = Form(page).fill([FieldInput("附件栏", Kind.UPLOAD, tuple(map(str, files)))])
    return one


def held(page: Page) -> list[str]:
    found: list[str] = page.evaluate("() => held().files")
    return found


@pytest.mark.parametrize("check", [BY_CLOCK, BY_READING, BY_SERVER], ids=["clock", "reading", "server"])
@pytest.mark.parametrize("library", LISTED)
def test_a_check_that_takes_its_time_and_says_no_is_waited_for(library_page: Page, check: str, tmp_path: Path) -> None:
    library_page.evaluate(f"() => {{ const verdict = false; window.fits = {check} }}")
    try:
        assert give(library_page, tmp_path, "申请表.pdf").trouble.startswith(REFUSED)
        assert held(library_page) == []
    finally:
        library_page.evaluate("() => { delete window.fits }")


@pytest.mark.parametrize("library", LISTED)
def test_a_check_that_takes_its_time_and_says_yes_is_waited_for(library_page: Page, tmp_path: Path) -> None:
    library_page.evaluate(f"() => {{ const verdict = true; window.fits = {BY_CLOCK} }}")
    try:
        one = give(library_page, tmp_path, "申请表.pdf", "承诺书.pdf")
        assert mismatches([one]) == ()
        assert sorted(held(library_page)) == ["承诺书.pdf", "申请表.pdf"]
    finally:
        library_page.evaluate("() => { delete window.fits }")


@pytest.mark.parametrize("library", ALL)
def test_a_slow_upload_is_waited_for(library_page: Page, tmp_path: Path) -> None:
    one = give(library_page, tmp_path, "申请表（慢件）.pdf", "承诺书.pdf")
    assert one.trouble == ""
    assert mismatches([one]) == ()
    assert sorted(held(library_page)) == ["承诺书.pdf", "申请表（慢件）.pdf"]


@pytest.mark.parametrize("library", ALL)
def test_a_file_that_the_server_turns_away_was_refused_in_the_pages_words(library_page: Page, tmp_path: Path) -> None:
    one = give(library_page, tmp_path, "申请表（拒收）.pdf")
    assert one.trouble.startswith(REFUSED)
    assert "文件内容不符合要求" in one.trouble
    assert held(library_page) == []


@pytest.mark.parametrize("library", ALL)
def test_a_file_that_is_taken_off_some_time_after_the_answer_was_refused(library_page: Page, tmp_path: Path) -> None:
    assert give(library_page, tmp_path, "申请表（反悔）.pdf").trouble.startswith(REFUSED)


@pytest.mark.parametrize("library", ALL)
def test_a_word_against_a_file_counts_though_its_name_stays_in_the_list(library_page: Page, tmp_path: Path) -> None:
    one = give(library_page, tmp_path, "申请表（超限）.pdf")
    assert one.trouble == f"{REFUSED}：文件大小超过限制"


@pytest.mark.parametrize("library", ALL)
def test_an_upload_that_the_server_breaks_off_was_refused(library_page: Page, tmp_path: Path) -> None:
    assert give(library_page, tmp_path, "申请表（出错）.pdf").trouble.startswith(REFUSED)


@pytest.mark.parametrize("library", ALL)
def test_one_bad_file_among_good_ones_is_not_passed_over(library_page: Page, tmp_path: Path) -> None:
    one = give(library_page, tmp_path, "承诺书.pdf", "申请表（拒收）.pdf")
    assert one.trouble.startswith(REFUSED)
    assert held(library_page) == ["承诺书.pdf"]


@pytest.mark.parametrize("library", ALL)
def test_a_word_from_before_does_not_count_against_the_next_file(library_page: Page, tmp_path: Path) -> None:
    give(library_page, tmp_path, "申请表（拒收）.pdf")
    one = give(library_page, tmp_path, "承诺书.pdf")
    assert one.trouble == ""
    assert mismatches([one]) == ()
