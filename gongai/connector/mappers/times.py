"""A portal's times and days, in every form that is in use, in the offices' time zone (rule K13)."""

import re
import unicodedata
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from typing import Final, NamedTuple

from gongai.clock import SHANGHAI, at, to_ms
from gongai.records.raw import Raw

_YEARS: Final = range(1980, 2100)
_SECONDS: Final = range(10**8, 10**11)
_MILLISECONDS: Final = range(10**11, 10**14)
_DATE = re.compile(
    r"(?P<year>\d{4})\s*(?:年|[-/.])\s*(?P<month>\d{1,2})\s*(?:月|[-/.])\s*(?P<day>\d{1,2})\s*(?:日|号)?"
    r"(?:\s*[T,]?\s*(?P<half>上午|下午|AM|PM)?\s*(?P<hour>\d{1,2})\s*(?::|时|点)\s*(?P<minute>\d{1,2})?\s*分?"
    r"(?:\s*:?\s*(?P<second>\d{1,2})(?:[.,]\d+)?\s*秒?)?\s*(?P<after>AM|PM)?)?"
    r"\s*(?P<zone>Z|UTC|GMT|CST|[+-]\d{2}:?\d{2})?",
    re.IGNORECASE,
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:(\d{2})(?:(\d{2})(\d{2})?)?)?")
_DOTNET = re.compile(r"/Date\((-?\d+)(?:[+-]\d{4})?\)/")
_WORDS = ("%a %b %d %H:%M:%S %Y", "%b %d, %Y %I:%M:%S %p", "%b %d, %Y, %I:%M:%S %p", "%b %d, %Y")
"""What Java's `Date` and a common JSON library write of themselves."""
_UNTIL = re.compile(r"(?:之前|以前|前|止|截止|（含）|\(含\))+$")


class _Read(NamedTuple):
    ms: int
    ends: bool = False
    """Written as 24:00: the midnight at which a day ends, and of that day."""


def moment(value: Raw) -> int | None:
    """Milliseconds; None where it is no time that we can read."""
    found = _read(value)
    return None if found is None else found.ms


def day(value: Raw) -> date | None:
    """The day, in the offices' time zone; words like 前 behind it are no part of it."""
    if isinstance(value, str):
        value = _UNTIL.sub("", value.strip())
    found = _read(value)
    return None if found is None else at(found.ms - found.ends).date()


def _read(value: Raw) -> _Read | None:
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, float):
        value = int(value)
    if isinstance(value, int):
        return _of_number(value)
    if isinstance(value, list) and 3 <= len(value) <= 7 and all(type(one) is int for one in value):
        return _of_parts(*value[:6])  # as some portals write a local time: [2027, 5, 6, 17, 0]
    return _of_text(unicodedata.normalize("NFKC", value).strip()) if isinstance(value, str) else None


def _of_number(value: int) -> _Read | None:
    written = _looks_written(value)
    if value in _MILLISECONDS and not written:
        return _Read(value)
    if value in _SECONDS and not written:
        return _Read(value * 1000)
    return _of_digits(str(value))


def _looks_written(value: int) -> bool:
    """Whether the digits are a date and a time and not a count: 202705061700 is no year 8391, 2027050617 not 2034."""
    return len(str(value)) in (10, 12, 14) and _of_digits(str(value)) is not None


def _of_digits(digits: str) -> _Read | None:
    found = _COMPACT.fullmatch(digits)
    return _of_parts(*(int(one) for one in found.groups() if one is not None)) if found else None


def _of_text(text: str) -> _Read | None:
    if re.fullmatch(r"\d+(\.0+)?", text):
        return _of_number(int(text.split(".")[0]))
    if found := _DOTNET.fullmatch(text):
        return _Read(int(found[1]))
    if found := _DATE.fullmatch(text):
        return _of_match(found)
    if compact := re.fullmatch(r"(\d{8})[T ]?(\d{2}):?(\d{2}):?(\d{2})?", text):
        return _of_digits("".join(one for one in compact.groups() if one))
    plain = re.sub(r"\b(?:CST|GMT\+08:00)\b\s*", "", text)
    for form in _WORDS:
        try:
            return _Read(to_ms(datetime.strptime(plain, form).replace(tzinfo=SHANGHAI)))
        except ValueError:
            continue
    return None


def _of_match(found: re.Match[str]) -> _Read | None:
    hour = int(found["hour"] or 0)
    half = (found["half"] or found["after"] or "").upper()
    if half in ("下午", "PM") and hour < 12:
        hour += 12
    if half in ("上午", "AM") and hour == 12:
        hour = 0
    numbers = (int(found["year"]), int(found["month"]), int(found["day"]))
    return _of_parts(*numbers, hour, int(found["minute"] or 0), int(found["second"] or 0), zone=found["zone"] or "")


def _of_parts(
    year: int, month: int, day_: int, hour: int = 0, minute: int = 0, second: int = 0, *, zone: str = ""
) -> _Read | None:
    if year not in _YEARS:
        return None
    late = hour == 24 and not minute and not second  # the end of the day, as offices write it
    try:
        when = datetime(year, month, day_, 0 if late else hour, minute, second, tzinfo=_zone(zone))
    except ValueError:
        return None
    return _Read(to_ms(when + timedelta(days=1) if late else when), late)


def _zone(zone: str) -> tzinfo:
    named = zone.upper()
    if named in ("", "CST"):
        return SHANGHAI
    if named in ("Z", "UTC", "GMT"):
        return UTC
    sign = -1 if named.startswith("-") else 1
    digits = named[1:].replace(":", "")
    return timezone(sign * timedelta(hours=int(digits[:2]), minutes=int(digits[2:])))
