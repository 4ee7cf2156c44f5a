"""Working days of the Chinese calendar, 调休 included.

The `holidays` package carries the State Council's yearly notices. For a year that it does not know yet,
weekdays count, and `knows(year)` lets the administrator be told.
"""

from datetime import date, datetime, time, timedelta
from functools import cache

import holidays
from django.utils import timezone

from zhaotong_portal.period import Period


@cache
def _calendar(year: int):
    return holidays.country_holidays("CN", years=year)


@cache
def knows(year: int) -> bool:
    """Whether the notice for this year is in the library: such a year has days in lieu (调休)."""
    return any(day.year == year for day in _calendar(year).weekend_workdays)


@cache
def is_workday(day: date) -> bool:
    return _calendar(day.year).is_working_day(day)


def nth_workday(period: Period, n: int) -> date:
    """The n-th working day (from 1) of a month."""
    return add_workdays(period.first_day - timedelta(days=1), n)


def add_workdays(day: date, n: int) -> date:
    """The n-th working day after `day`, which itself does not count."""
    while n > 0:
        day += timedelta(days=1)
        n -= is_workday(day)
    return day


def workdays_between(first: date, last: date) -> int:
    """Working days after `first` up to and including `last`; negative when `last` is earlier."""
    if last < first:
        return -workdays_between(last, first)
    return sum(is_workday(first + timedelta(days=n)) for n in range(1, (last - first).days + 1))


def moment(day: date, at: time = time.min) -> datetime:
    """A moment of the office's day, in Asia/Shanghai."""
    return timezone.make_aware(datetime.combine(day, at))


def end_of(day: date) -> datetime:
    """The first moment after a day: what is due on the day is on time before it."""
    return moment(day + timedelta(days=1))
