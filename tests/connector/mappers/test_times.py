"""Every form in which portals write a time is read in the offices' time zone; what cannot be read is none, not 1970."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from gongai.connector.mappers.times import day, moment

NIGHT = int(datetime(2027, 5, 6, 9, tzinfo=UTC).timestamp() * 1000)  # 17:00 in the offices


@pytest.mark.parametrize(
    "written",
    [
        NIGHT,
        NIGHT // 1000,
        str(NIGHT),
        str(NIGHT // 1000),
        float(NIGHT),
        20270506170000,
        "20270506170000",
        202705061700,
        2027050617,
        "2027050617",
        "2027-05-06 17:00:00",
        "2027-5-6 17:00",
        "2027/05/06 17:00:00.000",
        "2027.05.06 17:00",
        "2027年05月06日 17:00:00",
        "2027年5月6日17时00分",
        "2027年5月6日 17时",
        "2027/5/6 下午 5:00:00",
        "2027-05-06T17:00:00",
        "2027-05-06T17:00:00+08:00",
        "2027-05-06T09:00:00Z",
        "2027-05-06T09:00:00.123Z",
        "2027-05-06T09:00:00+0000",
        "20270506 17:00:00",
        "２０２７－０５－０６　１７：００",
        f"/Date({NIGHT})/",
        f"/Date({NIGHT}+0800)/",
        [2027, 5, 6, 17, 0],
        "Thu May 06 17:00:00 CST 2027",
        "May 6, 2027 5:00:00 PM",
    ],
)
def test_a_moment_is_the_same_however_it_is_written(written: Any) -> None:
    assert (moment(written) or 0) // 1000 == NIGHT // 1000


@pytest.mark.parametrize(
    "written",
    [
        20270506,
        "20270506",
        "2027-5-6",
        "2027-05-06",
        "2027/5/6",
        "2027.05.06",
        "2027年05月06日",
        "2027年5月6日前",
        "2027年5月6日之前",
        "2027-05-05T16:00:00.000Z",
        "2027-05-06 24:00",
        "2027年5月6日24时前",
        "2027-05-06 24:00:00+08:00",
        20270506240000,
        2027050624,
        [2027, 5, 6, 24, 0],
        [2027, 5, 6],
        NIGHT,
    ],
)
def test_a_day_is_the_same_however_it_is_written(written: Any) -> None:
    assert day(written) == date(2027, 5, 6)


def test_the_end_of_a_day_is_a_moment_of_the_next() -> None:
    assert moment("2027-05-06 24:00") == moment("2027-05-07 00:00")
    assert day("2027-05-06 24:00Z") == date(2027, 5, 7)  # eight in the morning here


def test_ten_digits_that_are_no_date_are_seconds() -> None:
    assert moment(2027139917) == 2027139917000
    assert moment("1809594000") == 1809594000000


@pytest.mark.parametrize(
    "written",
    [
        "",
        None,
        "尽快",
        "5个工作日内",
        "2027-13-01",
        "2027-02-30",
        "20271301",
        20271301,
        0,
        1,
        True,
        {},
        [],
        "27-5-6",
        -1,
    ],
)
def test_what_is_no_time_is_none(written: Any) -> None:
    assert moment(written) is None
    assert day(written) is None
