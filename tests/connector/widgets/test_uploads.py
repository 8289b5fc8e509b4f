"""The hidden file inputs of uploaders: found by their place, given files by path."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from fixtures import libs
from gongai.connector.widgets import FieldInput, Form, Kind, choose_files, mismatches

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("place", ["web", "lay", "drag"])
def test_several_files_reach_the_uploader(place: str, open_page: Callable[[str], Page], tmp_path: Path) -> None:
    if why := libs.why_missing("webuploader", "jquery", "layui"):
        pytest.skip(why)
    files = [tmp_path / "申请表.pdf", tmp_path / "承诺书.pdf"]
    for file in files:
        file.write_bytes(b"%PDF-1.4")
    page = open_page("uploads")
    choose_files(page, root=f"#{place}", paths=files)
    page.wait_for_function("() => window.heard.length >= 2")
    assert {f"{place} {file.name}" for file in files} <= set(page.evaluate("() => window.heard"))


def test_an_uploader_with_a_list_of_the_pages_own_is_a_field_like_any_other(
    open_page: Callable[[str], Page], tmp_path: Path
) -> None:
    if why := libs.why_missing("webuploader", "jquery", "layui"):
        pytest.skip(why)
    files = [tmp_path / "申请表.pdf", tmp_path / "承诺书（盖章）.pdf"]
    for file in files:
        file.write_bytes(b"%PDF-1.4")
    page = open_page("uploads")
    order = FieldInput("材料附件", Kind.UPLOAD, tuple(map(str, files)))
    for _ in range(2):  # the second time nothing is given again
        (one,) = Form(page).fill([order])
        assert one.trouble == ""
        assert mismatches([one]) == ()
    assert sorted(page.evaluate("() => window.heard")) == sorted(f"web {file.name}" for file in files)
