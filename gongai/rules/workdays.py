"""
Office days: promised times are counted in them.

The State Council announces each year's holidays and 调休 late in the year before. Announced years come from the package
or an imported file; what lies beyond is estimated and says so (暂估), because a deadline must never crash.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

import chinese_calendar
import holidays

from gongai import input_file
from gongai.errors import ConfigError

_DAY = timedelta(days=1)
FIRST_YEAR, LAST_YEAR = 2004, max(day.year for day in chinese_calendar.constants.holidays)
"""What the packaged calendar knows for certain."""


@dataclass(frozen=True)
class Due:
    """A date counted in office days."""

    day: date
    estimated: bool  # 暂估: a year on the way has not been announced

    def __str__(self) -> str:
        return f"{self.day.isoformat()}{'（暂估）' if self.estimated else ''}"


@dataclass(frozen=True)
class WorkCalendar:
    """`overrides`: day → is an office day. They win over everything: imported years, provincial holidays, closures."""

    overrides: Mapping[date, bool] = field(default_factory=dict)
    announced: frozenset[int] = frozenset()  # years imported whole

    def is_workday(self, day: date) -> bool:
        known = self.overrides.get(day)
        if known is not None:
            return known
        if day.year in self.announced:
            return day.weekday() < 5  # the file lists every exception
        if FIRST_YEAR <= day.year <= LAST_YEAR:
            return bool(chinese_calendar.is_workday(day))
        return day.weekday() < 5 and day not in _statutory(day.year)

    def is_estimate(self, day: date) -> bool:
        return not (day in self.overrides or day.year in self.announced or FIRST_YEAR <= day.year <= LAST_YEAR)

    def add(self, start: date, days: int) -> Due:
        """The `days`-th office day after `start`; with 0, `start` itself or the first office day after it."""
        day, estimated = start, self.is_estimate(start)
        left = days
        while left > 0 or not self.is_workday(day):
            day += _DAY
            estimated = estimated or self.is_estimate(day)
            left -= self.is_workday(day)
        return Due(day, estimated)

    def between(self, start: date, end: date) -> int:
        """Office days after `start` up to and including `end`; negative when `end` lies before."""
        if end < start:
            return -self.between(end, start)
        return sum(self.is_workday(start + i * _DAY) for i in range(1, (end - start).days + 1))

    @property
    def last_announced_year(self) -> int:
        return max(self.announced | {LAST_YEAR})


def read_calendar(*files: Path) -> WorkCalendar:
    """
    The packaged calendar with files over it, later ones winning. Each file is
    `{"year": 2027, "days": [{"name", "date", "isOffDay"}]}`, the de-facto form; without `year` the days only add to it.
    """
    overrides: dict[date, bool] = {}
    announced: set[int] = set()
    for file in files:
        try:
            data = input_file.json_value(file)
            for entry in data["days"]:
                overrides[date.fromisoformat(entry["date"])] = not bool(entry["isOffDay"])
            if "year" in data:
                announced.add(int(data["year"]))
        except (input_file.Unreadable, ValueError, KeyError, TypeError) as error:
            raise ConfigError(
                f'放假安排文件无法读取：{file}。应为 {{"year": 2027, "days": [{{"name", "date", "isOffDay"}}]}}'
            ) from error
    return WorkCalendar(overrides, frozenset(announced))


@lru_cache(maxsize=64)
def _statutory(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("CN", years=year))
