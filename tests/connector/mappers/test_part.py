"""An answer that is not as the profile says is refused with call, path and what was found; never read as none."""

from collections.abc import Callable
from typing import Any

import pytest

from gongai.connector.mappers.part import Asked, Part
from gongai.errors import NotUnderstood

ASKED = Asked("申报列表·办理中", "/api/list")


def part(data: Any) -> Part:
    return Part(data, ASKED)


@pytest.mark.parametrize(
    ("data", "found"),
    [
        ({"content": {"rows": []}}, "对象，其中有 rows"),
        ({"content": {"list": None}}, "空值"),
        ({"content": {"list": {}}}, "空的对象"),
        ({"content": {"list": {"list": []}}}, "对象，其中有 list"),
        ({"content": {"list": "无"}}, "文字“无”"),
        ({"content": {"list": 0}}, "数字“0”"),
        ({"content": {"list": False}}, "是否值“False”"),
        ({"content": []}, "0 项的列表"),
        ({"content": None}, "对象，其中有 content"),
        ({"data": {}}, "对象，其中有 data"),
        ([], "0 项的列表"),
        ({"content": {"list": [[]]}}, "0 项的列表"),
        ({"content": {"list": ["甲"]}}, "文字“甲”"),
        ({"content": {"list": [None]}}, "空值"),
    ],
)
def test_what_is_no_list_of_rows_is_told_with_the_call_the_path_and_what_was_found(data: Any, found: str) -> None:
    with pytest.raises(NotUnderstood) as told:
        part(data).rows("content.list")
    for expected in ("申报列表·办理中", "/api/list", "content.list", found):
        assert expected in str(told.value)


def test_only_a_list_that_is_there_and_empty_has_no_rows() -> None:
    assert part({"content": {"list": []}}).rows("content.list") == ()
    assert part([]).rows(".") == ()
    assert [row.ident("a") for row in part([{"a": 1}, {"a": "2"}]).rows("")] == ["1", "2"]


def test_lists_inside_a_list_are_laid_end_to_end_and_each_must_be_one() -> None:
    items = {"items": [{"docs": [{"id": "1"}]}, {"docs": []}, {"docs": [{"id": "2"}, {"id": "3"}]}]}
    assert [row.ident("id") for row in part(items).rows("items[].docs")] == ["1", "2", "3"]
    with pytest.raises(NotUnderstood, match="应为列表"):
        part({"items": [{"docs": [{"id": "1"}]}, {"docs": None}]}).rows("items[].docs")
    with pytest.raises(NotUnderstood, match="没有 docs"):
        part({"items": [{"docs": [{"id": "1"}]}, {}]}).rows("items[].docs")


@pytest.mark.parametrize("data", [{"items": [{}]}, {"items": [{"docs": None}]}, {"items": []}])
def test_a_step_that_the_profile_marks_may_be_missing(data: Any) -> None:
    assert part(data).rows("items[].docs?") == ()
    assert part({}).rows("items[]?.docs") == ()
    assert part({"a": None}).value("a?") == part({}).value("a?") == ""


@pytest.mark.parametrize("data", [{}, {"id": None}, {"id": ""}, {"id": " "}, {"id": {}}, {"id": ["1"]}, {"id": 1.5}])
def test_an_ident_is_there_and_not_empty(data: Any) -> None:
    with pytest.raises(NotUnderstood):
        part(data).ident("id")


def test_an_ident_may_be_a_whole_number_but_a_code_is_text() -> None:
    assert part({"id": 9007199254740993}).ident("id") == "9007199254740993"
    with pytest.raises(NotUnderstood, match="应为文字"):
        part({"id": 210943990004010001}).code("id")


def test_a_value_must_be_there_and_may_be_empty_and_words_may_be_missing() -> None:
    assert part({"a": None}).value("a") == part({"a": ""}).value("a") == part({}).value("") == ""
    assert part({}).words("a.b") == ""
    reads: list[Callable[[], str]] = [
        lambda: part({}).value("a"),
        lambda: part({"a": {}}).words("a"),
        lambda: part({"a": ["x"]}).value("a"),
    ]
    for read in reads:
        with pytest.raises(NotUnderstood):
            read()


@pytest.mark.parametrize(
    "data", [{}, {"items": None}, {"items": []}, {"items": [{}]}, {"items": [{"id": None}]}, {"items": [{"id": ""}]}]
)
def test_a_row_without_its_items_is_not_understood(data: Any) -> None:
    with pytest.raises(NotUnderstood):
        part(data).idents("items[].id")


def test_what_was_found_is_masked_and_cut_short() -> None:
    with pytest.raises(NotUnderstood) as told:
        part({"list": "联系人 13800000000 " + "长" * 200}).rows("list")
    assert "13800000000" not in str(told.value) and "……" in str(told.value)


def test_the_likely_cause_is_told_by_whether_this_was_ever_read() -> None:
    with pytest.raises(NotUnderstood, match="先核对平台配置"):
        part({}).rows("list")
    with pytest.raises(NotUnderstood, match="平台可能改版"):
        Part({}, Asked("列表", "/x", proved=True)).rows("list")


@pytest.mark.parametrize("held", [0, False, "", '["m1"]', {"0": "m1"}, None])
def test_a_list_of_ids_is_a_list_and_nothing_else(held: Any) -> None:
    with pytest.raises(NotUnderstood, match="应为列表"):
        Part({"ids": held}, Asked("申报详情", "/d")).listed("ids")
    assert Part({"ids": ["m1", 2]}, Asked("申报详情", "/d")).listed("ids") == ("m1", "2")


def test_a_number_may_be_empty_or_marked_as_optional_but_null_is_no_answer() -> None:
    assert Part({"no": ""}, Asked("列表", "/l")).told("no") == ""
    assert Part({"no": None}, Asked("列表", "/l")).told("no?") == ""
    with pytest.raises(NotUnderstood, match="null"):
        Part({"no": None}, Asked("列表", "/l")).told("no")
