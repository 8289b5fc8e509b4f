"""
Whether two texts say the same value, by what kind of value it is: what was meant, and what a request says.

A kind forgives only what is the same value in it: a closing zero in a number, the zone in which a day is written. A
text is compared as it is.
"""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from decimal import Decimal, InvalidOperation

from gongai.records.plan import ValueKind
from gongai.records.raw import Raw
from gongai.sites.controls import Kind

SHANGHAI = timezone(timedelta(hours=8))
_FIGURE = re.compile(r"[-+]?(\d{1,3}(,\d{3})+|\d+)(\.\d*)?([eE][-+]?\d+)?|[-+]?\.\d+")
_DAY = re.compile(
    r"(\d{4})(?:-(\d{1,2})-(\d{1,2})|/(\d{1,2})/(\d{1,2})|\.(\d{1,2})\.(\d{1,2})|年(\d{1,2})月(\d{1,2})日)"
)
_CLOCK = re.compile(r"[T ]?(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*(Z|[-+]\d{2}:?\d{2})?")
_EPOCH = re.compile(r"\d{9,10}|\d{12,13}")
"""Seconds or milliseconds, for days from 1973 to 2286."""
_MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec"
_SCRIPTS_OWN = re.compile(
    r"[A-Z][a-z]{2},? (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) (\d{2}) (\d{4}) (\d{2}:\d{2}:\d{2}) "
    r"GMT([-+]\d{4})?(?: \(.*\))?"
)
"""What a script's date is as text: Thu May 06 2027 00:00:00 GMT+0800 (中国标准时间)."""
_PLAIN_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_YES = frozenset({"1", "true", "是", "y", "yes", "on"})
_NO = frozenset({"0", "false", "否", "n", "no", "off"})


def kind_of(value: Raw, fields: Iterable[Kind]) -> ValueKind:
    """What kind of value a part of the request holds: by the fields it is typed into, else by what the record holds.

    Where the fields disagree it is a text: the strictest of all.
    """
    found = {_kind_of_field(one, value) for one in fields}
    if len(found) == 1:
        return found.pop()
    return "text" if found else _kind_of_value(value)


def same_values(kind: ValueKind, meant: Iterable[str], sent: Iterable[str], *, ordered: bool) -> bool:
    """`ordered`: one by one; else as a set."""
    left = [_canonical(kind, one) for one in meant]
    right = _as_days(left, sent) if kind == "date" else [_canonical(kind, one) for one in sent]
    if kind == "switch":  # a box that is not ticked is not sent at all
        left, right = left or ["no"], right or ["no"]
    return left == right if ordered else sorted(left) == sorted(right)


def _kind_of_field(field: Kind, value: Raw) -> ValueKind:
    match field:
        case Kind.NUMBER:
            return "number"
        case Kind.DATE | Kind.DATERANGE:
            return "date"
        case Kind.SWITCH:
            return "switch"
        case Kind.TEXTAREA | Kind.RICHTEXT:
            return "lines"
        case Kind.RADIO | Kind.SELECT if isinstance(value, bool):
            return "yes_no"
        case Kind.READONLY:
            return _kind_of_value(value)
    return "text"


def _kind_of_value(value: Raw) -> ValueKind:
    match value:
        case bool():
            return "yes_no"
        case int() | float() | Decimal():
            return "number"
        case date():
            return "date"
        case str() if "\n" in value:
            return "lines"
    return "text"


def _canonical(kind: ValueKind, text: str) -> str:
    match kind:
        case "number":
            return _number(text)
        case "date":
            return _day(text)
        case "yes_no" | "switch":
            word = text.strip().lower()
            return "yes" if word in _YES else "no" if word in _NO else text
        case "lines":
            return text.replace("\r\n", "\n").replace("\r", "\n")
        case "text":
            return text


def _number(text: str) -> str:
    if not _FIGURE.fullmatch(text.strip()):
        return text
    try:
        return format(Decimal(text.strip().replace(",", "")).normalize() + 0, "f")
    except InvalidOperation:
        return text


def _day(text: str) -> str:
    """yyyy-MM-dd of the day in China; the clock of midnight is what a picker of date and time makes of a day."""
    there = _moment(text)
    return text.strip() if there is None else _of(there)


def _as_days(meant: list[str], sent: Iterable[str]) -> list[str]:
    """What is sent for days: where no hour was meant, a day's last second and its midnight in UTC are that day too.

    08:00 in China is that midnight only where it is written so: in UTC or as a count.
    """
    if not all(map(_PLAIN_DAY.fullmatch, meant)):
        return [_day(one) for one in sent]
    found = []
    for one in sent:
        when = _moment(one)
        if when is not None and when.tzinfo is UTC and when.time() == time():
            found.append(when.date().isoformat())
        else:
            found.append(_day(one).removesuffix(" 23:59:59"))
    return found


def _moment(text: str) -> datetime | None:
    """In the zone in which it is written; a count is one of UTC."""
    text = text.strip()
    if re.fullmatch(r"\d{8}", text):
        text = f"{text[:4]}-{text[4:6]}-{text[6:]}"
    if _EPOCH.fullmatch(text):
        return datetime.fromtimestamp(int(text) // (1000 if len(text) > 10 else 1), UTC)
    if said := _SCRIPTS_OWN.fullmatch(text):
        text = f"{said[3]}-{_MONTHS.index(said[1]) // 3 + 1}-{said[2]} {said[4]} {said[5] or 'Z'}"
    found = _DAY.match(text)
    if found is None:
        return None
    rest = text[found.end() :].strip()
    year, month, day = (int(one) for one in found.groups() if one is not None)
    clock = _CLOCK.fullmatch(rest) if rest else None
    if rest and clock is None:
        return None
    hour, minute, second = (int(one or 0) for one in (clock.groups()[:3] if clock else (0, 0, 0)))
    try:
        return datetime(year, month, day, hour, minute, second, tzinfo=_zone(clock[4] if clock else None))
    except ValueError:
        return None


def _zone(written: str | None) -> tzinfo:
    if written is None:
        return SHANGHAI
    if written == "Z":
        return UTC
    sign = -1 if written[0] == "-" else 1
    digits = written[1:].replace(":", "")
    return timezone(sign * timedelta(hours=int(digits[:2]), minutes=int(digits[2:])))


def _of(moment: datetime) -> str:
    there = moment.astimezone(SHANGHAI)
    clock = there.strftime("%H:%M:%S")
    return there.date().isoformat() + ("" if clock == "00:00:00" else f" {clock}")
