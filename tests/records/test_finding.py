"""A finding as a sentence: it reads the same in a message, on a terminal and on a page."""

import pytest

from gongai.records.finding import Finding
from gongai.text.findings import one_line, two_lines

WITH = Finding(field="contact.mobile 联系方式", value="138****0010", rule="含有星号", remedy="请补全")
WITHOUT = Finding(field="project.name 项目名称", value="", rule="必填项未填", remedy="请补填", level="warn")


@pytest.mark.parametrize(
    ("finding", "sentence"),
    [
        (WITH, "contact.mobile 联系方式：138****0010。含有星号。请补全"),
        (WITHOUT, "project.name 项目名称：必填项未填。请补填"),
    ],
    ids=["with a value", "without"],
)
def test_a_finding_says_where_what_and_what_to_do_and_nothing_of_a_value_that_is_not_there(
    finding: Finding, sentence: str
) -> None:
    assert str(finding) == sentence
    assert one_line(finding).endswith(sentence)


def test_what_refuses_is_told_from_what_only_warns() -> None:
    assert two_lines(WITH) == ("✗ contact.mobile 联系方式：138****0010", "含有星号。请补全")
    assert two_lines(WITHOUT) == ("! project.name 项目名称", "必填项未填。请补填")
