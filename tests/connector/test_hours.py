"""Filings are made in the hours the profile names; what was already sent may be looked up at any time."""

from datetime import datetime, timedelta

import pytest

from gongai.clock import SHANGHAI
from gongai.connector.hours import until_open


@pytest.mark.parametrize(
    ("hours", "now", "wait"),
    [
        ("", "03:00", None),
        ("08:30-17:30", "08:30", None),
        ("08:30-17:30", "17:29", None),
        ("08:30-17:30", "17:30", timedelta(hours=15)),
        ("08:30-17:30", "06:00", timedelta(hours=2, minutes=30)),
        ("20:00-06:00", "23:00", None),
        ("20:00-06:00", "05:59", None),
        ("20:00-06:00", "06:00", timedelta(hours=14)),
    ],
)
def test_the_wait_ends_when_the_office_hours_begin(hours: str, now: str, wait: timedelta | None) -> None:
    moment = datetime.fromisoformat(f"2026-11-23T{now}").replace(tzinfo=SHANGHAI)
    assert until_open(hours, moment) == wait
