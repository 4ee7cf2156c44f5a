"""Rollups are kept with the events, and `rebuild_rollups --check` proves it."""

from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command

from tasks.figures import refresh_month, refresh_unit_month
from tasks.models import (
    DistrictMonth,
    Indicator,
    IndicatorValue,
    ItemClosing,
    MonthlyReport,
    ReportSnapshot,
    ReportState,
    UnitMonth,
    UnitMonthIndicator,
    ValueState,
    WorkItem,
)
from tasks.opening import lock_month, open_month
from tests.tasks.figures_world import NOVEMBER, at, make_item, make_month, make_report


def check():
    out = StringIO()
    call_command("rebuild_rollups", check=True, stdout=out)
    return out.getvalue()


def differences():
    out = StringIO()
    with pytest.raises(CommandError) as refused:
        call_command("rebuild_rollups", check=True, stdout=out)
    assert refused.value.returncode == 1
    return out.getvalue()


@pytest.fixture
def november(units, tax):
    with time_machine.travel(at("2026-11-24 09:00"), tick=False):
        make_item(tax, "推进中", percent=40)
        return open_month(NOVEMBER)


@pytest.fixture
def lectures(db):
    return Indicator.objects.create(
        code="special_lecture", name="专题辅导", level="U", quantity="sessions"
    )


def give(indicator, unit, value, organisation=None):
    return IndicatorValue.objects.create(
        indicator=indicator,
        unit=unit,
        organisation=organisation,
        period=NOVEMBER,
        state=ValueState.REPORTED,
        value=value,
    )


def sums(unit):
    row = UnitMonthIndicator.objects.filter(unit=unit).first()
    return row and (row.signed, row.accepted)


def test_kept_equals_rebuilt_after_a_month_was_opened(november):
    assert "一致" in check()


def test_a_wrong_figure_is_named_and_put_right(november, tax):
    UnitMonth.objects.filter(unit=tax).update(percent_sum=99)
    text = differences()
    assert "市税务局 2026年11月 进度合计：保存 99，重算 40" in text
    call_command("rebuild_rollups", stdout=StringIO())
    assert "一致" in check()


def test_an_event_that_forgot_its_rollup_is_found(november, tax, weather):
    make_item(weather, "没有人说过的事项")
    assert "市气象局 2026年11月 事项：保存 0，重算 1" in differences()


def test_a_missing_and_a_surplus_row_are_found(november, tax, weather):
    UnitMonth.objects.filter(unit=tax).delete()
    MonthlyReport.objects.filter(unit=weather).delete()
    weather.active_to = "2026-10-31"
    weather.save()
    text = differences()
    assert "缺少汇总" in text
    assert "市气象局 2026年11月：多出的汇总" in text
    call_command("rebuild_rollups", stdout=StringIO())
    assert "一致" in check()


def test_a_locked_month_is_proved_from_its_closings(november, tax):
    with time_machine.travel(at("2026-12-17 00:10"), tick=False):
        lock_month(NOVEMBER)
    WorkItem.objects.update(percent=95)
    assert "一致" in check()
    ItemClosing.objects.update(percent=1)
    assert "进度合计：保存 40，重算 1" in differences()


def test_a_districts_sum_is_proved_too(november):
    with time_machine.travel(at("2026-12-17 00:10"), tick=False):
        lock_month(NOVEMBER)
    DistrictMonth.objects.filter(district__order=1).update(missing=0)
    assert "第一片区 2026年11月 未报：保存 0，重算 2" in differences()


def test_a_locked_months_district_stays_when_the_unit_moves(november, tax, districts):
    with time_machine.travel(at("2026-12-17 00:10"), tick=False):
        lock_month(NOVEMBER)
    tax.district = districts[1]
    tax.save()
    refresh_unit_month(tax.pk, NOVEMBER)
    assert UnitMonth.objects.get(unit=tax).district == districts[0]
    assert "一致" in check()


def test_an_indicator_counts_when_signed_and_is_published_when_accepted(
    units, tax, secretary, lectures
):
    make_month()
    give(lectures, tax, 3)
    report = make_report(tax, secretary, state=ReportState.DRAFT)
    refresh_month(NOVEMBER)
    assert sums(tax) is None
    report.delete()
    report = make_report(tax, secretary, signed="2026-12-01 09:00")
    refresh_unit_month(tax.pk, NOVEMBER)
    assert sums(tax) == (3, 0)
    report.state = ReportState.ACCEPTED
    report.save()
    refresh_unit_month(tax.pk, NOVEMBER)
    assert sums(tax) == (3, 3)
    assert "一致" in check()


def test_a_reopened_report_counts_with_what_was_accepted(units, tax, secretary, lectures):
    make_month()
    value = give(lectures, tax, 3)
    report = make_report(tax, secretary, signed="2026-12-01 09:00", state=ReportState.ACCEPTED)
    content = {"values": [{"indicator": "special_lecture", "state": "reported", "value": "3"}]}
    ReportSnapshot.objects.create(report=report, round_number=1, content=content, sha256="0" * 64)
    report.state = ReportState.RETURNED
    report.save()
    value.value = 30
    value.save()
    refresh_unit_month(tax.pk, NOVEMBER)
    assert sums(tax) == (3, 3)


def test_an_indicator_of_organisations_sums_them(units, tax, secretary):
    topic = Indicator.objects.create(
        code="first_topic", name="第一议题", level="O", quantity="times"
    )
    make_month()
    for name, value in (("一支部", 2), ("二支部", 5)):
        branch = tax.organisations.create(kind="branch", name=name)
        give(topic, tax, value, branch)
    make_report(tax, secretary, signed="2026-12-01 09:00")
    refresh_month(NOVEMBER)
    assert sums(tax) == (7, 0)
