"""热力图 unit × month: the state of each cell, from the rollups of the units that a page shows."""

from dataclasses import dataclass

from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils import timezone

from tasks.figures.report_rows import WITH_THE_UNIT
from tasks.figures.summary import percent_of
from tasks.models import MonthException, ReportState, UnitMonth
from zhaotong_portal.period import Period

WORDS = {
    "on_time": "按时",
    "late": "逾期报送",
    "returned": "被退回",
    "awaiting": "待审核",
    "missing": "未报",
    "open": "尚未报送",
    "exempt": "免报",
    "": "无",
}
ITEM_FIGURES = (
    "items_total",
    "items_done",
    "items_on_track",
    "items_at_risk",
    "items_behind",
    "overdue",
)
FIELDS = (
    "unit_id",
    "unit__short_name",
    "district_id",
    "period",
    "expected",
    "report_state",
    "first_signed_at",
    "is_late",
    "is_missing",
    "percent_sum",
    *ITEM_FIGURES,
)


@dataclass(frozen=True)
class Row:
    """A unit's months: `cells` maps a period to its state; `progress` and `items` are those of the month shown."""

    unit_id: int
    name: str
    district_id: int
    cells: dict
    progress: int | None
    items: dict


def with_extensions(rows, months, now):
    """Annotates `extended_until` where it can matter: while a month's grace has ended and it is not locked yet."""
    if not any(now >= month.grace_until and not month.is_locked for month in months):
        return rows
    granted = MonthException.objects.filter(
        unit=OuterRef("unit"),
        month__period=OuterRef("period"),
        month__locked_at=None,
        due_at__isnull=False,
    )
    return rows.annotate(extended_until=Subquery(granted.values("due_at")[:1]))


def state_of(row, month, now):
    """The state of one cell from a `UnitMonth` (a mapping of its fields; see `with_extensions`)."""
    if not row["expected"]:
        return "exempt"
    if row["is_missing"]:
        return "missing"
    if row["first_signed_at"] is None:
        if month is None or month.is_locked:
            return "open"
        ends = max(month.grace_until, row.get("extended_until") or month.grace_until)
        return "missing" if now >= ends else "open"
    if row["report_state"] in WITH_THE_UNIT:
        return "returned"
    if row["report_state"] == ReportState.SUBMITTED:
        return "awaiting"
    return "late" if row["is_late"] else "on_time"


def periods_of_year(period):
    """The columns: January to the month shown."""
    return Period.range(Period(period.year, 1), period)


def rows_of(units, shown, now=None):
    """The heat-map's rows for `units` (a queryset or list of unit ids), in order of district and protocol. One query."""
    now = now or timezone.now()
    periods = periods_of_year(shown.period)
    rows = UnitMonth.objects.filter(unit__in=units, period__range=(periods[0], periods[-1]))
    rows = rows.order_by("unit__district__order", "unit__protocol_order", "unit_id", "period")
    grouped = {}
    for row in with_extensions(rows.values(*FIELDS), shown.near.values(), now):
        grouped.setdefault(row["unit_id"], []).append(row)
    return [_row(months, shown, now) for months in grouped.values()]


def _row(months, shown, now):
    latest = months[-1]
    cells = {row["period"]: state_of(row, shown.near.get(row["period"]), now) for row in months}
    at_month = latest if latest["period"] == shown.period else None
    progress = percent_of(at_month["percent_sum"], at_month["items_total"]) if at_month else None
    items = {name: (at_month or {}).get(name) or 0 for name in ITEM_FIGURES}
    return Row(
        latest["unit_id"],
        latest["unit__short_name"],
        latest["district_id"],
        cells,
        progress,
        items,
    )


def month_address(period, unit_id):
    return f"{reverse('month', args=[period])}?unit={unit_id}"


def as_component(rows, groups, periods):
    """What components/heatmap.html shows. `groups` are (district id or None, label, note, url) in order."""
    # One address is resolved; the others are written from it (a thousand cells a page).
    pattern = reverse("month", args=[Period(2999, 12)])
    by_district = {}
    for row in rows:
        by_district.setdefault(row.district_id, []).append(row)
    shown = []
    for district_id, label, note, url in groups:
        members = rows if district_id is None else by_district.get(district_id, [])
        if members:
            lines = [_line(row, periods, pattern) for row in members]
            shown.append({"label": label, "note": note, "url": url, "rows": lines})
    return {
        "caption": "各单位各月报送情况",
        "columns": [period.short_label for period in periods],
        "value_label": "进度",
        "groups": shown,
    }


def _line(row, periods, pattern):
    cells = []
    for period in periods:
        state = row.cells.get(period, "")
        url = f"{pattern.replace('2999-12', str(period))}?unit={row.unit_id}" if state else ""
        cells.append(
            {
                "state": state,
                "label": f"{row.name} {period.short_label} {WORDS[state]}",
                "url": url,
            }
        )
    return {
        "label": row.name,
        "url": f"{reverse('unit', args=[row.unit_id])}",
        "value": "—" if row.progress is None else f"{row.progress}%",
        "cells": cells,
    }
