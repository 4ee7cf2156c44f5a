"""Days, months and years that are facts, not deadlines: 成立时间, 获奖日期, 所属月份, 年度.

A deadline counts at its end, a fact at its beginning: 2019年6月 is the first day of that month.
"""

import datetime
import re
from functools import partial

from ..text import compact
from .dates import DATE, NONE, read_deadline
from .fault import Fault
from .numerals import with_digits

_YEAR = re.compile(r"(20\d\d|19\d\d|\d\d(?=年))(?:年度?)?")
_MONTH_ONLY = re.compile(r"(1[0-2]|0?[1-9])(?:月份?)?")


def read_day(value, year):
    """A day, None for an empty cell, or a Fault."""
    found = read_deadline(value, year)
    if found.kind == NONE and found.fault is None:
        return None
    if found.kind != DATE or found.day is None or found.precision in ("quarter", "half"):
        return Fault("bad_day", found.reason)
    if found.precision == "month":
        return found.day.replace(day=1)
    return found.day.replace(month=1, day=1) if found.precision == "year" else found.day


def read_month(value, year):
    """The first day of a month; 3, 3月 and 三月份 lie in `year`."""
    plain = with_digits(compact(_whole(value)))
    if match := _MONTH_ONLY.fullmatch(plain):
        return datetime.date(year, int(match[1]), 1)
    found = read_deadline(value, year)
    if found.kind == NONE and found.fault is None:
        return None
    if found.day is None or found.precision not in ("day", "month"):
        return Fault("bad_month", found.reason)
    return found.day.replace(day=1)


def read_year(value):
    """2024, 2024年, 二〇二四年度 and a date in that year are 2024."""
    if isinstance(value, datetime.date):
        return value.year
    text = with_digits(compact(_whole(value)))
    if not re.search(r"\w", text):
        return None
    match = _YEAR.fullmatch(text)
    if not match:
        return Fault("bad_year")
    return int(match[1]) + (2000 if len(match[1]) == 2 else 0)


def _whole(value):
    return int(value) if isinstance(value, float) and value.is_integer() else value


def day_reader(year):
    return partial(read_day, year=year)


def month_reader(year):
    return partial(read_month, year=year)
