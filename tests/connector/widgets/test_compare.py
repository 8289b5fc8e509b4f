"""What counts as the same value."""

import pytest

from gongai.connector.widgets import FieldInput, FieldResult, Kind, Reading, Value, mismatches


def result(
    kind: Kind, want: Value, submitted: Value | None, visible: Value | None = None, options: tuple[str, ...] = ()
) -> FieldResult:
    return FieldResult(FieldInput("栏", kind, want), Reading("栏", "", True, True, visible, submitted, options))


@pytest.mark.parametrize(
    "one",
    [
        result(Kind.NUMBER, "12.5", "12.50"),
        result(Kind.NUMBER, "1200", "1,200.00"),
        result(Kind.NUMBER, "1234.5", "1234.5", "1234.5 万元"),
        result(Kind.NUMBER, "1200.5", "1200.50", "￥1,200.50"),
        result(Kind.DATE, "2027-05-06", "2027/5/6"),
        result(Kind.DATE, "2027-05-06", "2027-05-06", "2027年05月06日"),
        result(Kind.DATE, "2027-05-06", "20270506", "2027"),
        result(Kind.DATERANGE, ("2027-01-01", "2027-12-31"), ("20270101", "20271231")),
        result(Kind.MULTISELECT, ("甲", "乙"), ("乙", "甲")),
        result(Kind.TEXT, "名称", " 名称 "),
        result(Kind.SELECT, "园区（一期）", "园区(一期)"),
        result(Kind.CASCADER, "云汐市/竹湾区", ("云汐市", "竹湾区")),
        result(Kind.SWITCH, "是", "启用中", "启用中", ("启用中", "停用中")),
        result(Kind.TREE, ("住宅",), ("住宅",), ("E4710",)),
        result(Kind.YEAR, "2027", "2027-01-01", "2027年"),
        result(Kind.RICHTEXT, "甲 乙\n丙", "甲\xa0乙\n\n丙\n"),
        result(Kind.UPLOAD, ("/a/申请表.pdf", "c:\\红线图.dwg"), ("红线图.dwg", "申请表.pdf"), ("红线图…",)),
        result(Kind.READONLY, "1200.5", "1,200.50"),
    ],
    ids=lambda one: f"{one.order.kind}-{one.order.value}",
)
def test_another_spelling_of_the_same_value_is_no_mismatch(one: FieldResult) -> None:
    assert mismatches([one]) == ()


@pytest.mark.parametrize(
    "one",
    [
        result(Kind.NUMBER, "12.5", "125"),
        result(Kind.NUMBER, "12.5", ""),
        result(Kind.NUMBER, "12.5", "12.5", "125"),
        result(Kind.NUMBER, "12.5", "12.5 万元", "12.5 万元"),
        result(Kind.DATE, "2027-05-06", "2027-06-05"),
        result(Kind.DATE, "2027-05-06", "2027-05-06", "2027-05-07"),
        result(Kind.DATERANGE, ("2027-01-01", "2027-12-31"), ("2027-12-31", "2027-01-01")),
        result(Kind.MULTISELECT, ("甲",), ("甲", "乙")),
        result(Kind.MULTISELECT, ("甲", "甲乙"), ("甲", "甲")),
        result(Kind.TEXT, "名称", "名 称"),
        result(Kind.TEXT, "名称", "名称", "别的"),
        result(Kind.SELECT, "核准", "A00002"),
        result(Kind.CASCADER, ("云汐市", "竹湾区"), ("竹湾区",)),
        result(Kind.SWITCH, "否", "启用中", "启用中", ("启用中", "停用中")),
        result(Kind.TREE, ("住宅",), ("住宅",), ()),
        result(Kind.YEAR, "2027", "2028"),
        result(Kind.RICHTEXT, "甲\n乙", "甲乙"),
        result(Kind.UPLOAD, ("申请表.pdf",), ("申请表.pdf", "旧.pdf")),
        result(Kind.READONLY, "007", "7"),
        result(Kind.TEXT, "x", None),
        FieldResult(FieldInput("栏", Kind.TEXT, "x"), None),
        FieldResult(FieldInput("栏", Kind.TEXT, "x"), Reading("栏", "", True, True, "x", "x"), "已禁用"),
    ],
    ids=lambda one: f"{one.order.kind}-{one.order.value}",
)
def test_a_different_value_or_any_trouble_is_a_mismatch(one: FieldResult) -> None:
    assert mismatches([one]) == (one,)
