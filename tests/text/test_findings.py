"""A finding as people read it."""

from gongai.records.finding import Finding
from gongai.text.findings import one_line, two_lines


def test_a_place_in_a_list_is_counted_as_people_count() -> None:
    one = Finding(field="materials.0.path 文件", value="a.pdf", rule="已损坏", remedy="重新导出")
    assert two_lines(one)[0] == "✗ materials.0.path 文件（第 1 项）：a.pdf"
    assert "（第 1 项）" in one_line(one)
    other = Finding(field="project.name 项目名称", value="", rule="必填项未填", remedy="请补填", level="warn")
    assert two_lines(other)[0] == "! project.name 项目名称"
