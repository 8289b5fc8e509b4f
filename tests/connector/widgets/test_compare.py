"""What counts as the same value."""

import pytest

from gongai.connector.widgets import FieldOrder, Filled, Kind, Reading, Value, mismatches


def filled(
    kind: Kind, want: Value, submitted: Value | None, visible: Value | None = None, options: tuple[str, ...] = ()
) -> Filled:
    return Filled(FieldOrder("栏", kind, want), Reading("栏", "", True, True, visible, submitted, options))


@pytest.mark.parametrize(
    "one",
    [
        filled(Kind.NUMBER, "12.5", "12.50"),
        filled(Kind.NUMBER, "1200", "1,200.00"),
        filled(Kind.DATE, "2027-05-06", "2027/5/6"),
        filled(Kind.DATE, "2027-05-06", "2027-05-06", "2027年05月06日"),
        filled(Kind.DATE, "2027-05-06", "20270506", "2027"),
        filled(Kind.DATERANGE, ("2027-01-01", "2027-12-31"), ("20270101", "20271231")),
        filled(Kind.MULTISELECT, ("甲", "乙"), ("乙", "甲")),
        filled(Kind.TEXT, "名称", " 名称 "),
        filled(Kind.SELECT, "园区（一期）", "园区(一期)"),
        filled(Kind.CASCADER, "云汐市/竹湾区", ("云汐市", "竹湾区")),
        filled(Kind.SWITCH, "是", "启用中", "启用中", ("启用中", "停用中")),
        filled(Kind.TREE, ("住宅",), ("住宅",), ("E4710",)),
        filled(Kind.YEAR, "2027", "2027-01-01", "2027年"),
        filled(Kind.RICHTEXT, "甲 乙\n丙", "甲\xa0乙\n\n丙\n"),
        filled(Kind.UPLOAD, ("/a/申请表.pdf", "c:\\红线图.dwg"), ("红线图.dwg", "申请表.pdf"), ("红线图…",)),
        filled(Kind.READONLY, "1200.5", "1,200.50"),
    ],
    ids=lambda one: f"{one.order.kind}-{one.order.value}",
)
def test_another_spelling_of_the_same_value_is_no_mismatch(one: Filled) -> None:
    assert mismatches([one]) == ()


@pytest.mark.parametrize(
    "one",
    [
        filled(Kind.NUMBER, "12.5", "125"),
        filled(Kind.NUMBER, "12.5", ""),
        filled(Kind.DATE, "2027-05-06", "2027-06-05"),
        filled(Kind.DATE, "2027-05-06", "2027-05-06", "2027-05-07"),
        filled(Kind.DATERANGE, ("2027-01-01", "2027-12-31"), ("2027-12-31", "2027-01-01")),
        filled(Kind.MULTISELECT, ("甲",), ("甲", "乙")),
        filled(Kind.MULTISELECT, ("甲", "甲乙"), ("甲", "甲")),
        filled(Kind.TEXT, "名称", "名 称"),
        filled(Kind.TEXT, "名称", "名称", "别的"),
        filled(Kind.SELECT, "核准", "A00002"),
        filled(Kind.CASCADER, ("云汐市", "竹湾区"), ("竹湾区",)),
        filled(Kind.SWITCH, "否", "启用中", "启用中", ("启用中", "停用中")),
        filled(Kind.TREE, ("住宅",), ("住宅",), ()),
        filled(Kind.YEAR, "2027", "2028"),
        filled(Kind.RICHTEXT, "甲\n乙", "甲乙"),
        filled(Kind.UPLOAD, ("申请表.pdf",), ("申请表.pdf", "旧.pdf")),
        filled(Kind.READONLY, "007", "7"),
        filled(Kind.TEXT, "x", None),
        Filled(FieldOrder("栏", Kind.TEXT, "x"), None),
        Filled(FieldOrder("栏", Kind.TEXT, "x"), Reading("栏", "", True, True, "x", "x"), "已禁用"),
    ],
    ids=lambda one: f"{one.order.kind}-{one.order.value}",
)
def test_a_different_value_or_any_trouble_is_a_mismatch(one: Filled) -> None:
    assert mismatches([one]) == (one,)
