"""The month's clock on the Chinese calendar (rules.md §1)."""

from datetime import date

from tasks.clock import clock_of, due_at_for, open_to_units, return_due_at, takes_entries
from tasks.models import Month, MonthException, MonthlyReport
from tasks.opening import due_to_lock, due_to_open, lock_month, open_month
from tests.tasks.lived_month import *  # noqa: F403
from tests.tasks.month_world import NOVEMBER, OCTOBER, at
from zhaotong_portal.period import Period


def test_november_runs_by_the_working_days_of_december():
    clock = clock_of(NOVEMBER)
    assert clock.opens_on == date(2026, 11, 1)
    assert clock.compose_on == date(2026, 11, 6)
    assert clock.last_call_on == date(2026, 12, 1)
    assert clock.due_at == at(12, 3, 18)
    assert clock.grace_until == at(12, 8, 0)  # the 5th working day is 7 December
    assert clock.lock_at == at(12, 18, 0)  # the 13th is the 17th


def test_the_national_holiday_moves_the_due_day():
    """September 2025 falls due after 国庆 and 中秋: 9, 10 and, made up on a Saturday, 11 October."""
    assert clock_of(Period(2025, 9)).due_at == at(10, 11, 18, year=2025)


def test_a_returned_report_has_two_working_days():
    assert return_due_at(at(11, 27, 16)) == at(12, 1, 18)  # Friday to Tuesday


def test_an_extension_counts_for_its_unit_alone(november, tax, finance):
    MonthException.objects.create(
        month=november, unit=tax, kind="extended", due_at=at(12, 8, 18), reason="机构改革"
    )
    assert due_at_for(tax.pk, november) == at(12, 8, 18)
    assert due_at_for(finance.pk, november) == november.due_at


def test_each_active_unit_gets_a_report_with_a_line_for_each_item(november, tax, finance):
    assert MonthlyReport.objects.of(NOVEMBER).count() == 4
    assert MonthlyReport.objects.get(unit=tax).lines.count() == 2
    assert not MonthlyReport.objects.get(unit=finance).lines.exists()


def test_opening_again_changes_nothing(november, django_assert_num_queries):
    before = list(MonthlyReport.objects.values())
    open_month(NOVEMBER)
    assert list(MonthlyReport.objects.values()) == before
    assert Month.objects.count() == 1


def test_what_beat_missed_is_opened_later(november, clock):
    assert due_to_open() == []
    clock.move_to(at(2, 1, year=2027))
    assert due_to_open() == [Period(2026, 12), Period(2027, 1), Period(2027, 2)]


def test_a_portal_without_any_month_opens_the_running_one(clock, db):
    assert due_to_open() == [NOVEMBER]


def test_a_month_is_locked_once_its_moment_has_come(november, clock):
    assert due_to_lock() == []
    clock.move_to(at(12, 18, 0, 1))
    assert due_to_lock() == [NOVEMBER]
    lock_month(NOVEMBER)
    assert due_to_lock() == []
    assert Month.objects.get().is_locked


def test_october_is_no_part_of_november():
    assert OCTOBER.next() == NOVEMBER


def test_the_lock_holds_from_its_moment_even_before_the_job_has_run(november, report, clock):
    clock.move_to(at(12, 17, 23, 59))
    assert takes_entries(report, november)
    clock.move_to(at(12, 18, 0, 1))
    assert not november.is_locked
    assert not takes_entries(report, november)
    assert not open_to_units(MonthlyReport.objects.all()).exists()
