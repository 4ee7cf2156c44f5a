"""What of a month waits for whom: the badge in the header, the list on the home page, and where 本月填报 leads."""

import pytest

from tasks.models import MonthException
from tasks.opening import lock_month, open_month
from tasks.workflows import report as moves
from tests.tasks.lived_month import *  # noqa: F403
from tests.tasks.month_world import NOVEMBER, at
from zhaotong_portal.todo import todos_for


def waiting(person):
    return {todo.label: todo for todo in todos_for(person) if "月度进展" in todo.label}


def test_a_month_waits_first_for_the_officer_then_for_the_secretary(filled, officer, secretary):
    assert "2026年11月月度进展待填报" in waiting(officer)
    assert not waiting(secretary)
    moves.send_to_sign(filled.pk, officer)
    assert not waiting(officer)
    assert "2026年11月月度进展待您签发" in waiting(secretary)


def test_what_was_submitted_waits_for_who_decides(submitted, officer, secretary, staff, leader):
    assert not waiting(officer)
    assert not waiting(secretary)
    assert waiting(staff)["月度进展待审核"].count == 1
    assert not waiting(leader), "a leader decides only for the committee itself"


def test_an_extension_is_the_date_that_the_unit_reads(november, report, officer, tax):
    assert waiting(officer)["2026年11月月度进展待填报"].due_on.day == 3
    MonthException.objects.create(
        month=november, unit=tax, kind="extended", due_at=at(12, 8, 18), reason="机构改革"
    )
    assert waiting(officer)["2026年11月月度进展待填报"].due_on.day == 8


@pytest.fixture
def locked(submitted, staff, clock):
    clock.move_to(at(12, 18))
    open_month(NOVEMBER.next())
    lock_month(NOVEMBER)
    return submitted


def test_a_reopened_month_waits_although_it_is_locked(locked, officer, staff, log_in, clock):
    assert list(waiting(officer)) == ["2026年12月月度进展待填报"]
    moves.reopen(locked.pk, staff, reason="数字有误", until=at(12, 22, 18))
    assert waiting(officer)["2026年11月月度进展被退回，待修改"].due_on.day == 22
    assert log_in(officer).get("/month/").headers["Location"] == "/month/2026-11/"
    clock.move_to(at(12, 22, 18, 1))
    assert list(waiting(officer)) == ["2026年12月月度进展待填报"]
