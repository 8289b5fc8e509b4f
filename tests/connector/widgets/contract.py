"""What every library's page offers the contract tests: the same labels, the same codes in its model."""

from dataclasses import dataclass
from typing import Any

from gongai.connector.widgets import FieldInput, Kind, Value

LIBRARIES: dict[str, tuple[str, ...]] = {
    "elementui": (),
    "elementplus": ("element-plus", "vue"),
    "antdvue": ("ant-design-vue", "vue", "dayjs"),
    "antdreact": ("antd", "react", "react-dom", "dayjs"),
    "layui": ("layui",),
    "easyui": ("jquery-easyui",),
    "plainhtml": (),
    "miniui": (),
    "my97": (),
    "bootstrap": ("jquery", "select2", "flatpickr"),
}
"""The page, and the pinned packages it is made of; Element UI comes with what the stand-in portal needs anyway."""

MARKUP_ONLY = ("miniui", "my97")
"""No package of it can be had: its page is our own imitation of documented markup."""

DATES = (Kind.DATE, Kind.YEAR, Kind.DATERANGE)
ADDRESSES = {"my97": "plainhtml.html?my97"}
"""Where the page is not called like the library."""
PAIRED = ("easyui", "plainhtml", "my97")
"""A range is two dates under one label: two controls, and one order."""
SOME = {
    "bootstrap": (
        "文本栏",
        "多行栏",
        "数字栏",
        "下拉栏",
        "多选栏",
        "日期栏",
        "晚近日期",
        "范围栏",
        "单选栏",
        "复选栏",
        "大列表",
    ),
}
"""Pages that offer only these: Select2 and flatpickr are plug-ins for plain forms, not a whole library."""


@dataclass(frozen=True)
class Case:
    """One kind of control: what is ordered, what the page must hold then, what goes wrong how."""

    kind: Kind
    label: str
    value: Value
    key: str
    held: Any
    cleared: Any = ""
    """What the page holds once it is emptied; None: a control that cannot be empty."""
    unknown: Value | None = None
    """A value that is not offered."""
    shut: Value | None = None
    """A value that is offered but cannot be chosen."""
    hears: bool = False
    """The page listens to this control and must have been told."""
    without: tuple[str, ...] = ()
    """Libraries that have no such control."""

    @property
    def order(self) -> FieldInput:
        return FieldInput(self.label, self.kind, self.value)

    @property
    def emptied(self) -> FieldInput:
        """The order that takes the value away again."""
        return FieldInput(self.label, self.kind, "" if isinstance(self.value, str) else ())


CASES = (
    Case(Kind.TEXT, "文本栏", "云汐示例厂房", "text", "云汐示例厂房", hears=True),
    Case(Kind.TEXTAREA, "多行栏", "厂房三栋\n附属用房", "lines", "厂房三栋\n附属用房"),
    Case(Kind.NUMBER, "数字栏", "12.5", "number", 12.5, cleared=0),
    Case(Kind.SELECT, "下拉栏", "乙项", "select", "b", unknown="丁项", shut="丙项", hears=True),
    Case(
        Kind.MULTISELECT,
        "多选栏",
        ("竹湾区", "荷塘区"),
        "places",
        ["439902", "439904"],
        cleared=[],
        unknown=("竹湾区", "月球"),
        hears=True,
        without=("layui", "my97"),
    ),
    Case(Kind.DATE, "日期栏", "2027-05-06", "date", "2027-05-06", hears=True),
    Case(Kind.YEAR, "年份栏", "2027", "year", "2027", without=("easyui", "plainhtml", "miniui")),
    Case(Kind.DATE, "晚近日期", "2027-05-06", "late", "2027-05-06", shut="2020-01-01"),
    Case(
        Kind.DATERANGE,
        "范围栏",
        ("2027-01-01", "2027-12-31"),
        "span",
        ["2027-01-01", "2027-12-31"],
        cleared=[],
        hears=True,
        without=("miniui",),
    ),
    Case(
        Kind.CASCADER,
        "级联栏",
        ("云汐市", "竹湾区"),
        "region",
        ["4399", "439902"],
        cleared=[],
        unknown=("云汐市", "月球"),
        shut=("云汐市", "松岭区"),
        hears=True,
        without=("layui", "easyui", "plainhtml", "miniui", "my97"),
    ),
    Case(Kind.RADIO, "单选栏", "是", "radio", "1", cleared=None, unknown="也许", shut="不适用", hears=True),
    Case(
        Kind.CHECKBOX,
        "复选栏",
        ("规划", "消防"),
        "check",
        ["规划", "消防"],
        cleared=[],
        unknown=("规划", "航海"),
        shut=("航天",),
        hears=True,
    ),
    Case(
        Kind.SWITCH,
        "开关栏",
        "是",
        "switch",
        True,
        cleared=None,
        unknown="也许",
        hears=True,
        without=("plainhtml", "my97"),
    ),
    Case(
        Kind.TREE,
        "树栏",
        ("住宅房屋建筑", "房地产开发经营"),
        "tree",
        ["E4710", "K7010"],
        cleared=[],
        unknown=("捕鱼业",),
        shut=("物业管理",),
        without=("plainhtml", "my97"),
    ),
    Case(Kind.SELECT, "大列表", "大项555", "many", "m555", unknown="大项801"),
)


def cases(library: str) -> list[Case]:
    """Those that the library has; of My97 these are dates, the rest of its page is plain HTML."""
    own = [case for case in CASES if library not in case.without and (library != "my97" or case.kind in DATES)]
    return [case for case in own if library not in SOME or case.label in SOME[library]]


UPLOADS = tuple(name for name in LIBRARIES if name not in ("my97", *SOME))
"""Libraries with an upload, or with what stands for one."""
KEEPS = ("layui",)
"""Its list of files is each page's own work: what takes a file off it is a button of the page."""
TABLES = ("elementui", "elementplus", "antdvue", "layui", "easyui", "plainhtml")
"""Libraries with a table whose rows can be filled."""
