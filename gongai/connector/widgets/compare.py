"""Does the page hold what was ordered? Numbers as numbers, dates as dates, several labels as a set, text exactly."""

import re
import unicodedata
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from gongai.connector.widgets.field import FieldResult, Reading
from gongai.sites.controls import Kind, Value

_DATE = re.compile(r"^(\d{4})\D+(\d{1,2})\D+(\d{1,2})(?!\d)(.*)$|^(\d{4})(\d{2})(\d{2})$")
_YEAR = re.compile(r"\d{4}")
_FIGURE = re.compile(r"-?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?")
_YES = frozenset({"是", "开", "开启", "启用", "on", "true", "1", "yes"})
_NO = frozenset({"否", "关", "关闭", "停用", "off", "false", "0", "no", ""})


def mismatches(results: Sequence[FieldResult]) -> tuple[FieldResult, ...]:
    """Those whose order did not come true: in trouble, or read back as something else."""
    return tuple(one for one in results if one.trouble or not matches(one))


def matches(result: FieldResult) -> bool:
    """True when what the page will submit, and what it shows, both say what was ordered."""
    order, reading = result.order, result.reading
    if reading is None or not reading.found or reading.submitted is None:
        return False
    if not _same(order.kind, order.value, reading.submitted, reading.options):
        return False
    return _shown_agrees(order.kind, order.value, reading)


def folded(label: str) -> str:
    """A label without what does not count: blanks, stars, colons, the width of characters."""
    return re.sub(r"[\s\u200b*:]", "", unicodedata.normalize("NFKC", label))


def year(text: str) -> str:
    """The four digits of a year, of a date too."""
    found = _YEAR.match(text.strip())
    return found[0] if found else text.strip()


def _shown_agrees(kind: Kind, value: Value, reading: Reading) -> bool:
    shown = reading.visible
    if shown is None:
        return True
    match kind:
        case Kind.TREE:
            return bool(shown) == bool(value)  # the field may show codes, or only some of the names
        case Kind.DATE | Kind.DATERANGE if not all(_DATE.match(text.strip()) for text in _texts(shown)):
            return True  # the field shows less than a full date, e.g. only the year
        case Kind.NUMBER if isinstance(_number(_text(shown)), str) and reading.submitted != shown:
            return True  # dressed up (￥1,200.50, 1200.5 万元), while the number itself is what is sent
        case Kind.UPLOAD:
            return True  # a list may show less than the whole name
        case Kind.SWITCH:
            return True  # the words beside a switch are read with the submitted value
    return _same(kind, value, shown, reading.options)


def _same(kind: Kind, want: Value, got: Value, options: tuple[str, ...]) -> bool:
    match kind:
        case Kind.NUMBER:
            return _number(_text(want)) == _number(_text(got))
        case Kind.READONLY:
            return _figure(_text(want)) == _figure(_text(got))
        case Kind.DATE:
            return _date(_text(want)) == _date(_text(got))
        case Kind.YEAR:
            return year(_text(want)) == year(_text(got))
        case Kind.RICHTEXT:
            return _paragraphs(_text(want)) == _paragraphs(_text(got))
        case Kind.UPLOAD:
            return sorted(map(_file_name, _texts(want))) == sorted(map(_file_name, _texts(got)))
        case Kind.DATERANGE:
            return [_date(text) for text in _texts(want)] == [_date(text) for text in _texts(got)]
        case Kind.MULTISELECT | Kind.CHECKBOX | Kind.TREE:
            return sorted(map(folded, _texts(want))) == sorted(map(folded, _texts(got)))
        case Kind.CASCADER:
            return [folded(step) for step in _path(want)] == [folded(step) for step in _path(got)]
        case Kind.SELECT | Kind.RADIO:
            return folded(_text(want)) == folded(_text(got))
        case Kind.SWITCH:
            return _switched(_text(want), options) == _switched(_text(got), options)
    return _text(want).strip() == _text(got).strip()


def _text(value: Value) -> str:
    return value if isinstance(value, str) else "、".join(value)


def _texts(value: Value) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,) if value else ()
    return value


def _path(value: Value) -> tuple[str, ...]:
    return tuple(part.strip() for part in value.split("/")) if isinstance(value, str) else value


def _number(text: str) -> Decimal | str:
    try:
        return Decimal(text.strip().replace(",", ""))
    except InvalidOperation:
        return text.strip()


def _figure(text: str) -> str:
    """A computed figure as it is, without thousands separators and closing zeros; leading zeros are those of a code."""
    text = text.strip()
    if not _FIGURE.fullmatch(text):
        return text
    whole, _, part = text.replace(",", "").partition(".")
    part = part.rstrip("0")
    return f"{whole}.{part}" if part else whole


def _date(text: str) -> str:
    found = _DATE.match(text.strip())
    if not found:
        return text.strip()
    year, month, day = (found[1], found[2], found[3]) if found[1] else (found[5], found[6], found[7])
    # Midnight is what a picker of date and time makes of a date.
    clock = re.sub(r"^00:00(:00)?$", "", (found[4] or "").lstrip("日T "))
    return f"{year}-{int(month):02}-{int(day):02} {clock}".strip()


def _paragraphs(text: str) -> list[str]:
    lines = unicodedata.normalize("NFC", text).replace("\xa0", " ").splitlines()
    return [text for line in lines if (text := " ".join(line.split()))]


def _file_name(path: str) -> str:
    return unicodedata.normalize("NFC", re.split(r"[/\\]", path)[-1])


def _switched(value: str, options: tuple[str, ...]) -> bool | str:
    if len(options) == 2 and folded(value) in (on_off := [folded(text) for text in options]):
        return on_off[0] == folded(value)
    if value.lower() in _YES:
        return True
    return False if value.lower() in _NO else value
