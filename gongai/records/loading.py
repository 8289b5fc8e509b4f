"""From plain data to a record; what has the wrong shape comes back as findings in Chinese, all at once."""

import os
from collections.abc import Mapping
from pathlib import Path
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from gongai import input_file
from gongai.errors import FilingError
from gongai.records.base import Record
from gongai.records.finding import Finding
from gongai.records.label import extra_of

R = TypeVar("R", bound=Record)
Loc = tuple[int | str, ...]

MAX_BYTES = 4 * 1024 * 1024  # a filing is text of a few kilobytes; more is a wrong file

# pydantic error type → (rule, remedy)
_MESSAGES: dict[str, tuple[str, str]] = {
    "missing": ("缺少这一项", "请补填"),
    "extra_forbidden": ("不认识的字段名", "请核对字段名的拼写，或删去这一项"),
    "string_type": ("应为文字", "请写成带引号的文字"),
    "string_unicode": ("含有无法识别的字符", "请重新输入这段文字"),
    "int_type": ("应为整数", "请填写整数"),
    "int_parsing": ("应为整数", "请填写整数"),
    "int_from_float": ("应为整数，不能有小数", "请填写整数"),
    "int_parsing_size": ("整数过大", "请核对数值"),
    "decimal_type": ("应为数字", "请填写数字，不带单位和千分位逗号"),
    "decimal_parsing": ("应为数字", "请填写数字，不带单位和千分位逗号"),
    "decimal_max_digits": ("数字位数过多", "请核对数值，最多 24 位"),
    "finite_number": ("应为有限的数字", "请核对数值"),
    "bool_type": ("应为是或否", "请填写 true 或 false"),
    "bool_parsing": ("应为是或否", "请填写 true 或 false"),
    "day": ("应为“年-月-日”格式的日期，不能只写年份", "请写成 2026-03-01 这样的日期"),
    "date_from_datetime_parsing": ("日期不存在", "请核对年月日，例如 2026-03-01"),
    "date_parsing": ("日期不存在", "请核对年月日，例如 2026-03-01"),
    "moment": ("应为日期加时间", "请写成 2026-03-01 09:00 这样的时间"),
    "datetime_parsing": ("日期或时间不存在", "请核对日期和时间，例如 2026-03-01 09:00"),
    "datetime_from_date_parsing": ("日期或时间不存在", "请核对日期和时间，例如 2026-03-01 09:00"),
    "tuple_type": ("应为列表", "请写成方括号括起来的列表"),
    "dict_type": ("应为对照表", "请写成花括号括起来的“名称: 值”"),
    "model_type": ("应为一组字段", "请写成花括号括起来的“字段: 值”"),
}


def load(model: type[R], data: Mapping[str, Any]) -> R:
    """The record that `data` describes. Raises FilingError with one finding for each thing of the wrong shape."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        findings = findings_in(model, error)
    raise FilingError(f"数据格式不对，共 {len(findings)} 处：{findings[0]}", findings)


def read_json(path: str) -> tuple[dict[str, Any], Path]:
    """The object in a JSON file and the folder it lies in. Numbers keep their digits."""
    place = Path(path)
    try:
        data = input_file.json_value(place, at_most=MAX_BYTES)
    except input_file.Unreadable as error:
        raise FilingError(f"文件无法读取：{path}（{error}）。请核对是否选错了文件，应为 UTF-8 编码的 JSON") from error
    if not isinstance(data, dict):
        raise FilingError(f"文件内容应为一组字段：{path}。请写成花括号括起来的“字段: 值”")
    return data, place.resolve().parent


def absolute(path: str, folder: Path) -> str:
    """A path that counts from `folder`, without `..` and with its own name even where it is a link."""
    return os.path.normpath(folder / path)


def title_of(model: type[BaseModel], loc: Loc) -> str:
    """Dotted path and Chinese label of a place inside a record, e.g. `project.invest_wan 总投资（万元）`."""
    path = ".".join(str(part) for part in loc)
    info = field_at(model, loc)
    return f"{path} {info.title}" if info is not None and info.title else path


def field_at(model: type[BaseModel], loc: Loc) -> FieldInfo | None:
    """The nearest labelled field on the way to a place inside a record; None for a name that no record has."""
    found: FieldInfo | None = None
    here: type[BaseModel] | None = model
    for part in loc:
        if here is None or isinstance(part, int):
            continue  # a key of a plain mapping, or a place in a list: the label of the whole stands for it
        if part not in here.model_fields:
            return None
        found = here.model_fields[part]
        here = _model_in(found.annotation)
    return found


def model_at(model: type[BaseModel], loc: Loc) -> type[BaseModel] | None:
    """The record that stands at a place inside a record (also as one of a list), if one does."""
    here: type[BaseModel] | None = model
    for part in loc:
        if here is None:
            return None
        if isinstance(part, str):
            here = _model_in(here.model_fields[part].annotation) if part in here.model_fields else None
    return here


def findings_in(model: type[Record], error: ValidationError) -> tuple[Finding, ...]:
    """What pydantic found, one finding a place, in Chinese."""
    seen: dict[str, Finding] = {}
    for detail in error.errors(include_url=False):
        finding = _finding(model, plain(detail["loc"]), detail)
        seen.setdefault(finding.field, finding)  # a union reports one error per arm: one is enough
    return tuple(seen.values())


def plain(loc: Loc) -> Loc:
    """A place as the data has it: pydantic adds the names of union arms to the path, which nobody wrote."""
    return tuple(part for part in loc if isinstance(part, int) or (part != "constrained-str" and "[" not in part))


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    if get_origin(annotation) in (Union, UnionType, tuple):
        for inner in get_args(annotation):
            if (model := _model_in(inner)) is not None:
                return model
    return None


def _finding(model: type[Record], loc: Loc, detail: ErrorDetails) -> Finding:
    kind = detail["type"]
    if kind == "literal_error":
        rule = f"只能是以下之一：{detail.get('ctx', {}).get('expected', '')}".replace("'", "").replace(" or ", "、")
        remedy = "请从中选一个"
    else:
        rule, remedy = _MESSAGES.get(kind, ("格式不对", "请对照字段说明（gongai schema）修改"))
    info = field_at(model, loc)
    private = info is not None and bool(extra_of(info, "private"))
    return Finding(
        field=title_of(model, loc) or "（整个文件）", value=_shown(detail, private), rule=rule, remedy=remedy
    )


def _shown(detail: ErrorDetails, private: bool) -> str:
    value = detail["input"]
    if detail["type"] == "missing" or value is None:
        return ""
    if private:
        return "***"
    if isinstance(value, Mapping):
        return "（一组字段）"
    if isinstance(value, list | tuple):
        return "（列表）"
    text = str(value).encode("utf-8", "replace").decode()
    return text if len(text) <= 60 else text[:60] + "…"
