"""Dates, numbers and names as an office writes them."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from zhaotong_portal import wording
from zhaotong_portal.period import Period


@pytest.fixture(autouse=True)
def in_november_2026():
    with time_machine.travel(datetime(2026, 11, 24, 2, 0, tzinfo=UTC), tick=False):
        yield


def test_a_month_is_written_with_its_year():
    assert (
        wording.month_text(Period(2026, 11))
        == wording.month_text(date(2026, 11, 1))
        == "2026年11月"
    )


def test_a_day_of_another_year_names_the_year():
    assert wording.day_text(date(2026, 11, 30)) == "11月30日"
    assert wording.day_text(date(2027, 1, 15)) == "2027年1月15日"


def test_moments_are_told_in_shanghai_time_even_when_the_day_is_another_one_in_utc():
    late_evening_in_utc = datetime(2026, 11, 29, 17, 5, tzinfo=UTC)
    assert wording.moment_text(late_evening_in_utc) == "11月30日（周一）01:05"
    assert wording.timestamp_text(late_evening_in_utc) == "11月30日 01:05"


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("date", "12月31日前"),
        ("monthly", "每月"),
        ("quarterly", "每季度"),
        ("ongoing", "长期"),
        ("none", "未定时限"),
    ],
)
def test_each_kind_of_deadline_in_words(kind, said):
    assert wording.deadline_text(date(2026, 12, 31), kind) == said


def test_zero_is_a_number_and_nothing_is_a_dash():
    assert (wording.number_text(0), wording.number_text(None)) == ("0", "—")
    assert (wording.percent_text(0), wording.percent_text(None)) == ("0%", "—")
    assert wording.number_text(7541) == "7,541"


def test_a_fraction_becomes_a_rate_and_a_difference_has_its_sign():
    assert wording.rate_text(7301 / 7541) == "96.8%"
    assert [wording.signed_text(n) for n in (3, -6, 0)] == ["+3", "−6", "0"]


def test_many_names_are_cut_and_counted():
    assert wording.people_text(["王示例", "李示例"]) == "王示例、李示例"
    assert wording.people_text(["甲", "乙", "丙", "丁"]) == "甲、乙、丙等4人"


def test_a_waiting_time_is_rounded_up_to_the_minute():
    assert wording.duration_text(timedelta(seconds=61)) == "2 分钟"
    assert wording.duration_text(timedelta(minutes=90)) == "1 小时 30 分钟"


def test_a_list_holds_the_day_or_the_word_of_a_deadline():
    day = date(2026, 12, 31)
    cells = [
        wording.deadline_cell(day, "date"),
        *(wording.deadline_cell(None, kind) for kind in ("ongoing", "none")),
    ]
    assert cells == [day, "长期", None]


@pytest.mark.parametrize(
    ("size", "said"), [(20 * 1024**2, "20 MB"), (1536 * 1024, "1.5 MB"), (900, "900 字节")]
)
def test_a_size_is_short_and_may_break(size, said):
    assert wording.size_text(size) == said
