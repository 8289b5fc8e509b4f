"""Whether an accepted answer whose list is empty says that there is none, or only that it holds nothing."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from gongai.connector.mappers.page_tables import none_said
from gongai.connector.mappers.part import SHOWN, head
from gongai.records.raw import Raw

_PLAIN = re.compile(
    r"(?:您的?|本次)?(?:操作|查询|获取|请求|处理|调用|执行|加载|读取|返回|接口|数据|列表|信息|记录|已)*(?:成功|完成|完毕|正常)"
    r"|(?:(?:request|query|operation|operate|get|list)\s*)?(?:success|successful|successfully|succeeded|ok|okay|done|completed?)"
    r"|200|0|true|没有更多了?|已?(?:经)?(?:到底了?|到?是?最后一页)",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"[,，。.!！;；:：~～、]+")
_CODES: Final = ("code", "status", "errcode", "errorCode")
_DEEP: Final = 6
"""Objects within objects that are looked through."""
_FIRST = re.compile(r"[^.\[?]+")


def doubt(data: Raw, rows: Raw, message: str, columns: Iterable[str]) -> str:
    """Why the empty list `rows` of this answer proves nothing, in Chinese; empty where it does.

    `columns` are the paths by which the profile reads a row: a list of such rows may have got another name.
    """
    if not _is_plain(message):
        return f"列表是空的，平台却说“{head(message)}”。请打开平台核对，稍后再试"
    if isinstance(data, Mapping) and (code := next((one for name in _CODES if _failed(one := data.get(name))), None)):
        return f"列表是空的，答复里的代码却是 {code}。请打开平台核对，稍后再试"
    names = {found[0] for path in columns if (found := _FIRST.match(path))}
    for name, other in _lists(data, "", _DEEP):
        if other is not rows and _alike(other, names):
            return f"列表是空的，旁边的 {name[:SHOWN]} 却有 {len(other)} 行。请核对平台配置的 rows"
    return ""


def _is_plain(message: str) -> bool:
    """Whether words say that all went well, or that there is none, and nothing else."""
    pieces = [piece.strip() for piece in _BETWEEN.split(message) if piece.strip()]
    return none_said(message) or all(_PLAIN.fullmatch(piece) or none_said(piece) for piece in pieces)


def _failed(code: Raw) -> bool:
    """Whether a code is one with which the web tells an error."""
    return not isinstance(code, bool) and isinstance(code, int | str) and bool(re.fullmatch(r"[45]\d\d", str(code)))


def _lists(data: Raw, at: str, deep: int) -> Iterator[tuple[str, list[Raw]]]:
    if deep and isinstance(data, Mapping):
        for name, value in data.items():
            path = f"{at}.{name}" if at else str(name)
            if isinstance(value, list):
                yield path, value
            else:
                yield from _lists(value, path, deep - 1)


def _alike(rows: list[Raw], names: set[str]) -> bool:
    """Whether this is a list of objects that have at least half of what a row is read by: tabs and columns have not."""
    return bool(rows) and all(isinstance(row, Mapping) and 2 * len(names & row.keys()) >= len(names) for row in rows)
