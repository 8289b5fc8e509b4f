"""Value types of the records that are stricter than their Python type: a day is a day, an amount is finite."""

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError

from gongai.clock import SHANGHAI

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})?", re.ASCII)


def _day(value: object) -> object:
    # a bare year or a number would be taken for seconds since 1970 and become a plausible wrong day
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if isinstance(value, str) and _DAY.fullmatch(value.strip()):
        return value.strip()
    raise PydanticCustomError("day", "not a day")


def _moment(value: object) -> object:
    if isinstance(value, datetime):
        return value
    if isinstance(value, str) and _MOMENT.fullmatch(value.strip()):
        return value.strip()
    raise PydanticCustomError("moment", "not a moment")


def _in_shanghai(value: datetime) -> datetime:
    # rule K13: a time without zone is the time in the offices of the portal
    return value if value.tzinfo else value.replace(tzinfo=SHANGHAI)


def _not_a_flag(value: object) -> object:
    if isinstance(value, bool):
        raise PydanticCustomError("decimal_type", "a flag is no number")
    return value


Day = Annotated[date, BeforeValidator(_day)]
Moment = Annotated[datetime, BeforeValidator(_moment), AfterValidator(_in_shanghai)]
# 24 digits: more than any project costs, few enough that 1E+999999999 cannot fill the memory when it is written out
Amount = Annotated[Decimal, BeforeValidator(_not_a_flag), Field(max_digits=24)]
