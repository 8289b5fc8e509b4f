"""Fields are found by what stands beside them, however it is written, and never guessed between."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from gongai.connector.widgets import FieldInput, Form, Kind, mismatches
from gongai.connector.widgets.field import NOT_FOUND, REFUSED, SEVERAL

pytestmark = pytest.mark.browser


@pytest.fixture
def page(open_page: Callable[[str], Page]) -> Page:
    return open_page("labels")


def filled(page: Page, *orders: FieldInput) -> dict[str, Any]:
    assert mismatches(Form(page).fill(orders)) == ()
    held: dict[str, Any] = page.evaluate("() => held()")
    return {key: value for key, value in held.items() if value}


@pytest.mark.parametrize(
    ("label", "key"),
    [
        ("项目名称", "name"),
        ("* 项目名称：", "name"),
        ("总投资（万元）", "invest"),
        ("总投资(万元):", "invest"),
        ("用地面积（㎡）", "area"),
        ("用地面积(m2)", "area"),
        ("GB代码", "gb"),
        ("请输入关键字", "hint"),
    ],
)
def test_stars_colons_blanks_icons_and_full_width_characters_do_not_matter(page: Page, label: str, key: str) -> None:
    assert filled(page, FieldInput(label, Kind.TEXT, "甲")) == {key: "甲"}


def test_a_label_that_begins_like_another_is_not_that_other(page: Page) -> None:
    assert filled(
        page,
        FieldInput("国标行业", Kind.TEXT, "建筑业"),
        FieldInput("国标行业代码", Kind.TEXT, "E47"),
        FieldInput("国标行业代码发布年代", Kind.TEXT, "2017"),
        FieldInput("单位名称（英文）", Kind.TEXT, "SHILI"),
    ) == {"industry": "建筑业", "industrycode": "E47", "industryyear": "2017", "b": "SHILI"}


def test_the_same_label_in_several_blocks_needs_the_name_of_the_block(page: Page) -> None:
    (one,) = Form(page).fill([FieldInput("单位名称", Kind.TEXT, "甲")])
    assert one.trouble.startswith(SEVERAL)
    assert filled(
        page,
        FieldInput("单位名称", Kind.TEXT, "甲", section="建设单位"),
        FieldInput("单位名称", Kind.TEXT, "乙", section="施工单位"),
    ) == {"a": "甲", "c": "乙"}


def test_a_twin_in_a_hidden_step_neither_counts_nor_is_filled(page: Page) -> None:
    unit, only = Form(page).fill(
        [FieldInput("单位名称", Kind.TEXT, "x", section="监理单位"), FieldInput("只在后面", Kind.TEXT, "x")]
    )
    assert unit.trouble.startswith(NOT_FOUND)
    assert only.trouble == f"{NOT_FOUND}（页面上有同名控件，但未显示）"
    assert page.evaluate("() => held().d") == ""


def test_three_selects_in_one_cell_are_one_path(page: Page) -> None:
    order = FieldInput("建设地点", Kind.CASCADER, ("乙省", "西区", "东区"))
    assert filled(page, order) == {"province": "b", "city": "B2", "county": "A2"}
    assert filled(page, order)["county"] == "A2"
    (one,) = Form(page).fill([FieldInput("建设地点", Kind.CASCADER, ("乙省", "西区", "月球"))])
    assert one.trouble == "选项中没有：月球"


def test_two_dates_in_one_cell_are_one_range(page: Page) -> None:
    order = FieldInput("计划工期", Kind.DATERANGE, ("2027-01-01", "2027-12-31"))
    assert filled(page, order) == {"from": "2027-01-01", "to": "2027-12-31"}


def test_words_inside_a_cell_name_its_controls_and_a_number_tells_nameless_ones_apart(page: Page) -> None:
    assert filled(
        page,
        FieldInput("姓名", Kind.TEXT, "林示例"),
        FieldInput("电话", Kind.TEXT, "13800000000"),
        FieldInput("四至范围#1", Kind.TEXT, "东路"),
        FieldInput("四至范围#2", Kind.TEXT, "西路"),
    ) == {"who": "林示例", "phone": "13800000000", "e": "东路", "w": "西路"}
    (one,) = Form(page).fill([FieldInput("四至范围#3", Kind.TEXT, "x")])
    assert one.trouble == f"{NOT_FOUND}（同名的只有 2 个）"


def test_what_a_page_shows_without_a_control_can_be_compared(page: Page) -> None:
    right, code, wrong = Form(page).fill(
        [
            FieldInput("合计", Kind.READONLY, "1200.5"),
            FieldInput("受理编号", Kind.READONLY, "007"),
            FieldInput("受理编号", Kind.READONLY, "7"),
        ]
    )
    assert (right.trouble, code.trouble) == ("", "")
    assert wrong.trouble.startswith(REFUSED)
    (typed,) = Form(page).fill([FieldInput("合计", Kind.TEXT, "1")])
    assert typed.trouble == NOT_FOUND


def test_a_file_input_and_the_box_beside_it_share_a_label(page: Page, tmp_path: Path) -> None:
    file = tmp_path / "总平面图.pdf"
    file.write_bytes(b"%PDF-1.4")
    assert filled(page, FieldInput("总平面图", Kind.TEXT, "第一版")) == {"drawing": "第一版"}
    (one,) = Form(page).fill([FieldInput("总平面图", Kind.UPLOAD, (str(file),))])
    assert mismatches([one]) == ()
    assert page.evaluate("() => document.getElementById('paper').files[0].name") == "总平面图.pdf"
