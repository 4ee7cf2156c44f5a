"""The last call (rules.md §1): a message to those who have not signed, once, on the first working day."""

import pytest

from tasks import jobs
from tasks.last_call import send_last_calls
from tasks.models import Delivery, MonthException
from tests.tasks.lived_month import *  # noqa: F403
from tests.tasks.month_world import at

pytestmark = pytest.mark.usefixtures("november", "secretary")


def told():
    return set(Delivery.objects.values_list("recipient__name", flat=True))


def test_not_before_the_first_working_day(officer, other_officer, clock):
    clock.move_to(at(11, 30))
    assert send_last_calls() == 0
    clock.move_to(at(12, 1, 9))
    assert send_last_calls() == 2
    assert told() == {"王示例", "李示例", "周某乙"}
    letter = Delivery.objects.first()
    assert letter.subject == "2026年11月月度进展将于12月3日（周四）18:00截止"
    assert letter.link == "/month/2026-11/"


def test_once_however_often_the_job_runs(officer, clock):
    clock.move_to(at(12, 1, 9))
    for _ in range(3):
        jobs.send_last_calls()
    assert Delivery.objects.filter(recipient=officer, channel="portal").count() == 1


def test_a_missed_run_is_made_up_until_the_due_moment(officer, clock):
    clock.move_to(at(12, 3, 18, 1))
    assert send_last_calls() == 0
    clock.move_to(at(12, 3, 17))
    assert send_last_calls() == 1


def test_who_signed_or_is_exempt_is_left_in_peace(
    submitted, other_officer, weather, november, clock
):
    MonthException.objects.create(month=november, unit=weather, kind="exempt", reason="机构撤并")
    clock.move_to(at(12, 1, 9))
    assert send_last_calls() == 0
