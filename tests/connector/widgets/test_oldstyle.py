"""miniUI and My97-like date boxes, on our own imitation of their documented markup: neither is to be had."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from gongai.connector.widgets import FieldInput, Form, Kind, mismatches
from gongai.connector.widgets.field import DISABLED, NO_OPTION, SHUT_OPTION

pytestmark = pytest.mark.browser


@pytest.fixture
def old(open_page: Callable[[str], Page]) -> Page:
    return open_page("oldstyle")


def test_read_only_date_boxes_take_a_date_without_opening_their_calendar(old: Page) -> None:
    done = Form(old).fill(
        [FieldInput("开工日期", Kind.DATE, "2027-05-06"), FieldInput("竣工日期", Kind.DATE, "2028-09-30")]
    )
    assert mismatches(done) == ()
    held = old.evaluate("() => held()")
    assert (held["start"], held["end"]) == ("2027年05月06日", "2028-09-30")
    assert old.evaluate("() => [document.getElementById('end').value, opened, heard]") == [
        "2028/9/30",
        0,
        [["start", "2027年05月06日"]],
    ]


def test_a_date_before_the_first_one_allowed_is_not_put_in(old: Page) -> None:
    (one,) = Form(old).fill([FieldInput("竣工日期", Kind.DATE, "2020-01-01")])
    assert one.trouble.startswith("日期不可选")
    assert old.evaluate("() => held().end") == ""


def test_components_are_set_by_their_own_methods_and_announce_it(old: Page) -> None:
    done = Form(old).fill(
        [
            FieldInput("申报单位", Kind.TEXT, "云汐示例置业有限公司"),
            FieldInput("项目类型", Kind.SELECT, "核准类"),
            FieldInput("办理日期", Kind.DATE, "2027-05-06"),
        ]
    )
    assert mismatches(done) == ()
    held = old.evaluate("() => held()")
    assert (held["unit"], held["kind"], held["day"]) == ("云汐示例置业有限公司", "A2", "2027-05-06")
    assert [key for key, _ in old.evaluate("() => heard")] == ["unit", "kind", "day"]


def test_each_trouble_has_its_own_words(old: Page) -> None:
    done = Form(old).fill(
        [
            FieldInput("锁定单位", Kind.TEXT, "x"),
            FieldInput("项目类型", Kind.SELECT, "特批类"),
            FieldInput("项目类型", Kind.SELECT, "备案类"),
        ]
    )
    assert [one.trouble[:5] for one in done] == [DISABLED, NO_OPTION, SHUT_OPTION]
