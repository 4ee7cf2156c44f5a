"""Rollups are kept with the events, and `rebuild_rollups --check` proves it."""

from io import StringIO

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from tasks.figures import refresh_month, refresh_unit_month, writing
from tasks.models import (
    DistrictMonth,
    Indicator,
    IndicatorValue,
    ItemClosing,
    MonthException,
    MonthlyReport,
    ReportSnapshot,
    ReportState,
    UnitMonth,
    UnitMonthIndicator,
    ValueState,
    WorkItem,
)
from tasks.opening import lock_month, open_month
from tests.import_world import bring_in
from tests.people import make_unit
from tests.tasks.figures_world import NOVEMBER, at, make_item, make_month, make_report
from units.models import Unit
from zhaotong_portal.imports import batches


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
        code="special_lecture", name="专题辅导", level="U", quantity="sessions", basis="工作目录"
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
    # Behind the portal's back: a unit that is saved takes its figures along.
    Unit.objects.filter(pk=weather.pk).update(active_to="2026-10-31")
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
        code="first_topic", name="第一议题", level="O", quantity="times", basis="工作目录"
    )
    make_month()
    for name, value in (("一支部", 2), ("二支部", 5)):
        branch = tax.organisations.create(kind="branch", name=name)
        give(topic, tax, value, branch)
    make_report(tax, secretary, signed="2026-12-01 09:00")
    refresh_month(NOVEMBER)
    assert sums(tax) == (7, 0)


# --- What changes around a month ---------------------------------------------------------------------


def test_a_unit_that_moves_takes_its_running_months_along(november, tax, districts):
    tax.district = districts[1]
    tax.save()
    assert UnitMonth.objects.get(unit=tax, period=NOVEMBER).district == districts[1]
    assert "一致" in check()


def test_a_unit_that_ends_owes_no_report_of_the_running_month(november, tax):
    tax.active_to = at("2026-11-20 00:00").date()
    tax.save()
    assert not UnitMonth.objects.get(unit=tax, period=NOVEMBER).expected
    assert "一致" in check()


def test_a_new_unit_is_expected_at_once(november, districts):
    new = make_unit("昭通市新设局", "市新设局", districts[0], 9)
    assert UnitMonth.objects.get(unit=new, period=NOVEMBER).expected
    assert "一致" in check()


def test_a_list_of_units_moves_their_figures(november, tax, districts, administrator):
    header = ["序号", "代码", "单位全称", "简称", "别称", "单位类型", "片区"]
    moved = [1, tax.code, tax.name, tax.short_name, "", "垂管部门", "第二片区"]
    batch = bring_in(administrator, [moved], title="单位名录", header=header)
    assert UnitMonth.objects.get(unit=tax, period=NOVEMBER).district == districts[1]
    batches.undo(batch.pk, administrator)
    assert UnitMonth.objects.get(unit=tax, period=NOVEMBER).district == districts[0]
    assert "一致" in check()


def test_an_exemption_shows_at_once_whoever_grants_it(november, tax):
    exempt = MonthException.objects.create(
        month=november, unit=tax, kind="exempt", reason="机构改革"
    )
    assert not UnitMonth.objects.get(unit=tax, period=NOVEMBER).expected
    exempt.delete()
    assert UnitMonth.objects.get(unit=tax, period=NOVEMBER).expected
    assert "一致" in check()


def test_nothing_that_happens_to_a_unit_later_changes_a_locked_month(november, tax):
    with time_machine.travel(at("2026-12-17 00:15"), tick=False):
        month = lock_month(NOVEMBER)
    before = DistrictMonth.objects.filter(period=NOVEMBER).values_list(
        "district", "expected", "missing"
    )
    before = list(before)
    MonthException.objects.create(month=month, unit=tax, kind="exempt", reason="机构改革")
    tax.active_to = at("2026-11-20 00:00").date()
    tax.save()
    call_command("rebuild_rollups", stdout=StringIO())
    row = UnitMonth.objects.get(unit=tax, period=NOVEMBER)
    assert (row.expected, row.is_missing) == (True, True)
    assert (
        list(
            DistrictMonth.objects.filter(period=NOVEMBER).values_list(
                "district", "expected", "missing"
            )
        )
        == before
    )
    assert "一致" in check()


def test_an_exception_is_not_granted_for_a_locked_month(november, tax):
    with time_machine.travel(at("2026-12-17 00:15"), tick=False):
        month = lock_month(NOVEMBER)
    with pytest.raises(ValidationError, match="已锁定"):
        MonthException(month=month, unit=tax, kind="exempt", reason="机构改革").full_clean()


@pytest.mark.parametrize(
    "until, why",
    [("2026-12-03 18:00", "延期须晚于该月的截止时间"), ("2026-12-31 18:00", "锁定时间")],
)
def test_an_extension_ends_after_the_months_own_end_and_before_the_lock(november, tax, until, why):
    wrong = MonthException(
        month=november, unit=tax, kind="extended", due_at=at(until), reason="汛期"
    )
    with pytest.raises(ValidationError, match=why):
        wrong.full_clean()


def test_what_waited_for_the_lock_writes_frozen_figures(november, tax, monkeypatch):
    """An acceptance that read the month before its lock, and its rows only when the lock let go of them."""
    held, locked = writing._locked_rows, []

    def waited_for_the_lock(period, unit_ids):
        if not locked:
            locked.append(period)
            with time_machine.travel(at("2026-12-17 00:15"), tick=False):
                lock_month(period)
        return held(period, unit_ids)

    monkeypatch.setattr(writing, "_locked_rows", waited_for_the_lock)
    refresh_unit_month(tax.pk, NOVEMBER)
    assert UnitMonth.objects.get(unit=tax, period=NOVEMBER).is_frozen
    assert "一致" in check()
