"""What each figure counts (rules.md §2), on rows small enough to count by hand."""

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tasks.figures import (
    freeze_month,
    items_changed,
    overdue_now,
    refresh_month,
    refresh_unit_month,
)
from tasks.figures.item_rows import in_figure, of_month
from tasks.models import (
    DeadlineKind,
    DistrictMonth,
    ItemClosing,
    ItemState,
    Light,
    MonthException,
    ReportState,
    UnitMonth,
    WorkItem,
)
from tests.people import make_unit
from tests.tasks.figures_world import NOVEMBER, at, make_item, make_month, make_report

DECEMBER = NOVEMBER.next()


@pytest.fixture
def month(units):
    return make_month()


def rollup(unit, period=NOVEMBER):
    return UnitMonth.objects.get(unit=unit, period=period)


def rows(figure, period=NOVEMBER):
    found = in_figure(of_month(WorkItem.objects.all(), period), **figure)
    return sorted(found.values_list("title", flat=True))


def test_every_active_unit_is_expected_except_who_is_excused(month, tax, weather, staff):
    weather.active_to = "2026-10-31"
    weather.save()
    MonthException.objects.create(month=month, unit=tax, kind="exempt", reason="机构改革")
    refresh_month(NOVEMBER)
    expected = UnitMonth.objects.filter(expected=True).values_list("unit__short_name", flat=True)
    assert list(expected) == ["市财政局", "市直机关工委"]
    assert not UnitMonth.objects.filter(unit=weather).exists()


def test_a_month_is_late_by_its_first_signature(month, tax, finance, secretary):
    make_report(tax, secretary, signed="2026-12-03 18:00")
    make_report(finance, secretary, signed="2026-12-03 18:01")
    refresh_month(NOVEMBER)
    assert not rollup(tax).is_late
    assert rollup(finance).is_late


def test_a_returned_report_stays_reported_and_nothing_awaits_review(month, tax, secretary):
    report = make_report(tax, secretary, signed="2026-12-01 10:00")
    refresh_unit_month(tax.pk, NOVEMBER)
    assert rollup(tax).awaiting_since == report.signed_at
    report.state = ReportState.RETURNED
    report.save()
    refresh_unit_month(tax.pk, NOVEMBER)
    row = rollup(tax)
    assert (row.report_state, row.awaiting_since) == (ReportState.RETURNED, None)
    assert row.first_signed_at == report.first_signed_at


def test_progress_counts_open_and_finished_items_of_the_year_and_no_cancelled_ones(month, tax):
    make_item(tax, "推进中", percent=40)
    make_item(tax, "已验收", percent=100, state=ItemState.ACCEPTED)
    make_item(tax, "已报结", percent=100, state=ItemState.REPORTED_DONE)
    make_item(tax, "已取消", percent=10, state=ItemState.CANCELLED)
    make_item(tax, "去年办结", percent=100, state=ItemState.ACCEPTED, year=2025)
    make_item(tax, "去年未完", percent=20, year=2025, light=Light.BEHIND)
    refresh_unit_month(tax.pk, NOVEMBER)
    row = rollup(tax)
    assert (row.items_total, row.percent_sum, row.items_done) == (3, 240, 2)
    # What an earlier year left over still owes a line, and its light burns.
    assert (row.items_on_track, row.items_behind) == (1, 1)


def test_a_signature_for_november_shows_in_december_too(month, tax):
    make_month(DECEMBER)
    item = make_item(tax, "推进中", percent=10)
    refresh_month(DECEMBER)
    WorkItem.objects.filter(pk=item.pk).update(percent=60, light=Light.AT_RISK)
    refresh_unit_month(tax.pk, NOVEMBER)
    assert (rollup(tax, DECEMBER).percent_sum, rollup(tax, DECEMBER).items_at_risk) == (60, 1)


def test_what_the_date_changes_is_not_kept_while_the_month_runs(month, tax):
    make_item(tax, "已过时限", deadline="2026-11-20")
    with time_machine.travel(at("2026-11-24 09:00"), tick=False):
        refresh_month(NOVEMBER)
        assert overdue_now() == {tax.pk: 1}
        assert rows({"overdue": True}) == ["已过时限"]
    assert (rollup(tax).overdue, rollup(tax).is_missing) == (None, None)


def test_overdue_is_dated_open_and_before_today(month, tax):
    make_item(tax, "昨天到期", deadline="2026-11-23")
    make_item(tax, "今天到期", deadline="2026-11-24")
    make_item(tax, "已报结", deadline="2026-11-20", state=ItemState.REPORTED_DONE)
    make_item(tax, "每月", deadline_kind=DeadlineKind.MONTHLY)
    with time_machine.travel(at("2026-11-24 09:00"), tick=False):
        assert rows({"overdue": True}) == ["昨天到期"]


def test_a_monthly_item_without_its_line_is_behind_from_the_due_moment(
    month, tax, finance, secretary
):
    silent = make_item(tax, "没有填报", deadline_kind=DeadlineKind.MONTHLY)
    told = make_item(finance, "已经填报", deadline_kind=DeadlineKind.MONTHLY)
    make_item(tax, "长期", deadline_kind=DeadlineKind.ONGOING)
    make_report(finance, secretary, signed="2026-12-03 10:00", items=[told])
    make_report(tax, secretary, state=ReportState.DRAFT, items=[silent])
    with time_machine.travel(at("2026-12-03 17:59"), tick=False):
        assert rows({"lights": [Light.BEHIND]}) == []
    with time_machine.travel(at("2026-12-03 18:01"), tick=False):
        assert rows({"lights": [Light.BEHIND]}) == ["没有填报"]


def test_an_extension_moves_the_moment_for_one_unit(month, tax, finance):
    make_item(tax, "获准延期", deadline_kind=DeadlineKind.MONTHLY)
    make_item(finance, "未延期", deadline_kind=DeadlineKind.MONTHLY)
    MonthException.objects.create(
        month=month, unit=tax, kind="extended", due_at=at("2026-12-10 18:00"), reason="汛情"
    )
    with time_machine.travel(at("2026-12-04 09:00"), tick=False):
        assert rows({"lights": [Light.BEHIND]}) == ["未延期"]


def test_a_quarterly_item_is_judged_at_the_end_of_the_quarter(month, tax):
    make_month(DECEMBER)
    make_item(tax, "每季度", deadline_kind=DeadlineKind.QUARTERLY)
    with time_machine.travel(at("2026-12-04 09:00"), tick=False):
        assert rows({"lights": [Light.BEHIND]}, NOVEMBER) == []
        assert rows({"lights": [Light.BEHIND]}, DECEMBER) == ["每季度"]


def test_the_lock_freezes_items_overdue_and_missing(month, tax, finance, secretary):
    make_item(tax, "已过时限", deadline="2026-11-20", light=Light.BEHIND, percent=30)
    make_report(finance, secretary, signed="2026-12-04 10:00")
    refresh_month(NOVEMBER)
    with time_machine.travel(at("2026-12-17 00:10"), tick=False):
        freeze_month(NOVEMBER)
        month.locked_at = at("2026-12-17 00:10")
        month.save()
    WorkItem.objects.update(percent=90, light=Light.ON_TRACK, deadline="2027-06-30")
    items_changed([tax.pk])
    refresh_unit_month(tax.pk, NOVEMBER)
    row = rollup(tax)
    assert row.is_frozen
    assert (row.overdue, row.is_missing, row.items_behind, row.percent_sum) == (1, True, 1, 30)
    assert rows({"overdue": True}) == rows({"lights": [Light.BEHIND]}) == ["已过时限"]
    district = DistrictMonth.objects.get(district=tax.district)
    assert (district.expected, district.reported, district.late, district.missing) == (2, 1, 1, 1)


def test_locking_twice_changes_nothing(month, tax):
    make_item(tax, "已过时限", deadline="2026-11-20")
    with time_machine.travel(at("2026-12-17 00:10"), tick=False):
        freeze_month(NOVEMBER)
    WorkItem.objects.update(percent=90)
    make_item(tax, "锁定后才有的事项")
    freeze_month(NOVEMBER)
    assert ItemClosing.objects.get().percent == 0
    assert DistrictMonth.objects.count() == 2


def test_a_month_that_was_reopened_keeps_what_was_published(month, tax, secretary):
    with time_machine.travel(at("2026-12-17 00:10"), tick=False):
        freeze_month(NOVEMBER)
    month.locked_at = at("2026-12-17 00:10")
    month.save()
    make_report(tax, secretary, signed="2026-12-20 10:00")
    refresh_unit_month(tax.pk, NOVEMBER)
    row = rollup(tax)
    assert (row.is_missing, row.first_signed_at, row.report_state) == (True, None, "submitted")


def test_figures_cost_the_same_for_four_units_and_for_forty(month, units, districts):
    def cost():
        refresh_month(NOVEMBER)
        with CaptureQueriesContext(connection) as queries:
            refresh_month(NOVEMBER)
        return len(queries)

    few = cost()
    for n in range(10, 46):
        make_unit(f"示例单位{n}", f"示例{n}", districts[n % 2], n)
    assert cost() == few
