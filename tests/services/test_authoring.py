"""What makes no sense is said before a browser is started."""

from collections.abc import Callable
from pathlib import Path

import pytest

from gongai.app import App
from gongai.errors import ConfigError, UsageError
from gongai.records.filing import Filing
from gongai.services import authoring, intake, scanning
from gongai.services.scanning import Wish
from tests.services.conftest import CLERK, LICENCE, SITE, SMALL


@pytest.mark.parametrize(
    ("wish", "message"),
    [
        (Wish("/portal/form.html", site=SITE), "要一起写"),
        (Wish("form.html", site=SITE, account="agent1"), "/ 开头的路径"),
        (Wish("/portal", site=SITE, account="agent1", assist=True), "只能用一种"),
        (Wish("page.html", key="云汐"), "小写字母"),
        (Wish("nowhere.html"), "没有这个文件"),
        (Wish("ftp://127.0.0.1/"), "只能看 http"),
    ],
)
def test_a_wish_that_makes_no_sense_is_answered_with_what_does(app: App, wish: Wish, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        scanning.scan(app.settings, CLERK, wish)
    assert not (app.settings.home / "sites" / "draft").exists()


def test_a_filing_is_tried_from_a_file_or_from_the_queue(
    app: App, sample_folder: Path, filing: Callable[..., Filing]
) -> None:
    intake.add(app, CLERK, filing(SMALL))
    assert authoring.filing_of(app, CLERK, "GA-000001").reference == "GA-000001"
    assert authoring.filing_of(app, CLERK, str(sample_folder / "filings" / LICENCE)).kind == "单项"
    with pytest.raises(UsageError, match="也没有这个申报件号：GA-999999"):
        authoring.filing_of(app, CLERK, "GA-999999")


def test_a_page_that_the_filing_does_not_pass_is_answered_with_those_it_does(
    app: App, filing: Callable[..., Filing]
) -> None:
    with pytest.raises(ConfigError, match=r"它经过：.*补全信息"):
        authoring.try_(app, CLERK, SITE, filing(LICENCE), until="最后一步")
