"""When a failed delivery is tried again, and at which hours people may be disturbed."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from zhaotong_portal.messages import may_send, next_attempt_at, next_sending_moment, retry_delay

SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(month, day, hour, minute=0):
    return datetime(2025, month, day, hour, minute, tzinfo=SHANGHAI)


def test_pauses_grow_and_the_last_attempt_is_followed_by_none(settings):
    settings.DELIVERY_MAX_ATTEMPTS = 5
    delays = [retry_delay(attempt) for attempt in (1, 2, 3, 4)]
    assert delays == sorted(delays)
    assert delays[0] == timedelta(minutes=1)
    assert retry_delay(5) is None and retry_delay(6) is None


def test_more_attempts_than_pauses_repeat_the_longest(settings):
    settings.DELIVERY_MAX_ATTEMPTS, settings.DELIVERY_RETRY_MINUTES = 10, (1, 2)
    assert retry_delay(9) == timedelta(minutes=2)


def test_before_the_first_attempt_there_is_no_delay():
    with pytest.raises(ValueError):
        retry_delay(0)


# 1 November 2025 is a Saturday; 28 September a Sunday worked in lieu (调休) of the week of 1–8 October.
@pytest.mark.parametrize(
    "now, then",
    [
        (at(11, 3, 8, 30), at(11, 3, 8, 30)),
        (at(11, 3, 17, 59), at(11, 3, 17, 59)),
        (at(11, 3, 8, 29), at(11, 3, 8, 30)),
        (at(11, 3, 18, 0), at(11, 4, 8, 30)),
        (at(11, 1, 10, 0), at(11, 3, 8, 30)),
        (at(10, 31, 23, 59), at(11, 3, 8, 30)),
        (at(9, 28, 10, 0), at(9, 28, 10, 0)),
        (at(9, 30, 18, 0), at(10, 9, 8, 30)),
    ],
    ids=[
        "opening",
        "just before closing",
        "too early",
        "closing",
        "Saturday",
        "Friday night",
        "worked Sunday",
        "holiday",
    ],
)
def test_messages_wait_for_the_hours_of_a_working_day(now, then):
    assert next_sending_moment(now) == then
    assert may_send(now) is (now == then)


def test_hours_are_those_of_the_office_wherever_the_clock_is_read():
    assert next_sending_moment(at(11, 3, 7).astimezone(ZoneInfo("UTC"))) == at(11, 3, 8, 30)


def test_an_office_may_send_at_any_hour_by_a_setting(settings):
    settings.MESSAGE_WINDOW = None
    assert may_send(at(11, 1, 3))


def test_a_retry_that_falls_into_the_evening_waits_for_the_morning(settings):
    settings.DELIVERY_MAX_ATTEMPTS = 8
    assert next_attempt_at(1, at(11, 3, 10)) == at(11, 3, 10, 1)
    assert next_attempt_at(4, at(11, 3, 17, 30)) == at(11, 4, 8, 30)
    assert next_attempt_at(8, at(11, 3, 10)) is None
