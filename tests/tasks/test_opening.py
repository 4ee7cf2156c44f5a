"""Opening a month: each unit its report, each item its line, once, however often it is run."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tasks import jobs
from tasks.models import ItemState, Month, MonthlyReport, ReportState
from tasks.opening import due_to_open, ensure_lines, lock_month, open_month
from tasks.phases import open_year
from tests.people import make_unit
from tests.tasks.lived_month import *  # noqa: F403
from tests.tasks.month_world import NOVEMBER, OCTOBER, fresh, key_task, service_item
from zhaotong_portal.audit.models import AuditEntry

pytestmark = pytest.mark.usefixtures("november")


def lines_of(unit, period=NOVEMBER):
    report = MonthlyReport.objects.get(unit=unit, period=period)
    return list(report.lines.values_list("item__title", flat=True))


def test_opened_twice_it_is_opened_once(units, tax):
    before = lines_of(tax)
    open_month(NOVEMBER)
    assert lines_of(tax) == before
    assert MonthlyReport.objects.of(NOVEMBER).count() == len(units)
    assert AuditEntry.objects.filter(action="month.opened").count() == 1


def test_what_came_later_is_brought_by_opening_again(districts, tax):
    key_task(tax, "十一月新下达的任务")
    unit = make_unit("昭通市示例局", "市示例局", districts[0], 9)
    open_month(NOVEMBER)
    assert "十一月新下达的任务" in lines_of(tax)
    assert lines_of(unit) == []


def test_beat_brings_the_report_of_a_unit_that_came_later(districts):
    assert due_to_open() == []
    unit = make_unit("昭通市示例局", "市示例局", districts[0], 9)
    jobs.open_due_months()
    assert MonthlyReport.objects.filter(unit=unit, period=NOVEMBER).exists()
    assert due_to_open() == []


def test_a_report_that_was_sent_does_not_grow(sent, tax):
    key_task(tax, "送签后才下达的任务")
    open_month(NOVEMBER)
    assert ensure_lines(fresh(sent)) == 0
    assert "送签后才下达的任务" not in lines_of(tax)


def test_items_that_are_done_or_cancelled_or_of_next_year_get_no_line(tax):
    service_item(tax, "已取消的事项", state=ItemState.CANCELLED)
    service_item(tax, "已验收的事项", state=ItemState.ACCEPTED, percent=100)
    service_item(tax, "明年的事项", year=2027)
    service_item(tax, "去年结转的事项", year=2025)
    service_item(tax, "已报结、待验收的事项", state=ItemState.REPORTED_DONE, percent=100)
    open_month(NOVEMBER)
    assert set(lines_of(tax)[-4:]) >= {"去年结转的事项", "已报结、待验收的事项"}
    assert not {"已取消的事项", "已验收的事项", "明年的事项"} & set(lines_of(tax))


def test_a_unit_that_closed_gets_no_report(units, weather):
    weather.active_to = OCTOBER.last_day
    weather.save()
    MonthlyReport.objects.filter(unit=weather).delete()
    open_month(NOVEMBER)
    assert not MonthlyReport.objects.of(NOVEMBER).filter(unit=weather).exists()


def test_a_locked_month_is_left_alone(tax):
    lock_month(NOVEMBER)
    locked_at = Month.objects.get(period=NOVEMBER).locked_at
    key_task(tax, "锁定后才有的任务")
    open_month(NOVEMBER)
    lock_month(NOVEMBER)
    assert "锁定后才有的任务" not in lines_of(tax)
    assert Month.objects.get(period=NOVEMBER).locked_at == locked_at


def test_an_open_month_begins_as_drafts(tax):
    report = MonthlyReport.objects.get(unit=tax, period=NOVEMBER)
    assert report.state == ReportState.DRAFT
    assert all(line.edited_at is None for line in report.lines.all())


def test_opening_costs_the_same_however_many_items_there_are(units):
    def queries(period):
        with CaptureQueriesContext(
            connection,
        ) as seen:
            open_month(period)
        return len(seen)

    open_year(2027)  # January brings its year's phases besides
    few = queries(NOVEMBER.next())
    for unit in units:
        for n in range(20):
            key_task(unit, f"任务{n}")
    assert queries(NOVEMBER.next().next()) <= few
