"""One row for each action: all that other places ask about it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from gongai.sites.actions.base import Action
from gongai.sites.actions.kinds import (
    AnswerBoxAction,
    AnyAction,
    ApplicantAction,
    BlocksAction,
    ChooseAction,
    ChooserAction,
    FillAction,
    InnerFormAction,
    ItemsAction,
    MaterialsAction,
    PressAction,
    QuestionsAction,
    TileAction,
    WaitAction,
)

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
