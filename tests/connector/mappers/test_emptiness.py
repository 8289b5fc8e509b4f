"""An empty list says that there is none only where nothing else in the answer says otherwise."""

from typing import Any

import pytest

from gongai.connector.mappers.emptiness import doubt

COLUMNS = ("applyinstId", "applyinstCode", "gcbm", "items[].itemVerId")
ROW = {"applyinstId": "A-1", "applyinstCode": "1", "gcbm": "2611", "items": []}


def why(message: str = "", **content: Any) -> str:
    rows: list[Any] = []
    return doubt({"content": {"list": rows, "total": 0, **content}}, rows, message, COLUMNS)


@pytest.mark.parametrize(
    "message",
    [
        "",
        " ",
        "成功",
        "操作成功",
        "查询成功！",
        "查询成功，暂无数据",
        "查询完成",
        "success",
        "Success.",
        "OK",
        "ok",
        "200",
        "暂无数据",
        "暂无相关申报记录",
        "没有查询到申报信息",
        "没有更多数据",
        "请求成功",
        "query success",
    ],
)
def test_a_plain_success_or_a_word_for_none_leaves_no_doubt(message: str) -> None:
    assert why(message) == ""


@pytest.mark.parametrize(
    "message",
    [
        "当前用户未选择单位",
        "查询超时，请缩小范围",
        "查询超时",
        "查询成功，但部分数据加载失败",
        "系统繁忙",
        "没有权限",
        "请先登录",
        "未成功",
        "数据异常，暂无数据",
        "error",
    ],
)
def test_any_other_word_beside_an_empty_list_is_doubt(message: str) -> None:
    assert "列表是空的，平台却说" in why(message)


def test_rows_under_another_name_are_doubt() -> None:
    assert "content.records 却有 1 行" in why(records=[ROW])
    assert "content.page.data 却有 1 行" in why(page={"data": [ROW]})


def test_lists_of_other_things_are_none() -> None:
    assert why(columns=[{"title": "流水号"}], orders=[{"column": "id", "asc": False}], tabs=["doing"], more=[]) == ""


@pytest.mark.parametrize(("code", "doubted"), [(500, True), ("401", True), (200, False), (0, False), ("0", False)])
def test_a_code_of_an_error_beside_an_empty_list_is_doubt(code: Any, doubted: bool) -> None:
    assert bool(doubt({"success": True, "code": code, "list": []}, [], "", COLUMNS)) is doubted
