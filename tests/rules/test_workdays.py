"""Promised times in office days: announced years exactly, later ones as an estimate, never a crash."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from gongai.errors import ConfigError
from gongai.rules.workdays import LAST_YEAR, WorkCalendar, read_calendar

PACKAGED = WorkCalendar()
BEYOND = LAST_YEAR + 1


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 10, 1), False),  # 国庆
        (date(2026, 10, 10), True),  # Saturday, 调休
        (date(2026, 11, 21), False),  # Saturday
        (date(2026, 11, 23), True),
        (date(2026, 2, 17), False),  # 春节
    ],
)
def test_announced_days_are_as_announced(day: date, works: bool) -> None:
    assert PACKAGED.is_workday(day) is works
    assert not PACKAGED.is_estimate(day)


def test_the_day_of_receipt_does_not_count() -> None:
    assert PACKAGED.add(date(2026, 11, 23), 1).day == date(2026, 11, 24)
    assert PACKAGED.add(date(2026, 11, 20), 1).day == date(2026, 11, 23)


def test_holidays_move_a_deadline() -> None:
    due = PACKAGED.add(date(2026, 9, 29), 5)
    assert PACKAGED.between(date(2026, 9, 29), due.day) == 5
    assert due.day > date(2026, 10, 7)


def test_no_days_is_today_or_the_next_office_day() -> None:
    assert PACKAGED.add(date(2026, 11, 23), 0).day == date(2026, 11, 23)
    assert PACKAGED.add(date(2026, 11, 21), 0).day == date(2026, 11, 23)


def test_beyond_the_announced_years_it_is_an_estimate_and_says_so() -> None:
    due = PACKAGED.add(date(LAST_YEAR, 12, 20), 30)
    assert due.estimated and "暂估" in str(due)
    assert "暂估" not in str(PACKAGED.add(date(2026, 11, 23), 5))


def test_the_estimate_knows_the_statutory_days() -> None:
    assert not PACKAGED.is_workday(date(BEYOND, 1, 1))
    assert not PACKAGED.is_workday(date(BEYOND, 10, 1))


def test_between_counts_both_ways() -> None:
    start, end = date(2026, 9, 1), date(2026, 11, 1)
    assert PACKAGED.between(end, start) == -PACKAGED.between(start, end) < 0
    assert PACKAGED.between(start, start) == 0


def test_add_and_between_agree_for_a_year() -> None:
    for offset in range(0, 360, 7):
        start = date(2025, 1, 1) + timedelta(days=offset)
        assert PACKAGED.between(start, PACKAGED.add(start, 20).day) == 20


def test_an_imported_year_ends_the_estimate(tmp_path: Path) -> None:
    file = tmp_path / f"{BEYOND}.json"
    saturday = next(date(BEYOND, 2, day) for day in range(1, 8) if date(BEYOND, 2, day).weekday() == 5)
    days = [
        {"name": "元旦", "date": f"{BEYOND}-01-01", "isOffDay": True},
        {"name": "调休", "date": saturday.isoformat(), "isOffDay": False},
    ]
    file.write_text(json.dumps({"year": BEYOND, "days": days}), encoding="utf-8")
    calendar = read_calendar(file)
    assert calendar.is_workday(saturday) and not calendar.is_workday(date(BEYOND, 1, 1))
    assert not calendar.add(date(LAST_YEAR, 12, 20), 30).estimated
    assert calendar.last_announced_year == BEYOND


def test_provincial_days_are_added_without_changing_the_rest(tmp_path: Path) -> None:
    file = tmp_path / "local.json"
    days = [{"name": "三月三", "date": "2026-11-23", "isOffDay": True}]
    file.write_text(json.dumps({"days": days}), encoding="utf-8")
    calendar = read_calendar(file)
    assert not calendar.is_workday(date(2026, 11, 23)) and calendar.is_workday(date(2026, 11, 24))
    assert calendar.is_estimate(date(BEYOND, 5, 5))


@pytest.mark.parametrize("text", ["", "[]", '{"days": [{"date": "2027-13-01", "isOffDay": true}]}', '{"days": [{}]}'])
def test_a_file_of_another_form_is_refused_with_words(tmp_path: Path, text: str) -> None:
    file = tmp_path / "bad.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match="放假安排文件无法读取"):
        read_calendar(file)
