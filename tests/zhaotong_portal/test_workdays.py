"""Working days of the Chinese calendar, checked against the State Council's notices for 2025 and 2026."""

from datetime import date

import pytest

from zhaotong_portal import workdays
from zhaotong_portal.period import Period


@pytest.mark.parametrize(
    "day, works",
    [
        (date(2025, 10, 11), True),  # Saturday worked for the National Day week
        (date(2025, 10, 6), False),  # Mid-autumn within the week
        (date(2026, 2, 14), True),  # Saturday worked for the Spring Festival
        (date(2026, 11, 23), True),
        (date(2026, 11, 22), False),
    ],
)
def test_days_in_lieu_are_working_days(day, works):
    assert workdays.is_workday(day) is works


def test_the_third_working_day_after_a_holiday_week():
    """October 2025: 1–8 are holidays, so the first working day is the 9th, and Saturday the 11th counts."""
    assert workdays.nth_workday(Period(2025, 10), 1) == date(2025, 10, 9)
    assert workdays.nth_workday(Period(2025, 10), 3) == date(2025, 10, 11)


def test_december_2026_is_due_on_the_third():
    assert workdays.nth_workday(Period(2026, 12), 3) == date(2026, 12, 3)


def test_counting_back_and_forth_agrees():
    start = date(2026, 2, 10)
    end = workdays.add_workdays(start, 9)
    assert workdays.workdays_between(start, end) == 9
    assert workdays.workdays_between(end, start) == -9


def test_a_year_without_a_notice_is_known_as_such():
    assert workdays.knows(2026)
    assert not workdays.knows(2045)
    assert workdays.is_workday(date(2045, 11, 22)), "such a year counts by weekdays"
