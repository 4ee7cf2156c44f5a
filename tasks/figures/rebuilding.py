"""Rebuilding all rollups, and proving that kept equals rebuilt. Each app registers what it keeps."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db import transaction

from tasks.figures import districts, indicator_months, indicators, unit_months, writing
from tasks.models import DistrictMonth, Month, UnitMonth, UnitMonthIndicator


@dataclass(frozen=True)
class Rebuilder:
    """`rebuild()` returns how many rows it looked after; `differences()` yields one Chinese sentence each."""

    label: str
    rebuild: Callable[[], int]
    differences: Callable[[], Iterable[str]]


_rebuilders: list[Rebuilder] = []


def register(rebuilder: Rebuilder):
    _rebuilders.append(rebuilder)
    return rebuilder


def rebuilders() -> list[Rebuilder]:
    return list(_rebuilders)


def rebuild_months() -> int:
    """Every month that was opened, oldest first; a month at a time so that writers wait for one only."""
    for month in Month.objects.order_by("period"):
        with transaction.atomic():
            writing.refresh_month(month.period)
            if month.is_locked:
                districts.write(month.period)
    return UnitMonth.objects.count()


def month_differences():
    known = set()
    for month in Month.objects.order_by("period"):
        known.add(month.period)
        yield from _unit_differences(month)
        yield from _indicator_differences(month.period)
        yield from indicator_months.differences(month.period)
        yield from _district_differences(month)
    strays = UnitMonth.objects.exclude(period__in=known).select_related("unit")
    yield from (f"{row}：这个月没有开放过" for row in strays)


def _unit_differences(month):
    facts = unit_months.facts_of(month.period, month)
    kept = {row.unit_id: row for row in UnitMonth.objects.of(month.period).select_related("unit")}
    for unit_id in sorted(facts.keys() - kept.keys()):
        yield f"{month.period.label} 单位编号 {unit_id}：缺少汇总"
    for unit_id, row in sorted(kept.items()):
        if unit_id not in facts:
            yield f"{row}：多出的汇总"
            continue
        expected = unit_months.with_frozen(row, facts[unit_id])
        for name, value in expected.items():
            if getattr(row, name) != value:
                yield f"{row} {_label(name)}：保存 {getattr(row, name)}，重算 {value}"


def _label(name):
    return UnitMonth._meta.get_field(name.removesuffix("_id")).verbose_name


def _indicator_differences(period):
    facts = indicators.facts_of(period)
    rows = UnitMonthIndicator.objects.filter(period=period).select_related("unit", "indicator")
    kept = {(row.unit_id, row.indicator_id): row for row in rows}
    for unit_id, indicator_id in sorted(facts.keys() - kept.keys()):
        yield f"{period.label} 单位编号 {unit_id} 指标编号 {indicator_id}：缺少汇总"
    for key, row in sorted(kept.items()):
        figures = facts.get(key, (0, 0))
        if (row.signed, row.accepted) != figures:
            yield f"{row}：保存 {row.signed}/{row.accepted}，重算 {figures[0]}/{figures[1]}"


def _district_differences(month):
    sums = districts.of_month(month.period) if month.is_locked else {}
    rows = DistrictMonth.objects.filter(period=month.period).select_related("district")
    kept = {row.district_id: row for row in rows}
    for district_id in sorted(sums.keys() - kept.keys()):
        yield f"{month.period.label} 片区编号 {district_id}：缺少汇总"
    for district_id, row in sorted(kept.items()):
        if district_id not in sums:
            yield f"{row}：多出的汇总"
            continue
        for name in districts.KEPT:
            if getattr(row, name) != sums[district_id][name]:
                label = DistrictMonth._meta.get_field(name.removesuffix("_id")).verbose_name
                yield f"{row} {label}：保存 {getattr(row, name)}，重算 {sums[district_id][name]}"


MONTHS = Rebuilder("月度汇总", rebuild_months, month_differences)
