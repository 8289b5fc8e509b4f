"""
What can be done on a wizard page: one record for each action of the profile language, and one row in `TABLE`.

The row says all that other places ask about an action: whether it types, brings a form up, loads a new document, saves
at the portal or leaves the page, and what it needs. Whoever wants to know asks the table or the type, never a list of
names of their own. How an action is planned stands in `connector/mappers/steps.py`, how it is done in
`connector/pages/wizard.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Annotated, Any, Literal

from pydantic import Field, GetJsonSchemaHandler, ModelWrapValidatorHandler, PrivateAttr, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from gongai.records.base import Record
from gongai.sites.call import Call

WINDOW = "popup"
"""The dialog of a chooser that is a browser window of its own."""


class Check(Record):
    """A check that the page asks the portal for by itself when a button is pressed: only a plain yes lets us go on."""

    call: Call
    ok: Annotated[str, Field(description="path of the flag that says yes")]
    ok_values: Annotated[tuple[str, ...], Field(description="values of the flag that mean yes")] = ("true",)
    why: Annotated[str, Field(description="path of the reasons for a no")] = ""


class Action(Record):
    """What every action may say."""

    when: Annotated[str, Field(description="条件：路径（不为空时）、路径=值、路径!=值；空 = 总是")] = ""
    optional: Annotated[bool, Field(description="页面上可以没有；没有就不做")] = False
    _ignored: tuple[str, ...] = PrivateAttr(())

    @model_validator(mode="wrap")
    @classmethod
    def _keys_of_other_actions_say_nothing(cls, data: Any, handler: ModelWrapValidatorHandler["Action"]) -> "Action":
        """Profiles written when all actions were one record, and those that give an inherited action another `do`, may
        hold keys that this action has no use for. They are left out here, and `site check` tells of them.
        """
        ignored: tuple[str, ...] = ()
        if isinstance(data, Mapping):
            ignored = tuple(key for key in data if key in all_keys() and key not in cls.model_fields)
            data = {key: value for key, value in data.items() if key not in ignored}
        made = handler(data)
        made._ignored = ignored
        return made

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """For editors: what it does, and what it cannot do without."""
        schema = handler(core)
        inner = handler.resolve_ref_schema(schema)
        row = next((row for row in TABLE.values() if row.action is cls), None)
        if row is not None:
            inner["description"] = row.what
            inner["required"] = ["do", *row.needs]
        return schema

    @property
    def ignored(self) -> tuple[str, ...]:
        """Keys written for it that only other actions know."""
        return self._ignored


class OneControl(Action):
    """An action about one control of the form, by its label."""

    section: Annotated[str, Field(description="栏目所在的小标题")] = ""
    label: Annotated[str, Field(description="栏目文字")] = ""


class FillAction(Action):
    do: Literal["fill"]
    group: Annotated[str, Field(description="填哪一组栏目（fields.*.group）")] = ""


class BlocksAction(Action):
    do: Literal["blocks"]
    group: Annotated[str, Field(description="每条填哪一组栏目")] = ""
    rows: Annotated[str, Field(description="申报件中列表的路径；栏目的 source 里它的每一条叫 row")] = ""
    css: Annotated[str, Field(description="一块（CSS）；不写 = 可编辑的表格，一条一行，栏目文字是列标题")] = ""
    text: Annotated[str, Field(description="增加一块或一行的按钮文字")] = ""
    section: Annotated[str, Field(description="表格的小标题")] = ""
    label: Annotated[str, Field(description="一块叫什么，给人看")] = ""


class ChooseAction(OneControl):
    do: Literal["choose"]
    search: Annotated[str, Field(description="先输入什么再选，可用模板")] = ""
    option: Annotated[str, Field(description="选哪一项，可用模板")] = ""


class ChooserAction(OneControl):
    do: Literal["chooser"]
    text: Annotated[str, Field(description="打开选择窗口的按钮文字")] = ""
    css: Annotated[str, Field(description="按什么打开选择窗口（CSS），代替按钮文字")] = ""
    dialog: Annotated[str, Field(description="选择窗口（CSS）；另开浏览器窗口的写 popup")] = ""
    dialog_frame: Annotated[str, Field(description="窗口里的 iframe（CSS）")] = ""
    search_label: Annotated[str, Field(description="窗口里搜索栏的栏目文字")] = ""
    search: Annotated[str, Field(description="搜索栏里输入什么，可用模板")] = ""
    find: Annotated[str, Field(description="搜索按钮的文字")] = ""
    row: Annotated[str, Field(description="一行（CSS）")] = ""
    option: Annotated[str, Field(description="要选的那一行含有的文字，可用模板；必须恰好一行")] = ""
    open: Annotated[str, Field(description="行内“选择”链接的文字；不写 = 点这一行")] = ""
    confirm: Annotated[str, Field(description="点行之后要按的按钮文字")] = ""
    back: Annotated[str, Field(description="写回后栏目应等于什么，可用模板；不写 = option")] = ""


class ApplicantAction(OneControl):
    do: Literal["applicant"]


class PressAction(Action):
    do: Literal["press"]
    text: Annotated[str, Field(description="按钮文字")] = ""
    call: Annotated[str, Field(description="按下后保存的请求的路径，应答须说成功；GET 写成 GET /路径")] = ""
    answer: Annotated[Literal["", "page"], Field(description="page = 按下后换页，css 是下一页上必须看得见的元素")] = ""
    css: Annotated[str, Field(description="answer = page：下一页上必须看得见的元素（CSS）")] = ""
    refused: Annotated[str, Field(description="平台拒绝时写出理由的元素（CSS）")] = ""
    facts: Annotated[
        dict[str, str], Field(description="留用的值：名称 → 应答中的路径；answer = page 时是网页上的取法")
    ] = {}
    check: Annotated[Check | None, Field(description="平台必须先同意的前置检测")] = None
    box: Annotated[str, Field(description="浏览器自带的确认框问什么时答“确定”（正则）")] = ""


class WaitAction(Action):
    do: Literal["wait"]
    css: Annotated[str, Field(description="等什么出现（CSS）")] = ""


class TileAction(Action):
    do: Literal["tile"]
    css: Annotated[str, Field(description="所有的块（CSS）")] = ""
    text: Annotated[str, Field(description="选哪一块，按文字，可用模板")] = ""
    chosen: Annotated[str, Field(description="选中的块符合什么（CSS）")] = ""


class QuestionsAction(Action):
    do: Literal["questions"]
    group: Annotated[Literal["", "stage", "items"], Field(description="回答阶段的还是事项的情形；空 = 全部")] = ""
    css: Annotated[str, Field(description="问题在哪里（CSS）；空 = 这一步里")] = ""


class ItemsAction(Action):
    do: Literal["items"]


class InnerFormAction(Action):
    do: Literal["inner_form"]
    css: Annotated[str, Field(description="“一张表单”的 iframe 或对话框（CSS）")] = ""
    text: Annotated[str, Field(description="表单里保存按钮的文字")] = ""
    call: Annotated[str, Field(description="保存请求的路径")] = ""


class AnswerBoxAction(Action):
    do: Literal["answer_box"]
    box: Annotated[str, Field(description="提示框的文字（正则）；不符即停")] = ""
    text: Annotated[str, Field(description="提示框里要按的按钮文字")] = ""


class MaterialsAction(Action):
    do: Literal["materials"]


AnyAction = Annotated[
    FillAction
    | BlocksAction
    | ChooseAction
    | ChooserAction
    | ApplicantAction
    | PressAction
    | WaitAction
    | TileAction
    | QuestionsAction
    | ItemsAction
    | InnerFormAction
    | AnswerBoxAction
    | MaterialsAction,
    Field(discriminator="do"),
]

Where = bool | tuple[str, ...]
"""Always, never, or where one of these keys is written."""


@dataclass(frozen=True)
class Row:
    """What is asked about an action anywhere."""

    action: type[Action]
    what: str
    """What it does, for the author of a profile."""
    needs: tuple[str, ...] = ()
    """Keys that it cannot do without."""
    one_of: tuple[str, ...] = ()
    """Keys of which it needs one."""
    without: str = ""
    """What is not said where it has none of them."""
    needs_if: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Key → other keys that it needs where that one is written."""
    part: tuple[str, tuple[str, ...]] = ("", ())
    """Table of the profile that it works with, and the keys that must be written there."""
    templates: tuple[str, ...] = ()
    """Keys that may hold `{names}`."""
    types: bool = False
    """It puts values into the page's form, so the form is compared with the approved one before."""
    reveals: bool = False
    """It only brings a form up: nothing of ours stands on the page after it."""
    loads: Where = False
    """A new document comes, and values are taken from that page."""
    saves: Where = False
    """It writes at the portal."""
    leaves: bool = False
    """It may leave the page."""
    goes_on: bool = False
    """Where it fails, the rest of the page can still be tried."""


TABLE: Mapping[str, Row] = {
    "fill": Row(FillAction, "填一组栏目并读回", needs=("group",), types=True, goes_on=True),
    "blocks": Row(
        BlocksAction,
        "一个列表每条填一块或一行",
        needs=("group", "rows", "text"),
        templates=("text",),
        types=True,
        goes_on=True,
    ),
    "choose": Row(
        ChooseAction,
        "在下拉框里搜索并选一项",
        needs=("label", "option"),
        templates=("search", "option"),
        reveals=True,
    ),
    "chooser": Row(
        ChooserAction,
        "在选择窗口里选一行，窗口写回表单，再读回核对",
        needs=("dialog", "row", "option"),
        one_of=("text", "css"),
        without="没有写明按什么打开选择窗口",
        templates=("text", "search", "option", "back"),
        reveals=True,
    ),
    "applicant": Row(ApplicantAction, "选定申报主体并读回", needs=("label",), types=True, goes_on=True),
    "press": Row(
        PressAction,
        "按按钮；写了 call 就等那个请求的应答说成功，写了 answer = page 就等下一页",
        needs=("text",),
        needs_if={"answer": ("css",)},
        templates=("text",),
        loads=("answer",),
        saves=("call", "answer"),
        leaves=True,
    ),
    "wait": Row(WaitAction, "等元素出现", needs=("css",), reveals=True),
    "tile": Row(TileAction, "按文字选一块", needs=("css", "text", "chosen"), templates=("text",)),
    "questions": Row(
        QuestionsAction, "回答情形", part=("questions", ("row", "text", "choice", "chosen")), goes_on=True
    ),
    "items": Row(ItemsAction, "勾选事项清单", part=("items", ("row", "name", "box", "chosen")), goes_on=True),
    "inner_form": Row(
        InnerFormAction,
        "填嵌在框架、对话框里的“一张表单”并保存",
        needs=("css", "text", "call"),
        templates=("text",),
        types=True,
        saves=True,
    ),
    "answer_box": Row(AnswerBoxAction, "回答提示框；文字不符即停", needs=("text",), templates=("text",), leaves=True),
    "materials": Row(MaterialsAction, "推送全部材料并核对", part=("materials", ("row", "name")), saves=True),
}


def row_of(action: AnyAction) -> Row:
    return TABLE[action.do]


def types(action: AnyAction) -> bool:
    return row_of(action).types


def reveals(action: AnyAction) -> bool:
    return row_of(action).reveals


def loads(action: AnyAction) -> bool:
    return _true_of(row_of(action).loads, action)


def saves(action: AnyAction) -> bool:
    return _true_of(row_of(action).saves, action)


def leaves(action: AnyAction) -> bool:
    return row_of(action).leaves


def _true_of(where: Where, action: Action) -> bool:
    """Whether what a row says holds for this action as it is written."""
    return where if isinstance(where, bool) else any(getattr(action, key) for key in where)


@cache
def keys_of(do: str) -> tuple[str, ...]:
    """The keys that may be written for an action, those of every action last."""
    shared = tuple(Action.model_fields)
    return ("do", *(key for key in TABLE[do].action.model_fields if key not in ("do", *shared)), *shared)


@cache
def all_keys() -> frozenset[str]:
    """The keys that may be written for some action."""
    return frozenset(key for do in TABLE for key in keys_of(do))


def missing(action: AnyAction) -> tuple[tuple[str, str], ...]:
    """Keys that an action lacks, and why it needs each."""
    row = row_of(action)
    found = [(key, f"动作 {action.do} 缺少 {key}") for key in row.needs if not getattr(action, key)]
    for given, keys in row.needs_if.items():
        if getattr(action, given):
            found += [(key, f"动作 {action.do} 写了 {given}，缺少 {key}") for key in keys if not getattr(action, key)]
    if row.one_of and not any(getattr(action, key) for key in row.one_of):
        found.append((row.one_of[0], f"动作 {action.do} {row.without}：缺少 {'、'.join(row.one_of)} 之一"))
    return tuple(found)
