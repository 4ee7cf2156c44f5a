"""Where one unit stands: its months, its items by light, and the median of all units without their names (F17)."""

from statistics import median

from django.db.models import F
from django.utils import timezone

from tasks.figures import heat
from tasks.figures.heat import ITEM_FIGURES
from tasks.figures.summary import apply_by_date, percent_of, units_by_date
from tasks.models import UnitMonth, WorkItem

MONTHS_SHOWN = 12
# Fewer units than this and the median would say who is who.
FEWEST_FOR_A_MEDIAN = 5


def months_of(unit, shown, now, months=MONTHS_SHOWN):
    """The unit's `UnitMonth` rows up to the month shown, oldest first."""
    first = shown.period.shift(1 - months)
    rows = UnitMonth.objects.filter(unit=unit, period__range=(first, shown.period))
    return list(heat.with_extensions(rows, shown.near.values(), now).order_by("period"))


def items_of(unit, row, shown, now=None):
    """{figure: number} of the unit's items in the month shown; what the date changes is asked while it runs."""
    figures = {name: getattr(row, name, 0) or 0 for name in ITEM_FIGURES}
    if shown.is_running:
        found = units_by_date(WorkItem.objects.filter(unit=unit), shown, now or timezone.now())
        if unit.pk in found:
            apply_by_date(figures, found[unit.pk])
    return figures


def progress_of(row):
    return percent_of(row.percent_sum, row.items_total)


def median_progress(period):
    """The middle of all units' mean progress in a month, or None where it would give units away."""
    rows = UnitMonth.objects.of(period).filter(expected=True, items_total__gt=0)
    values = rows.order_by().values_list(F("percent_sum") * 1.0 / F("items_total"), flat=True)
    values = list(values)
    return round(median(values)) if len(values) >= FEWEST_FOR_A_MEDIAN else None
