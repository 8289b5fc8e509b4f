"""What is surely earlier than our request: a moment, an hour, a day, each as exactly as the portal has written it."""

from typing import Any

import pytest

from gongai.connector.flows.timing import surely_before
from gongai.connector.mappers.reading import Application
from gongai.connector.mappers.times import moment


def sent(text: str) -> int:
    found = moment(text)
    assert found is not None
    return found


def row(filed_at: Any) -> Application:
    return Application("A-1", "1", "P", ("I",), "0", moment(filed_at), "办理中")


@pytest.mark.parametrize(
    ("filed_at", "earlier"),
    [
        ("2027-05-06 14:49:59", True),
        ("2027-05-06 14:50:01", False),
        ("2027-05-06 15:30", False),
        ("2027-05-06 13时", True),
        ("2027-05-06 14时", False),
        ("2027-05-06", False),
        ("2027-05-05", True),
        ("2027-05-06T00:00:00Z", False),
        ("2027-05-05T00:00:00Z", True),
        ("2027-05-07", False),
        ("", False),
        ("昨天", False),
    ],
)
def test_only_what_is_surely_earlier_counts(filed_at: str, earlier: bool) -> None:
    assert surely_before(row(filed_at), sent("2027-05-06 15:00:00")) is earlier


def test_the_day_is_the_one_in_the_offices_time_zone() -> None:
    assert surely_before(row("2027-05-06"), sent("2027-05-07 00:05:00"))
    assert not surely_before(row("2027-05-07"), sent("2027-05-06T17:00:00Z"))
