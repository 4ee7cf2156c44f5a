"""防扎堆: the thresholds of the platform for registering visits, and days on which nobody works. Pure."""

from datetime import date, timedelta

import pytest

from tasks.guidance.crowding import Trip, crowded, most_within_window, own_faults
from tasks.guidance.quarter import Quarter
from tasks.guidance.visit_plan import spread
from zhaotong_portal.workdays import is_workday

DAY = date(2026, 3, 10)  # a Tuesday
NAMES = {1: "市税务局", 2: "市气象局"}


def trip(offset=0, units=(1,), county="昭阳区", pk=None, people=3, day=DAY):
    at = day + timedelta(days=offset)
    return Trip(pk, at, at, frozenset(units), county, people)


def test_the_third_visit_within_two_weeks_is_warned_of_and_the_second_is_not():
    assert crowded(trip(), [trip(-13)], NAMES) == []
    (said,) = crowded(trip(), [trip(-13), trip(-6)], NAMES)
    assert said == "市税务局：14 天内将有 3 次调研，请错开或合并。"


@pytest.mark.parametrize(
    ("offsets", "most"),
    [([], 1), ([-14, 14], 1), ([-13, 13], 2), ([-7, 7], 2), ([-6, 7], 3), ([-1, 1, 2], 4)],
)
def test_a_window_is_any_run_of_fourteen_days_that_the_visit_lies_in(offsets, most):
    assert most_within_window(trip(), [trip(n) for n in offsets]) == most


def test_other_places_do_not_crowd():
    assert crowded(trip(), [trip(-2, (2,)), trip(-1, (2,)), trip(1, (2,))], NAMES) == []


def test_the_tenth_visit_of_a_year_is_warned_of():
    far = [trip(n * 20 + 20) for n in range(9)]
    (said,) = crowded(trip(), far, NAMES)
    assert "2026年已达 10 次调研" in said
    assert crowded(trip(), far[:8], NAMES) == []


def test_thirty_groups_in_a_county_and_month():
    many = [trip(1, (2,)) for _ in range(29)]
    (said,) = crowded(trip(units=(1,)), many, NAMES)
    assert "昭阳区：3月已达 30 批" in said
    assert crowded(trip(units=(1,)), many[:28], NAMES) == []
    assert crowded(trip(units=(1,), county=""), many, NAMES) == []


def test_numbers_are_settings(settings):
    settings.VISIT_CROWD_IN_DAYS = 2
    assert crowded(trip(), [trip(-1)], NAMES)
    settings.VISIT_MOST_PEOPLE = 2
    assert own_faults(trip(people=3)) == ["3 人同行，超过 2 人，请精简。"]


def test_ten_people_may_go_and_eleven_are_too_many():
    assert own_faults(trip(people=10)) == []
    assert "超过 10 人" in own_faults(trip(people=11))[0]


@pytest.mark.parametrize("day", [date(2026, 10, 1), date(2026, 3, 14)])
def test_a_holiday_and_a_weekend_are_warned_of(day):
    (said,) = own_faults(trip(day=day))
    assert "不是工作日" in said


def test_a_weekend_that_is_worked_is_no_fault():
    day = next(day for n in range(366) if (day := date(2026, 1, 1) + timedelta(n)).weekday() >= 5 and is_workday(day))  # fmt: skip
    assert own_faults(trip(day=day)) == []


class _Unit:
    def __init__(self, pk, district_id):
        self.pk, self.district_id = pk, district_id


def test_a_quarters_trips_lie_on_working_days_with_one_district_each():
    units = [_Unit(n, n % 9) for n in range(84)]
    quarter = Quarter(2026, 4)
    trips = spread(units, quarter.first_day, quarter.last_day, a_trip=3)
    assert sorted(unit.pk for trip in trips for unit in trip.units) == list(range(84))
    assert all(is_workday(trip.day) and len(trip.units) <= 3 for trip in trips)
    assert all(len({unit.district_id for unit in trip.units}) == 1 for trip in trips)
    days = [trip.day for trip in trips]
    assert days == sorted(days)
    assert len(set(days)) == len(days)
    assert quarter.first_day < days[0]  # 1 October is a holiday


def test_there_is_no_day_in_a_holiday():
    with pytest.raises(ValueError, match="没有工作日"):
        spread([_Unit(1, 1)], date(2026, 10, 1), date(2026, 10, 2))


@pytest.mark.parametrize("text", ["", "2026", "2026-5", "2026-0", "x-1", "1999-1", "２０２６-1"])
def test_what_is_no_quarter(text):
    with pytest.raises(ValueError):
        Quarter.parse(text)


def test_quarters_follow_each_other():
    assert str(Quarter.parse("2026-4").shift(1)) == "2027-1"
    assert Quarter.of(date(2026, 3, 31)) == Quarter(2026, 1)
    assert Quarter(2026, 1).last_day == date(2026, 3, 31)
