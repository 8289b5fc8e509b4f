"""What is wrong with the shape of a profile, said so that its author finds the place: file, key, what is near."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from types import UnionType
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from gongai.sites.actions import TABLE, keys_of
from gongai.sites.site_profile import Profile

Loc = tuple[int | str, ...]
Files = Sequence[tuple[Path, Mapping[str, Any]]]
"""The files that a profile was put together from, the nearest first, and what they say."""

_TAG = 6
SHOWN = 8
"""More at a time is not read."""

_MESSAGES = {
    "string_type": "应为带引号的文字",
    "tuple_type": "应为方括号括起来的列表",
    "dict_type": "应为一张表（[名称] 或 { }）",
    "model_type": "应为一张表（[名称] 或 { }）",
    "bool_type": "应为 true 或 false",
    "bool_parsing": "应为 true 或 false",
    "float_parsing": "应为数字",
    "float_type": "应为数字",
    "int_parsing": "应为整数",
    "int_type": "应为整数",
    "string_pattern_mismatch": "写法不对",
    "greater_than": "数值太小",
    "greater_than_equal": "数值太小",
}


def message(error: ValidationError, files: Files) -> str:
    """One sentence a place."""
    found = error.errors(include_url=False)
    messages = [_one(dict(detail), files) for detail in found[:SHOWN]]
    more = f"；另有 {len(found) - SHOWN} 处" if len(found) > SHOWN else ""
    return "；".join(messages) + more


def _one(detail: dict[str, Any], files: Files) -> str:
    loc = _written(detail["loc"])
    parts = [str(one) for one in loc if one != "[key]"]
    place = ".".join(parts)
    where = _file(parts, files)
    match detail["type"]:
        case "extra_forbidden":
            keys = _keys(detail["loc"][:-1])
            near = get_close_matches(parts[-1], keys, n=1, cutoff=0.5)
            table = ".".join(parts[:-1])
            prefix = f"[{table}] 中" if table else ""
            prefix += f"动作 {action} " if (action := _action(detail["loc"])) else ""
            hint = f"，您要写的是否为 {near[0]}？" if near else f"，这里可写：{'、'.join(keys)}"
            return f"{where}：{prefix}不认识的键 {parts[-1]}{hint}"
        case "missing":
            return f"{where}：缺少 {place}"
        case "union_tag_not_found":
            return f"{where}：缺少 {place}.do（做什么），可写：{'、'.join(TABLE)}"
        case "union_tag_invalid":
            given = dict(detail.get("ctx", {})).get("tag", "")
            return f"{where}：{place}.do 只能是以下之一：{'、'.join(TABLE)}（现为“{given}”）"
        case "literal_error":
            expected = str(detail.get("ctx", {}).get("expected", ""))
            allowed = expected.replace("'", "").replace(" or ", "、").replace(", ", "、")
            return f"{where}：{place} 只能是以下之一：{allowed}（现为“{detail['input']}”）"
        case "value_error":
            return f"{where}：{place} {str(detail['msg']).removeprefix('Value error, ')}"
        case kind:
            return f"{where}：{place} {_MESSAGES.get(kind, '写法不对')}"


def _written(loc: Loc) -> Loc:
    """A place as the file has it: pydantic adds the name of the action to the path, which nobody wrote there."""
    at = _tag_at(loc)
    return loc if at is None else (*loc[:at], *loc[at + 1 :])


def _action(loc: Loc) -> str:
    """The action in which a place lies; "" where it lies in none."""
    at = _tag_at(loc)
    return "" if at is None else str(loc[at])


def _tag_at(loc: Loc) -> int | None:
    """Where in the path the name of an action stands: wizards.KIND.pages.PAGE.acts.NAME.DO."""
    inside = len(loc) > _TAG and (loc[0], loc[2], loc[4]) == ("wizards", "pages", "acts")
    return _TAG if inside and loc[_TAG] in TABLE else None


def _file(parts: Sequence[str], files: Files) -> str:
    """The file in which the place is written; of a place that is written nowhere, the nearest that has its table."""
    for depth in range(len(parts), 0, -1):
        for path, data in files:
            if _has(data, parts[:depth]):
                return _short(path)
    return _short(files[0][0]) if files else "profile.toml"


def _has(data: Any, parts: Sequence[str]) -> bool:
    for part in parts:
        if not isinstance(data, Mapping) or part not in data:
            return isinstance(data, list) and part.isdigit()
        data = data[part]
    return True


def _short(path: Path) -> str:
    return "/".join(path.parts[-2:])


def _keys(loc: Loc) -> list[str]:
    """The keys that may be written in the table at a place of the profile."""
    here: Any = Profile
    at = _tag_at(loc)
    if at is not None:
        do, loc = str(loc[at]), loc[at + 1 :]
        if not loc:
            return list(keys_of(do))
        here = TABLE[do].action
    for part in loc:
        if part == "[key]":
            continue
        if isinstance(here, type) and issubclass(here, BaseModel):
            here = here.model_fields[str(part)].annotation if str(part) in here.model_fields else None
        else:  # a name of the author's own, or a place in a list
            here = get_args(here)[-1] if get_args(here) else None
        here = _bare(here)
    return list(here.model_fields) if isinstance(here, type) and issubclass(here, BaseModel) else []


def _bare(annotation: Any) -> Any:
    """Without `None` and without what only describes."""
    if get_origin(annotation) in (Union, UnionType):
        return _bare(next((one for one in get_args(annotation) if one is not type(None)), None))
    if hasattr(annotation, "__metadata__"):
        return _bare(get_args(annotation)[0])
    return annotation
