"""Portals that answer with pages: what a profile names on them becomes data; a wrong page is never an empty list."""

import pytest

from gongai.connector.mappers.page_reading import as_data, picked
from gongai.errors import NotUnderstood, PortalError
from gongai.sites.call import Html, Table

LIST = """
<!DOCTYPE html><html><body><h2 class="t">申报列表</h2>
<table class="list"><thead><tr><th>序号</th><th colspan="2">申报流水号</th><th>状态</th><th>操作</th></tr></thead>
<tbody>
<tr data-id="A1"><td>1</td><td>20260101</td><td>0001</td><td data-code="2">已受理</td>
  <td><a href="/d.do?id=A1">详情</a>
  <span class="item" data-v="IV-1">甲</span><span class="item" data-v="IV-2">乙</span></td></tr>
<tr data-id="A2"><td>2</td><td>20260102</td><td>0002</td><td data-code="6"> 已 办结
 </td><td><a href="/d.do?id=A2">详情</a></td></tr>
</tbody></table></body></html>
"""


def read(**columns: str) -> list[dict[str, object]]:
    spec = Html(proof="table.list", tables={"rows": Table(row="table.list tbody tr", columns=columns)})
    rows: list[dict[str, object]] = as_data(LIST, spec)["rows"]
    return rows


def test_a_column_may_be_named_by_selector_attribute_pattern_or_header() -> None:
    first, second = read(
        id="@data-id",
        link="a @href /id=(\\w+)/",
        code="td[data-code] @data-code",
        state="th=状态",
        number="th=申报流水号",
    )
    assert first == {"id": "A1", "link": "A1", "code": "2", "state": "已受理", "number": "20260101"}
    assert second["state"] == "已 办结"


def test_under_a_header_more_can_be_named_inside_the_cell() -> None:
    assert [row["id"] for row in read(id="th=操作 a @href /id=(\\w+)/")] == ["A1", "A2"]


def test_a_name_that_ends_in_brackets_collects_all() -> None:
    assert [row["items"] for row in read(**{"items[]": "span.item @data-v"})] == [["IV-1", "IV-2"], []]


def test_what_is_not_there_is_empty_and_not_an_error() -> None:
    assert read(x="b.none", z="a @href /nothing=(\\d)/")[0] == {"x": "", "z": ""}


def test_a_column_whose_heading_is_nowhere_is_left_out_and_not_empty() -> None:
    assert read(x="th=没有这一列", state="th=状态")[0] == {"state": "已受理"}


@pytest.mark.parametrize(
    "headings", ["<th>序号</th><th>状态</th>", "<th>序号</th><th>项目</th><th>项目</th><th>状态</th>"]
)
def test_a_row_with_other_columns_than_its_header_is_not_understood(headings: str) -> None:
    page = f"<table><thead><tr>{headings}</tr></thead><tr><td>1</td><td>示例项目</td><td>已受理</td></tr></table>"
    spec = Html(proof="table", tables={"rows": Table(row="tbody tr", columns={"state": "th=状态"})})
    with pytest.raises(NotUnderstood, match="分不清哪一格属于哪一列"):
        as_data(page, spec)


def test_a_page_that_breaks_off_within_its_table_is_not_the_whole_list() -> None:
    spec = Html(proof="table", tables={"rows": Table(row="tbody tr", columns={"id": "@data-id"})})
    with pytest.raises(NotUnderstood, match="表格没有结束"):
        as_data(LIST[: LIST.index('<tr data-id="A2"')], spec)
    scripted = LIST.replace("</body>", "<script>var row = '<table>';</script><!-- <table> --></body>")
    assert [row["id"] for row in as_data(scripted, spec)["rows"]] == ["A1", "A2"]


def test_a_page_without_its_proof_is_no_empty_list() -> None:
    with pytest.raises(PortalError, match="不是约定的页面"):
        as_data("<html><body>请登录</body></html>", Html(proof="table.list"))


def test_single_values_come_from_the_page_and_from_its_address() -> None:
    assert picked(LIST, {"title": "h2.t", "id": "@url /id=(\\d+)/"}, address="http://x/y.do?id=77&a=b") == {
        "title": "申报列表",
        "id": "77",
    }


def test_values_of_controls_are_read_as_they_would_be_sent() -> None:
    page = """<form><input name=a value=1><textarea name=b>乙</textarea>
    <select name=c><option value=x>X<option value=y selected>Y</select></form>"""
    assert picked(page, {"a": "[name=a] @value", "b": "[name=b] @value", "c": "[name=c] @value"}) == {
        "a": "1",
        "b": "乙",
        "c": "y",
    }


@pytest.mark.parametrize("page", ["", "   ", "<?xml version='1.0' encoding='gbk'?><html></html>", "纯文字"])
def test_an_odd_page_is_read_as_one_without_the_values(page: str) -> None:
    assert picked(page, {"a": "b.none"}) == {"a": ""}


def table(body: str, *, head: str = "<thead><tr><th>编号</th><th>状态</th></tr></thead>") -> str:
    return f"<html><body><h1>列表</h1><table class=list>{head}{body}</table></body></html>"


def rows_of(page: str, row: str = "table.list tbody tr", **more: str) -> list[dict[str, object]]:
    spec = Html(proof="body", tables={"rows": Table(row=row, columns={"id": "td", "state": "th=状态"}, **more)})
    found: list[dict[str, object]] = as_data(page, spec)["rows"]
    return found


EMPTY = (
    "",
    "<tbody></tbody>",
    "<tbody><tr><td colspan=2>暂无数据</td></tr></tbody>",
    "<tr><td colspan=2>没有符合条件的记录</td></tr>",
    "<tbody><tr><td colspan=2>No data</td></tr></tbody>",
    "<tbody><tr><td colspan=2>共 0 条</td></tr></tbody>",
    "<tbody><tr><td>&nbsp;</td><td></td></tr></tbody>",
)


@pytest.mark.parametrize("body", EMPTY[:-1])
@pytest.mark.parametrize(
    "row",
    ["table.list tbody tr", "tr.one", "table.list tr", "table.list > tr", "tbody tr", "body .list > tbody.x > tr"],
)
def test_a_table_with_its_header_and_no_row_or_the_portals_own_word_is_empty(body: str, row: str) -> None:
    assert rows_of(table(body), row) == []


def test_a_blank_row_that_the_selector_passes_over_is_no_row() -> None:
    assert rows_of(table(EMPTY[-1]), "tr.one") == []


@pytest.mark.parametrize(
    ("page", "row"),
    [
        (table("<tr><td>A1</td><td>1</td></tr>"), "tr.one"),
        (table("<tr><td>A1</td><td>1</td></tr>"), "table.other tbody tr"),
        (table("<tr><td colspan=2>查询超时，请稍后再试</td></tr>"), "tr.one"),
        (table("", head=""), "table.list tbody tr"),
        (table("", head="<tr><th>其他</th></tr>"), "tr.one"),
        (f"<div>{table('')}</div><p>出错了</p>", "#results tbody tr"),
        (f"<div id=main>{table('')}</div>", "#main table.filed tbody tr"),
        (f"<div id=main>{table('')}</div>", "body #main > table.filed > tr.one"),
        ("<html><body><div class=rows></div></body></html>", "div.row"),
        ("<html><body>出错了</body></html>", "table.list tbody tr"),
    ],
)
def test_no_row_where_the_page_does_not_show_that_there_is_none_is_not_understood(page: str, row: str) -> None:
    with pytest.raises(NotUnderstood, match="rows 看不懂"):
        rows_of(page, row)


@pytest.mark.parametrize("row", ["table.list tbody tr", "table.list > tbody > tr", "table.list > tr", "table.list tr"])
def test_rows_are_found_with_and_without_the_body_that_browsers_add(row: str) -> None:
    bare = "<tr><td>A1</td><td>1</td></tr><tr><td>A2</td><td>2</td></tr>"
    expected = [{"id": "A1", "state": "1"}, {"id": "A2", "state": "2"}]
    assert rows_of(table(bare), row) == rows_of(table(f"<tbody>{bare}</tbody>"), row) == expected


def test_what_a_portal_shows_for_none_in_another_way_is_said_by_the_profile() -> None:
    page = "<html><body><div class=count>共 0 件</div></body></html>"
    assert rows_of(page, "div.row", empty=".count /共 0 件/") == []
    with pytest.raises(NotUnderstood):
        rows_of(page.replace("0", "3"), "div.row", empty=".count /共 0 件/")


def test_a_pattern_may_follow_a_header_right_away() -> None:
    assert read(number="th=申报流水号 /(\\d{4})$/")[0] == {"number": "0101"}


def test_a_submit_page_that_refuses_has_its_words_and_no_table() -> None:
    spec = Html(one={"said": "p.red"}, tables={"rows": Table(row="table.done tr.one", columns={"id": "td"})})
    page = "<html><body><p class=red>该阶段已有在办申报</p></body></html>"
    assert as_data(page, spec, sure=False) == {"said": "该阶段已有在办申报", "rows": []}
    with pytest.raises(NotUnderstood):
        as_data(page, spec)


CARD = Html(
    proof="table.list",
    tables={"rows": Table(row="table.list tbody tr", columns={"id": "a @data-id", "items[]": ".item"})},
)


@pytest.mark.parametrize(
    "item", ["无障碍设施建设项目竣工验收", "没有产权车位登记", "无线电台站设置项目", "人防工程为空", "暂无数据"]
)
def test_a_row_of_one_cell_is_a_row_whatever_words_its_item_begins_with(item: str) -> None:
    cell = f"<tr><td><a data-id=A1></a><span class=item>{item}</span></td></tr>"
    page = table(f"<tbody>{cell}</tbody>", head="<thead><tr><th>我的申报</th></tr></thead>")
    assert as_data(page, CARD)["rows"] == [{"id": "A1", "items": [item]}]


@pytest.mark.parametrize("row", ["table.list tbody tr", "tr.one"])
@pytest.mark.parametrize(
    "words",
    [
        "系统异常，无法获取申报信息",
        "没有权限查看项目信息，请重新登录",
        "您还没有选择单位，请先选择单位后查询项目",
        "没有查询条件，请输入项目编号",
        "正在加载，暂无数据",
        "数据加载失败，没有数据",
    ],
)
def test_words_that_say_more_than_none_are_neither_an_empty_list_nor_a_row(words: str, row: str) -> None:
    with pytest.raises(NotUnderstood, match="rows 看不懂"):
        rows_of(table(f"<tbody><tr><td colspan=2>{words}</td></tr></tbody>"), row)


@pytest.mark.parametrize(
    "words",
    [
        "没有相关记录",
        "无数据",
        "没有查询到符合条件的记录。",
        "暂无申报信息",
        "No matching records found",
        "查询结果为空",
        "无",
    ],
)
@pytest.mark.parametrize("span", ["2", "7", "", "x"])
def test_the_usual_words_for_none_are_an_empty_list_however_wide_their_cell(words: str, span: str) -> None:
    assert rows_of(table(f'<tbody><tr><td colspan="{span}">{words}</td></tr></tbody>')) == []


@pytest.mark.parametrize(
    "page",
    [
        table("<tbody><tr><th>A1</th><th>1</th></tr></tbody>"),
        table("<tfoot><tr><td>A1</td><td>1</td></tr></tfoot><tbody></tbody>"),
        f"<div>{table('')}<div><table><tbody><tr><td>A1</td><td>1</td></tr></tbody></table></div></div>",
    ],
)
def test_rows_that_stand_where_none_is_looked_for_are_not_understood_rather_than_none(page: str) -> None:
    with pytest.raises(NotUnderstood, match="rows 看不懂"):
        rows_of(page)


@pytest.mark.parametrize(
    "page",
    [
        table("<tfoot><tr><td colspan=2>第 1 页</td></tr></tfoot><tbody></tbody>"),
        f"<div>{table('')}<table><tr><td colspan=2>暂无数据</td></tr></table></div>",
        table("<tr><th>编号</th><th>状态</th></tr>", head=""),
        f"<table><tr><td>菜单</td><td>{table('')}</td></tr></table>",
    ],
)
def test_a_foot_of_pages_and_tables_of_other_things_do_not_hide_that_there_is_none(page: str) -> None:
    assert rows_of(page) == []


@pytest.mark.parametrize(("span", "state"), [("x", "1"), ("", "1"), ("0", "1")])
def test_a_span_that_is_no_number_is_one_column(span: str, state: str) -> None:
    assert rows_of(table(f'<tr><td colspan="{span}">A1</td><td>1</td></tr>')) == [{"id": "A1", "state": state}]
