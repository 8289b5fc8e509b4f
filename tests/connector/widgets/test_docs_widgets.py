"""docs/widgets.md says what the contract tests prove: kinds × libraries, and which on the real library."""

from pathlib import Path

from gongai.connector.widgets import Kind
from tests.connector.widgets.contract import LIBRARIES, MARKUP_ONLY, TABLES, UPLOADS, cases
from tests.connector.widgets.test_richtext import EDITORS

PAGE = Path(__file__).parents[3] / "docs/widgets.md"
NAMES = {
    "elementui": "Element UI 2",
    "elementplus": "Element Plus",
    "antdvue": "Ant Design Vue",
    "antdreact": "antd（React）",
    "layui": "layui",
    "easyui": "EasyUI",
    "plainhtml": "普通 HTML",
    "bootstrap": "Select2、flatpickr",
    "miniui": "miniUI",
    "my97": "My97",
}
ROWS = {
    Kind.TEXT: "单行文本",
    Kind.TEXTAREA: "多行文本",
    Kind.NUMBER: "数字",
    Kind.SELECT: "下拉单选",
    Kind.MULTISELECT: "下拉多选",
    Kind.DATE: "日期",
    Kind.YEAR: "年份",
    Kind.DATERANGE: "日期范围",
    Kind.CASCADER: "级联",
    Kind.RADIO: "单选",
    Kind.CHECKBOX: "复选",
    Kind.SWITCH: "开关",
    Kind.TREE: "树、树形下拉",
    Kind.UPLOAD: "上传",
    Kind.READONLY: "只读、计算栏",
}


def _line(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _mark(library: str, there: bool) -> str:
    return "—" if not there else "○" if library in MARKUP_ONLY else "●"


def _table() -> list[str]:
    lines = [_line(["种类", "`kind`", *NAMES.values()]), _line(["---"] * (len(NAMES) + 2))]
    for kind, title in ROWS.items():
        proven = {
            name: any(case.kind is kind for case in cases(name))
            or (kind is Kind.UPLOAD and name in UPLOADS)
            or (kind is Kind.READONLY and name != "my97")
            for name in LIBRARIES
        }
        lines.append(_line([title, f"`{kind}`", *(_mark(name, proven[name]) for name in NAMES)]))
    lines.append(_line(["表格行", "（`Table`）", *(_mark(name, name in TABLES) for name in NAMES)]))
    return lines


def test_the_table_of_kinds_and_libraries_is_the_one_that_is_tested() -> None:
    assert set(NAMES) == set(LIBRARIES)
    page = PAGE.read_text(encoding="utf-8").splitlines()
    assert _table() == [line for line in page if line.startswith("|")][: len(_table())], "\n".join(_table())


def test_every_kind_has_its_row_and_every_editor_is_named() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert set(ROWS) | {Kind.RICHTEXT} == set(Kind)
    assert f"`{Kind.RICHTEXT}`" in text
    assert len(EDITORS) == 5
    assert all(name in text for name in ("Quill", "wangEditor", "TinyMCE", "layedit", "UEditor"))
